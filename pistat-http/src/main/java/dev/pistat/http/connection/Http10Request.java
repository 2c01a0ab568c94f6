package dev.pistat.http.connection;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A request of HTTP/1.0 (RFC 1945), said in HTTP/1.1, which is all that Helidon reads. Health checks of proxies speak it, nginx
 * up to 1.29 with the servers behind it, and small boards.
 */
final class Http10Request {

    private static final String OLDER = " HTTP/1.0\r\n";
    private static final String NEWER = " HTTP/1.1\r\nConnection: close\r\n";
    /** Browsers always say a host, whatever they speak: who says none was not led here by another's page. */
    private static final String NO_HOST = "Host: localhost\r\n";

    private Http10Request() {}

    /** Whether it is one. */
    static boolean is(byte[] begun) {
        int line = lineEnd(begun);
        return line >= 0 && isOlder(begun, line);
    }

    /**
     * The same request in HTTP/1.1: the last one of its connection, for {@code localhost} if it says no host. Where its
     * headers do not end they stay as they are, too long to be taken.
     */
    static byte[] newer(byte[] begun) {
        String head = new String(begun, StandardCharsets.ISO_8859_1);
        int line = head.indexOf('\n') + 1;
        StringBuilder newer = new StringBuilder(head.length() + NEWER.length() + NO_HOST.length());
        newer.append(head, 0, line - OLDER.length()).append(NEWER);
        boolean host = false;
        for (int at = line; at < head.length(); ) {
            int end = head.indexOf('\n', at) + 1;
            String header = head.substring(at, end == 0 ? head.length() : end);
            String name = header.toLowerCase(Locale.ROOT);
            host |= name.startsWith("host:");
            if (header.equals("\r\n") && !host) {
                newer.append(NO_HOST);
            }
            // Of these HTTP/1.0 knows nothing that counts here.
            if (!name.startsWith("connection:") && !name.startsWith("expect:")) {
                newer.append(header);
            }
            at += header.length();
        }
        return newer.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean isOlder(byte[] begun, int lineEnd) {
        int start = lineEnd - OLDER.length();
        if (start < 0) {
            return false;
        }
        for (int i = 0; i < OLDER.length(); i++) {
            if (begun[start + i] != OLDER.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Behind the first line; -1 if it has not ended. */
    private static int lineEnd(byte[] begun) {
        for (int i = 0; i < begun.length; i++) {
            if (begun[i] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }
}

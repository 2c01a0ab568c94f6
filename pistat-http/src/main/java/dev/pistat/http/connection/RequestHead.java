package dev.pistat.http.connection;

import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.RequestException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of a request up to the empty line behind its headers, gathered before any of them is understood: until then they
 * cost what they are long, and never an object for each header. For one thread.
 */
final class RequestHead {

    /** Nearly every head is shorter. */
    static final int USUAL_BYTES = 2 * 1024;
    /** One byte more than may be. */
    static final int MOST_BYTES = MalformedRequests.MOST_LINE_BYTES + MalformedRequests.MOST_HEADER_BYTES + 1;

    private static final byte[] NEWER = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OLDER = " HTTP/1.0\r\n".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[USUAL_BYTES];
    private int size;
    private int looked;
    private int lineStart;
    private int lines;
    private boolean whole;

    /** Where the next bytes go, from {@link #size} on. */
    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size == bytes.length;
    }

    /** Makes room for the longest one. */
    void grow() {
        bytes = Arrays.copyOf(bytes, MOST_BYTES);
    }

    boolean isGrown() {
        return bytes.length > USUAL_BYTES;
    }

    /** Takes note of bytes that have come. */
    void came(int count) {
        size += count;
    }

    /**
     * Whether it has its end; or is too long for one, or begins so that it is none: then there is nothing to wait for.
     *
     * @throws RequestException if it has too many lines
     */
    boolean isWhole() {
        look();
        return whole || size == MOST_BYTES;
    }

    /** Takes it out. What has come behind it stays. */
    byte[] take() {
        byte[] head = Arrays.copyOf(bytes, looked);
        int rest = size - looked;
        byte[] after = rest > USUAL_BYTES || !isGrown() ? bytes : new byte[USUAL_BYTES];
        System.arraycopy(bytes, looked, after, 0, rest);
        bytes = after;
        size = rest;
        looked = 0;
        lineStart = 0;
        lines = 0;
        whole = false;
        return head;
    }

    /** Takes out all that has come. */
    byte[] takeAll() {
        looked = size;
        return take();
    }

    private void look() {
        while (looked < size && !whole) {
            if (bytes[looked++] == '\n') {
                lineEnded();
            } else if (lines == 0 && looked > MalformedRequests.MOST_LINE_BYTES) {
                whole = true;
            }
        }
    }

    private void lineEnded() {
        int length = looked - lineStart;
        lines++;
        if (lines == 1) {
            whole = !endsWith(NEWER) && !endsWith(OLDER);
        } else if (length == 1 || (length == 2 && bytes[lineStart] == '\r')) {
            whole = true;
        } else if (lines - 1 > MalformedRequests.MOST_HEADER_LINES) {
            throw RequestException.builder()
                    .type(EventType.BAD_REQUEST)
                    .status(MalformedRequests.HEADERS_TOO_LARGE)
                    .message("Too many header lines")
                    .build();
        }
        lineStart = looked;
    }

    private boolean endsWith(byte[] ending) {
        int from = looked - ending.length;
        return from >= 0 && Arrays.equals(bytes, from, looked, ending, 0, ending.length);
    }
}

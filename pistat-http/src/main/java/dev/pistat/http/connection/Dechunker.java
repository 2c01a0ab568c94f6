package dev.pistat.http.connection;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * An answer without the chunks of HTTP/1.1, which Helidon sends wherever it does not know the length: a client of HTTP/1.0 reads
 * to the end of the connection. For one answer and one thread.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-7.1">RFC 9112, section 7.1</a>
 */
final class Dechunker {

    private static final String CHUNKED = "\r\nTransfer-Encoding: chunked\r\n";

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private Part part = Part.HEAD;
    private long left;

    private enum Part {
        HEAD,
        CHUNK_LENGTH,
        CHUNK,
        CHUNK_END,
        /** A body that has no chunks. */
        BODY,
        /** What follows the last chunk. */
        REST
    }

    /** What of some more bytes of the answer goes to the client. */
    byte[] of(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        for (int at = 0; at < bytes.length; ) {
            int count = part == Part.CHUNK ? (int) Math.min(left, bytes.length - at) : 1;
            switch (part) {
                case HEAD -> head(bytes[at], out);
                case CHUNK_LENGTH -> chunkLength(bytes[at]);
                case CHUNK -> {
                    out.write(bytes, at, count);
                    left -= count;
                    part = left == 0 ? Part.CHUNK_END : part;
                }
                case CHUNK_END -> part = bytes[at] == '\n' ? Part.CHUNK_LENGTH : part;
                case BODY -> {
                    count = bytes.length - at;
                    out.write(bytes, at, count);
                }
                case REST -> count = bytes.length - at;
            }
            at += count;
        }
        return out.toByteArray();
    }

    private void head(byte next, ByteArrayOutputStream out) {
        line.write(next);
        String head = next == '\n' ? line.toString(StandardCharsets.ISO_8859_1) : "";
        if (head.endsWith("\r\n\r\n")) {
            part = head.contains(CHUNKED) ? Part.CHUNK_LENGTH : Part.BODY;
            out.writeBytes(head.replace(CHUNKED, "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            line.reset();
        }
    }

    private void chunkLength(byte next) {
        line.write(next);
        if (next == '\n') {
            left = Long.parseLong(line.toString(StandardCharsets.ISO_8859_1).strip(), 16);
            part = left == 0 ? Part.REST : Part.CHUNK;
            line.reset();
        }
    }
}

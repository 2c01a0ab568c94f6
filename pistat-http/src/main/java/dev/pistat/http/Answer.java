package dev.pistat.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The text of an answer, written piece by piece: a short one goes out whole, with its length; a long one is streamed, and
 * never takes more memory than one piece. HEAD gets the length alone, which Helidon does not see to.
 */
final class Answer {

    private static final int PIECE = 8 * 1024;

    private final ServerResponse res;
    private final boolean head;
    private final StringBuilder text = new StringBuilder(PIECE + 1024);
    private OutputStream stream = OutputStream.nullOutputStream();
    private boolean streaming;
    private long length;

    Answer(ServerRequest req, ServerResponse res, String contentType) {
        this.res = res;
        this.head = isHead(req);
        res.header(HeaderNames.CONTENT_TYPE, contentType);
    }

    /** Sends an answer that is whole already. */
    static void send(ServerRequest req, ServerResponse res, String contentType, byte[] body) {
        res.header(HeaderNames.CONTENT_TYPE, contentType);
        if (isHead(req)) {
            sendLength(res, body.length);
        } else {
            res.send(body);
        }
    }

    /** Where the text goes; call {@link #pieceDone} now and then. */
    StringBuilder text() {
        return text;
    }

    /** Sends what has gathered, if it is enough. */
    void pieceDone() {
        if (text.length() >= PIECE) {
            if (!streaming && !head) {
                stream = res.outputStream();
            }
            streaming = true;
            write();
        }
    }

    /** Sends the rest. */
    void end() {
        if (!streaming && !head) {
            res.send(bytes());
            return;
        }
        write();
        try {
            stream.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (head) {
            sendLength(res, length);
        }
    }

    private void write() {
        byte[] piece = bytes();
        length += piece.length;
        text.setLength(0);
        try {
            stream.write(piece);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] bytes() {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isHead(ServerRequest req) {
        return req.prologue().method().equals(Method.HEAD);
    }

    private static void sendLength(ServerResponse res, long length) {
        res.header(HeaderNames.CONTENT_LENGTH, Long.toString(length));
        res.send();
    }
}

package dev.pistat.http.response;

import dev.pistat.http.json.JsonWriter;
import io.helidon.http.HeaderNames;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response, written piece by piece: a short one goes out whole, with its length; a long one is streamed, and never
 * takes more memory than one piece.
 */
public final class ResponseWriter implements AutoCloseable {

    private final Response response;
    private final StringBuilder text = new StringBuilder(Response.PIECE + 1024);
    private @Nullable JsonWriter json;
    private @Nullable OutputStream stream;
    private @Nullable Gzip gzip;
    private long length;

    ResponseWriter(Response response) {
        this.response = response;
    }

    /** Where the text goes; call {@link #pieceDone} now and then. */
    public StringBuilder text() {
        return text;
    }

    /** What writes JSON into the text; call {@link #pieceDone} now and then. */
    public JsonWriter json() {
        if (json == null) {
            json = new JsonWriter(text);
        }
        return json;
    }

    /** Sends what has gathered, if it is enough. */
    public void pieceDone() {
        int gathered = text.length() + (json == null ? 0 : json.buffered());
        if (gathered >= Response.PIECE) {
            if (stream == null) {
                stream = begun();
            }
            write(stream);
        }
    }

    void end(String contentType) {
        if (stream == null) {
            response.send(contentType, bytes());
            return;
        }
        write(stream);
        try {
            stream.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (response.isHead()) {
            response.sendLength(length);
        }
    }

    /** Gives memory back, and ends nothing: a body that was cut short must not look whole. */
    @Override
    public void close() {
        if (gzip != null) {
            gzip.release();
        }
    }

    private OutputStream begun() {
        response.res().header(HeaderNames.VARY, "Accept-Encoding");
        if (response.isHead()) {
            return OutputStream.nullOutputStream();
        }
        if (!response.acceptsGzip()) {
            return response.res().outputStream();
        }
        response.res().header(HeaderNames.CONTENT_ENCODING, "gzip");
        gzip = Gzip.quick(response.res().outputStream());
        return gzip;
    }

    private void write(OutputStream out) {
        byte[] piece = bytes();
        length += piece.length;
        text.setLength(0);
        try {
            out.write(piece);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] bytes() {
        if (json != null) {
            json.flush();
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}

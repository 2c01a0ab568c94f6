package dev.pistat.http.response;

import dev.pistat.http.json.JsonWriter;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/**
 * The response to a request. HEAD gets the length alone, which Helidon does not see to.
 *
 * <p>A body of more than 1 KB is packed by gzip for a client that accepts that, except for HEAD: its length is that of the
 * unpacked body. No response may be cached, unless its handler said otherwise before.
 */
public record Response(ServerRequest req, ServerResponse res) {

    /** The most that is held of a long body at once, in characters or bytes. */
    static final int PIECE = 8 * 1024;

    private static final int WORTH_PACKING = 1_024;

    /** Sends a document of JSON that is short enough to be held as a whole. */
    public void sendJson(Consumer<JsonWriter> document) {
        send(JsonWriter.CONTENT_TYPE, JsonWriter.bytes(document));
    }

    /** Sends what a writer writes, piece by piece where it is long. */
    public void stream(String contentType, Consumer<ResponseWriter> body) {
        prepare(contentType);
        try (ResponseWriter writer = new ResponseWriter(this)) {
            body.accept(writer);
            writer.end(contentType);
        }
    }

    /** Sends a body that is whole already. */
    public void send(String contentType, byte[] body) {
        prepare(contentType);
        boolean isLong = body.length > WORTH_PACKING;
        if (isLong) {
            res.header(HeaderNames.VARY, "Accept-Encoding");
        }
        if (isHead()) {
            sendLength(body.length);
        } else if (isLong && acceptsGzip()) {
            res.header(HeaderNames.CONTENT_ENCODING, "gzip");
            sendInPieces(Gzip.packed(body));
        } else {
            sendInPieces(body);
        }
    }

    /** Sends 204, No Content. */
    public void sendNothing() {
        res.status(Status.NO_CONTENT_204).send();
    }

    /**
     * Whether the client has this version already, and was told so: then there is nothing more to send.
     *
     * @param tag names the version; letters, digits and {@code -}
     */
    public boolean isUnchanged(String tag) {
        String weak = "W/\"" + tag + '"';
        res.header(HeaderNames.CACHE_CONTROL, "no-cache");
        res.header(HeaderNames.ETAG, weak);
        String known = header(HeaderNames.IF_NONE_MATCH);
        boolean unchanged = known.strip().equals("*") || known.replace("W/", "").contains('"' + tag + '"');
        if (unchanged) {
            res.status(Status.NOT_MODIFIED_304);
            res.send();
        }
        return unchanged;
    }

    public boolean isHead() {
        return req.prologue().method().equals(Method.HEAD);
    }

    void prepare(String contentType) {
        res.header(HeaderNames.CONTENT_TYPE, contentType);
        if (!res.headers().contains(HeaderNames.CACHE_CONTROL)) {
            res.header(HeaderNames.CACHE_CONTROL, "no-store");
        }
    }

    void sendLength(long length) {
        res.header(HeaderNames.CONTENT_LENGTH, Long.toString(length));
        res.send();
    }

    /** Helidon would make a copy of the whole. */
    void sendInPieces(byte[] body) {
        if (body.length <= PIECE) {
            res.send(body);
        } else {
            sendInPieces(new ByteArrayInputStream(body), body.length);
        }
    }

    void sendInPieces(InputStream body, int length) {
        res.header(HeaderNames.CONTENT_LENGTH, Integer.toString(length));
        try (body;
                OutputStream out = res.outputStream()) {
            byte[] piece = new byte[PIECE];
            for (int count = body.read(piece); count > 0; count = body.read(piece)) {
                out.write(piece, 0, count);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By <a href="https://www.rfc-editor.org/rfc/rfc9110#field.accept-encoding">RFC 9110</a>. */
    boolean acceptsGzip() {
        double gzip = -1;
        double any = -1;
        for (String each : header(HeaderNames.ACCEPT_ENCODING).split(",", -1)) {
            int semicolon = each.indexOf(';');
            String coding = (semicolon < 0 ? each : each.substring(0, semicolon)).strip();
            double quality = semicolon < 0 ? 1 : quality(each.substring(semicolon + 1));
            if (coding.equalsIgnoreCase("gzip")) {
                gzip = quality;
            } else if (coding.equals("*")) {
                any = quality;
            }
        }
        return gzip > 0 || (gzip < 0 && any > 0);
    }

    /** Of {@code q=0.5}; 0 if it is none, so that what is not understood is not used. */
    private static double quality(String parameter) {
        String text = parameter.strip();
        return text.matches("[qQ]=(0(\\.\\d{0,3})?|1(\\.0{0,3})?)") ? Double.parseDouble(text.substring(2)) : 0;
    }

    private String header(HeaderName name) {
        return req.headers().contains(name) ? req.headers().get(name).values() : "";
    }
}

package dev.pistat.http.response;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The text of an answer, written piece by piece: a short one goes out whole, with its length; a long one is streamed, and
 * never takes more memory than one piece. HEAD gets the length alone, which Helidon does not see to.
 *
 * <p>What is longer than 1 KB is packed by gzip for who accepts that, except for HEAD: its length is that of the unpacked
 * answer. Nobody is to keep an answer, unless its handler said otherwise before.
 */
public final class ResponseWriter {

    private static final int PIECE = 8 * 1024;
    private static final int WORTH_PACKING = 1_024;

    private final ServerRequest req;
    private final ServerResponse res;
    private final StringBuilder text = new StringBuilder(PIECE + 1024);
    private OutputStream stream = OutputStream.nullOutputStream();
    private Optional<Packing> packing = Optional.empty();
    private boolean streaming;
    private long length;

    private ResponseWriter(ServerRequest req, ServerResponse res) {
        this.req = req;
        this.res = res;
    }

    /** Sends what a writer writes, piece by piece where it is long. */
    public static void write(
            ServerRequest req, ServerResponse res, String contentType, Consumer<ResponseWriter> writer) {
        prepare(res, contentType);
        ResponseWriter answer = new ResponseWriter(req, res);
        try {
            writer.accept(answer);
            answer.end(contentType);
        } finally {
            answer.packing.ifPresent(Packing::release);
        }
    }

    /** Sends an answer that is whole already. */
    public static void send(ServerRequest req, ServerResponse res, String contentType, byte[] body) {
        prepare(res, contentType);
        if (body.length > WORTH_PACKING) {
            res.header(HeaderNames.VARY, "Accept-Encoding");
        }
        if (isHead(req)) {
            sendLength(res, body.length);
        } else if (body.length > WORTH_PACKING && acceptsGzip(req)) {
            res.header(HeaderNames.CONTENT_ENCODING, "gzip");
            sendInPieces(res, packed(body));
        } else {
            sendInPieces(res, body);
        }
    }

    /** Helidon would make a copy of the whole. */
    private static void sendInPieces(ServerResponse res, byte[] body) {
        if (body.length <= PIECE) {
            res.send(body);
            return;
        }
        res.header(HeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
        copy(new ByteArrayInputStream(body), res.outputStream());
    }

    private static void copy(InputStream from, OutputStream to) {
        try (from;
                to) {
            byte[] piece = new byte[PIECE];
            for (int count = from.read(piece); count > 0; count = from.read(piece)) {
                to.write(piece, 0, count);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Text that stays valid until it changes, packed once for all clients: who has it already is told so. */
    public static final class Kept {

        private final String contentType;
        private final byte[] packed;
        private final int length;
        private final String tag;

        public Kept(String contentType, byte[] body) {
            this.contentType = contentType;
            packed = packed(body);
            length = body.length;
            CRC32 sum = new CRC32();
            sum.update(body);
            tag = length + "-" + Long.toHexString(sum.getValue());
        }

        public void send(ServerRequest req, ServerResponse res) throws IOException {
            if (isUnchanged(req, res, tag)) {
                return;
            }
            prepare(res, contentType);
            res.header(HeaderNames.VARY, "Accept-Encoding");
            if (isHead(req)) {
                sendLength(res, length);
            } else if (acceptsGzip(req)) {
                res.header(HeaderNames.CONTENT_ENCODING, "gzip");
                sendInPieces(res, packed);
            } else {
                res.header(HeaderNames.CONTENT_LENGTH, Integer.toString(length));
                copy(new GZIPInputStream(new ByteArrayInputStream(packed)), res.outputStream());
            }
        }
    }

    /**
     * Whether the client has this version already, and was told so: then there is nothing more to send.
     *
     * @param tag names the version; letters, digits and {@code -}
     */
    public static boolean isUnchanged(ServerRequest req, ServerResponse res, String tag) {
        String weak = "W/\"" + tag + '"';
        res.header(HeaderNames.CACHE_CONTROL, "no-cache");
        res.header(HeaderNames.ETAG, weak);
        String known = header(req, HeaderNames.IF_NONE_MATCH);
        boolean unchanged = known.strip().equals("*") || known.replace("W/", "").contains('"' + tag + '"');
        if (unchanged) {
            res.status(Status.NOT_MODIFIED_304);
            res.send();
        }
        return unchanged;
    }

    /** Where the text goes; call {@link #pieceDone} now and then. */
    public StringBuilder text() {
        return text;
    }

    /** Sends what has gathered, if it is enough. */
    public void pieceDone() {
        if (text.length() >= PIECE) {
            if (!streaming) {
                begin();
            }
            write();
        }
    }

    private void end(String contentType) {
        if (!streaming) {
            send(req, res, contentType, bytes());
            return;
        }
        write();
        try {
            stream.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (isHead(req)) {
            sendLength(res, length);
        }
    }

    private void begin() {
        streaming = true;
        res.header(HeaderNames.VARY, "Accept-Encoding");
        if (isHead(req)) {
            return;
        }
        if (acceptsGzip(req)) {
            res.header(HeaderNames.CONTENT_ENCODING, "gzip");
            Packing begun = packing(res.outputStream(), Deflater.BEST_SPEED);
            packing = Optional.of(begun);
            stream = begun;
        } else {
            stream = res.outputStream();
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

    private static void prepare(ServerResponse res, String contentType) {
        res.header(HeaderNames.CONTENT_TYPE, contentType);
        if (!res.headers().contains(HeaderNames.CACHE_CONTROL)) {
            res.header(HeaderNames.CACHE_CONTROL, "no-store");
        }
    }

    private static boolean isHead(ServerRequest req) {
        return req.prologue().method().equals(Method.HEAD);
    }

    private static void sendLength(ServerResponse res, long length) {
        res.header(HeaderNames.CONTENT_LENGTH, Long.toString(length));
        res.send();
    }

    /** By <a href="https://www.rfc-editor.org/rfc/rfc9110#field.accept-encoding">RFC 9110</a>. */
    static boolean acceptsGzip(ServerRequest req) {
        double gzip = -1;
        double any = -1;
        for (String each : header(req, HeaderNames.ACCEPT_ENCODING).split(",", -1)) {
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

    private static String header(ServerRequest req, HeaderName name) {
        return req.headers().contains(name) ? req.headers().get(name).values() : "";
    }

    private static byte[] packed(byte[] body) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(body.length / 2);
        Packing out = packing(packed, Deflater.DEFAULT_COMPRESSION);
        try (out) {
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            out.release();
        }
        return packed.toByteArray();
    }

    private static Packing packing(OutputStream out, int level) {
        try {
            return new Packing(out, level);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Packing extends GZIPOutputStream {

        Packing(OutputStream out, int level) throws IOException {
            super(out, PIECE);
            def.setLevel(level);
        }

        /** Gives the memory outside the heap back, also where the client has gone before the end. */
        void release() {
            def.end();
        }
    }
}

package dev.pistat.http.response;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** A stream that packs by gzip, and gives its memory outside the heap back when it is told so. */
final class Gzip extends GZIPOutputStream {

    private Gzip(OutputStream out, int level) throws IOException {
        super(out, Response.PIECE);
        def.setLevel(level);
    }

    /** A stream for a body that nothing can wait for. */
    static Gzip quick(OutputStream out) {
        try {
            return new Gzip(out, Deflater.BEST_SPEED);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] packed(byte[] body) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(body.length / 2);
        try (Gzip out = new Gzip(packed, Deflater.DEFAULT_COMPRESSION)) {
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    /** Gives the memory back where the body does not come to its end. */
    void release() {
        def.end();
    }
}

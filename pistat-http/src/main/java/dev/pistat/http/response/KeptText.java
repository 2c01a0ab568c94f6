package dev.pistat.http.response;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;

/** A text that stays valid until it changes, packed once for all clients. A client that has it already is told so. Immutable. */
public final class KeptText {

    private final String contentType;
    private final byte[] packed;
    private final int length;
    private final String tag;

    public KeptText(String contentType, byte[] body) {
        this.contentType = contentType;
        packed = Gzip.packed(body);
        length = body.length;
        CRC32 sum = new CRC32();
        sum.update(body);
        tag = length + "-" + Long.toHexString(sum.getValue());
    }

    public void send(ServerRequest req, ServerResponse res) throws IOException {
        Response response = new Response(req, res);
        if (response.isUnchanged(tag)) {
            return;
        }
        response.prepare(contentType);
        res.header(HeaderNames.VARY, "Accept-Encoding");
        if (response.isHead()) {
            response.sendLength(length);
        } else if (response.acceptsGzip()) {
            res.header(HeaderNames.CONTENT_ENCODING, "gzip");
            response.sendInPieces(packed);
        } else {
            response.sendInPieces(new GZIPInputStream(new ByteArrayInputStream(packed)), length);
        }
    }
}

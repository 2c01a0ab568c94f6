package dev.pistat.http.response;

import dev.pistat.http.json.JsonWriter;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;

/**
 * Responses that say why something cannot be had: in JSON under {@code /api}, in plain text elsewhere. What they need is loaded
 * with this class: a class whose first load fails because memory is full can never be loaded again.
 */
public final class Errors {

    public static final String ADDRESS_REFUSED =
            "Your address is in no network that is answered here: see [server] allow";
    public static final String UNEXPECTED = "This should not have happened; the log says more";

    private static final String PLAIN = "text/plain; charset=utf-8";

    static {
        body("/api", "loads what writes it");
    }

    private Errors() {}

    public static void send(ServerRequest req, ServerResponse res, Status status, String message) {
        res.status(status);
        res.headers().remove(HeaderNames.CONTENT_DISPOSITION);
        String path = req.prologue().uriPath().path();
        new Response(req, res).send(contentType(path), body(path, message));
    }

    public static String contentType(String path) {
        return isApi(path) ? JsonWriter.CONTENT_TYPE : PLAIN;
    }

    public static byte[] body(String path, String message) {
        return isApi(path)
                ? JsonWriter.bytes(
                        json -> json.object().name("error").text(message).end())
                : (message + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isApi(String path) {
        return path.equals("/api") || path.startsWith("/api/");
    }
}

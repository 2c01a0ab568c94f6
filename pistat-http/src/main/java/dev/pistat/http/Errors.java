package dev.pistat.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Answers that something cannot be had: in JSON under {@code /api}, in plain text elsewhere. */
final class Errors {

    private Errors() {}

    static void send(ServerRequest req, ServerResponse res, Status status, String message) {
        res.status(status);
        res.headers().remove(HeaderNames.CONTENT_DISPOSITION);
        String path = req.prologue().uriPath().path();
        if (path.equals("/api") || path.startsWith("/api/")) {
            Json.send(req, res, Map.of("error", message));
        } else {
            Answer.send(req, res, "text/plain; charset=utf-8", (message + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }
}

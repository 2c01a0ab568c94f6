package dev.pistat.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.helidon.common.GenericType;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import io.helidon.http.media.MediaContext;
import io.helidon.http.media.jackson.JacksonSupport;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Answers that something cannot be had: in JSON under {@code /api}, in plain text elsewhere. Written by Helidon's Jackson
 * support, by one of our own, so that they are the same on a server that somebody else has set up; see {@link Json} for why
 * nothing else is.
 */
final class Errors {

    private static final GenericType<Map<String, String>> DOCUMENT = new GenericType<>() {};

    private Errors() {}

    static void send(ServerRequest req, ServerResponse res, Status status, String message) {
        res.status(status);
        res.headers().remove(HeaderNames.CONTENT_DISPOSITION);
        String path = req.prologue().uriPath().path();
        if (path.equals("/api") || path.startsWith("/api/")) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            WritableHeaders<?> headers = WritableHeaders.create();
            Jackson.CONTEXT
                    .writer(DOCUMENT, headers, headers)
                    .write(DOCUMENT, Map.of("error", message), body, headers, headers);
            Answer.send(req, res, Json.CONTENT_TYPE, body.toByteArray());
        } else {
            Answer.send(req, res, "text/plain; charset=utf-8", (message + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Loaded when the first error is. */
    private static final class Jackson {
        static final MediaContext CONTEXT = MediaContext.builder()
                .mediaSupportsDiscoverServices(false)
                .addMediaSupport(JacksonSupport.create(new ObjectMapper()))
                .build();
    }
}

package dev.pistat.http.route;

import dev.pistat.http.response.BadRequestException;
import dev.pistat.http.response.Errors;
import dev.pistat.http.response.Parameters;
import dev.pistat.http.response.Response;
import dev.pistat.http.stream.StreamPosition;
import dev.pistat.http.stream.Streams;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/stream}: what happens, as it happens, in server-sent events of every sample and of everything noticed.
 *
 * <p>A client that says in {@code Last-Event-ID} which {@code id} came last gets what it missed since, of the last hour; then,
 * without a gap, what comes. One that cannot set headers says it in {@code last}; where both are given the header counts, as
 * a browser that connects again sends it with an address that it had before.
 */
final class StreamRoute extends Route {

    private static final HeaderName LAST_EVENT_ID = HeaderNames.create("Last-Event-ID");
    private static final HeaderName BUFFERING = HeaderNames.create("X-Accel-Buffering");

    StreamRoute() {
        super("/api/stream", "What happens, as it happens", "last");
    }

    @Override
    void handle(Parameters parameters, Response response, Sources sources) {
        StreamPosition position = position(response.req(), parameters);
        ServerResponse res = response.res();
        Streams streams = sources.streams();
        if (response.isHead()) {
            describe(res);
            res.send();
        } else if (!streams.begin()) {
            res.header(HeaderNames.RETRY_AFTER, "10");
            Errors.send(
                    response.req(),
                    res,
                    Status.SERVICE_UNAVAILABLE_503,
                    "No stream is free: " + streams.most() + " are open, which is the most that there may be");
        } else {
            try {
                describe(res);
                streams.run(res.outputStream(), position);
            } catch (IOException | UncheckedIOException e) {
                throw new CloseConnectionException("the client has gone", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CloseConnectionException("the server stops", e);
            } finally {
                streams.end();
            }
        }
    }

    private static void describe(ServerResponse res) {
        res.header(HeaderNames.CONTENT_TYPE, "text/event-stream");
        // A proxy that packs would gather the events: one keeps to no-transform, another packs nothing that has an
        // encoding.
        res.header(HeaderNames.CACHE_CONTROL, "no-store, no-transform");
        res.header(HeaderNames.CONTENT_ENCODING, "identity");
        res.header(BUFFERING, "no"); // nginx would gather them too
    }

    private static @Nullable StreamPosition position(ServerRequest req, Parameters parameters) {
        StreamPosition parameter = parameters.has("last") ? position("last", parameters.single("last")) : null;
        return req.headers().contains(LAST_EVENT_ID)
                ? position("Last-Event-ID", req.headers().get(LAST_EVENT_ID).values())
                : parameter;
    }

    private static StreamPosition position(String name, String text) {
        return StreamPosition.of(text)
                .orElseThrow(() -> new BadRequestException(
                        "Invalid " + name + ": '" + text + "' (the id of what came last, such as 4711-17)"));
    }
}

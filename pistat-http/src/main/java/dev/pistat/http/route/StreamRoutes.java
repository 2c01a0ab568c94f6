package dev.pistat.http.route;

import dev.pistat.core.port.Clock;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.recording.Recorder;
import dev.pistat.http.response.Errors;
import dev.pistat.http.response.GetHandler;
import dev.pistat.http.response.GetHandler.BadRequestException;
import dev.pistat.http.response.Parameters;
import dev.pistat.http.stream.EventStream;
import dev.pistat.http.stream.LiveSamples;
import dev.pistat.http.stream.MissedSamples;
import dev.pistat.http.stream.NewEvents;
import dev.pistat.http.stream.StreamPosition;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * What happens, as it happens: {@code /api/stream}, server-sent events of every sample and of everything noticed.
 * Thread-safe. A parameter that is not known is refused.
 *
 * <p>A client that says in {@code Last-Event-ID} which {@code id} came last gets what it missed since, of the last hour; then,
 * without a gap, what comes. One that cannot set headers says it in {@code last}; where both are given the header counts, as
 * a browser that connects anew sends it with an address that it had before.
 *
 * <p>Close it before the server, which would wait for streams that are open.
 */
public final class StreamRoutes implements HttpService, AutoCloseable {

    /** How many streams may be open at once unless one says otherwise. */
    public static final int MOST_STREAMS = 64;

    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final HeaderName LAST_EVENT_ID = HeaderNames.create("Last-Event-ID");
    private static final HeaderName BUFFERING = HeaderNames.create("X-Accel-Buffering");

    private final LiveSamples samples = new LiveSamples();
    private final MissedSamples missed;
    private final NewEvents events;
    private final Clock clock;
    private final int most;
    private final Duration heartbeat;
    private final Semaphore places;
    private final Runnable stopListening;

    /**
     * Listens to a recorder, for {@link #MOST_STREAMS} streams.
     *
     * @param recorder whose samples are sent, from its newest on
     * @param store the recorder's, for what a client missed, and for the events
     * @param clock what "the last hour" counts back from
     */
    public StreamRoutes(Recorder recorder, MetricStore store, Clock clock) {
        this(recorder, store, clock, MOST_STREAMS);
    }

    /**
     * Listens to a recorder.
     *
     * @param recorder whose samples are sent, from its newest on
     * @param store the recorder's, for what a client missed, and for the events
     * @param clock what "the last hour" counts back from
     * @param most how many streams may be open at once: further ones get 503
     */
    public StreamRoutes(Recorder recorder, MetricStore store, Clock clock, int most) {
        this(recorder, store, clock, most, HEARTBEAT);
    }

    /**
     * Listens to a recorder.
     *
     * @param recorder whose samples are sent, from its newest on
     * @param store the recorder's, for what a client missed, and for the events
     * @param clock what "the last hour" counts back from
     * @param most how many streams may be open at once
     * @param heartbeat how long a stream is silent at most
     */
    public StreamRoutes(Recorder recorder, MetricStore store, Clock clock, int most, Duration heartbeat) {
        this.clock = clock;
        this.most = most;
        this.heartbeat = heartbeat;
        missed = new MissedSamples(store, clock);
        events = new NewEvents(store, clock);
        places = new Semaphore(most);
        stopListening = recorder.onSample(samples::add);
        recorder.newest().ifPresent(samples::add);
    }

    @Override
    public void routing(HttpRules rules) {
        rules.any("/api/stream", new GetHandler(this::stream));
    }

    /** Ends all streams, and begins none any more. */
    @Override
    public void close() {
        stopListening.run();
        samples.close();
    }

    private void stream(ServerRequest req, ServerResponse res) {
        Optional<StreamPosition> position = position(req);
        if (req.prologue().method().equals(Method.HEAD)) {
            describe(res);
            res.send();
        } else if (samples.isClosed() || !places.tryAcquire()) {
            res.header(HeaderNames.RETRY_AFTER, "10");
            Errors.send(
                    req,
                    res,
                    Status.SERVICE_UNAVAILABLE_503,
                    "No stream is free: " + most + " are open, which is the most that there may be");
        } else {
            try {
                describe(res);
                EventStream stream = new EventStream(res.outputStream(), samples, missed, events, heartbeat);
                position.ifPresentOrElse(
                        last -> stream.goOn(last, clock.wall().minus(MissedSamples.HOUR)), stream::begin);
                stream.run();
            } catch (IOException | UncheckedIOException e) {
                throw new CloseConnectionException("the client has gone", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CloseConnectionException("the server stops", e);
            } finally {
                places.release();
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

    private static Optional<StreamPosition> position(ServerRequest req) {
        Parameters parameters = new Parameters(req);
        parameters.only("last");
        Optional<StreamPosition> parameter =
                parameters.has("last") ? Optional.of(position("last", parameters.single("last"))) : Optional.empty();
        return req.headers().contains(LAST_EVENT_ID)
                ? Optional.of(position(
                        "Last-Event-ID", req.headers().get(LAST_EVENT_ID).values()))
                : parameter;
    }

    private static StreamPosition position(String name, String text) {
        return StreamPosition.of(text)
                .orElseThrow(() -> new BadRequestException(
                        "Invalid " + name + ": '" + text + "' (the id of what came last, such as 4711-17)"));
    }
}

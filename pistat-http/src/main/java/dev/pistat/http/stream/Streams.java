package dev.pistat.http.stream;

import dev.pistat.core.metric.Sample;
import dev.pistat.core.port.Clock;
import dev.pistat.core.port.MetricStore;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** All open streams of samples and events, of which there may be a limited number. Thread-safe. */
public final class Streams implements AutoCloseable {

    private static final int MOST = 64;
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final LiveSamples samples = new LiveSamples();
    private final MissedSamples missed;
    private final NewEvents events;
    private final Clock clock;
    private final int most;
    private final Duration heartbeat;
    private final Semaphore places;

    /**
     * @param store for what a client missed, and for the events
     * @param clock what "the last hour" counts back from
     */
    public Streams(MetricStore store, Clock clock) {
        this(store, clock, MOST, HEARTBEAT);
    }

    Streams(MetricStore store, Clock clock, int most, Duration heartbeat) {
        this.clock = clock;
        this.most = most;
        this.heartbeat = heartbeat;
        missed = new MissedSamples(store, clock);
        events = new NewEvents(store, clock);
        places = new Semaphore(most);
    }

    /** Adds the newest sample, for all streams. */
    public void add(Sample sample) {
        samples.add(sample);
    }

    /** How many may be open at once. */
    public int most() {
        return most;
    }

    /** Whether one more may be open; then it counts until {@link #end}. */
    public boolean begin() {
        return !samples.isClosed() && places.tryAcquire();
    }

    public void end() {
        places.release();
    }

    /**
     * Sends until the streams are closed.
     *
     * @param last what came last; null begins with the newest sample
     * @throws IOException if the client has gone
     * @throws java.io.UncheckedIOException the same
     */
    public void run(OutputStream out, @Nullable StreamPosition last) throws IOException, InterruptedException {
        EventStream stream = new EventStream(out, samples, missed, events, heartbeat);
        if (last == null) {
            stream.begin();
        } else {
            stream.goOn(last, clock.wall().minus(MissedSamples.HOUR));
        }
        stream.run();
    }

    /** Ends all streams, and begins none any more. */
    @Override
    public void close() {
        samples.close();
    }
}

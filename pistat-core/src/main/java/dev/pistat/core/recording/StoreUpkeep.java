package dev.pistat.core.recording;

import dev.pistat.core.metric.Sample;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.port.StoreException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * The upkeep of a store every ten minutes, beside the recording: samples of a wrong clock are moved, what is complete is
 * rolled up, what is old is forgotten. It waits for a clock that is steady. Used by the recorder's thread.
 */
final class StoreUpkeep {

    private static final System.Logger LOG = System.getLogger("dev.pistat.recorder");
    private static final Duration EVERY = Duration.ofMinutes(10);

    private final MetricStore store;
    private final Executor threads;
    private final ClockWatch clockWatch;
    private final Semaphore running = new Semaphore(1);
    private long lastNanos;

    StoreUpkeep(MetricStore store, Executor threads, ClockWatch clockWatch) {
        this.store = store;
        this.threads = threads;
        this.clockWatch = clockWatch;
    }

    /** Begins with the first sample: the first upkeep need not wait longer than the clock. */
    void begin(long nanos) {
        lastNanos = nanos - EVERY.toNanos();
    }

    /** Begins an upkeep if its time has come. */
    void runIfDue(Sample sample, long nanos) {
        if (!clockWatch.isSteady(sample) || nanos - lastNanos < EVERY.toNanos() || !running.tryAcquire()) {
            return;
        }
        lastNanos = nanos;
        boolean retime = clockWatch.wrong();
        clockWatch.wrong(false); // before it is done: the clock may be set again meanwhile
        Duration offset = ClockWatch.offset(sample);
        long firstId = clockWatch.movableFrom(offset);
        threads.execute(() -> {
            try {
                if (retime) {
                    store.retime(firstId, offset);
                }
                store.maintain();
            } catch (StoreException e) {
                if (retime) {
                    clockWatch.wrong(true);
                }
                LOG.log(Level.WARNING, "the history could not be maintained: " + e.getMessage());
            } finally {
                running.release();
            }
        });
    }
}

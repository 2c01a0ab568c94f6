package dev.pistat.http.stream;

import dev.pistat.core.metric.Sample;
import dev.pistat.http.json.JsonWriter;
import dev.pistat.http.json.SampleJson;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The last few samples, for any number of streams that each take them at their own pace. Thread-safe. Nothing is kept for a
 * stream that is too slow: it finds the next sample gone. To add one waits for no stream.
 */
final class LiveSamples {

    private static final int KEPT = 8;

    // No monitor: a virtual thread that waits in one would hold its carrier before Java 24.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Live> kept = new ArrayDeque<>(KEPT);
    private volatile boolean closed;

    /** A sample, and its JSON once a stream needs it. */
    static final class Live {

        private final Sample sample;
        private byte[] json = {};

        private Live(Sample sample) {
            this.sample = sample;
        }

        long id() {
            return sample.id();
        }

        /** Made once for all streams; not to be changed. */
        synchronized byte[] json() {
            if (json.length == 0) {
                json = JsonWriter.bytes(json -> SampleJson.write(json, sample));
            }
            return json;
        }
    }

    /** Adds a sample, unless one with its id or a higher one is here. */
    void add(Sample sample) {
        lock.lock();
        try {
            if (sample.id() > newest()) {
                if (kept.size() == KEPT) {
                    kept.removeFirst();
                }
                kept.addLast(new Live(sample));
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The id of the newest sample, 0 if there is none. */
    long newestId() {
        lock.lock();
        try {
            return newest();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a sample.
     *
     * @return of those with a higher id the oldest that is still here; empty if none came in time, or if this is closed
     */
    Optional<Live> next(long afterId, Duration maxWait) throws InterruptedException {
        lock.lock();
        try {
            long left = maxWait.toNanos();
            while (!closed && newest() <= afterId && left > 0) {
                left = changed.awaitNanos(left);
            }
            return closed
                    ? Optional.empty()
                    : kept.stream().filter(live -> live.id() > afterId).findFirst();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Ends all waiting. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Only with the lock. */
    private long newest() {
        return kept.isEmpty() ? 0 : kept.getLast().id();
    }
}

package dev.pistat.core.text;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A limit for one kind of line in the log that a client can cause: it is written once a minute at most, so that no client can
 * fill the disk. Thread-safe.
 */
public final class LogLimit {

    /** The least time between two lines. */
    public static final Duration BETWEEN = Duration.ofMinutes(1);

    private final LongSupplier monotonicNanos;
    private @Nullable Long written;
    private long leftOut;

    /**
     * A kind of line of which none is written yet.
     *
     * @param monotonicNanos the clock that measures the minute, such as {@code clock::monotonicNanos}
     */
    public LogLimit(LongSupplier monotonicNanos) {
        this.monotonicNanos = monotonicNanos;
    }

    /**
     * The line to write for one more of them.
     *
     * @param text that line
     * @return the text, with the number of those that were left out before it; empty if this one is left out
     */
    public synchronized Optional<String> of(String text) {
        long now = monotonicNanos.getAsLong();
        if (written != null && now - written < BETWEEN.toNanos()) {
            leftOut++;
            return Optional.empty();
        }
        String more = leftOut == 0 ? "" : " (left out since the last such line: " + leftOut + ")";
        written = now;
        leftOut = 0;
        return Optional.of(text + more);
    }
}

package dev.pistat.http;

import dev.pistat.core.port.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * One kind of line in the log that a client can cause: it is written once a minute at most, so that no client can fill the
 * disk. Thread-safe.
 */
public final class RareLine {

    static final Duration BETWEEN = Duration.ofMinutes(1);

    private final Clock clock;
    private Optional<Long> written = Optional.empty();
    private long leftOut;

    /**
     * A kind of line of which none is written yet.
     *
     * @param clock what the minute is measured by
     */
    public RareLine(Clock clock) {
        this.clock = clock;
    }

    /**
     * What is to be written for one more of them.
     *
     * @param text that line
     * @return the text, with the number of those that were left out before it; empty if this one is left out
     */
    public synchronized Optional<String> of(String text) {
        long now = clock.monotonicNanos();
        if (written.filter(last -> now - last < BETWEEN.toNanos()).isPresent()) {
            leftOut++;
            return Optional.empty();
        }
        String more = leftOut == 0 ? "" : " (left out since the last such line: " + leftOut + ")";
        written = Optional.of(now);
        leftOut = 0;
        return Optional.of(text + more);
    }
}

package dev.pistat.core.testkit;

import dev.pistat.core.port.Clock;
import java.time.Duration;
import java.time.Instant;

/** A clock that stands still until a test moves it. */
public final class FakeClock implements Clock {

    private Instant wallTime = Instant.parse("2026-01-01T00:00:00Z");
    private long monotonicNanos;

    @Override
    public synchronized Instant wallTime() {
        return wallTime;
    }

    @Override
    public synchronized long monotonicNanos() {
        return monotonicNanos;
    }

    /** Lets time pass on both the wall and the monotonic clock. */
    public synchronized void advance(Duration time) {
        wallTime = wallTime.plus(time);
        monotonicNanos += time.toNanos();
    }
}

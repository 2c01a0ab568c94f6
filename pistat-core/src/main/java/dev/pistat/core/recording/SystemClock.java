package dev.pistat.core.recording;

import dev.pistat.core.port.Clock;
import java.time.Instant;

/** The clock of the machine that PiStat runs on. */
public final class SystemClock implements Clock {

    @Override
    public Instant wallTime() {
        return Instant.now();
    }

    @Override
    public long monotonicNanos() {
        return System.nanoTime();
    }
}

package dev.pistat.core.port;

import java.time.Instant;

/** The time of the machine: wall time for the record, monotonic time for intervals. Safe for use by many threads. */
public interface Clock {

    /** The wall time, which may jump when the clock of the machine is set. */
    Instant wallTime();

    /** Nanoseconds since an arbitrary moment, the same for the life of the process; never goes back. */
    long monotonicNanos();
}

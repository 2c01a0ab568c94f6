package dev.pistat.core.port;

import java.time.Instant;

/** The only source of time: everything that is recorded or timed asks it. Implementations are thread-safe. */
public interface Clock {

    /** {@return wall time, for the record: it may jump, back too} */
    Instant wall();

    /**
     * Monotonic time in nanoseconds, for intervals and rates: it never jumps and never goes back, and two readings can be
     * compared if they were taken in the same boot.
     *
     * @return since any moment; it may be negative
     */
    long monotonicNanos();

    /** {@return what tells the boot that the monotonic time belongs to from all others, such as the kernel's id} */
    String bootId();
}

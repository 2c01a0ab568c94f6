package dev.pistat.core.recording;

import dev.pistat.core.port.Clock;
import java.time.Instant;

/**
 * The machine's clocks. On Linux the monotonic one is CLOCK_MONOTONIC (clock_gettime(2)): it counts from the boot and
 * stands still while the machine sleeps, so processes of the same boot agree on it.
 *
 * @param bootId the kernel's id of this boot, or any text that no other boot has
 */
public record SystemClock(String bootId) implements Clock {

    @Override
    public Instant wall() {
        return Instant.now();
    }

    @Override
    public long monotonicNanos() {
        return System.nanoTime();
    }
}

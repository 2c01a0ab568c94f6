package dev.pistat.core.testkit;

import dev.pistat.core.port.Clock;
import java.time.Duration;
import java.time.Instant;

/** A clock that moves only when told to. Thread-safe. */
public final class FakeClock implements Clock {

    private Instant wall;
    private long monotonicNanos = 1_000_000_000L;
    private String bootId = "boot-1";

    /**
     * Begins one second after boot.
     *
     * @param wall what it shows
     */
    public FakeClock(Instant wall) {
        this.wall = wall;
    }

    /**
     * Lets time pass, on both clocks.
     *
     * @param duration how much; not negative, as the monotonic clock never goes back
     */
    public synchronized void advance(Duration duration) {
        wall = wall.plus(duration);
        monotonicNanos += duration.toNanos();
    }

    /**
     * Sets the wall clock, as a person or NTP would: no time passes.
     *
     * @param wall what it shows now, earlier or later
     */
    public synchronized void set(Instant wall) {
        this.wall = wall;
    }

    /**
     * Boots again, in no time: the monotonic clock begins again at one second, the wall clock goes on.
     *
     * @param bootId another than before; the first one is {@code boot-1}
     */
    public synchronized void reboot(String bootId) {
        this.bootId = bootId;
        monotonicNanos = 1_000_000_000L;
    }

    @Override
    public synchronized Instant wall() {
        return wall;
    }

    @Override
    public synchronized long monotonicNanos() {
        return monotonicNanos;
    }

    @Override
    public synchronized String bootId() {
        return bootId;
    }
}

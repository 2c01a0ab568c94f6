package dev.pistat.collector.linux.testkit;

import static org.assertj.core.api.Assertions.fail;

import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for something to become true. A test that uses it has a {@code @Timeout}, which interrupts the wait. */
public final class Eventually {

    private static final long POLL_NANOS = 1_000_000;

    private Eventually() {}

    public static void eventually(Callable<Boolean> condition) throws Exception {
        while (!condition.call()) {
            LockSupport.parkNanos(POLL_NANOS);
            if (Thread.interrupted()) {
                fail("It did not become true in time");
            }
        }
    }
}

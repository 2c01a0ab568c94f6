package dev.pistat.http;

import dev.pistat.http.Get.BusyException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The memory that answers out of the history may take together: whoever finds none left waits for it. Thread-safe.
 *
 * <p>A long answer holds one page of rows and one piece of text at a time; a chart is held whole. Without a bound, a few
 * dozen of them at once would fill the heap of a small machine.
 */
final class Room {

    /** What a long answer holds at most: two pages of rows and a piece of text, packed too. */
    static final long STREAM_BYTES = 700_000;

    private static final int UNIT = 1_024;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final int units;
    private final Semaphore free;
    private final Duration patience;

    /** A quarter of the memory that Java may take, 16 MB at most. */
    Room() {
        this(Math.min(16_000_000, Runtime.getRuntime().maxMemory() / 4), PATIENCE);
    }

    Room(long bytes, Duration patience) {
        this.patience = patience;
        units = (int) (bytes / UNIT);
        free = new Semaphore(units, true);
    }

    /**
     * Does some work that needs so much memory; what needs more than there is has it all.
     *
     * @throws BusyException if there is none left for 5 seconds
     */
    void work(long bytes, Runnable work) {
        int share = Math.clamp(bytes / UNIT, 1, units);
        if (!taken(share)) {
            throw new BusyException("Too many questions about the history at once");
        }
        try {
            work.run();
        } finally {
            free.release(share);
        }
    }

    private boolean taken(int share) {
        try {
            return free.tryAcquire(share, patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

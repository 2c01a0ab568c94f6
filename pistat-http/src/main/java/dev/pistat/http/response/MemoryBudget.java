package dev.pistat.http.response;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A part of the heap that all of one kind may take together: who finds none left waits for it, in turn. Thread-safe.
 *
 * <p>All that a client can make the server hold is in one of these parts, or is one of the
 * connections, which hold about 12 KB each while they wait for a request:
 *
 * <ul>
 *   <li>{@link #ofTls}: keys and buffers of a connection, from its first byte to its end
 *   <li>{@link #ofHeads}: the head of a request that is longer than usual, until it is whole
 *   <li>{@link #ofAnswers}: a request that is whole, until its answer is sent; a stream is an answer that does not end
 *   <li>{@link #ofHistory}: what an answer out of the history holds beside that
 * </ul>
 *
 * <p>Who holds a share may wait for one of a part further down in this list, never for one of the same or of one above: so
 * there is always a holder that goes on.
 */
public final class MemoryBudget {

    /** What a long answer out of the history holds at most: two pages of rows and a piece of text, packed too. */
    public static final long STREAM_BYTES = 700_000;

    /** What a connection with TLS holds: its keys, and records of 16 KB, read and written. */
    public static final long TLS_BYTES = 80 * 1024;

    private static final int UNIT = 1_024;
    private static final Duration MAX_WAIT = Duration.ofSeconds(5);
    /** Who waits for the history holds a share of the answers, which others need. */
    private static final int MOST_WAITING = 16;

    private final int units;
    private final Semaphore free;
    private final Duration maxWait;
    private final int mostWaiting;

    MemoryBudget(long bytes, Duration maxWait) {
        this(bytes, maxWait, Integer.MAX_VALUE);
    }

    private MemoryBudget(long bytes, Duration maxWait, int mostWaiting) {
        this.maxWait = maxWait;
        this.mostWaiting = mostWaiting;
        units = (int) (bytes / UNIT);
        free = new Semaphore(units, true);
    }

    public static MemoryBudget ofTls(Duration maxWait) {
        return new MemoryBudget(heap() / 8, maxWait);
    }

    public static MemoryBudget ofHeads(Duration maxWait) {
        return new MemoryBudget(heap() / 16, maxWait);
    }

    public static MemoryBudget ofAnswers(Duration maxWait) {
        return new MemoryBudget(heap() / 8, maxWait);
    }

    public static MemoryBudget ofHistory() {
        return new MemoryBudget(Math.min(16_000_000, heap() / 5), MAX_WAIT, MOST_WAITING);
    }

    /** What Java may take for objects. */
    private static long heap() {
        return Runtime.getRuntime().maxMemory();
    }

    /** What one answer may hold that is alone: in a large heap more than all others together. */
    public static long ofOne() {
        return heap() / 4;
    }

    /** Whether a thread waits for a share. */
    public boolean isScarce() {
        return free.hasQueuedThreads();
    }

    /**
     * Takes a share; what needs more than there is takes all.
     *
     * @return to be closed once, when it is not needed any more
     * @throws BusyException if there is none left for too long, or too many wait already
     */
    public Share take(long bytes) {
        int share = Math.clamp(bytes / UNIT, 1, units);
        if (!taken(share)) {
            throw new BusyException("Too many questions about the history at once");
        }
        return () -> free.release(share);
    }

    /**
     * Does work that needs memory; what needs more than there is has it all.
     *
     * @throws BusyException if there is none left for too long, or too many wait already
     */
    public void work(long bytes, Runnable work) {
        Share share = take(bytes);
        try {
            work.run();
        } finally {
            share.close();
        }
    }

    private boolean taken(int share) {
        try {
            return free.getQueueLength() < mostWaiting
                    && free.tryAcquire(share, maxWait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A share of the memory. */
    public interface Share extends AutoCloseable {

        /** Holds nothing. */
        Share NONE = () -> {};

        @Override
        void close();
    }
}

package dev.pistat.store.sqlite;

import dev.pistat.core.history.Event;
import dev.pistat.core.port.StoreException;
import dev.pistat.store.sqlite.history.History;
import dev.pistat.store.sqlite.sample.WriteBuffer;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A writer that brings what waits into the file, a while after it came, and again where that fails. Every change of the file
 * goes through it. Thread-safe.
 */
final class BufferWriter {

    private static final System.Logger LOG = System.getLogger("dev.pistat.store");
    private static final Duration TRY_AGAIN = Duration.ofSeconds(10);

    private final Path path;
    private final CurrentHistory current;
    private final WriteBuffer buffer;
    private final Duration flush;
    /** Held while the file is changed. Fair, so that a flush comes through between the steps of a long maintenance. */
    private final ReentrantLock writing = new ReentrantLock(true);

    private final ScheduledThreadPoolExecutor thread;
    private @Nullable Future<?> next;
    private volatile @Nullable String trouble;
    private volatile boolean closed;

    BufferWriter(Path path, CurrentHistory current, WriteBuffer buffer, Duration flush) {
        this.path = path;
        this.current = current;
        this.buffer = buffer;
        this.flush = flush;
        thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("pistat-writer").factory());
        // To close writes what waits by itself: no thread should wait until it would have been due.
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    void checkOpen() {
        if (closed) {
            throw new StoreException(path + ": is closed");
        }
        if (current.isReadOnly()) {
            throw new StoreException(path + ": was opened only to be read");
        }
    }

    /** Sees to it that what was added to the buffer is written. */
    void added() {
        if (flush.isZero()) {
            flushOrTryAgain();
            return;
        }
        flushLater(flush);
        if (current.needsReplacement()) {
            soon();
        }
    }

    /** Writes what waits, on the writer's own thread. */
    void soon() {
        try {
            thread.execute(this::flushOrTryAgain);
        } catch (RejectedExecutionException e) {
            // It is being closed, which flushes.
        }
    }

    /**
     * Writes what waits.
     *
     * @throws StoreException if that cannot be; then it waits on
     */
    void flush() {
        writing.lock();
        try {
            if (!buffer.batch().isEmpty()) {
                checkOpen();
                current.reopenIfNeeded();
                WriteBuffer.Batch batch = buffer.batch();
                current.get().write(batch);
                buffer.remove(batch);
                if (trouble != null) {
                    trouble = null;
                    current.note(Event.STORE_RECOVERED, "the file can be written again");
                }
            }
        } catch (StoreException e) {
            current.writeFailed(e);
            if (trouble == null) {
                current.note(Event.STORE_FAILED, e.getMessage() + " (samples wait in memory)");
            }
            trouble = String.valueOf(e.getMessage());
            throw e;
        } finally {
            writing.unlock();
        }
    }

    /** Makes a change of the file, while nothing else is written. */
    void change(History.Change change) {
        exclusively(history -> {
            history.change(change);
            return history;
        });
    }

    /** Does something with the file, while nothing else is written. */
    <T> T exclusively(Function<History, T> task) {
        writing.lock();
        try {
            checkOpen();
            return task.apply(current.getOpen());
        } catch (StoreException e) {
            current.writeFailed(e);
            throw e;
        } finally {
            writing.unlock();
        }
    }

    /** Why nothing can be written, or could not for too long: a disk that hangs reports no error. */
    Optional<String> trouble() {
        Duration longest = flush.multipliedBy(2).compareTo(TRY_AGAIN) > 0 ? flush.multipliedBy(2) : TRY_AGAIN;
        return Optional.ofNullable(trouble)
                .or(() -> buffer.waitingLonger(longest)
                        .map(since -> path + ": nothing could be written since " + since
                                + ", samples wait in memory: the disk does not answer, or is too slow"));
    }

    /** Writes what waits, and closes the file. The buffer takes no more by then. */
    void close(Runnable last) {
        thread.shutdown();
        writing.lock();
        try {
            try {
                flush();
            } catch (StoreException e) {
                LOG.log(Level.ERROR, buffer.batch().entries().size() + " samples are lost: " + e.getMessage());
            }
            closed = true;
            last.run();
            current.close();
        } finally {
            writing.unlock();
        }
    }

    private synchronized void flushLater(Duration delay) {
        if (next == null && !delay.isZero()) {
            try {
                next = thread.schedule(this::flushOrTryAgain, delay.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                // It is being closed, which flushes.
            }
        }
    }

    private void flushOrTryAgain() {
        synchronized (this) {
            next = null;
        }
        try {
            flush();
        } catch (StoreException e) {
            flushLater(TRY_AGAIN);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "samples could not be written, for a reason that was not foreseen", e);
        }
    }
}

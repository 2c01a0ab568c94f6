package dev.pistat.store.sqlite.file;

import dev.pistat.core.port.StoreException;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * A few connections that only read, with as many threads: a query holds its thread inside SQLite, which virtual threads
 * would suffer from. Thread-safe.
 */
public final class Readers implements AutoCloseable {

    private static final int COUNT = 2;

    private final SqliteFile file;
    private final Queue<Handle> free = new ArrayBlockingQueue<>(COUNT);
    private final ExecutorService threads = Executors.newFixedThreadPool(
            COUNT, Thread.ofPlatform().daemon().name("pistat-reader-", 1).factory());

    public Readers(SqliteFile file) {
        this.file = file;
        try {
            while (free.size() < COUNT) {
                free.add(file.reader());
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Runs a query, while the caller waits.
     *
     * @throws StoreException if it fails, if this is closed, or if the caller is interrupted, which it then still is
     */
    public <T> T ask(Function<Handle, T> query) {
        return answer(begin(query));
    }

    /**
     * Waits for a query.
     *
     * @throws StoreException as {@link #ask}
     */
    public <T> T answer(Future<T> begun) {
        try {
            if (Thread.interrupted()) { // a query that has ended already would be answered all the same
                throw new InterruptedException();
            }
            return begun.get();
        } catch (InterruptedException e) {
            begun.cancel(false);
            Thread.currentThread().interrupt();
            throw new StoreException(file + ": reading was interrupted", e);
        } catch (ExecutionException e) {
            throw file.trouble(Objects.requireNonNullElse(e.getCause(), e));
        }
    }

    /** Waits for the queries under way, and closes the connections. */
    @Override
    public void close() {
        threads.close();
        free.forEach(Handle::close);
    }

    /**
     * Has a query run while the caller does something else.
     *
     * @return for {@link #answer}; who does not want the answer any more cancels it, without interrupting
     * @throws StoreException if this is closed
     */
    public <T> Future<T> begin(Function<Handle, T> query) {
        try {
            return threads.submit(() -> {
                Handle handle = free.remove();
                try {
                    return query.apply(handle);
                } finally {
                    free.add(handle);
                }
            });
        } catch (RejectedExecutionException e) {
            throw new StoreException(file + ": is closed", e);
        }
    }
}

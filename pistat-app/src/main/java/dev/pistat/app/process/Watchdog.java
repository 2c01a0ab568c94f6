package dev.pistat.app.process;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * A watch that ends the process with exit code 70 when it cannot go on, so that systemd starts it again: the loop has died of an
 * error, no tick was finished for too long, or the server takes no connection any more.
 *
 * <p>What the end needs is prepared while there is memory: threads, a line of text, and half a megabyte to be let go of.
 * Time is counted in its own checks, one in five seconds: a process that was stopped for a while, or one on a machine that
 * is too busy for it, is not taken for one that hangs.
 */
public final class Watchdog implements AutoCloseable {

    public static final int EXIT_CODE = 70;

    private static final System.Logger LOG = System.getLogger("dev.pistat");
    private static final Duration LEAST_TIMEOUT = Duration.ofMinutes(1);
    private static final int INTERVALS = 5;
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(5);
    private static final int LEAST_CHECKS = 12;
    private static final long FLUSH_MILLIS = 3_000;
    private static final Duration END_WITHIN = Duration.ofSeconds(5);
    private static final int RESERVE_BYTES = 512 * 1024;

    private final BooleanSupplier failed;
    private final LongSupplier samples;
    private final BooleanSupplier takesConnections;
    private final AutoCloseable watched;
    private final Duration timeout;
    private final ForcedExit forcedExit;
    private final long checkNanos;
    private final long mostChecks;
    private final byte[] lastWords;
    private final OutputStream standardError = new FileOutputStream(FileDescriptor.err);
    private final Thread flusher;
    private final Thread watcher;
    /** Let go of when memory may be what is missing. */
    private final AtomicReference<byte[]> reserve = new AtomicReference<>(new byte[RESERVE_BYTES]);

    private volatile boolean closed;
    private volatile boolean ending;

    /**
     * Watches from now on, until it is closed.
     *
     * @param watched what is closed in the end, to lose nothing
     * @param failed whether it has died of an error
     * @param samples a number that changes with each tick
     * @param takesConnections whether its server does
     * @param timeout how long a tick may take, and a connection to the server, in whole seconds
     * @param forcedExit for where the end itself hangs
     */
    public Watchdog(
            AutoCloseable watched,
            BooleanSupplier failed,
            LongSupplier samples,
            BooleanSupplier takesConnections,
            Duration timeout,
            ForcedExit forcedExit) {
        this.watched = watched;
        this.failed = failed;
        this.samples = samples;
        this.takesConnections = takesConnections;
        this.timeout = timeout;
        this.forcedExit = forcedExit;
        checkNanos = checkInterval(timeout).toNanos();
        mostChecks = timeout.toNanos() / checkNanos;
        lastWords = "SEVERE out of memory: ending with exit code 70\n".getBytes(StandardCharsets.US_ASCII);
        flusher = Thread.ofPlatform().daemon().name("pistat-last-flush").start(this::flushWhenEnding);
        watcher = Thread.ofPlatform().daemon().name("pistat-watchdog").start(this::watch);
    }

    /** How long to wait for a tick: five intervals, but at least a minute. */
    public static Duration timeout(Duration interval) {
        Duration five = interval.multipliedBy(INTERVALS);
        return five.compareTo(LEAST_TIMEOUT) > 0 ? five : LEAST_TIMEOUT;
    }

    /** Five seconds, or less where the timeout is short: an error is noticed as soon. */
    static Duration checkInterval(Duration timeout) {
        Duration often = timeout.dividedBy(LEAST_CHECKS);
        return often.compareTo(CHECK_INTERVAL) < 0 ? often : CHECK_INTERVAL;
    }

    /** Ends the watch. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(watcher);
        LockSupport.unpark(flusher);
    }

    /** Hardly makes an object while all is well, so that it needs no memory. */
    private void watch() {
        long last = -1;
        long idle = 0;
        long refused = 0;
        while (!failed.getAsBoolean() && idle <= mostChecks && refused <= mostChecks) {
            LockSupport.parkNanos(checkNanos);
            if (closed) {
                return;
            }
            long now = samples.getAsLong();
            idle = now == last ? idle + 1 : 0;
            last = now;
            refused = isReachable() ? 0 : refused + 1;
        }
        if (!closed) {
            end(
                    failed.getAsBoolean()
                            ? "the sampling was ended by an error"
                            : (idle > mostChecks ? "no sample was finished for " : "no connection was taken for ")
                                    + timeout.toSeconds() + " seconds");
        }
    }

    private boolean isReachable() {
        try {
            return takesConnections.getAsBoolean();
        } catch (OutOfMemoryError e) {
            return false;
        }
    }

    private void end(String why) {
        reserve.set(lastWords);
        forcedExit.after(END_WITHIN, EXIT_CODE, "the end hangs too");
        try {
            LOG.log(Level.ERROR, why + ": ending with exit code " + EXIT_CODE + ", to be started again");
        } catch (OutOfMemoryError e) {
            sayLastWords();
        } finally {
            ending = true;
            LockSupport.unpark(flusher);
            awaitFlush();
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }

    private void awaitFlush() {
        try {
            flusher.join(FLUSH_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sayLastWords() {
        try {
            standardError.write(lastWords);
        } catch (IOException e) {
            // Standard error is closed.
        }
    }

    private void flushWhenEnding() {
        while (!closed && !ending) {
            LockSupport.park();
        }
        while (ending) {
            try {
                watched.close();
                Runtime.getRuntime().halt(EXIT_CODE);
            } catch (Throwable e) {
                // One part could not be closed. The next call goes on with the next one.
            }
        }
    }
}

package dev.pistat.app.process;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * An end of the process when a time is over, whatever hangs: its parts, their locks, or the reader of the log.
 * Thread-safe. What it needs is prepared while there is memory: two threads that sleep.
 */
public final class ForcedExit {

    private static final System.Logger LOG = System.getLogger("dev.pistat");
    /** How long it may take to say why. */
    private static final Duration WORDS = Duration.ofMillis(250);

    private final CountDownLatch called = new CountDownLatch(1);
    /** Nothing tells of the end of the process: it takes these threads with it. */
    private final CountDownLatch ended = new CountDownLatch(1);

    private volatile long nanos;
    private volatile int code;
    private volatile String words = "";

    public ForcedExit() {
        Thread.ofPlatform().daemon().name("pistat-last-words").start(() -> await(WORDS, this::speak));
        Thread.ofPlatform().daemon().name("pistat-halt").start(() -> await(Duration.ZERO, this::halt));
    }

    /**
     * Ends the process after a time, unless it has ended before. Only the first call counts.
     *
     * @param lastWords are said then, if the log takes them
     */
    public synchronized void after(Duration time, int exitCode, String lastWords) {
        if (called.getCount() > 0) {
            nanos = time.toNanos();
            code = exitCode;
            words = lastWords;
            called.countDown();
        }
    }

    private void await(Duration before, Runnable end) {
        try {
            called.await();
            if (!ended.await(nanos - before.toNanos(), TimeUnit.NANOSECONDS)) {
                end.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void speak() {
        LOG.log(Level.ERROR, words);
    }

    private void halt() {
        Runtime.getRuntime().halt(code);
    }
}

package dev.pistat.app.process;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The number of threads that this program may have, as far as PiStat needs them. */
public final class ThreadLimit {

    /** What runs beside Java's own, while a page is shown. */
    private static final int NEEDED = 20;

    private ThreadLimit() {}

    /**
     * Whether there can be as many as PiStat needs: they are made, and end at once. Where one cannot be made later on, the
     * server may wait for it for ever.
     */
    public static boolean isHighEnough() {
        CountDownLatch end = new CountDownLatch(1);
        List<Thread> made = new ArrayList<>();
        try {
            while (made.size() < NEEDED) {
                made.add(Thread.ofPlatform().daemon().start(() -> await(end)));
            }
            return true;
        } catch (OutOfMemoryError noThread) {
            return false;
        } finally {
            end.countDown();
            made.forEach(ThreadLimit::join);
        }
    }

    private static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.pistat.app.process;

import dev.pistat.core.metric.Sample;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A trimmer that keeps the heap small: Java's serial collector lets it grow to its limit before it collects the old objects, though nearly
 * all of them may be garbage by then, and shrinks it at such a full collection only, which a program at rest never needs.
 * Thread-safe.
 */
public final class HeapTrimmer {

    private static final long ENOUGH_BYTES = 16L << 20;
    private static final long GROWTH_BYTES = 4L << 20;
    private static final long MINUTE = 60_000_000;
    private static final long HOUR = 60 * MINUTE;

    private final LongSupplier heapBytes;
    private final Runnable collect;
    private long limit = ENOUGH_BYTES;
    private @Nullable Long last;
    private long pause = MINUTE;

    /**
     * @param heapBytes how much the heap holds of the machine's memory, used or not
     * @param collect a full collection
     */
    HeapTrimmer(LongSupplier heapBytes, Runnable collect) {
        this.heapBytes = heapBytes;
        this.collect = collect;
    }

    /** Of this JVM. */
    public static HeapTrimmer ofThisJvm() {
        Runtime runtime = Runtime.getRuntime();
        return new HeapTrimmer(runtime::totalMemory, runtime::gc);
    }

    /** Has each collection of young objects noticed from now on, by a daemon thread. */
    public void start() {
        Thread.ofPlatform().daemon().name("pistat-trimmer").start(this::watch);
    }

    /** To be called with every sample. */
    public Consumer<Sample> onSample() {
        return sample -> check(sample.monotonicMicros());
    }

    /** A reference to nothing is queued by each collection of young objects. A program at rest has few, a busy one hundreds a second. */
    private void watch() {
        ReferenceQueue<Object> collected = new ReferenceQueue<>();
        try {
            while (true) {
                Reference<Object> sign = new WeakReference<>(new Object(), collected);
                try {
                    collected.remove();
                } finally {
                    Reference.reachabilityFence(sign);
                }
                collected();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Collects in full where the heap has grown a good deal since that was last done. */
    synchronized void collected() {
        if (heapBytes.getAsLong() > limit) {
            collect();
        }
    }

    /**
     * Collects what a burst has left, at most once a minute: not once alone, for it may have been in the midst of the burst.
     * Where nothing comes of it, all is in use: it pauses for longer each time, for an hour at most.
     *
     * @param micros of the monotonic clock
     */
    synchronized void check(long micros) {
        if (last == null) {
            last = micros;
        }
        long before = heapBytes.getAsLong();
        if (micros - last < pause || before <= ENOUGH_BYTES) {
            return;
        }
        collect();
        last = micros;
        pause = heapBytes.getAsLong() < before ? MINUTE : Math.min(2 * pause, HOUR);
    }

    private void collect() {
        collect.run();
        limit = Math.max(ENOUGH_BYTES, heapBytes.getAsLong() + GROWTH_BYTES);
    }
}

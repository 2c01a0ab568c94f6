package dev.pistat.app;

import dev.pistat.core.metric.Sample;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Gives the memory of a burst of requests back to Linux: Java's serial collector lets the heap grow to its limit, and shrinks
 * it at a full collection only, which a program at rest never needs. Asked at each sample, for one thread.
 */
final class Tidying {

    private static final long WORTH_IT_BYTES = 24L << 20;
    private static final long MINUTE = 60_000_000;
    private static final long HOUR = 60 * MINUTE;

    private final LongSupplier heapBytes;
    private final Runnable collect;
    private OptionalLong last = OptionalLong.empty();
    private long pause = MINUTE;

    /**
     * @param heapBytes how much the heap holds of the machine's memory, used or not
     * @param collect a full collection
     */
    Tidying(LongSupplier heapBytes, Runnable collect) {
        this.heapBytes = heapBytes;
        this.collect = collect;
    }

    /** Of this JVM. */
    static Consumer<Sample> ofThisJvm() {
        Runtime runtime = Runtime.getRuntime();
        Tidying tidying = new Tidying(runtime::totalMemory, runtime::gc);
        return sample -> tidying.look(sample.monotonicMicros());
    }

    /**
     * Collects where that may give something back, at most once a minute: not once alone, for it may have been in the midst of
     * the burst. Where nothing comes of it, all is in use: it pauses for longer each time, for an hour at most.
     *
     * @param micros of the monotonic clock
     */
    void look(long micros) {
        if (last.isEmpty()) {
            last = OptionalLong.of(micros);
        }
        long before = heapBytes.getAsLong();
        if (micros - last.getAsLong() < pause || before <= WORTH_IT_BYTES) {
            return;
        }
        collect.run();
        last = OptionalLong.of(micros);
        pause = heapBytes.getAsLong() < before ? MINUTE : Math.min(2 * pause, HOUR);
    }
}

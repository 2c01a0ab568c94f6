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
    private static final long LEAST_MICROS = 60_000_000;

    private final LongSupplier heapBytes;
    private final Runnable collect;
    private OptionalLong last = OptionalLong.empty();
    private long limit = WORTH_IT_BYTES;

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
     * Collects where that may give something back, at most once a minute. What stays in use is not tried again.
     *
     * @param micros of the monotonic clock
     */
    void look(long micros) {
        if (last.isEmpty()) {
            last = OptionalLong.of(micros);
        } else if (micros - last.getAsLong() >= LEAST_MICROS && heapBytes.getAsLong() > limit) {
            collect.run();
            last = OptionalLong.of(micros);
            limit = Math.max(WORTH_IT_BYTES, heapBytes.getAsLong() * 3 / 2);
        }
    }
}

package dev.pistat.collector.linux.kernel;

import dev.pistat.core.metric.Reading;
import dev.pistat.core.port.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToLongFunction;

/**
 * The latest two readings of the kernel's counters of many instances, and how fast they grew between.
 *
 * <p>There is no rate for an instance that was not there at the reading before, or whose counters restarted: a wrong one
 * would be a spike, or negative. Time is monotonic, which stands still while the machine sleeps: neither a sleep nor a
 * clock that is set bends a rate.
 *
 * @param <C> the counters of one instance
 */
public final class RateTracker<C> {

    private static final double NANOS_PER_SECOND = 1e9;

    private final Clock clock;
    private final BiPredicate<C, C> restarted;
    private Map<String, C> before = new HashMap<>();
    private Map<String, C> now = new HashMap<>();
    private long beforeNanos;
    private long nowNanos;

    /**
     * A tracker without any reading.
     *
     * @param restarted whether the second cannot have grown out of the first
     */
    public RateTracker(Clock clock, BiPredicate<C, C> restarted) {
        this.clock = clock;
        this.restarted = restarted;
    }

    /** Whether a counter of 64 bits without a sign is less than it was: it restarted, or wrapped at 32 bits. */
    public static boolean wentBack(long before, long now) {
        return Long.compareUnsigned(now, before) < 0;
    }

    /** Takes what was read just now, by instance. It keeps the map. */
    public void add(Map<String, C> counters) {
        before = now;
        beforeNanos = nowNanos;
        now = counters;
        nowNanos = clock.monotonicNanos();
    }

    /** The instance is another one than it was at the reading before. */
    public void forget(String instance) {
        before.remove(instance);
    }

    /**
     * How fast a counter grew, or why that cannot be told.
     *
     * @param unit makes the metric's value of the counter's growth in one second
     */
    public Reading rate(String instance, ToLongFunction<C> counter, DoubleUnaryOperator unit) {
        C first = before.get(instance);
        C second = now.get(instance);
        if (first == null || second == null) {
            return new Reading.Unavailable("a rate needs two readings, and this is the first");
        }
        long nanos = nowNanos - beforeNanos;
        if (nanos <= 0) {
            return new Reading.Unavailable("no time has passed since the last sample");
        }
        if (restarted.test(first, second)) {
            return new Reading.Unavailable("the counters restarted since the last sample");
        }
        double growth = KernelFile.toDouble(counter.applyAsLong(second) - counter.applyAsLong(first));
        return new Reading.Value(unit.applyAsDouble(growth * NANOS_PER_SECOND / nanos));
    }
}

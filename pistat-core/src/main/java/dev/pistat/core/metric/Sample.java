package dev.pistat.core.metric;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * All readings of one tick. Immutable.
 *
 * <p>Four things say when: a machine without a battery-backed clock takes its first samples years off, and only the
 * monotonic time and the boot tell later where they belong.
 *
 * @param id grows by at least one from sample to sample, over restarts too: the order of samples, whatever the clock said
 * @param at wall time, to the microsecond
 * @param monotonicMicros microseconds of the monotonic clock of that boot
 * @param bootId what tells that boot from all others: the kernel's id (random(4), {@code /proc/sys/kernel/random/boot_id}) where
 *     there is one
 * @param readings what was read, in the order in which it was asked; a sample that comes out of a store has values only
 */
public record Sample(long id, Instant at, long monotonicMicros, String bootId, Map<Series, Reading> readings) {

    /** Cuts the wall time to the microsecond, and takes a copy of the readings in their order. */
    public Sample {
        at = at.truncatedTo(ChronoUnit.MICROS);
        readings = Collections.unmodifiableMap(new LinkedHashMap<>(readings));
    }

    /**
     * The value of a series.
     *
     * @param series of any metric, also one that no sampler reports
     * @return in the metric's unit; empty where it was unavailable, failed, or was not asked
     */
    public OptionalDouble value(Series series) {
        return readings.get(series) instanceof Reading.Value(double value)
                ? OptionalDouble.of(value)
                : OptionalDouble.empty();
    }

    /**
     * The value of a metric without a label.
     *
     * @param metric without a label
     * @return in the metric's unit; empty where it was unavailable, failed, or was not asked
     * @throws IllegalArgumentException if the metric has a label: ask for one series of it then
     */
    public OptionalDouble value(Metric metric) {
        return value(new Series(metric));
    }
}

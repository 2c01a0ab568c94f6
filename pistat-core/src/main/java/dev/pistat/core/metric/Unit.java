package dev.pistat.core.metric;

import java.util.Locale;

/**
 * The unit of a metric's values. Base units only: bytes and not megabytes, seconds and not days.
 *
 * <p>A value outside of a unit's range cannot be on a small machine: it is a counter that fell below zero, or text that was
 * misread. {@link Metric#between} gives one metric a range of its own.
 */
public enum Unit {
    /** A pure number, such as a load average or a count: any. */
    NONE(-Double.MAX_VALUE, Double.MAX_VALUE),
    /** A share of a whole, 0 to 100. */
    PERCENT(0, 100),
    /** Of eight bits: from 0 to 2<sup>60</sup>, an exbibyte. */
    BYTES(0, 0x1p60),
    /** How fast a counter of bytes grows, by monotonic time: from 0 to 10<sup>11</sup>, eight links of 100 Gbit/s. */
    BYTES_PER_SECOND(0, 1e11),
    /** Degrees Celsius: from absolute zero to 10,000. */
    CELSIUS(-273.15, 10_000),
    /** A length of time, with a fraction unless the metric is whole: 3,000 years at most, in either direction. */
    SECONDS(-1e11, 1e11),
    /** Cycles a second, such as a clock rate: from 0 to 10<sup>12</sup>. */
    HERTZ(0, 1e12),
    /** Of a supply, or of a part of a chip: a million at most, in either direction. */
    VOLTS(-1e6, 1e6),
    /** Power: joules a second: 10<sup>9</sup> at most, in either direction. */
    WATTS(-1e9, 1e9),
    /** Revolutions a minute: from 0 to a million. */
    RPM(0, 1e6),
    /** Decibels relative to a milliwatt: from −300 to 300. */
    DBM(-300, 300);

    private final double least;
    private final double greatest;

    Unit(double least, double greatest) {
        this.least = least;
        this.greatest = greatest;
    }

    /** {@return the least value that can be in this unit, unless a metric says otherwise} */
    public double least() {
        return least;
    }

    /** {@return the greatest value that can be in this unit, unless a metric says otherwise} */
    public double greatest() {
        return greatest;
    }

    /** {@return the unit as it is written in JSON and documents, for example {@code bytes_per_second}} */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}

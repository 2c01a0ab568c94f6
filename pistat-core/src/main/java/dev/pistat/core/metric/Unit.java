package dev.pistat.core.metric;

import java.util.Locale;

/** The unit of a metric's values. Base units only: bytes and not megabytes, seconds and not days. */
public enum Unit {
    /** A pure number, such as a load average or a count. */
    NONE,
    /** A share of a whole, 0 to 100. */
    PERCENT,
    /** Of eight bits. */
    BYTES,
    /** How fast a counter of bytes grows, by monotonic time. */
    BYTES_PER_SECOND,
    /** Degrees Celsius. */
    CELSIUS,
    /** A length of time, with a fraction unless the metric is whole. */
    SECONDS,
    /** Cycles a second, such as a clock rate. */
    HERTZ,
    /** Of a supply, or of a part of a chip. */
    VOLTS,
    /** Power: joules a second. */
    WATTS,
    /** Revolutions a minute. */
    RPM,
    /** Decibels relative to a milliwatt. */
    DBM;

    /** {@return the unit as it is written in JSON and documents, for example {@code bytes_per_second}} */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}

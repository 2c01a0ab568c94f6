package dev.pistat.core.metric;

import java.util.Locale;

/** The unit of a metric's values. Base units only: bytes and not megabytes, seconds and not days. */
public enum Unit {
    /** A pure number, such as a load average or a count. */
    NONE,
    PERCENT,
    BYTES,
    BYTES_PER_SECOND,
    CELSIUS,
    SECONDS,
    HERTZ,
    VOLTS,
    WATTS,
    /** Revolutions a minute. */
    RPM,
    /** Decibels relative to a milliwatt. */
    DBM;

    /** The unit as it is written in JSON and documents, for example {@code bytes_per_second}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}

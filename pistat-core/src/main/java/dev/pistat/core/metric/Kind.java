package dev.pistat.core.metric;

import java.util.Locale;

/** The way in which a metric's values move. */
public enum Kind {
    /** A value that goes up and down, such as a temperature: its mean is of interest. */
    GAUGE,
    /** A total that only grows until it begins again at 0, such as bytes received: its growth is of interest. */
    COUNTER;

    /** {@return the kind as it is written in JSON and documents: {@code gauge} or {@code counter}} */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package dev.pistat.core.metric;

/** How the values of a metric behave from one sample to the next. */
public enum Kind {
    /** A value that goes up and down: a temperature, a share. */
    GAUGE,
    /** A total that only grows until it starts again at 0: bytes sent since the boot. */
    COUNTER
}

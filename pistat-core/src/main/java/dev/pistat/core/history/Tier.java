package dev.pistat.core.history;

import java.time.Duration;

/** A resolution in which the history is kept. From fine to coarse. */
public enum Tier {
    /** Every sample. */
    SAMPLES("raw", Duration.ZERO),
    /** Buckets of five minutes. */
    FIVE_MINUTES("5min", Duration.ofMinutes(5)),
    /** Buckets of an hour. */
    HOURS("1h", Duration.ofHours(1)),
    /** Buckets of a day, in UTC. */
    DAYS("1d", Duration.ofDays(1));

    private final String text;
    private final Duration step;

    Tier(String text, Duration step) {
        this.text = text;
        this.step = step;
    }

    /** {@return the tier as it is written in JSON and documents: {@code raw}, {@code 5min}, {@code 1h} or {@code 1d}} */
    public String text() {
        return text;
    }

    /** {@return the length of its buckets, which are aligned to 1970-01-01T00:00Z; zero for {@link #SAMPLES}} */
    public Duration step() {
        return step;
    }
}

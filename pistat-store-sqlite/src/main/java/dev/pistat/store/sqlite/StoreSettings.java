package dev.pistat.store.sqlite;

import dev.pistat.core.history.Retention;
import java.time.Duration;

/**
 * The settings of a store in a file. Immutable.
 *
 * @param retention how long what is kept
 * @param flush how long samples wait in memory before they are written together; zero writes each at once. A power cut or
 *     {@code kill -9} costs at most that much
 * @param maxBytes what the file may grow to before the oldest of it goes; 0 sets no limit. The last 24 hours always stay
 */
public record StoreSettings(Retention retention, Duration flush, long maxBytes) {

    /** The usual retention, a flush a minute, and at most 512 MB. */
    public static final StoreSettings DEFAULTS =
            new StoreSettings(Retention.DEFAULTS, Duration.ofMinutes(1), 512_000_000);

    /**
     * Checks the figures.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public StoreSettings {
        if (flush.isNegative() || maxBytes < 0) {
            throw new IllegalArgumentException("Neither the flush nor the size can be negative");
        }
    }
}

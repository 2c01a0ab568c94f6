package dev.pistat.store.sqlite.sample;

import dev.pistat.core.text.Times;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Microseconds since 1970. */
public final class Micros {

    private Micros() {}

    /** The last whole microsecond that is not after a moment, or the end of what can be counted. */
    public static long floor(Instant moment) {
        long ceil = ceil(moment);
        return ceil == Long.MAX_VALUE
                        || ceil == Long.MIN_VALUE
                        || Times.instant(ceil).equals(moment)
                ? ceil
                : ceil - 1;
    }

    /** The first whole microsecond that is not before a moment, or the end of what can be counted. */
    public static long ceil(Instant moment) {
        if (!moment.isBefore(Times.instant(Long.MAX_VALUE))) {
            return Long.MAX_VALUE;
        }
        if (moment.isBefore(Times.instant(Long.MIN_VALUE + 1_000_000))) {
            return Long.MIN_VALUE;
        }
        return Times.micros(moment) + (moment.truncatedTo(ChronoUnit.MICROS).equals(moment) ? 0 : 1);
    }
}

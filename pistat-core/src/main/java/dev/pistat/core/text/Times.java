package dev.pistat.core.text;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

/** Times as text, and as microseconds since 1970, which is how finely PiStat tells them. */
public final class Times {

    /** Seconds since 1970; before that they are negative. */
    private static final Pattern SECONDS = Pattern.compile("-?\\d+(\\.\\d+)?");

    private Times() {}

    /**
     * Microseconds since 1970 of a moment.
     *
     * @param at before 1970 too
     * @return rounded down to the microsecond
     * @throws ArithmeticException if a long cannot hold them, some 292,000 years from now
     */
    public static long micros(Instant at) {
        return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1_000);
    }

    /**
     * The moment that is this many microseconds after 1970: the opposite of {@link #micros}.
     *
     * @param micros may be negative
     * @return to the microsecond
     */
    public static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }

    /**
     * A moment that a person or a program wrote.
     *
     * @param text seconds since 1970, with a fraction or without, negative before that; or ISO 8601 with an offset, such as
     *     {@code 2026-03-01T12:00:00+01:00}
     * @return rounded down to the microsecond
     * @throws IllegalArgumentException if it is neither, or a long cannot hold its microseconds
     */
    public static Instant parse(String text) {
        try {
            if (SECONDS.matcher(text).matches()) {
                BigDecimal micros = new BigDecimal(text).movePointRight(6);
                return instant(micros.setScale(0, RoundingMode.FLOOR).longValueExact());
            }
            return instant(micros(OffsetDateTime.parse(text).toInstant()));
        } catch (ArithmeticException | DateTimeException e) {
            throw new IllegalArgumentException("Not a time: " + text, e);
        }
    }
}

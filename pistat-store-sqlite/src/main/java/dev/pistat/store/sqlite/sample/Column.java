package dev.pistat.store.sqlite.sample;

import dev.pistat.core.metric.Metric;

/**
 * The column in which the table {@code sample} holds a series. An INTEGER is the value times the scale, a few bytes long; a
 * value that would not come back exactly that way stands as a REAL, itself. The columns have no declared type, which
 * would turn the one kind into the other.
 *
 * @param number of the column {@code c1}, {@code c2}, …
 * @param scale kept in the file, so that a metric may change its own
 */
public record Column(int number, double scale) {

    /** The scale for new columns: the decimals that the readings of such a unit usually have. */
    public static int scaleOf(Metric metric) {
        if (metric.whole()) {
            return 1;
        }
        return switch (metric.unit()) {
            case BYTES, BYTES_PER_SECOND, HERTZ, RPM, DBM -> 1;
            case NONE, PERCENT -> 100;
            case CELSIUS, WATTS -> 1_000;
            case VOLTS -> 10_000;
            case SECONDS -> 1_000_000;
        };
    }

    public String name() {
        return "c" + number;
    }

    /** What to store for a value: a {@link Long}, or a {@link Double} where that is not exact. */
    public Number stored(double value) {
        long scaled = Math.round(value * scale);
        if (Double.doubleToRawLongBits(value(scaled)) == Double.doubleToRawLongBits(value)) {
            return scaled;
        }
        return value;
    }

    /** The value that was stored. */
    public double value(Number stored) {
        return stored instanceof Double real ? real : value(stored.longValue());
    }

    /** The value that was stored as an INTEGER. */
    public double value(long stored) {
        return stored / scale;
    }

    /** The value as an SQL expression: a REAL, or for a whole metric an INTEGER. */
    String sql(boolean whole) {
        return whole && scale == 1
                ? name()
                : "CASE typeof(" + name() + ") WHEN 'integer' THEN " + name() + " / " + scale + " ELSE " + name()
                        + " END";
    }
}

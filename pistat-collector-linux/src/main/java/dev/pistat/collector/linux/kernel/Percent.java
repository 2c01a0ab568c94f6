package dev.pistat.collector.linux.kernel;

/** A share, in percent, rounded to two decimals. */
public final class Percent {

    private Percent() {}

    /**
     * The share of a part in a whole.
     *
     * @param whole above 0, and at least {@code part}
     */
    public static double of(double part, double whole) {
        return rounded(100 * part / whole);
    }

    /** Rounds to two decimals. */
    public static double rounded(double percent) {
        return Math.round(100 * percent) / 100.0;
    }
}

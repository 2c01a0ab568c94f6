package dev.pistat.collector.linux;

/** A share, in percent, rounded to two decimals. */
final class Percent {

    private Percent() {}

    /** @param whole above 0, and at least {@code part} */
    static double of(double part, double whole) {
        return rounded(100 * part / whole);
    }

    /** Rounds to two decimals. */
    static double rounded(double percent) {
        return Math.round(100 * percent) / 100.0;
    }
}

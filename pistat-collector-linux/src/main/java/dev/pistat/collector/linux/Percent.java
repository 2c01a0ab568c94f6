package dev.pistat.collector.linux;

/** A share, in percent, rounded to two decimals. */
final class Percent {

    private Percent() {}

    /** @param whole above 0, and at least {@code part} */
    static double of(double part, double whole) {
        return Math.round(10_000 * part / whole) / 100.0;
    }
}

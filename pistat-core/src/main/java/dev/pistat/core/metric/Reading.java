package dev.pistat.core.metric;

/** The result of reading a series: a value, or the reason why there is none. Absence is never written as a number. */
public sealed interface Reading {

    /**
     * A value that was read.
     *
     * @param value in the metric's unit, always finite
     */
    record Value(double value) implements Reading {
        /**
         * Takes any number.
         *
         * @throws IllegalArgumentException if the value is not finite
         */
        public Value {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("Not a reading: " + value);
            }
        }
    }

    /**
     * This machine does not have it: no such sensor, file or device. Nothing is wrong.
     *
     * @param why in a few words, for people
     */
    record Unavailable(String why) implements Reading {}

    /**
     * It should be there, but reading it went wrong or took too long.
     *
     * @param why in a few words, for people
     */
    record Failed(String why) implements Reading {}
}

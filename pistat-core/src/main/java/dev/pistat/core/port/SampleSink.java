package dev.pistat.core.port;

import dev.pistat.core.history.ProcessUse;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import java.util.List;

/**
 * A sink for what a sampler reads, one by one. Thread-safe. After the tick's deadline it takes nothing more, silently,
 * except events: these are the next tick's then.
 */
public interface SampleSink {

    /**
     * Takes a reading. The last one counts if a series is reported twice.
     *
     * @param series of one of the sampler's {@linkplain Sampler#metrics() metrics}
     * @param reading a value, or why there is none; a value outside of the metric's range is a
     *     {@linkplain dev.pistat.core.metric.Metric#plausible failed} reading
     */
    void report(Series series, Reading reading);

    /**
     * Reports that something happened, now. Of one kind and subject ten events in a row are kept, then one an hour: the last,
     * with the number of the others.
     *
     * @param kind what: a constant of {@link dev.pistat.core.history.Event}, or lower-case words joined by underscores
     * @param subject whom it happened to: a sensor, a device
     * @param text one line for people
     */
    void event(String kind, String subject, String text);

    /**
     * Reports the processes that used most. The last ones count if there are several reports in a tick.
     *
     * @param byCpu most CPU time since the reading before, highest first
     * @param byMemory most resident memory, highest first
     */
    void topProcesses(List<ProcessUse> byCpu, List<ProcessUse> byMemory);

    /**
     * Asks one sensor apart from the rest of the sampler, under the same deadline. If it hangs, its neighbours are read
     * all the same, and it is not asked again until it has returned.
     *
     * @param sensor its name, unique within the sampler
     * @param series what it reports: these have failed if it throws or is too late
     * @param read what reads it, perhaps on another thread, and after this call has returned
     */
    void ask(String sensor, List<Series> series, Sensor read);

    /**
     * Reports a value.
     *
     * @param series of one of the sampler's metrics
     * @param value in the metric's unit; one that is not finite is a failed reading
     */
    default void value(Series series, double value) {
        report(series, Double.isFinite(value) ? new Reading.Value(value) : new Reading.Failed("not a number"));
    }

    /**
     * Reports the value of a metric without a label.
     *
     * @param metric one of the sampler's
     * @param value in the metric's unit; one that is not finite is a failed reading
     * @throws IllegalArgumentException if the metric has a label: name one series of it then
     */
    default void value(Metric metric, double value) {
        value(new Series(metric), value);
    }

    /**
     * Reports that this machine does not have a metric without a label.
     *
     * @param metric one of the sampler's
     * @param why in a few words, for people
     * @throws IllegalArgumentException if the metric has a label: report one series of it then
     */
    default void unavailable(Metric metric, String why) {
        report(new Series(metric), new Reading.Unavailable(why));
    }

    /**
     * Reports that a metric without a label could not be read.
     *
     * @param metric one of the sampler's
     * @param why in a few words, for people
     * @throws IllegalArgumentException if the metric has a label: report one series of it then
     */
    default void failed(Metric metric, String why) {
        report(new Series(metric), new Reading.Failed(why));
    }

    /** The reading of one sensor. */
    @FunctionalInterface
    interface Sensor {
        /**
         * Reads the sensor and reports it.
         *
         * @param sink takes what it reads: this one, not the sampler's, so that it counts as this sensor's
         * @throws Exception if it cannot be read: its series have failed with the exception's message
         */
        void read(SampleSink sink) throws Exception;
    }
}

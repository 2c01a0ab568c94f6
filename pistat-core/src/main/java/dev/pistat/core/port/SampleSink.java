package dev.pistat.core.port;

import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.ProcessUse;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import java.util.List;

/**
 * Takes what a sampler reads, one by one. Thread-safe. After the tick's deadline it takes nothing more, silently, except
 * events: these are the next tick's then.
 */
public interface SampleSink {

    /** Takes a reading. The last one counts if a series is reported twice. */
    void report(Series series, Reading reading);

    /** Reports that something happened, now: see {@link dev.pistat.core.metric.Event} for the three. */
    void event(String kind, String subject, String text);

    /** Reports the processes that used most, the greediest first: by CPU time since the look before, and by memory. */
    void culprits(List<ProcessUse> byCpu, List<ProcessUse> byMemory);

    /**
     * Asks one sensor apart from the rest of the sampler, under the same deadline. If it hangs, its neighbours are read
     * all the same, and it is not asked again until it has returned.
     *
     * @param sensor its name, unique within the sampler
     * @param series what it reports: these have failed if it throws or is too late
     */
    void ask(String sensor, List<Series> series, Sensor read);

    /** Reports a value; one that is not finite is a failed reading. */
    default void value(Series series, double value) {
        report(series, Double.isFinite(value) ? new Reading.Value(value) : new Reading.Failed("not a number"));
    }

    /** Reports the value of a metric without a label. */
    default void value(Metric metric, double value) {
        value(new Series(metric), value);
    }

    /** Reports that this machine does not have a metric without a label. */
    default void unavailable(Metric metric, String why) {
        report(new Series(metric), new Reading.Unavailable(why));
    }

    /** Reports that a metric without a label could not be read. */
    default void failed(Metric metric, String why) {
        report(new Series(metric), new Reading.Failed(why));
    }

    /** The reading of one sensor. */
    @FunctionalInterface
    interface Sensor {
        /**
         * Reads the sensor and reports it.
         *
         * @throws Exception if it cannot be read: its series have failed with the exception's message
         */
        void read(SampleSink sink) throws Exception;
    }
}

package dev.pistat.core.testkit;

import dev.pistat.core.history.ProcessUse;
import dev.pistat.core.history.TopProcesses;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks a sampler once, without a recorder, and shows what it reported. Not thread-safe. */
public final class CollectedReadings implements SampleSink {

    /**
     * An event as it was reported.
     *
     * @param kind what happened: lower-case words joined by underscores
     * @param subject whom it happened to
     * @param text one line for people
     */
    public record Reported(String kind, String subject, String text) {}

    private final Map<Series, Reading> readings = new LinkedHashMap<>();
    private final List<Reported> events = new ArrayList<>();

    private Optional<TopProcesses> topProcesses = Optional.empty();

    private CollectedReadings() {}

    /**
     * Asks a sampler, and each of its sensors in turn, on this thread and without a deadline.
     *
     * @param sampler asked once
     * @return what it reported; the series of a sensor that threw have failed
     * @throws Exception whatever the sampler throws
     */
    public static CollectedReadings of(Sampler sampler) throws Exception {
        var collected = new CollectedReadings();
        sampler.sample(collected);
        return collected;
    }

    /** {@return everything that was reported, in order; of a series that was reported twice the last reading} */
    public Map<Series, Reading> readings() {
        return readings;
    }

    /** {@return the events that were reported, in order} */
    public List<Reported> events() {
        return events;
    }

    /**
     * The reading of a metric without a label.
     *
     * @param metric without a label
     * @return a value, or why there is none
     * @throws AssertionError if it was not reported
     */
    public Reading reading(Metric metric) {
        return reading(new Series(metric));
    }

    /**
     * The reading of a series.
     *
     * @param series of one of the sampler's metrics
     * @return a value, or why there is none
     * @throws AssertionError if it was not reported
     */
    public Reading reading(Series series) {
        Reading reading = readings.get(series);
        if (reading == null) {
            throw new AssertionError(series.key() + " was not reported, only " + readings.keySet());
        }
        return reading;
    }

    /**
     * The value of a metric without a label.
     *
     * @param metric without a label
     * @return in the metric's unit
     * @throws AssertionError if it was not reported, or has no value
     */
    public double value(Metric metric) {
        return value(new Series(metric));
    }

    /**
     * The value of a series.
     *
     * @param series of one of the sampler's metrics
     * @return in the metric's unit
     * @throws AssertionError if it was not reported, or has no value
     */
    public double value(Series series) {
        if (reading(series) instanceof Reading.Value(double value)) {
            return value;
        }
        throw new AssertionError(series.key() + " has no value: " + reading(series));
    }

    @Override
    public void report(Series series, Reading reading) {
        readings.put(series, series.metric().plausible(reading));
    }

    @Override
    public void event(String kind, String subject, String text) {
        events.add(new Reported(kind, subject, text));
    }

    /** {@return the processes that were reported last, as if in 1970; empty if none were} */
    public Optional<TopProcesses> topProcesses() {
        return topProcesses;
    }

    @Override
    public void topProcesses(List<ProcessUse> byCpu, List<ProcessUse> byMemory) {
        topProcesses = Optional.of(new TopProcesses(Instant.EPOCH, byCpu, byMemory));
    }

    @Override
    public void ask(String sensor, List<Series> series, Sensor read) {
        try {
            read.read(this);
        } catch (Exception e) {
            series.forEach(each -> readings.putIfAbsent(each, new Reading.Failed(String.valueOf(e.getMessage()))));
        }
    }
}

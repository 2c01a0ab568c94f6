package dev.pistat.core.recording;

import dev.pistat.core.metric.Culprits;
import dev.pistat.core.metric.Event;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Row;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.port.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Keeps everything in memory until it is closed: for tests, and for applications that want no file. */
public final class InMemoryMetricStore implements MetricStore {

    private final List<Sample> samples = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final List<Culprits> culprits = new ArrayList<>();

    /** Begins empty. */
    public InMemoryMetricStore() {}

    @Override
    public synchronized void append(Sample sample, List<Event> events, Optional<Culprits> culprits) {
        if (!samples.isEmpty() && sample.id() <= samples.getLast().id()) {
            throw new StoreException("Sample " + sample.id() + " comes after sample "
                    + samples.getLast().id() + ": ids must grow");
        }
        samples.add(valuesOf(sample));
        this.events.addAll(events);
        culprits.ifPresent(this.culprits::add);
    }

    @Override
    public synchronized Optional<Sample> newest() {
        return samples.isEmpty() ? Optional.empty() : Optional.of(samples.getLast());
    }

    @Override
    public synchronized List<Series> series() {
        Set<Series> seen = new LinkedHashSet<>();
        samples.forEach(sample -> seen.addAll(sample.readings().keySet()));
        return List.copyOf(seen);
    }

    @Override
    public void rows(List<Series> series, Instant from, Instant to, Consumer<Row> taker) {
        for (Sample sample : samplesOf(from, to)) {
            double[] values = new double[series.size()];
            boolean[] present = new boolean[series.size()];
            boolean any = false;
            for (int place = 0; place < values.length; place++) {
                if (sample.readings().get(series.get(place)) instanceof Reading.Value(double value)) {
                    values[place] = value;
                    present[place] = true;
                    any = true;
                }
            }
            if (any) {
                taker.accept(new Row(sample.id(), Row.micros(sample.at()), values, present));
            }
        }
    }

    @Override
    public synchronized List<Event> events(Instant from, Instant to) {
        return events.stream().filter(event -> within(event.at(), from, to)).toList();
    }

    @Override
    public synchronized Optional<Culprits> culprits(Instant at) {
        return culprits.reversed().stream()
                .filter(look -> !look.at().isAfter(at))
                .findFirst();
    }

    @Override
    public synchronized void prune(Instant before) {
        long newest = samples.isEmpty() ? 0 : samples.getLast().id();
        samples.removeIf(sample -> sample.at().isBefore(before) && sample.id() != newest);
        events.removeIf(event -> event.at().isBefore(before));
        culprits.removeIf(look -> look.at().isBefore(before));
    }

    @Override
    public synchronized void close() {
        samples.clear();
        events.clear();
        culprits.clear();
    }

    private synchronized List<Sample> samplesOf(Instant from, Instant to) {
        return samples.stream().filter(sample -> within(sample.at(), from, to)).toList();
    }

    private static boolean within(Instant at, Instant from, Instant to) {
        return !at.isBefore(from) && at.isBefore(to);
    }

    private static Sample valuesOf(Sample sample) {
        Map<Series, Reading> values = new LinkedHashMap<>(sample.readings());
        values.values().removeIf(reading -> !(reading instanceof Reading.Value));
        return new Sample(sample.id(), sample.at(), sample.monotonicMicros(), sample.bootId(), values);
    }
}

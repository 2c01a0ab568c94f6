package dev.pistat.core.memory;

import dev.pistat.core.history.BucketFiller;
import dev.pistat.core.history.Buckets;
import dev.pistat.core.history.Chart;
import dev.pistat.core.history.Event;
import dev.pistat.core.history.EventQuery;
import dev.pistat.core.history.Grid;
import dev.pistat.core.history.KeptEvent;
import dev.pistat.core.history.ProcessUse;
import dev.pistat.core.history.RecordedTime;
import dev.pistat.core.history.Retention;
import dev.pistat.core.history.Row;
import dev.pistat.core.history.Tier;
import dev.pistat.core.history.TopProcesses;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.port.StoreException;
import dev.pistat.core.text.Times;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A store that keeps everything in memory until it is closed: for tests, and for applications that want no file. */
public final class InMemoryMetricStore implements MetricStore {

    private static final long FIVE_MINUTES = Tier.FIVE_MINUTES.step().toSeconds();

    private final Retention retention;
    private final List<Sample> samples = new ArrayList<>();
    private final List<KeptEvent> events = new ArrayList<>();
    private long lastEventId;
    private final List<TopProcesses> topProcesses = new ArrayList<>();
    private final InMemoryTiers tiers;

    private final RecordedTime recorded = new RecordedTime(List.of(), Optional.empty());
    private @Nullable Sample lastForgotten;

    /** Begins empty, and keeps what it is given as long as a store does by default. */
    public InMemoryMetricStore() {
        this(Retention.DEFAULTS);
    }

    /**
     * Begins empty.
     *
     * @param retention how long what is kept, once {@link #maintain} is called
     */
    public InMemoryMetricStore(Retention retention) {
        this.retention = retention;
        this.tiers = new InMemoryTiers(retention);
    }

    @Override
    @SuppressWarnings("exports") // who uses this need not have JSpecify
    public synchronized void append(Sample sample, List<Event> events, @Nullable TopProcesses topProcesses) {
        if (!samples.isEmpty() && sample.id() <= samples.getLast().id()) {
            throw new StoreException("Sample " + sample.id() + " comes after sample "
                    + samples.getLast().id() + ": ids must grow");
        }
        samples.add(valuesOf(sample));
        recorded.add(moment(sample));
        events.forEach(event -> this.events.add(new KeptEvent(++lastEventId, event)));
        if (topProcesses != null) {
            this.topProcesses.add(topProcesses);
        }
    }

    @Override
    public synchronized Optional<Sample> newest() {
        return samples.isEmpty() ? Optional.empty() : Optional.of(samples.getLast());
    }

    @Override
    public synchronized List<Series> series() {
        Set<Series> seen = new LinkedHashSet<>();
        seen.addAll(tiers.series());
        samples.forEach(sample -> seen.addAll(sample.readings().keySet()));
        return List.copyOf(seen);
    }

    @Override
    public void rows(List<Series> series, Instant from, Instant to, Predicate<Row> taker) {
        boolean more = true;
        Iterator<Sample> samples = samplesOf(from, to).iterator();
        while (more && samples.hasNext()) {
            more = Row.of(series, samples.next()).map(taker::test).orElse(true);
        }
    }

    @Override
    public synchronized Chart chart(List<Series> series, Instant from, Instant to, int points) {
        Grid grid = Grid.of(from, to, points, retention, recorded);
        List<Sample> within = samplesOf(from, to);
        if (grid.tier() == Tier.SAMPLES && within.size() <= points) {
            List<Row> rows = new ArrayList<>();
            rows(series, within, rows::add, rows::add);
            Chart chart = Chart.ofSamples(series, from, to, rows);
            if (chart.size() <= points) {
                return chart;
            }
        }
        List<Buckets> lines = grid.buckets(series);
        tiers.fill(grid, lines);
        List<Sample> whole = samplesOf(Times.instant(grid.startMicros()), Times.instant(grid.endMicros()));
        fill(lines, series, grid, whole);
        return Chart.of(grid, lines);
    }

    @Override
    public synchronized Optional<Instant> oldest(Tier tier) {
        return tier == Tier.SAMPLES
                ? samples.stream().map(Sample::at).min(Comparator.naturalOrder())
                : tiers.oldest(tier);
    }

    @Override
    public synchronized List<KeptEvent> events(EventQuery query) {
        return events.stream().filter(query::takes).limit(query.most()).toList();
    }

    @Override
    public synchronized Optional<TopProcesses> topProcesses(Instant at) {
        return topProcesses.stream()
                .filter(top -> !top.at().isAfter(at))
                .max((one, other) -> one.at().compareTo(other.at()));
    }

    @Override
    public synchronized void maintain() {
        List<Sample> old = olderSamples();
        rollUp(old);
        samples.removeAll(Set.copyOf(old));
        lastForgotten = old.isEmpty() ? lastForgotten : old.getLast();
        tiers.forget(recorded);
        List<RecordedTime.Range> gone = recorded.olderThan(retention.notable());
        events.removeIf(kept -> contain(gone, kept.event().at()));
        topProcesses.removeIf(top -> contain(gone, top.at()));
        Set<Instant> times = old.stream().map(Sample::at).collect(Collectors.toSet());
        topProcesses.removeIf(top -> times.contains(top.at()) && !isHighest(top));
        recorded.forget(retention.longest().plus(Retention.DEFAULTS.notable()));
    }

    /** Those since which more was recorded than they are kept, without the newest. */
    private List<Sample> olderSamples() {
        long age = 0;
        int first = samples.size() - 1;
        while (first > 0) {
            age += moment(samples.get(first - 1)).until(moment(samples.get(first)));
            if (age > retention.samples().toNanos() / 1_000) {
                return List.copyOf(samples.subList(0, first));
            }
            first--;
        }
        return List.of();
    }

    private static boolean contain(List<RecordedTime.Range> ranges, Instant at) {
        return ranges.stream().anyMatch(range -> range.contains(Times.micros(at)));
    }

    private static RecordedTime.Moment moment(Sample sample) {
        return new RecordedTime.Moment(Times.micros(sample.at()), sample.monotonicMicros(), sample.bootId());
    }

    @Override
    public synchronized void retime(long firstId, Duration offset) {
        Map<Instant, Instant> moved = new HashMap<>();
        samples.replaceAll(sample -> {
            Instant at = Times.instant(sample.monotonicMicros()).plus(offset).truncatedTo(ChronoUnit.MICROS);
            if (sample.id() < firstId || Duration.between(at, sample.at()).abs().toSeconds() < 1) {
                return sample;
            }
            moved.put(sample.at(), at);
            recorded.visit(Times.micros(at));
            return new Sample(sample.id(), at, sample.monotonicMicros(), sample.bootId(), sample.readings());
        });
        events.replaceAll(kept -> new KeptEvent(kept.id(), moved(kept.event(), moved)));
        topProcesses.replaceAll(
                top -> new TopProcesses(moved.getOrDefault(top.at(), top.at()), top.byCpu(), top.byMemory()));
    }

    @Override
    public Optional<String> trouble() {
        return Optional.empty();
    }

    @Override
    public synchronized void close() {
        samples.clear();
        events.clear();
        topProcesses.clear();
        tiers.clear();
    }

    private static Event moved(Event event, Map<Instant, Instant> moved) {
        return new Event(moved.getOrDefault(event.at(), event.at()), event.kind(), event.subject(), event.text());
    }

    private void rollUp(List<Sample> old) {
        Map<Instant, List<Sample>> days = new LinkedHashMap<>();
        old.forEach(sample -> days.computeIfAbsent(sample.at().truncatedTo(ChronoUnit.DAYS), none -> new ArrayList<>())
                .add(sample));
        days.forEach((day, ofTheDay) -> {
            List<Series> series = ofTheDay.stream()
                    .flatMap(sample -> sample.readings().keySet().stream())
                    .distinct()
                    .toList();
            for (Tier tier : Tier.values()) {
                if (tier != Tier.SAMPLES && retention.keeps(tier)) {
                    Grid grid = Grid.aligned(
                            tier, day, day.plus(Duration.ofDays(1)), tier.step().toNanos() / 1_000);
                    List<Buckets> lines = grid.buckets(series);
                    fill(lines, series, grid, ofTheDay);
                    tiers.add(grid, lines);
                }
            }
        });
    }

    /** Whether no other one of its five minutes, or an earlier one, has a process with more CPU time. */
    private boolean isHighest(TopProcesses top) {
        return topProcesses.stream()
                .filter(other -> fiveMinutes(other) == fiveMinutes(top))
                .max((one, other) -> {
                    int byCpu = Double.compare(mostCpu(one), mostCpu(other));
                    return byCpu != 0 ? byCpu : other.at().compareTo(one.at());
                })
                .filter(top::equals)
                .isPresent();
    }

    private static long fiveMinutes(TopProcesses top) {
        return Math.floorDiv(top.at().getEpochSecond(), FIVE_MINUTES);
    }

    private static double mostCpu(TopProcesses top) {
        return top.byCpu().stream().mapToDouble(ProcessUse::cpuPercent).max().orElse(0);
    }

    private void fill(List<Buckets> lines, List<Series> series, Grid grid, List<Sample> counted) {
        BucketFiller filler = new BucketFiller(lines, row -> grid.place(row.atMicros()));
        rows(series, counted, filler::add, filler::before);
    }

    /** Hands over the rows of some samples, and before one whose predecessor is none of them, that one. */
    private synchronized void rows(
            List<Series> series, List<Sample> some, Consumer<Row> taker, Consumer<Row> beforeTaker) {
        Sample last = null;
        for (Sample sample : some) {
            int index = Collections.binarySearch(samples, sample, Comparator.comparingLong(Sample::id));
            Sample before = index > 0 ? samples.get(index - 1) : lastForgotten;
            if (before != null && !before.equals(last)) {
                Row.of(series, before).ifPresent(beforeTaker);
            }
            Row.of(series, sample).ifPresent(taker);
            last = sample;
        }
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

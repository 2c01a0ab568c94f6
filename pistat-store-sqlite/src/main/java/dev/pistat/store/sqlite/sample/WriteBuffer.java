package dev.pistat.store.sqlite.sample;

import dev.pistat.core.history.Event;
import dev.pistat.core.history.KeptEvent;
import dev.pistat.core.history.RecordedTime;
import dev.pistat.core.history.Row;
import dev.pistat.core.history.TopProcesses;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.StoreException;
import dev.pistat.core.text.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The samples and events that have been appended and are not in the file yet, packed: 8 bytes a value. It also has the newest sample, whether
 * that is in the file or not. Thread-safe.
 */
public final class WriteBuffer {

    /** By estimate: an entry beside its values, a process among those that used most, an event. */
    private static final int ENTRY_BYTES = 120;

    private static final int PROCESS_BYTES = 120;
    private static final int EVENT_BYTES = 300;
    private static final int MOST_EVENTS = 1_000;

    private final String name;
    private final long mostBytes;
    private boolean closed;
    private @Nullable Entry newest;
    private List<Series> layout = List.of();
    private List<Entry> entries = new ArrayList<>();
    private List<KeptEvent> events = new ArrayList<>();
    private long lastEventId;
    private long bytes;

    /**
     * Begins empty.
     *
     * @param name what its messages begin with
     * @param mostBytes how large it may grow before samples go
     */
    public WriteBuffer(String name, long mostBytes) {
        this.name = name;
        this.mostBytes = mostBytes;
    }

    /**
     * One sample.
     *
     * @param series what the values are of; the same list for samples of the same series
     * @param values not to be changed
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Entry(
            long id,
            long at,
            long monotonic,
            String bootId,
            List<Series> series,
            double[] values,
            Optional<TopProcesses> processes) {

        private Entry withId(long other) {
            return new Entry(other, at, monotonic, bootId, series, values, processes);
        }

        private Sample sample() {
            Map<Series, Reading> readings = new LinkedHashMap<>();
            for (int i = 0; i < values.length; i++) {
                readings.put(series.get(i), new Reading.Value(values[i]));
            }
            return new Sample(id, Times.instant(at), monotonic, bootId, readings);
        }

        public RecordedTime.Moment moment() {
            return new RecordedTime.Moment(at, monotonic, bootId);
        }

        private int bytes() {
            return ENTRY_BYTES
                    + values.length * Double.BYTES
                    + processes
                            .map(top -> (top.byCpu().size() + top.byMemory().size()) * PROCESS_BYTES)
                            .orElse(0);
        }
    }

    /** What waits at one moment, in the order of appending. */
    public record Batch(List<Entry> entries, List<KeptEvent> events) {

        public static final Batch NOTHING = new Batch(List.of(), List.of());

        public boolean isEmpty() {
            return entries.isEmpty() && events.isEmpty();
        }

        /** The samples of a range of time. */
        public Batch within(long from, long to) {
            return new Batch(
                    entries.stream()
                            .filter(entry -> entry.at() >= from && entry.at() < to)
                            .toList(),
                    List.of());
        }

        /** The id of the first sample: all before it are in the file. */
        public long firstId() {
            return entries.isEmpty() ? Long.MAX_VALUE : entries.getFirst().id();
        }
    }

    /**
     * Adds a sample. Where there is no room left every second one of the older half goes.
     *
     * @return how many had to go
     * @throws StoreException if the id is not above all before, or this is closed
     */
    public synchronized int add(Sample sample, List<Event> noticed, @Nullable TopProcesses processes) {
        if (closed) {
            throw new StoreException(name + ": is closed");
        }
        if (newest != null && sample.id() <= newest.id()) {
            throw new StoreException(
                    name + ": sample " + sample.id() + " comes after sample " + newest.id() + ": ids must grow");
        }
        Entry entry = entry(sample, Optional.ofNullable(processes));
        newest = entry;
        entries.add(entry);
        bytes += entry.bytes();
        noticed.forEach(this::add);
        return bytes > mostBytes ? thin() : 0;
    }

    /** Adds an event. Of too many, the oldest go. */
    public synchronized void add(Event event) {
        events.add(new KeptEvent(++lastEventId, event));
        if (events.size() > MOST_EVENTS) {
            events.removeFirst();
        } else {
            bytes += EVENT_BYTES;
        }
    }

    /** Takes no more samples from now on; tells whether it did until now. */
    public synchronized boolean close() {
        boolean wasOpen = !closed;
        closed = true;
        return wasOpen;
    }

    /**
     * Has what waits, and what comes, count on from the last ids of a file: the newest sample stays the newest, under an id that samples of
     * that file do not have.
     *
     * @param inFile the newest sample of the file
     * @param lastEventInFile the id of its last event
     * @return what waits, with its ids
     */
    public synchronized Batch follow(Optional<Sample> inFile, long lastEventInFile) {
        long last = inFile.map(Sample::id).orElse(Long.MIN_VALUE);
        if (!entries.isEmpty() && entries.getFirst().id() <= last) {
            long shift = last + 1 - entries.getFirst().id();
            entries.replaceAll(entry -> entry.withId(entry.id() + shift));
        }
        lastEventId = lastEventInFile;
        events.replaceAll(kept -> new KeptEvent(++lastEventId, kept.event()));
        if (newest == null) {
            newest = inFile.map(sample -> entry(sample, Optional.empty())).orElse(null);
        } else {
            long id = entries.isEmpty() ? last : entries.getLast().id();
            newest = newest.id() >= id ? newest : newest.withId(id);
        }
        return batch();
    }

    /** The newest sample of all, with its values. */
    public synchronized Optional<Sample> newest() {
        return newest == null ? Optional.empty() : Optional.of(newest.sample());
    }

    /** When the newest sample was taken. */
    public synchronized Optional<Instant> newestAt() {
        return newest == null ? Optional.empty() : Optional.of(Times.instant(newest.at()));
    }

    /** When the oldest sample was taken that waits, if it has waited for longer than that, by the time of the samples. */
    public synchronized Optional<Instant> waitingLonger(Duration age) {
        return entries.isEmpty()
                        || newest == null
                        || newest.monotonic() - entries.getFirst().monotonic() <= age.toNanos() / 1_000
                ? Optional.empty()
                : Optional.of(Times.instant(entries.getFirst().at()));
    }

    /** What waits now. */
    public synchronized Batch batch() {
        return new Batch(List.copyOf(entries), List.copyOf(events));
    }

    /** Forgets what was written. */
    public synchronized void remove(Batch written) {
        if (!written.entries().isEmpty()) {
            long last = written.entries().getLast().id();
            entries = new ArrayList<>(
                    entries.stream().filter(entry -> entry.id() > last).toList());
        }
        events = new ArrayList<>(events);
        events.removeAll(written.events());
        bytes = entries.stream().mapToLong(Entry::bytes).sum() + (long) events.size() * EVENT_BYTES;
    }

    /** Hands over the rows of some samples, with the values asked for; those without any are left out. */
    public static void rows(List<Entry> entries, List<Series> asked, Predicate<Row> taker) {
        List<Series> layout = List.of();
        int[] places = {};
        for (Entry entry : entries) {
            if (!entry.series().equals(layout)) {
                layout = entry.series();
                places = layout.stream().mapToInt(asked::indexOf).toArray();
            }
            double[] values = new double[asked.size()];
            boolean[] present = new boolean[asked.size()];
            boolean any = false;
            for (int i = 0; i < places.length; i++) {
                if (places[i] >= 0) {
                    values[places[i]] = entry.values()[i];
                    present[places[i]] = true;
                    any = true;
                }
            }
            if (any
                    && !taker.test(
                            new Row(entry.id(), entry.at(), entry.monotonic(), entry.bootId(), values, present))) {
                return;
            }
        }
    }

    /** Packs a sample. */
    private Entry entry(Sample sample, Optional<TopProcesses> processes) {
        List<Series> series = new ArrayList<>(sample.readings().size());
        double[] values = new double[sample.readings().size()];
        for (Map.Entry<Series, Reading> read : sample.readings().entrySet()) {
            if (read.getValue() instanceof Reading.Value(double value)) {
                values[series.size()] = value;
                series.add(read.getKey());
            }
        }
        if (!series.equals(layout)) {
            layout = List.copyOf(series);
        }
        return new Entry(
                sample.id(),
                Times.micros(sample.at()),
                sample.monotonicMicros(),
                sample.bootId(),
                layout,
                Arrays.copyOf(values, series.size()),
                processes);
    }

    private int thin() {
        List<Entry> thinned = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            if (i % 2 == 0 || i > entries.size() / 2) {
                thinned.add(entries.get(i));
            } else {
                bytes -= entries.get(i).bytes();
            }
        }
        int gone = entries.size() - thinned.size();
        entries = thinned;
        return gone;
    }
}

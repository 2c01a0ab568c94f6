package dev.pistat.store.sqlite.sample;

import dev.pistat.core.history.Event;
import dev.pistat.core.history.KeptEvent;
import dev.pistat.core.history.RecordedTime;
import dev.pistat.core.history.Row;
import dev.pistat.core.history.TopProcesses;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.text.Times;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * What has been appended and is not in the file yet, packed: 8 bytes a value. Not thread-safe, but for what it gives away,
 * which does not change.
 */
public final class WriteBuffer {

    /** By estimate: an entry beside its values, a process among the culprits, an event. */
    private static final int ENTRY_BYTES = 120;

    private static final int PROCESS_BYTES = 120;
    private static final int EVENT_BYTES = 300;
    private static final int MOST_EVENTS = 1_000;

    private final long mostBytes;
    private List<Series> layout = List.of();
    private List<Entry> entries = new ArrayList<>();
    private List<KeptEvent> events = new ArrayList<>();
    private long lastEventId;
    private long bytes;

    public WriteBuffer(long mostBytes) {
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
            Optional<TopProcesses> culprits) {

        private Entry withId(long other) {
            return new Entry(other, at, monotonic, bootId, series, values, culprits);
        }

        public RecordedTime.Moment moment() {
            return new RecordedTime.Moment(at, monotonic, bootId);
        }

        private int bytes() {
            return ENTRY_BYTES
                    + values.length * Double.BYTES
                    + culprits.map(look ->
                                    (look.byCpu().size() + look.byMemory().size()) * PROCESS_BYTES)
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
     */
    public int add(Sample sample, List<Event> noticed, Optional<TopProcesses> culprits) {
        Entry entry = entry(sample, culprits);
        entries.add(entry);
        bytes += entry.bytes();
        noticed.forEach(this::add);
        return bytes > mostBytes ? thin() : 0;
    }

    /** Adds an event. Of too many, the oldest go. */
    public void add(Event event) {
        events.add(new KeptEvent(++lastEventId, event));
        if (events.size() > MOST_EVENTS) {
            events.removeFirst();
        } else {
            bytes += EVENT_BYTES;
        }
    }

    /** Has the events, those that wait already too, count on from the id of the last one in the file. */
    public void eventsFollow(long lastInFile) {
        lastEventId = lastInFile;
        events.replaceAll(kept -> new KeptEvent(++lastEventId, kept.event()));
    }

    /** Has the samples count on from the id of the last one in the file, where that is not before them. */
    public void samplesFollow(long lastInFile) {
        if (!entries.isEmpty() && entries.getFirst().id() <= lastInFile) {
            long shift = lastInFile + 1 - entries.getFirst().id();
            entries.replaceAll(entry -> entry.withId(entry.id() + shift));
        }
    }

    /** The id of the last sample; empty if there is none. */
    public OptionalLong lastId() {
        return entries.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(entries.getLast().id());
    }

    /** The sample that has waited longest. */
    public Optional<Entry> oldest() {
        return entries.isEmpty() ? Optional.empty() : Optional.of(entries.getFirst());
    }

    public Batch batch() {
        return new Batch(List.copyOf(entries), List.copyOf(events));
    }

    /** Forgets what was written. */
    public void remove(Batch written) {
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
    Entry entry(Sample sample, Optional<TopProcesses> culprits) {
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
                culprits);
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

package dev.pistat.store.sqlite.history;

import dev.pistat.core.history.Chart;
import dev.pistat.core.history.EventQuery;
import dev.pistat.core.history.Grid;
import dev.pistat.core.history.KeptEvent;
import dev.pistat.core.history.RecordedTime;
import dev.pistat.core.history.Retention;
import dev.pistat.core.history.Row;
import dev.pistat.core.history.Tier;
import dev.pistat.core.history.TopProcesses;
import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.store.sqlite.file.Readers;
import dev.pistat.store.sqlite.file.SqliteFile;
import dev.pistat.store.sqlite.sample.MetricsView;
import dev.pistat.store.sqlite.sample.Micros;
import dev.pistat.store.sqlite.sample.RowPage;
import dev.pistat.store.sqlite.sample.RowReader;
import dev.pistat.store.sqlite.sample.Runs;
import dev.pistat.store.sqlite.sample.SampleTable;
import dev.pistat.store.sqlite.sample.SeriesTable;
import dev.pistat.store.sqlite.sample.StoredSeries;
import dev.pistat.store.sqlite.sample.TopProcessesColumn;
import dev.pistat.store.sqlite.sample.WriteBuffer;
import dev.pistat.store.sqlite.tier.ChartReader;
import dev.pistat.store.sqlite.tier.FileState;
import dev.pistat.store.sqlite.tier.PendingRollups;
import dev.pistat.store.sqlite.tier.TierTable;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/** The content of the file. One thread at a time changes it, any number read it. */
public final class History implements AutoCloseable {

    private final SqliteFile file;
    private final Readers readers;
    private final SampleTable samples;
    private volatile FileState state;

    private History(SqliteFile file, FileState state) {
        this.file = file;
        this.state = state;
        samples = new SampleTable(file.toString());
        readers = new Readers(file);
    }

    /** Opens the file, and makes it if that is missing or empty. */
    public static History open(Path path, Allowlist allowlist) {
        SqliteFile opened = SqliteFile.open(path, Schema::create);
        try {
            return new History(opened, opened.change(handle -> {
                RecordedTable.create(handle);
                RecordedTable.fillIfEmpty(handle);
                return read(handle, allowlist);
            }));
        } catch (RuntimeException e) {
            opened.close();
            throw opened.trouble(e);
        }
    }

    /** Opens a file that another program may be writing, as it is now. */
    public static History openToRead(Path path, Allowlist allowlist) {
        SqliteFile opened = SqliteFile.openToRead(path);
        try {
            return new History(opened, opened.look(handle -> state(handle, allowlist)));
        } catch (RuntimeException e) {
            opened.close();
            throw opened.trouble(e);
        }
    }

    private static FileState state(Handle handle, Allowlist allowlist) {
        return new FileState(
                SeriesTable.series(handle, allowlist),
                Runs.read(handle),
                PendingRollups.read(handle),
                RecordedTable.read(handle));
    }

    /** Reads what is known of the file, and has its view show that. */
    private static FileState read(Handle handle, Allowlist allowlist) {
        Schema.check(handle);
        FileState read = state(handle, allowlist);
        MetricsView.showIn(handle, read.series());
        return read;
    }

    public FileState state() {
        return state;
    }

    public SqliteFile file() {
        return file;
    }

    /** The sample with the highest id. */
    public Optional<Sample> newest() {
        FileState now = state;
        return now.runs().last().map(run -> readers.ask(handle -> SampleTable.last(handle, run, now.series())));
    }

    /** Fills a new file, and reads it. */
    public void fill(Allowlist allowlist, Consumer<Handle> rows) {
        change((handle, before) -> {
            rows.accept(handle);
            RecordedTable.fillIfEmpty(handle);
            return read(handle, allowlist);
        });
    }

    /** Writes what waited, all of it or nothing. */
    public void write(WriteBuffer.Batch batch) {
        change((handle, before) -> written(handle, before, batch));
    }

    /** Writes samples and events within a change. */
    public FileState written(Handle handle, FileState before, WriteBuffer.Batch batch) {
        Map<Series, StoredSeries> known = samples.withColumns(handle, batch, before.series());
        Runs runs = before.runs().copy();
        PendingRollups pending = before.pending();
        RecordedTime recorded = before.recorded().copy();
        Map<Long, RecordedTime.Day> days = new LinkedHashMap<>();
        for (WriteBuffer.Entry entry : batch.entries()) {
            if (!runs.goOnWith(entry.moment())) {
                handle.execute("INSERT INTO run (first_id, boot_id) VALUES (?, ?)", entry.id(), entry.bootId());
            }
            runs.add(entry.id(), entry.moment());
            RecordedTime.Day day = recorded.add(entry.moment());
            days.put(day.number(), day);
            pending = pending.with(handle, entry.at(), false);
            samples.insert(handle, entry, known);
        }
        batch.events().forEach(event -> EventTable.insert(handle, event));
        days.values().forEach(day -> RecordedTable.write(handle, day));
        return new FileState(known, runs, pending, recorded);
    }

    /** A change of the file, which makes another state of it. */
    public interface Change {
        FileState apply(Handle handle, FileState before);
    }

    /** Makes a change, all of it or nothing. */
    public void change(Change change) {
        FileState before = state;
        try {
            state = file.change(handle -> change.apply(handle, before));
        } catch (RuntimeException | Error e) {
            samples.columnsFreed();
            throw e;
        }
        if (columns(state) < columns(before)) {
            samples.columnsFreed();
        }
    }

    private static long columns(FileState state) {
        return state.series().values().stream()
                .filter(stored -> stored.column().isPresent())
                .count();
    }

    public boolean rows(List<Series> series, Instant from, Instant to, long endId, Predicate<Row> taker) {
        FileState now = state;
        RowReader query = new RowReader(series, now.series());
        if (query.isEmpty()) {
            return true;
        }
        long first = Micros.ceil(from);
        long end = Micros.ceil(to);
        RowPage page = query.newPage();
        RowPage spare = query.newPage();
        for (Runs.Run run : now.runs().within(first, end)) {
            read(query, run, first, end, endId, page);
            while (page.hasNext()) {
                // The next page is read while this one is taken.
                Future<RowPage> next = begin(query, page.nextId(), page.lastId(), spare);
                boolean more = false;
                try {
                    more = page.take(run.bootId(), taker);
                } finally {
                    if (!more) {
                        next.cancel(false);
                    }
                }
                if (!more) {
                    return false;
                }
                spare = page;
                page = readers.answer(next);
            }
            if (!page.take(run.bootId(), taker)) {
                return false;
            }
        }
        return true;
    }

    private void read(RowReader query, Runs.Run run, long first, long end, long endId, RowPage page) {
        readers.ask(handle -> {
            long last = Math.min(run.lastId(), Math.min(endId, run.idAt(end, handle)) - 1);
            return query.read(handle, run.idAt(first, handle), last, page);
        });
    }

    private Future<RowPage> begin(RowReader query, long fromId, long lastId, RowPage page) {
        return readers.begin(handle -> query.read(handle, fromId, lastId, page));
    }

    /** The chart of a range of time, with samples that are not in the file, or were not just before. */
    public Chart chart(
            Retention retention, List<Series> series, Instant from, Instant to, int points, WriteBuffer.Batch waiting) {
        Chart chart = chart(state, retention, series, from, to, points, waiting);
        // Samples that have become too old meanwhile may be gone. Then the tiers have them, which lose nothing while
        // they are read.
        return chart.tier() == Tier.SAMPLES
                        && Grid.of(from, to, points, retention, state.recorded())
                                        .tier()
                                != Tier.SAMPLES
                ? chart(state, retention, series, from, to, points, waiting)
                : chart;
    }

    private Chart chart(
            FileState now,
            Retention retention,
            List<Series> series,
            Instant from,
            Instant to,
            int points,
            WriteBuffer.Batch waiting) {
        Grid grid = Grid.of(from, to, points, retention, now.recorded());
        return readers.ask(handle -> new ChartReader(handle, series, now, waiting).chart(grid, from, to, points));
    }

    /** When the oldest sample is, or the oldest bucket of a tier begins. */
    public Optional<Long> oldest(Tier tier) {
        FileState now = state;
        return readers.ask(handle -> tier == Tier.SAMPLES
                ? now.runs().oldest(handle)
                : TierTable.of(tier).oldest(handle, now.series()));
    }

    public List<KeptEvent> events(EventQuery asked) {
        return readers.ask(handle -> EventTable.read(handle, asked));
    }

    /** 0 if there is none. */
    public long lastEventId() {
        return readers.ask(EventTable::lastId);
    }

    public Optional<TopProcesses> topProcesses(Instant at) {
        long moment = Micros.floor(at);
        Runs runs = state.runs();
        return readers.ask(handle -> TopProcessesColumn.lastUntil(handle, runs, moment));
    }

    @Override
    public void close() {
        readers.close();
        samples.close();
        file.close();
    }
}

package dev.pistat.store.sqlite.history;

import dev.pistat.core.history.Chart;
import dev.pistat.core.history.Event;
import dev.pistat.core.history.EventQuery;
import dev.pistat.core.history.Grid;
import dev.pistat.core.history.KeptEvent;
import dev.pistat.core.history.RecordedTime;
import dev.pistat.core.history.Retention;
import dev.pistat.core.history.Row;
import dev.pistat.core.history.Tier;
import dev.pistat.core.history.TopProcesses;
import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.text.Times;
import dev.pistat.store.sqlite.file.Readers;
import dev.pistat.store.sqlite.file.SqliteFile;
import dev.pistat.store.sqlite.sample.Column;
import dev.pistat.store.sqlite.sample.KeptStatement;
import dev.pistat.store.sqlite.sample.MetricsView;
import dev.pistat.store.sqlite.sample.Micros;
import dev.pistat.store.sqlite.sample.RowPage;
import dev.pistat.store.sqlite.sample.RowReader;
import dev.pistat.store.sqlite.sample.Runs;
import dev.pistat.store.sqlite.sample.SeriesTable;
import dev.pistat.store.sqlite.sample.StoredSeries;
import dev.pistat.store.sqlite.sample.TopProcessesColumn;
import dev.pistat.store.sqlite.sample.WriteBuffer;
import dev.pistat.store.sqlite.tier.ChartReader;
import dev.pistat.store.sqlite.tier.FileState;
import dev.pistat.store.sqlite.tier.PendingRollups;
import dev.pistat.store.sqlite.tier.TierTable;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/** What is in the file. One thread at a time changes it, any number read it. */
public final class History implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("dev.pistat.store");

    private final SqliteFile file;
    private final Readers readers;
    private final KeptStatement insertion = new KeptStatement();
    private volatile FileState state;
    private boolean full;

    private History(SqliteFile file, FileState state) {
        this.file = file;
        this.state = state;
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
    public static FileState read(Handle handle, Allowlist allowlist) {
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
        return state.runs()
                .last()
                .map(run -> readers.ask(handle -> handle.createQuery("SELECT * FROM sample WHERE id = ?")
                        .bind(0, run.lastId())
                        .map((row, context) -> sample(row, run.bootId()))
                        .one()));
    }

    /** Whether a sample of that id, or a later one, is in the file. */
    public boolean reaches(long id) {
        return state.runs().last().filter(run -> run.lastId() >= id).isPresent();
    }

    /** Writes what waited, all of it or nothing. */
    public void write(WriteBuffer.Batch batch) {
        change((handle, before) -> written(handle, before, batch));
    }

    /** Writes samples and events within a change. */
    public FileState written(Handle handle, FileState before, WriteBuffer.Batch batch) {
        Map<Series, StoredSeries> known = withColumns(handle, batch, before.series());
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
            insert(handle, entry, known);
        }
        batch.events().forEach(event -> insert(handle, event));
        days.values().forEach(day -> RecordedTable.write(handle, day));
        return new FileState(known, runs, pending, recorded);
    }

    /** A change of the file, which makes another state of it. */
    public interface Change {
        FileState apply(Handle handle, FileState before) throws SQLException;
    }

    /** Makes a change, all of it or nothing. */
    public void change(Change change) {
        boolean wasFull = full;
        FileState before = state;
        try {
            state = file.change(handle -> {
                try {
                    return change.apply(handle, before);
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
        } catch (RuntimeException | Error e) {
            full = wasFull;
            throw e;
        }
        full &= columns(state) >= columns(before);
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

    public Chart chart(
            Retention retention, List<Series> series, Instant from, Instant to, int points, WriteBuffer.Batch waiting) {
        FileState now = state;
        Grid grid = Grid.of(from, to, points, retention, now.recorded());
        return readers.ask(handle -> {
            try {
                return new ChartReader(handle, series, now.series(), now.runs(), now.pending(), waiting.firstId())
                        .chart(grid, from, to, points, waiting);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** When the oldest sample is, or the oldest bucket of a tier begins. */
    public Optional<Long> oldest(Tier tier) {
        FileState now = state;
        return readers.ask(handle -> {
            if (tier == Tier.SAMPLES) {
                return now.runs().oldest(handle);
            }
            try {
                return TierTable.of(tier).oldest(handle, now.series());
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    public List<KeptEvent> events(EventQuery asked) {
        return readers.ask(handle -> handle.createQuery("SELECT id, at, kind, subject, text FROM event"
                        + " WHERE id > ? AND at >= ? AND at < ? AND kind = coalesce(?, kind)"
                        + " ORDER BY id LIMIT ?")
                .bind(0, asked.after())
                .bind(1, Micros.ceil(asked.from()))
                .bind(2, Micros.ceil(asked.to()))
                .bind(3, asked.kind().orElse(null))
                .bind(4, asked.most())
                .map((row, context) -> new KeptEvent(
                        row.getLong(1),
                        new Event(Times.instant(row.getLong(2)), row.getString(3), row.getString(4), row.getString(5))))
                .list());
    }

    /** 0 if there is none. */
    public long lastEventId() {
        return readers.ask(handle -> handle.createQuery("SELECT coalesce(max(id), 0) FROM event")
                .mapTo(Long.class)
                .one());
    }

    public Optional<TopProcesses> topProcesses(Instant at) {
        long moment = Micros.floor(at);
        Runs runs = state.runs();
        return readers.ask(handle -> TopProcessesColumn.lastUntil(handle, runs, moment));
    }

    @Override
    public void close() {
        readers.close();
        insertion.close();
        file.close();
    }

    /** The series of the file, with those that a batch brings. */
    private Map<Series, StoredSeries> withColumns(
            Handle handle, WriteBuffer.Batch batch, Map<Series, StoredSeries> known) {
        List<Series> missing = batch.entries().stream()
                .map(WriteBuffer.Entry::series)
                .distinct()
                .flatMap(List::stream)
                .distinct()
                .filter(series -> Optional.ofNullable(known.get(series))
                        .flatMap(StoredSeries::column)
                        .isEmpty())
                .toList();
        if (missing.isEmpty() || full) {
            return known;
        }
        Map<Series, StoredSeries> grown = new LinkedHashMap<>(known);
        for (Series series : missing) {
            SeriesTable.withColumn(handle, series)
                    .ifPresentOrElse(stored -> grown.put(series, stored), () -> full = true);
        }
        if (full) {
            LOG.log(Level.WARNING, file + ": holds as many series as it can: new ones are not stored");
        }
        MetricsView.showIn(handle, grown);
        return grown;
    }

    private void insert(Handle handle, WriteBuffer.Entry entry, Map<Series, StoredSeries> known) {
        StringBuilder into = new StringBuilder("INSERT INTO sample (id, at, monotonic");
        List<Object> stored = new ArrayList<>(List.of(entry.id(), entry.at(), entry.monotonic()));
        for (int i = 0; i < entry.values().length; i++) {
            double value = entry.values()[i];
            Optional.ofNullable(known.get(entry.series().get(i)))
                    .flatMap(StoredSeries::column)
                    .ifPresent(column -> {
                        into.append(", ").append(column.name());
                        stored.add(column.stored(value));
                    });
        }
        entry.culprits().ifPresent(look -> {
            into.append(", ").append(TopProcessesColumn.NAME);
            stored.add(TopProcessesColumn.json(look));
        });
        into.append(") VALUES (?").append(", ?".repeat(stored.size() - 1)).append(')');
        insertion.execute(handle.getConnection(), into.toString(), stored);
    }

    private static void insert(Handle handle, KeptEvent kept) {
        Event event = kept.event();
        handle.execute(
                "INSERT INTO event (id, at, kind, subject, text) VALUES (?, ?, ?, ?, ?)",
                kept.id(),
                Times.micros(event.at()),
                event.kind(),
                event.subject(),
                event.text());
    }

    private Sample sample(ResultSet row, String bootId) throws SQLException {
        Map<Series, Reading> values = new LinkedHashMap<>();
        for (Map.Entry<Series, StoredSeries> entry : state.series().entrySet()) {
            Optional<Column> column = entry.getValue().column();
            if (column.isPresent() && row.getObject(column.get().name()) instanceof Number stored) {
                values.put(entry.getKey(), new Reading.Value(column.get().value(stored)));
            }
        }
        return new Sample(row.getLong(1), Times.instant(row.getLong(2)), row.getLong(3), bootId, values);
    }
}

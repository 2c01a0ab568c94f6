package dev.pistat.store.sqlite;

import dev.pistat.core.metric.Culprits;
import dev.pistat.core.metric.Event;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Row;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.port.StoreException;
import dev.pistat.core.recording.Allowlist;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * Keeps samples and events in a SQLite file, which {@code sqlite3} can read at any time: the view {@code metrics} shows
 * the samples. Thread-safe. A file is for one store at a time: within a JVM a
 * second one is refused, and of two programs one is refused at its first append.
 *
 * <p>What {@link #append} has kept survives the end of the process, however it ends. A power cut may cost the last half
 * minute, never the file.
 */
public final class SqliteMetricStore implements MetricStore {

    private static final System.Logger LOG = System.getLogger("dev.pistat.store");
    private static final int PRUNED_AT_ONCE = 1_000;
    private static final String PRUNE =
            "DELETE FROM sample WHERE id IN (SELECT id FROM sample WHERE id >= ? AND id < ? ORDER BY id LIMIT ?)";

    private final SqliteFile file;
    private final Readers readers;
    private final Runs runs;
    /** Fair, so that an append comes through between the small transactions of a long pruning. */
    private final ReentrantLock writing = new ReentrantLock(true);

    private final KeptStatement insertion = new KeptStatement();
    private volatile Map<Series, Column> columns;
    private volatile Optional<Sample> newest;
    private boolean full;
    private boolean closed;

    private SqliteMetricStore(SqliteFile file, Allowlist allowlist) {
        this.file = file;
        columns = file.change(handle -> {
            Schema.create(handle);
            Map<Series, Column> known = Schema.columns(handle, allowlist);
            Schema.showIn(handle, known);
            return known;
        });
        runs = file.change(Runs::read);
        newest = runs.last().map(run -> file.change(handle -> sample(handle, run)));
        readers = new Readers(file);
    }

    /**
     * Opens the store, and makes its file if that is missing or empty.
     *
     * @param allowlist the metrics that are known: series of others stay in the file, but are not shown
     * @throws StoreException if the file cannot be opened or made, is already open, or is not PiStat's; then it is left
     *     untouched
     */
    public static SqliteMetricStore open(Path file, Allowlist allowlist) {
        SqliteFile opened = SqliteFile.open(file);
        try {
            return new SqliteMetricStore(opened, allowlist);
        } catch (RuntimeException e) {
            opened.close();
            throw opened.trouble(e);
        }
    }

    @Override
    public void append(Sample sample, List<Event> events, Optional<Culprits> culprits) {
        write(() -> {
            newest.filter(last -> sample.id() <= last.id()).ifPresent(last -> {
                throw new StoreException(
                        file + ": sample " + sample.id() + " comes after sample " + last.id() + ": ids must grow");
            });
            Map<Series, Reading> values = new LinkedHashMap<>(sample.readings());
            values.values().removeIf(reading -> !(reading instanceof Reading.Value));
            Map<Series, Column> grown = file.change(handle -> {
                Map<Series, Column> known = withColumns(handle, values.keySet());
                values.keySet().retainAll(known.keySet());
                if (!runs.goOnWith(sample)) {
                    handle.execute("INSERT INTO run (first_id, boot_id) VALUES (?, ?)", sample.id(), sample.bootId());
                }
                insert(handle, sample, values, known);
                events.forEach(event -> insert(handle, event));
                culprits.ifPresent(look -> CulpritTable.insert(handle, look));
                return known;
            });
            columns = grown;
            newest = Optional.of(
                    new Sample(sample.id(), sample.at(), sample.monotonicMicros(), sample.bootId(), values));
            runs.add(sample);
            return sample;
        });
    }

    @Override
    public Optional<Sample> newest() {
        return newest;
    }

    @Override
    public List<Series> series() {
        return List.copyOf(columns.keySet());
    }

    @Override
    public void rows(List<Series> series, Instant from, Instant to, Consumer<Row> taker) {
        RowQuery query = new RowQuery(series, columns);
        if (query.isEmpty()) {
            return;
        }
        long first = micros(from);
        long end = micros(to);
        for (Runs.Run run : runs.within(first, end)) {
            long next = readers.ask(handle -> run.idAt(first, handle));
            while (next <= run.lastId()) {
                long pageId = next;
                RowQuery.Page page = readers.ask(handle -> query.page(handle, pageId, run.lastId(), end));
                page.rows().forEach(taker);
                next = page.nextId();
            }
        }
    }

    @Override
    public List<Event> events(Instant from, Instant to) {
        return readers.ask(handle -> handle.createQuery(
                        "SELECT at, kind, subject, text FROM event WHERE at >= ? AND at < ? ORDER BY id")
                .bind(0, micros(from))
                .bind(1, micros(to))
                .map((row, context) ->
                        new Event(Row.instant(row.getLong(1)), row.getString(2), row.getString(3), row.getString(4)))
                .list());
    }

    @Override
    public Optional<Culprits> culprits(Instant at) {
        long moment = Row.micros(at);
        return readers.ask(handle -> CulpritTable.lastUntil(handle, moment));
    }

    /** {@inheritDoc} It works in small steps, between which samples are appended. */
    @Override
    public void prune(Instant before) {
        long moment = micros(before);
        long newestId = runs.last().map(Runs.Run::lastId).orElse(0L);
        for (Runs.Run run : runs.within(Long.MIN_VALUE, moment)) {
            long endId = Math.min(newestId, readers.ask(handle -> run.idAt(moment, handle)));
            boolean whole = endId > run.lastId();
            while (write(() -> pruneSome(run, endId, whole)) == PRUNED_AT_ONCE) {
                // the next thousand
            }
        }
        write(() -> file.change(handle -> {
            CulpritTable.prune(handle, moment);
            return handle.execute("DELETE FROM event WHERE at < ?", moment);
        }));
    }

    @Override
    public void close() {
        writing.lock();
        try {
            if (!closed) {
                closed = true;
                readers.close();
                insertion.close();
                file.close();
            }
        } catch (RuntimeException e) {
            throw file.trouble(e);
        } finally {
            writing.unlock();
        }
    }

    private <T> T write(Supplier<T> change) {
        writing.lock();
        try {
            if (closed) {
                throw new StoreException(file + ": is closed");
            }
            return change.get();
        } finally {
            writing.unlock();
        }
    }

    /** The columns, with new ones for the series that have none; they count once the transaction is through. */
    private Map<Series, Column> withColumns(Handle handle, Set<Series> needed) {
        List<Series> missing =
                needed.stream().filter(series -> !columns.containsKey(series)).toList();
        if (full || missing.isEmpty()) {
            return columns;
        }
        Map<Series, Column> grown = new LinkedHashMap<>(columns);
        for (Series series : missing) {
            Schema.findOrAdd(handle, series).ifPresentOrElse(column -> grown.put(series, column), () -> full = true);
        }
        if (full) {
            LOG.log(Level.WARNING, file + ": holds as many series as it can: new ones are not stored");
        }
        Schema.showIn(handle, grown);
        return Collections.unmodifiableMap(grown);
    }

    private void insert(Handle handle, Sample sample, Map<Series, Reading> values, Map<Series, Column> columns) {
        StringBuilder into = new StringBuilder("INSERT INTO sample (id, at, monotonic");
        List<Number> stored = new ArrayList<>(List.of(sample.id(), Row.micros(sample.at()), sample.monotonicMicros()));
        values.forEach((series, reading) -> {
            Column column = columns.get(series);
            if (column != null && reading instanceof Reading.Value(double value)) {
                into.append(", ").append(column.name());
                stored.add(column.stored(value));
            }
        });
        into.append(") VALUES (?").append(", ?".repeat(stored.size() - 1)).append(')');
        insertion.execute(handle.getConnection(), into.toString(), stored);
    }

    private static void insert(Handle handle, Event event) {
        handle.execute(
                "INSERT INTO event (at, kind, subject, text) VALUES (?, ?, ?, ?)",
                Row.micros(event.at()),
                event.kind(),
                event.subject(),
                event.text());
    }

    private int pruneSome(Runs.Run run, long endId, boolean whole) {
        int pruned = file.change(handle -> {
            int count = handle.execute(PRUNE, run.firstId(), endId, PRUNED_AT_ONCE);
            if (whole && count < PRUNED_AT_ONCE) {
                handle.execute("DELETE FROM run WHERE first_id = ?", run.firstId());
            }
            return count;
        });
        if (whole && pruned < PRUNED_AT_ONCE) {
            runs.remove(run);
        }
        return pruned;
    }

    private Sample sample(Handle handle, Runs.Run run) {
        return handle.createQuery("SELECT * FROM sample WHERE id = ?")
                .bind(0, run.lastId())
                .map((row, context) -> sample(row, run.bootId()))
                .one();
    }

    private Sample sample(ResultSet row, String bootId) throws SQLException {
        Map<Series, Reading> values = new LinkedHashMap<>();
        for (Map.Entry<Series, Column> entry : columns.entrySet()) {
            if (row.getObject(entry.getValue().name()) instanceof Number stored) {
                values.put(entry.getKey(), new Reading.Value(entry.getValue().value(stored)));
            }
        }
        return new Sample(row.getLong(1), Row.instant(row.getLong(2)), row.getLong(3), bootId, values);
    }

    /** The first whole microsecond that is not before a moment, or the end of what can be counted. */
    private static long micros(Instant moment) {
        if (!moment.isBefore(Row.instant(Long.MAX_VALUE))) {
            return Long.MAX_VALUE;
        }
        if (moment.isBefore(Row.instant(Long.MIN_VALUE + 1_000_000))) {
            return Long.MIN_VALUE;
        }
        return Row.micros(moment) + (moment.truncatedTo(ChronoUnit.MICROS).equals(moment) ? 0 : 1);
    }
}

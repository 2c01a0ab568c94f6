package dev.pistat.store.sqlite;

import dev.pistat.core.metric.SeedField;
import dev.pistat.core.metric.Series;
import dev.pistat.core.recording.Allowlist;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * The tables of the file. Times are microseconds since 1970.
 *
 * <p>A sample is one wide row, with a column for each series: an append writes a row at the end of the table, and no
 * more, whatever the number of series. There is no index on the time for the same reason: see {@link Runs}.
 */
final class Schema {

    /** SQLite takes 2,000 columns in a table; some are left for what a later version adds. */
    static final int MOST_SERIES = 1_990;

    private Schema() {}

    /** Creates the tables that are missing. */
    static void create(Handle handle) {
        handle.execute("""
                CREATE TABLE IF NOT EXISTS series (
                    column_number INTEGER PRIMARY KEY,
                    metric TEXT NOT NULL, instance TEXT NOT NULL, scale INTEGER NOT NULL,
                    UNIQUE (metric, instance))""");
        handle.execute("""
                CREATE TABLE IF NOT EXISTS sample (
                    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, monotonic INTEGER NOT NULL)""");
        handle.execute("CREATE TABLE IF NOT EXISTS run (first_id INTEGER PRIMARY KEY, boot_id TEXT NOT NULL)");
        handle.execute("""
                CREATE TABLE IF NOT EXISTS event (
                    id INTEGER PRIMARY KEY, at INTEGER NOT NULL,
                    kind TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL)""");
        CulpritTable.create(handle);
    }

    /** The series of the file in the order in which they appeared, without those whose metric is not allowed. */
    static Map<Series, Column> columns(Handle handle, Allowlist allowlist) {
        Map<Series, Column> columns = new LinkedHashMap<>();
        handle.createQuery("SELECT column_number, metric, instance, scale FROM series ORDER BY column_number")
                .map((row, context) -> new Stored(
                        row.getString(3).isEmpty() ? row.getString(2) : row.getString(2) + ':' + row.getString(3),
                        new Column(row.getInt(1), row.getInt(4))))
                .forEach(stored ->
                        allowlist.series(stored.key()).ifPresent(series -> columns.put(series, stored.column())));
        return columns;
    }

    /** Finds a series that the allowlist did not know, or adds its column; empty if the table is full. */
    static Optional<Column> findOrAdd(Handle handle, Series series) {
        Optional<Column> found = handle.createQuery(
                        "SELECT column_number, scale FROM series WHERE metric = ? AND instance = ?")
                .bind(0, series.metric().name())
                .bind(1, series.instance())
                .map((row, context) -> new Column(row.getInt(1), row.getInt(2)))
                .findOne();
        return found.isPresent() ? found : add(handle, series);
    }

    /** Makes the view {@code metrics} show these series, if it does not yet. */
    static void showIn(Handle handle, Map<Series, Column> columns) {
        String view = view(columns);
        Optional<String> present = handle.createQuery("SELECT sql FROM sqlite_master WHERE name = 'metrics'")
                .mapTo(String.class)
                .findOne();
        if (!present.equals(Optional.of(view))) {
            handle.execute("DROP VIEW IF EXISTS metrics");
            handle.execute(view);
        }
    }

    private static Optional<Column> add(Handle handle, Series series) {
        int number = handle.createQuery("SELECT coalesce(max(column_number), 0) + 1 FROM series")
                .mapTo(int.class)
                .one();
        if (number > MOST_SERIES) {
            return Optional.empty();
        }
        int scale = Column.scaleOf(series.metric());
        Column column = new Column(number, scale);
        handle.execute(
                "INSERT INTO series (column_number, metric, instance, scale) VALUES (?, ?, ?, ?)",
                number,
                series.metric().name(),
                series.instance(),
                scale);
        handle.execute("ALTER TABLE sample ADD COLUMN " + column.name());
        return Optional.of(column);
    }

    /** The samples in the shape of the original PiStat's only table, for people with {@code sqlite3}. */
    private static String view(Map<Series, Column> columns) {
        String fields = SeedField.ALL.stream()
                .map(field -> (field.array() ? array(field, columns) : value(new Series(field.metric()), columns))
                        + " AS " + field.name())
                .collect(Collectors.joining(", "));
        return "CREATE VIEW metrics AS SELECT id, at / 1000000.0 AS timestamp, " + fields + " FROM sample";
    }

    private static String array(SeedField field, Map<Series, Column> columns) {
        Collection<Optional<Series>> places = field.places(columns.keySet());
        if (places.isEmpty()) {
            return "NULL";
        }
        String values = places.stream()
                .map(place -> place.map(series -> value(series, columns)).orElse("NULL"))
                .collect(Collectors.joining("), ("));
        return "(SELECT CASE WHEN count(column1) > 0 THEN '[' || group_concat(ifnull(column1, 'null'), ', ') || ']' END"
                + " FROM (VALUES (" + values + ")))";
    }

    private static String value(Series series, Map<Series, Column> columns) {
        return Optional.ofNullable(columns.get(series))
                .map(column -> column.sql(series.metric().whole()))
                .orElse("NULL");
    }

    /** @param key as {@link Series#key} has it */
    private record Stored(String key, Column column) {}
}

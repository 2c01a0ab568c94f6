package dev.pistat.store.sqlite;

import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.OriginalField;
import dev.pistat.core.metric.Series;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The tables of the file. Times are microseconds since 1970.
 *
 * <p>A sample is one wide row, with a column for each series: a sample writes a row at the end of the table, and no more,
 * whatever the number of series. There is no index on the time for the same reason: see {@link Runs}. What is older is
 * kept in the tables of the tiers: see {@link TierTable}.
 */
final class Schema {

    /** SQLite takes 2,000 columns in a table; some are left for what a later version adds. */
    static final int MOST_COLUMNS = 1_990;

    /** What {@link #create} makes, as {@link #columns} tells it. */
    static final String COLUMNS = """
            daily id INTEGER 0 1
            daily buckets BLOB 1 0
            event id INTEGER 0 1
            event at INTEGER 1 0
            event kind TEXT 1 0
            event subject TEXT 1 0
            event text TEXT 1 0
            five_minutes id INTEGER 0 1
            five_minutes buckets BLOB 1 0
            hourly id INTEGER 0 1
            hourly buckets BLOB 1 0
            look at INTEGER 0 1
            look culprits TEXT 1 0
            pending tier TEXT 1 1
            pending unit INTEGER 1 2
            pending afresh INTEGER 1 0
            recorded day INTEGER 0 1
            recorded last_at INTEGER 1 0
            recorded until INTEGER 1 0
            run first_id INTEGER 0 1
            run boot_id TEXT 1 0
            sample id INTEGER 0 1
            sample at INTEGER 1 0
            sample monotonic INTEGER 1 0
            sample culprits TEXT 0 0
            series id INTEGER 0 1
            series metric TEXT 1 0
            series instance TEXT 1 0
            series scale INTEGER 1 0
            series column_number INTEGER 0 0
            series last_at INTEGER 0 0""";

    private Schema() {}

    /** Creates the tables. */
    static void create(Handle handle) {
        handle.execute("""
                CREATE TABLE series (
                    id INTEGER PRIMARY KEY, metric TEXT NOT NULL, instance TEXT NOT NULL, scale INTEGER NOT NULL,
                    column_number INTEGER UNIQUE, last_at INTEGER,
                    UNIQUE (metric, instance))""");
        handle.execute("""
                CREATE TABLE sample (
                    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, monotonic INTEGER NOT NULL, culprits TEXT)""");
        handle.execute("CREATE TABLE run (first_id INTEGER PRIMARY KEY, boot_id TEXT NOT NULL)");
        for (TierTable tier : TierTable.values()) {
            tier.create(handle);
        }
        Pending.create(handle);
        RecordedTable.create(handle);
        handle.execute("""
                CREATE TABLE event (
                    id INTEGER PRIMARY KEY, at INTEGER NOT NULL,
                    kind TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL)""");
        CulpritColumn.create(handle);
    }

    /**
     * Looks whether the tables fit together, and are those that are known here. What SQLite notices itself is not looked at.
     *
     * @throws IllegalStateException if they are not
     */
    static void check(Handle handle) {
        require(columns(handle).equals(COLUMNS), "the columns of its tables are others");
        handle.createQuery("""
                        SELECT (SELECT count(*) = 0 FROM series AS row NOT INDEXED WHERE NOT EXISTS (
                                SELECT 1 FROM series WHERE metric = row.metric AND instance = row.instance)),
                            coalesce((SELECT min(id) FROM sample) >= (SELECT min(first_id) FROM run),
                                (SELECT min(id) FROM sample) IS NULL),
                            (SELECT count(*) = count(boot_id) FROM run)""")
                .map((row, context) -> List.of(row.getBoolean(1), row.getBoolean(2), row.getBoolean(3)))
                .forEach(sound -> {
                    require(sound.get(0), "a series whose name is not that in the index");
                    require(sound.get(1), "samples of no run");
                    require(sound.get(2), "a run of no boot");
                });
        Set<Integer> taken = new HashSet<>();
        handle.createQuery("""
                        SELECT metric, scale, column_number, column_number IS NULL OR 'c' || column_number IN (
                            SELECT name FROM pragma_table_info('sample')) FROM series NOT INDEXED""")
                .map((row, context) -> new Held(row.getString(1), row.getLong(2), row.getObject(3), row.getBoolean(4)))
                .forEach(series -> {
                    require(isScale(series.scale()), "the scale of " + series.metric() + " is " + series.scale());
                    require(
                            series.column() == null
                                    || (series.isThere()
                                            && series.column() instanceof Integer column
                                            && taken.add(column)),
                            "the column of " + series.metric() + " is " + series.column());
                });
    }

    /** Of each table its columns, but for those of the series: how they are called, what they hold, whether always, and the key. */
    static String columns(Handle handle) {
        return handle.createQuery("""
                        SELECT group_concat(line, char(10)) FROM (
                            SELECT made.name || ' ' || column.name || ' ' || column.type || ' ' || column."notnull" || ' ' || column.pk
                                AS line
                            FROM sqlite_master AS made, pragma_table_info(made.name) AS column
                            WHERE made.type = 'table' AND instr(char(10) || ?, char(10) || made.name || ' ') AND column.name NOT GLOB 'c[0-9]*'
                            ORDER BY made.name, column.cid)""")
                .bind(0, COLUMNS)
                .mapTo(String.class)
                .findOne()
                .orElse("");
    }

    /** Whether values may have been multiplied by it: a power of ten. */
    static boolean isScale(long scale) {
        return scale >= 1 && scale <= Integer.MAX_VALUE && String.valueOf(scale).matches("10*");
    }

    private static void require(boolean sound, String otherwise) {
        if (!sound) {
            throw new IllegalStateException(otherwise);
        }
    }

    /** The series of the file in the order in which they appeared, without those whose metric is not allowed. */
    static Map<Series, StoredSeries> series(Handle handle, Allowlist allowlist) {
        Map<Series, StoredSeries> known = new LinkedHashMap<>();
        handle.createQuery("SELECT id, metric, instance, scale, column_number FROM series ORDER BY id")
                .map((row, context) -> new Named(
                        row.getString(3).isEmpty() ? row.getString(2) : row.getString(2) + ':' + row.getString(3),
                        stored(row.getInt(1), row.getInt(4), row.getInt(5))))
                .forEach(named -> allowlist.series(named.key()).ifPresent(series -> known.put(series, named.stored())));
        return known;
    }

    /** A series with a column; one that was not known is given an id. Empty if the table is full. */
    static Optional<StoredSeries> withColumn(Handle handle, Series series) {
        Optional<StoredSeries> found = handle.createQuery(
                        "SELECT id, scale, column_number FROM series WHERE metric = ? AND instance = ?")
                .bind(0, series.metric().name())
                .bind(1, series.instance())
                .map((row, context) -> stored(row.getInt(1), row.getInt(2), row.getInt(3)))
                .findOne();
        if (found.flatMap(StoredSeries::column).isPresent()) {
            return found;
        }
        Optional<Integer> free = freeColumn(handle);
        if (free.isEmpty()) {
            return Optional.empty();
        }
        StoredSeries known = found.orElseGet(() -> add(handle, series));
        handle.execute("UPDATE series SET column_number = ? WHERE id = ?", free.get(), known.id());
        return Optional.of(
                new StoredSeries(known.id(), known.scale(), Optional.of(new Column(free.get(), known.scale()))));
    }

    /** Makes the view {@code metrics} show these series, if it does not yet. */
    static void showIn(Handle handle, Map<Series, StoredSeries> known) {
        String view = view(known);
        Optional<String> present = handle.createQuery("SELECT sql FROM sqlite_master WHERE name = 'metrics'")
                .mapTo(String.class)
                .findOne();
        if (!present.equals(Optional.of(view))) {
            handle.execute("DROP VIEW IF EXISTS metrics");
            handle.execute(view);
        }
    }

    private static StoredSeries add(Handle handle, Series series) {
        int scale = Column.scaleOf(series.metric());
        handle.execute(
                "INSERT INTO series (metric, instance, scale) VALUES (?, ?, ?)",
                series.metric().name(),
                series.instance(),
                scale);
        int id = handle.createQuery("SELECT last_insert_rowid()")
                .mapTo(int.class)
                .one();
        return new StoredSeries(id, scale, Optional.empty());
    }

    /** A column that no series uses any more, or a new one. */
    private static Optional<Integer> freeColumn(Handle handle) {
        Optional<Integer> free = handle.createQuery("""
                        SELECT CAST(substr(name, 2) AS INTEGER) AS number FROM pragma_table_info('sample')
                        WHERE name GLOB 'c[0-9]*' AND number NOT IN (
                            SELECT column_number FROM series WHERE column_number IS NOT NULL)
                        ORDER BY number LIMIT 1""").mapTo(Integer.class).findOne();
        if (free.isPresent()) {
            return free;
        }
        int number = handle.createQuery("SELECT coalesce(max(column_number), 0) + 1 FROM series")
                .mapTo(int.class)
                .one();
        if (number > MOST_COLUMNS) {
            return Optional.empty();
        }
        handle.execute("ALTER TABLE sample ADD COLUMN " + new Column(number, 1).name());
        return Optional.of(number);
    }

    private static StoredSeries stored(int id, int scale, int column) {
        return new StoredSeries(id, scale, column == 0 ? Optional.empty() : Optional.of(new Column(column, scale)));
    }

    /** The samples in the shape of the original PiStat's only table, for people with {@code sqlite3}. */
    private static String view(Map<Series, StoredSeries> known) {
        String fields = OriginalField.ALL.stream()
                .map(field -> (field.array() ? array(field, known) : value(new Series(field.metric()), known)) + " AS "
                        + field.name())
                .collect(Collectors.joining(", "));
        return "CREATE VIEW metrics AS SELECT id, at / 1000000.0 AS timestamp, " + fields + " FROM sample";
    }

    private static String array(OriginalField field, Map<Series, StoredSeries> known) {
        Collection<Optional<Series>> places = field.places(known.keySet());
        if (places.isEmpty()) {
            return "NULL";
        }
        String values = places.stream()
                .map(place -> place.map(series -> value(series, known)).orElse("NULL"))
                .collect(Collectors.joining("), ("));
        return "(SELECT CASE WHEN count(column1) > 0 THEN '[' || group_concat(ifnull(column1, 'null'), ', ') || ']' END"
                + " FROM (VALUES (" + values + ")))";
    }

    private static String value(Series series, Map<Series, StoredSeries> known) {
        return Optional.ofNullable(known.get(series))
                .flatMap(StoredSeries::column)
                .map(column -> column.sql(series.metric().whole()))
                .orElse("NULL");
    }

    private record Held(String metric, long scale, @Nullable Object column, boolean isThere) {}

    /** @param key as {@link Series#key} has it */
    private record Named(String key, StoredSeries stored) {}
}

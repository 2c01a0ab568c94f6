package dev.pistat.store.sqlite.history;

import dev.pistat.store.sqlite.sample.Runs;
import dev.pistat.store.sqlite.sample.SeriesTable;
import dev.pistat.store.sqlite.tier.TierTable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The tables of the file. Times are microseconds since 1970.
 *
 * <p>A sample is one wide row, with a column for each series: a sample writes a row at the end of the table, and no more,
 * whatever the number of series. There is no index on the time for the same reason: see {@link Runs}. What is older is
 * kept in the tables of the tiers: see {@link TierTable}.
 */
public final class Schema {

    private static final List<String> TABLES = List.of("""
            CREATE TABLE series (
                id INTEGER PRIMARY KEY, metric TEXT NOT NULL, instance TEXT NOT NULL, scale INTEGER NOT NULL,
                column_number INTEGER UNIQUE, last_at INTEGER,
                UNIQUE (metric, instance))""", """
            CREATE TABLE sample (
                id INTEGER PRIMARY KEY, at INTEGER NOT NULL, monotonic INTEGER NOT NULL, culprits TEXT)""", """
            CREATE TABLE run (first_id INTEGER PRIMARY KEY, boot_id TEXT NOT NULL)""", """
            CREATE TABLE five_minutes (id INTEGER PRIMARY KEY, buckets BLOB NOT NULL)""", """
            CREATE TABLE hourly (id INTEGER PRIMARY KEY, buckets BLOB NOT NULL)""", """
            CREATE TABLE daily (id INTEGER PRIMARY KEY, buckets BLOB NOT NULL)""", """
            CREATE TABLE pending (
                tier TEXT, unit INTEGER, afresh INTEGER NOT NULL,
                PRIMARY KEY (tier, unit)) WITHOUT ROWID""", """
            CREATE TABLE event (
                id INTEGER PRIMARY KEY, at INTEGER NOT NULL,
                kind TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL)""", """
            CREATE TABLE look (at INTEGER PRIMARY KEY, culprits TEXT NOT NULL)""");

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
    public static void create(Handle handle) {
        TABLES.forEach(handle::execute);
        RecordedTable.create(handle);
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
                    require(
                            SeriesTable.isScale(series.scale()),
                            "the scale of " + series.metric() + " is " + series.scale());
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

    private static void require(boolean sound, String otherwise) {
        if (!sound) {
            throw new IllegalStateException(otherwise);
        }
    }

    private record Held(String metric, long scale, @Nullable Object column, boolean isThere) {}
}

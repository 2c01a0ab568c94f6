package dev.pistat.store.sqlite.testkit;

import dev.pistat.store.sqlite.file.FileCheck;
import dev.pistat.store.sqlite.history.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** A PiStat file with rows of all kinds in every table, and where in it they lie. */
public final class FullFile {

    public static final int PAGE = 4096;
    public static final int SAMPLES = 8_000;
    public static final int SERIES = 40;

    private final Path path;

    private FullFile(Path path) {
        this.path = path;
    }

    /** Another file of the same tables, to look into. */
    public static FullFile at(Path path) {
        return new FullFile(path);
    }

    public static FullFile make(Path path) {
        try (Handle handle = open(path)) {
            create(handle);
            handle.execute("BEGIN");
            fill(handle);
            handle.execute("COMMIT");
        }
        return new FullFile(path);
    }

    public static Handle open(Path path) {
        return Jdbi.open("jdbc:sqlite:" + path);
    }

    public static List<Long> numbers(Handle handle, String sql) {
        return handle.createQuery(sql).mapTo(Long.class).list();
    }

    public Path path() {
        return path;
    }

    public List<String> tables() {
        try (Handle handle = open(path)) {
            return handle.createQuery("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rootpage")
                    .mapTo(String.class)
                    .list();
        }
    }

    /** The pages of a table or an index, in the order of its rows: leaf, internal or overflow. */
    public List<Integer> pages(String table, String kind) {
        try (Handle handle = open(path)) {
            return handle.createQuery("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = ? ORDER BY path")
                    .bind(0, table)
                    .bind(1, kind)
                    .mapTo(Integer.class)
                    .list();
        }
    }

    /** How many rows lie on the inner pages of a table. */
    public long rowsOnInnerPages(String table) {
        try (Handle handle = open(path)) {
            return numbers(
                            handle,
                            "SELECT sum(ncell) FROM dbstat WHERE pagetype = 'internal' AND name = '" + table + "'")
                    .getFirst();
        }
    }

    /** The page that each sample lies on, by its id less one. */
    public List<Integer> pagesOfSamples() {
        try (Handle handle = open(path)) {
            return handle
                    .createQuery(
                            "SELECT pageno, ncell FROM dbstat WHERE name = 'sample' AND pagetype = 'leaf' ORDER BY path")
                    .map((row, context) -> Collections.nCopies(row.getInt(2), row.getInt(1)))
                    .list()
                    .stream()
                    .flatMap(List::stream)
                    .toList();
        }
    }

    /** The ids of the samples that lie on other pages than these. */
    public List<Long> samplesOutside(Predicate<Integer> pages) {
        List<Integer> all = pagesOfSamples();
        return LongStream.rangeClosed(1, all.size())
                .filter(id -> !pages.test(all.get((int) id - 1)))
                .boxed()
                .toList();
    }

    /** How many rows of a table one file has, and the other has not, or with other values. */
    public long missing(String table, Path has, Path hasNot) {
        try (Handle handle = open(has)) {
            handle.execute("ATTACH ? AS other", hasNot.toString());
            String same = handle.createQuery("SELECT name, pk FROM pragma_table_info(?)")
                    .bind(0, table)
                    .map((row, context) -> (row.getInt(2) > 0
                                    ? "a.%s = b.%s"
                                    : "a.%s IS b.%s AND typeof(a.%s) = typeof(b.%s)")
                            .replace("%s", row.getString(1)))
                    .collect(Collectors.joining(" AND "));
            return numbers(
                            handle,
                            "SELECT count(*) FROM main.%s AS a WHERE NOT EXISTS (SELECT 1 FROM other.%s AS b WHERE %s)"
                                    .formatted(table, table, same))
                    .getFirst();
        }
    }

    public static void create(Handle handle) {
        handle.execute("PRAGMA page_size = " + PAGE);
        handle.execute("PRAGMA auto_vacuum = INCREMENTAL");
        handle.execute("PRAGMA application_id = " + FileCheck.APPLICATION_ID);
        handle.execute("PRAGMA user_version = " + FileCheck.FORMAT);
        Schema.create(handle);
    }

    /** Fills the tables with rows of all kinds: small and long, of whole numbers, fractions and gaps. */
    private static void fill(Handle handle) {
        insert(handle, "series", 1, SERIES, "x, 'metric_' || x, '', 100, x, x");
        for (int number = 1; number < SERIES; number++) {
            handle.execute("ALTER TABLE sample ADD COLUMN c" + number);
        }
        insertSamples(handle, 1, 1_000, SERIES - 1);
        handle.execute("ALTER TABLE sample ADD COLUMN c" + SERIES);
        insertSamples(handle, 1_001, SAMPLES, SERIES);
        insert(handle, "run", 0, 3, "x * 2000 + 1, 'boot-' || x");
        insert(
                handle,
                "event",
                1,
                500,
                "x, x, 'kind', 'größe', printf('%.*c', CASE x % 100 WHEN 0 THEN 9000 ELSE x END, 'x')");
        insert(handle, "look", 1, 2_000, "x, json_object('cpu', json_array(x, 'größe'))");
        // Chunks without values, and behind them what may be lost.
        String bytes = "CAST(CAST(zeroblob(40) AS TEXT) || printf('%%.*c', %s, 'x') AS BLOB)";
        insert(handle, "five_minutes", 0, 1_199, "(480000 + x / 30) << 20 | x % 30 + 1, " + bytes.formatted("x % 300"));
        insert(handle, "hourly", 0, 299, "(20000 + x / 30) << 20 | x % 30 + 1, " + bytes.formatted("x % 10 * 1000"));
        insert(handle, "daily", 0, 29, "640 << 20 | x % 30 + 1, " + bytes.formatted("x"));
        insert(handle, "pending", 0, 1_999, "'HOURLY', x * 86400000000, x % 2");
    }

    private static void insertSamples(Handle handle, int first, int last, int series) {
        String values = IntStream.rangeClosed(1, series)
                .mapToObj(number -> switch (number % 5) {
                    case 0 -> "x % 2";
                    case 1 -> "CASE WHEN x % 5 THEN x << x % 60 END";
                    case 2 -> "x * 123456789 * (x % 3 - 1)";
                    default -> "x / " + number + ".7";
                })
                .collect(Collectors.joining(", "));
        // Each boot begins with a clock and a monotonic time that lie before.
        insert(
                handle,
                "sample",
                first,
                last,
                "x, (x - 1) % 2000 * 10000000, (x - 1) % 2000 * 10000000,"
                        + " CASE WHEN x % 10 = 0 THEN json_object('cpu', json_array(x, 'größe')) END, " + values);
    }

    private static void insert(Handle handle, String table, int first, int last, String values) {
        handle.execute(
                "WITH RECURSIVE n(x) AS (SELECT %d UNION ALL SELECT x + 1 FROM n WHERE x < %d)".formatted(first, last)
                        + " INSERT INTO " + table + " SELECT " + values + " FROM n");
    }

    /** Leaves a database and its log as a program does that is killed: some commits are only in the log. */
    public static void leaveLog(Path from, Path to) throws IOException {
        try (Handle handle = open(from)) {
            handle.execute("PRAGMA journal_mode = WAL");
            handle.execute("PRAGMA wal_autocheckpoint = 0");
            for (int commit = 0; commit < 5; commit++) {
                insertSamples(handle, SAMPLES + 1 + commit * 10, SAMPLES + 10 + commit * 10, SERIES);
            }
            insert(handle, "event", 501, 501, "x, x, 'kind', '', 'the last one'");
            handle.execute("BEGIN");
            insertSamples(handle, SAMPLES + 51, SAMPLES + 60, SERIES);
            Files.copy(from, to);
            Files.copy(Path.of(from + "-wal"), Path.of(to + "-wal"));
            handle.execute("ROLLBACK");
        }
    }
}

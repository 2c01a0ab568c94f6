package dev.pistat.store.sqlite;

import static dev.pistat.store.sqlite.testkit.Samples.ALL;
import static dev.pistat.store.sqlite.testkit.Samples.CPU;
import static dev.pistat.store.sqlite.testkit.Samples.MEMORY;
import static dev.pistat.store.sqlite.testkit.Samples.T0;
import static dev.pistat.store.sqlite.testkit.Samples.allRows;
import static dev.pistat.store.sqlite.testkit.Samples.core;
import static dev.pistat.store.sqlite.testkit.Samples.maintainAt;
import static dev.pistat.store.sqlite.testkit.Samples.open;
import static dev.pistat.store.sqlite.testkit.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.core.history.Event;
import dev.pistat.core.history.ProcessUse;
import dev.pistat.core.history.Retention;
import dev.pistat.core.history.Row;
import dev.pistat.core.history.Tier;
import dev.pistat.core.history.TopProcesses;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.StoreException;
import dev.pistat.store.sqlite.testkit.Samples;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens when things go wrong with the file, and with files that others made. */
class RecoveryTest {

    private static final StoreSettings HOURLY = new StoreSettings(Retention.DEFAULTS, Duration.ofHours(1), 0);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("pistat.db");
    }

    @Test
    void samplesWaitAndAreReadBeforeTheyAreWritten() {
        try (var store = SqliteMetricStore.open(file, ALL, HOURLY)) {
            store.append(sample(1, T0, Map.of(CPU, 1.0)), List.of());
            assertThat(count("sample")).isZero();
            assertThat(allRows(store, CPU)).hasSize(1);
            store.flush();
            assertThat(count("sample")).isEqualTo(1);
            store.append(sample(2, T0.plusSeconds(10), Map.of(CPU, 1.0)), List.of());
        }
        assertThat(count("sample")).isEqualTo(2);
    }

    @Test
    void aFileThatWasRemovedIsMadeAgainAndTheIdsGoOn() throws IOException {
        try (var store = SqliteMetricStore.open(file, ALL, HOURLY)) {
            store.append(sample(1, T0, Map.of(CPU, 1.0)), List.of());
            store.flush();
            Files.delete(file);
            store.append(sample(2, T0.plusSeconds(10), Map.of(CPU, 2.0)), List.of());
            store.append(sample(3, T0.plusSeconds(20), Map.of(CPU, 3.0)), List.of());
            store.flush();
            assertThat(allRows(store, CPU)).extracting(Row::id).containsExactly(2L, 3L);
            assertThat(store.events(Instant.MIN, Instant.MAX))
                    .extracting(Event::kind)
                    .containsExactly(Event.HISTORY_REPLACED);
        }
        assertThat(count("sample")).isEqualTo(2);
        assertThat(folder).isDirectoryNotContaining("glob:**damaged**");
    }

    @Test
    void aFileThatIsDamagedWhileItIsOpenIsMovedAsideAndWhatCanBeReadIsBroughtOver() throws IOException {
        try (var store = open(file)) {
            fill(store, 3_000);
            checkpoint();
            int leaf = Integer.parseInt(query("SELECT pageno FROM dbstat WHERE name = 'sample' AND pagetype = 'leaf'"
                            + " ORDER BY path LIMIT 1 OFFSET 20")
                    .getFirst());
            damage(leaf - 1);
            assertThatThrownBy(() -> allRows(store, core(3))).isInstanceOf(StoreException.class);
            store.append(sample(3_001, T0.plusSeconds(40_000), Map.of(core(3), 1.0)), List.of());
            store.flush(); // which waits for the new file
            List<Row> rows = allRows(store, core(3));
            assertThat(rows.size()).isBetween(1_500, 3_000);
            assertThat(rows.getLast().id()).isEqualTo(3_001);
            assertThat(store.events(Instant.MIN, Instant.MAX))
                    .extracting(Event::kind)
                    .contains(Event.HISTORY_REPLACED);
            assertThat(query("PRAGMA integrity_check")).containsExactly("ok");
        }
        assertThat(folder).isDirectoryContaining("glob:**/pistat.db.damaged-*");
    }

    @Test
    void aFileThatIsDamagedFromItsSecondPageOnDoesNotKeepAnybodyFromStarting() throws IOException {
        try (var store = open(file)) {
            fill(store, 100);
        }
        try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.setLength(4_096);
        }
        try (var store = open(file)) {
            store.append(sample(5_000, T0, Map.of(CPU, 1.0)), List.of());
            assertThat(allRows(store, CPU)).hasSize(1);
        }
        assertThat(folder).isDirectoryContaining("glob:**/pistat.db.damaged-*");
    }

    @Test
    void theOriginalsDatabaseIsTakenOverWithEveryValueAndKept() throws IOException {
        makeOriginal(file, 1_000);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        byte[] original = Files.readAllBytes(file);
        try (var store = open(file)) {
            for (String made : List.of("pistat.db", "pistat.db-wal", "pistat.db.python-backup")) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(made))))
                        .as(made)
                        .isEqualTo("rw-------");
            }
            List<Row> rows = allRows(store, CPU, core(1), MEMORY, new Series(CpuMetrics.LOAD_1));
            assertThat(rows).hasSize(1_000);
            assertThat(rows.getFirst().atMicros()).isEqualTo(1_795_357_742_539_940L);
            assertThat(rows.get(9).value(0)).isEqualTo(0.9);
            assertThat(rows.get(9).value(1)).isEqualTo(12.5);
            assertThat(rows.get(9).value(3)).isEqualTo(0.0029296875);
            assertThat(store.newest().orElseThrow().id()).isEqualTo(1_000);
            store.append(sample(1_001, T0.plus(Duration.ofDays(400)), Map.of(CPU, 1.0)), List.of());
            assertThat(count("five_minutes")).isPositive();
        }
        assertThat(Files.readAllBytes(folder.resolve("pistat.db.python-backup")))
                .isEqualTo(original);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("pistat.db", "pistat.db.lock", "pistat.db.python-backup");
        }
        open(file).close();
        assertThat(count("sample")).isEqualTo(1_001);
    }

    @Test
    void rowsThatAreTooOldToStayAsSamplesLiveOnInTheTiers() {
        makeOriginal(file, 100);
        try (Handle handle = Jdbi.open("jdbc:sqlite:" + file)) {
            handle.execute("UPDATE metrics SET timestamp = timestamp - 20 * 86400 WHERE id <= 50");
        }
        try (var store = open(file)) {
            maintainAt(store, Instant.ofEpochSecond(1_795_357_742L).plus(Duration.ofDays(8)));
            assertThat(allRows(store, CPU)).isEmpty();
            Instant then = Instant.ofEpochSecond(1_795_357_742L).minus(Duration.ofDays(20));
            var chart = store.chart(List.of(CPU), then.minusSeconds(3_600), then.plusSeconds(7_200), 12);
            int total = 0;
            for (int i = 0; i < chart.size(); i++) {
                total += chart.lines().getFirst().count(i);
            }
            assertThat(total).isEqualTo(50);
        }
    }

    @Test
    void importingTwiceAddsNothingTheSecondTime() {
        Path other = folder.resolve("old.db");
        makeOriginal(other, 2_500);
        try (var store = open(file)) {
            store.append(sample(1, Instant.ofEpochSecond(1_795_457_742L), Map.of(CPU, 55.0)), List.of());
            assertThat(store.importOriginal(other, done -> {})).isEqualTo(2_500);
            assertThat(allRows(store, CPU)).hasSize(2_501);
            long chunks = count("five_minutes");
            assertThat(store.importOriginal(other, done -> {})).isZero();
            assertThat(allRows(store, CPU)).hasSize(2_501);
            assertThat(count("five_minutes")).isEqualTo(chunks).isPositive();
            assertThat(store.newest().orElseThrow().value(CPU)).hasValue(55.0);
            assertThatThrownBy(() -> store.importOriginal(file, done -> {}))
                    .isInstanceOf(StoreException.class)
                    .hasMessage(file + ": is not a database of the original PiStat that can be read");
        }
        try (var store = open(file)) {
            assertThat(store.newest().orElseThrow().value(CPU)).hasValue(55.0);
            assertThat(allRows(store, CPU)).hasSize(2_501);
        }
    }

    @Test
    void importingAgainAddsNothingOfWhatIsInTheTiersOnly() {
        Path other = folder.resolve("old.db");
        makeOriginal(other, 2_500);
        try (var store = open(file)) {
            Instant later = Instant.ofEpochSecond(1_795_357_742L).plus(Duration.ofDays(100));
            store.append(sample(1, later, Map.of(CPU, 55.0)), List.of());
            assertThat(store.importOriginal(other, done -> {})).isEqualTo(2_500);
            maintainAt(store, later.plus(Duration.ofDays(8)));
            assertThat(allRows(store, CPU)).isEmpty();
            assertThat(store.importOriginal(other, done -> {})).isZero();
        }
    }

    @Test
    void anImportPrunesNothingNotEvenWhereARowIsOfAClockThatWasAhead() {
        Path other = folder.resolve("old.db");
        makeOriginal(other, 100);
        try (Handle handle = Jdbi.open("jdbc:sqlite:" + other)) {
            handle.execute("UPDATE metrics SET timestamp = 4102444800 WHERE id = 50");
        }
        try (var store = open(file)) {
            Instant before = Instant.ofEpochSecond(1_795_357_000L);
            store.append(sample(1, before, Map.of(CPU, 55.0)), List.of());
            assertThat(store.importOriginal(other, done -> {})).isEqualTo(100);
            assertThat(allRows(store, CPU)).hasSize(101);
            maintainAt(store, before.plus(Duration.ofHours(1)));
            assertThat(allRows(store, CPU)).hasSize(101);
        }
    }

    @Test
    void anImportIntoAHistoryThatWasPrunedLeavesEveryRowInItsPlace() {
        Path other = folder.resolve("old.db");
        makeOriginal(other, 200);
        Instant begin = Instant.ofEpochSecond(1_795_357_742L).minus(Duration.ofDays(8));
        try (var store = open(file)) {
            for (int i = 0; i < 1_200; i++) {
                store.append(sample(i + 1, begin.plusSeconds(600L * i), Map.of(CPU, (double) i)), List.of());
            }
            store.maintain();
            int left = allRows(store, CPU).size();
            assertThat(left).isLessThan(1_200);
            assertThat(store.importOriginal(other, done -> {})).isEqualTo(200);
            assertThat(allRows(store, CPU)).hasSize(left + 200);
            Instant day = begin.plus(Duration.ofDays(3));
            assertThat(Samples.rows(store, day, day.plus(Duration.ofDays(1)), CPU))
                    .hasSize(144);
        }
    }

    @Test
    void whereNothingMoreCanGoTheLimitIsLeftAlone() {
        try (var store =
                SqliteMetricStore.open(file, ALL, new StoreSettings(Retention.DEFAULTS, Duration.ofHours(1), 1))) {
            store.append(sample(1, T0, Map.of(CPU, 1.0)), List.of());
            store.maintain();
            assertThat(allRows(store, CPU)).hasSize(1);
        }
    }

    @Test
    void aFileIsReadWhileAnotherStoreWritesIt() {
        assertThatThrownBy(() -> SqliteMetricStore.openToRead(file, ALL))
                .isInstanceOf(StoreException.class)
                .hasMessage(file + ": there is no history yet: no such file");
        try (var store = open(file)) {
            store.append(sample(1, T0, Map.of(CPU, 1.0)), List.of());
            try (var reading = SqliteMetricStore.openToRead(file, ALL)) {
                assertThat(allRows(reading, CPU)).hasSize(1);
                assertThatThrownBy(() -> reading.append(sample(2, T0, Map.of()), List.of()))
                        .hasMessage(file + ": was opened only to be read");
                assertThatThrownBy(reading::maintain).hasMessage(file + ": was opened only to be read");
            }
            store.append(sample(2, T0.plusSeconds(1), Map.of(CPU, 1.0)), List.of());
            assertThat(allRows(store, CPU)).hasSize(2);
        }
    }

    @Test
    void theOldestGoesWhereTheFileGrowsOverItsLimitAndTheFileShrinks() throws IOException {
        Duration minute = Duration.ofMinutes(1);
        try (var store = SqliteMetricStore.open(file, ALL, HOURLY)) {
            for (int i = 1; i <= 6 * 24 * 60; i++) {
                store.append(many(i, T0.plus(minute.multipliedBy(i))), List.of());
            }
        }
        long before = Files.size(file);
        long limit = before / 2;
        try (var store =
                SqliteMetricStore.open(file, ALL, new StoreSettings(Retention.DEFAULTS, Duration.ofHours(1), limit))) {
            store.maintain();
            store.flush();
            assertThat(store.events(Instant.MIN, Instant.MAX))
                    .extracting(Event::kind)
                    .contains(Event.HISTORY_SHORTENED);
            List<Row> rows = allRows(store, core(3));
            assertThat(rows.size()).isBetween(24 * 60, 6 * 24 * 60 - 1);
            assertThat(rows.getLast().id()).isEqualTo(6 * 24 * 60);
        }
        assertThat(Files.size(file)).isLessThanOrEqualTo(limit);
        assertThat(query("PRAGMA integrity_check")).containsExactly("ok");
        StoreSettings tiny = new StoreSettings(Retention.DEFAULTS, Duration.ofHours(1), 1);
        try (var store = SqliteMetricStore.open(file, ALL, tiny)) {
            store.maintain();
            assertThat(allRows(store, core(3)).size()).isBetween(23 * 60, 25 * 60);
        }
    }

    @Test
    void aFileThatDoesNotTellWhatWasRecordedCountsEachOfItsDaysAsAWholeOneAndLosesNothingElse() {
        Retention retention =
                new Retention(Duration.ofDays(7), Duration.ofDays(10), Duration.ofDays(1_825), Duration.ofDays(3_650));
        StoreSettings settings = new StoreSettings(retention, Duration.ofHours(1), 0);
        Instant end = T0.plus(Duration.ofDays(20));
        try (var store = SqliteMetricStore.open(file, ALL, settings)) {
            long id = 0;
            for (Instant at = T0; at.isBefore(end); at = at.plus(Duration.ofHours(1))) {
                store.append(sample(++id, at, Map.of(CPU, 1.0)), List.of());
            }
            // The newest one is of a clock that is 80 years ahead.
            Instant ahead = end.plus(Duration.ofDays(80 * 365));
            store.append(sample(++id, ahead, "boot-2", Map.of(CPU, 1.0)), List.of());
        }
        try (Handle handle = Jdbi.open("jdbc:sqlite:" + file)) {
            handle.execute("DROP TABLE recorded");
        }
        try (var store = SqliteMetricStore.open(file, ALL, settings)) {
            store.maintain();
            assertThat(allRows(store, CPU)).hasSize(7 * 24 + 2);
            assertThat(store.oldest(Tier.FIVE_MINUTES).orElseThrow())
                    .isBetween(end.minus(Duration.ofDays(12)), end.minus(Duration.ofDays(9)));
            assertThat(store.oldest(Tier.HOURS)).contains(T0.truncatedTo(ChronoUnit.HOURS));
        }
    }

    @Test
    void ofEventsAndTopProcessesTheOldestGoTooWhereTheFileGrowsOverItsLimit() throws IOException {
        String text500 = "x".repeat(500);
        Instant end = T0.plus(Duration.ofDays(30));
        long limit = 1_000_000;
        StoreSettings settings = new StoreSettings(Retention.DEFAULTS, Duration.ofHours(1), limit);
        try (var store = SqliteMetricStore.open(file, ALL, settings)) {
            long id = 0;
            for (Instant at = T0; at.isBefore(end); at = at.plus(Duration.ofMinutes(10))) {
                Event event = new Event(at, "told", "teller", text500);
                ProcessUse use = new ProcessUse(1, text500, "root", 1, 2, OptionalLong.empty());
                TopProcesses top = new TopProcesses(at, List.of(use), List.of());
                store.append(sample(++id, at, Map.of(CPU, 1.0)), List.of(event), top);
            }
            store.maintain();
            List<Event> left = store.events(Instant.MIN, Instant.MAX).stream()
                    .filter(event -> event.kind().equals("told"))
                    .toList();
            assertThat(left).hasSizeBetween(144, 144 * 25);
            assertThat(left.getLast().at()).isEqualTo(end.minus(Duration.ofMinutes(10)));
            assertThat(store.topProcesses(end)).isPresent();
        }
        assertThat(Files.size(file)).isLessThanOrEqualTo(limit);
    }

    @Test
    void aSeriesThatWentLeavesItsColumnToAnotherAndIsForgottenInTheEnd() {
        Retention retention =
                new Retention(Duration.ofDays(1), Duration.ofDays(2), Duration.ofDays(3), Duration.ofDays(4));
        StoreSettings settings = new StoreSettings(retention, Duration.ofHours(1), 0);
        try (var store = SqliteMetricStore.open(file, ALL, settings)) {
            long id = 0;
            for (int day = 0; day < 60; day++) {
                for (int hour = 0; hour < 24; hour++) {
                    Instant at = T0.plus(Duration.ofDays(day)).plus(Duration.ofHours(hour));
                    id++;
                    store.append(sample(id, at, Map.of(CPU, 1.0, core(100 + day), (double) day)), List.of());
                    store.maintain();
                }
                assertThat(store.chart(List.of(core(100 + day)), T0, T0.plus(Duration.ofDays(day + 1)), 100)
                                .lines())
                        .allMatch(line -> !line.isEmpty());
            }
            assertThat(query("SELECT count(*) FROM pragma_table_info('sample')").getFirst())
                    .satisfies(columns -> assertThat(Integer.parseInt(columns)).isLessThan(12));
            assertThat(store.series()).hasSizeLessThan(42).contains(CPU, core(159));
            assertThat(allRows(store, core(159)))
                    .extracting(row -> row.value(0))
                    .containsOnly(59.0);
        }
    }

    private static Sample many(long id, Instant at) {
        Map<Series, Double> values = new LinkedHashMap<>();
        for (int i = 0; i < 30; i++) {
            values.put(core(i), (id * 31 + i * 17L) % 10_000 / 100.0);
        }
        return sample(id, at, values);
    }

    private static void fill(SqliteMetricStore store, int count) {
        for (int i = 1; i <= count; i++) {
            store.append(many(i, T0.plusSeconds(10L * i)), List.of());
        }
    }

    private void checkpoint() {
        assertThat(query("PRAGMA wal_checkpoint(TRUNCATE)")).as("busy").containsExactly("0");
    }

    /** Overwrites a page. */
    private void damage(int page) throws IOException {
        try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(page * 4_096L);
            bytes.write(new byte[4_096]);
        }
    }

    static void makeOriginal(Path path, int rows) {
        try (Handle handle = Jdbi.open("jdbc:sqlite:" + path)) {
            handle.execute("""
                    CREATE TABLE metrics (
                        id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp REAL NOT NULL,
                        cpu_percent REAL, cpu_per_core TEXT, mem_used INTEGER, mem_total INTEGER, mem_percent REAL,
                        cpu_temp REAL, disk_used INTEGER, disk_total INTEGER, disk_percent REAL, load_1 REAL, load_5 REAL,
                        load_15 REAL, net_bytes_sent INTEGER, net_bytes_recv INTEGER, uptime_seconds INTEGER)""");
            handle.execute("CREATE INDEX idx_metrics_ts ON metrics(timestamp)");
            handle.execute("""
                    WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < ?)
                    INSERT INTO metrics SELECT x, 1795357742.5399399 + (x - 1) * 10, (x - 1) % 1000 / 10.0, '[0.0, 12.5]',
                        98222080 + x, 25276502016, 1.1, NULL, 26037993472, 270553174016, 23.9, 0.0029296875, 0.109375,
                        0.24365234375, 1922981 + x, 390768200 + x, 2145 + x * 10 FROM n""", rows);
        }
    }

    private long count(String table) {
        return Long.parseLong(query("SELECT count(*) FROM " + table).getFirst());
    }

    private List<String> query(String sql) {
        try (Handle handle = Jdbi.open("jdbc:sqlite:" + file)) {
            return handle.createQuery(sql).mapTo(String.class).list();
        }
    }
}

package dev.pistat.store.sqlite.salvage;

import static dev.pistat.store.sqlite.testkit.FullFile.PAGE;
import static dev.pistat.store.sqlite.testkit.FullFile.SAMPLES;
import static dev.pistat.store.sqlite.testkit.FullFile.SERIES;
import static dev.pistat.store.sqlite.testkit.FullFile.numbers;
import static dev.pistat.store.sqlite.testkit.FullFile.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.core.history.Row;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.port.StoreException;
import dev.pistat.store.sqlite.SqliteMetricStore;
import dev.pistat.store.sqlite.StoreSettings;
import dev.pistat.store.sqlite.salvage.Salvage.Count;
import dev.pistat.store.sqlite.salvage.Salvage.Saved;
import dev.pistat.store.sqlite.sample.Column;
import dev.pistat.store.sqlite.testkit.FullFile;
import dev.pistat.store.sqlite.testkit.Samples;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of what comes back: the log, the runs, the series, and the store that goes on with it. */
class SalvagedFileTest extends SalvageFixture {

    @Test
    void whatBeginsAsNoDatabaseIsRefused() throws IOException {
        Files.writeString(
                file, "just some notes of mine, which are longer than any header of a database: nothing else");
        assertThatThrownBy(this::bring)
                .isInstanceOf(StoreException.class)
                .hasMessage(file + ": does not begin as a SQLite database does");
    }

    @Test
    void valuesOfALostSeriesStayBehindAsTheirMeaningIsUnknown() throws IOException {
        try (Handle handle = open(file)) {
            handle.execute("DELETE FROM series WHERE id IN (7, 30)");
        }
        Saved saved = bring();
        assertThat(ids("series")).hasSize(SERIES - 2).doesNotContain(7L);
        assertThat(ids("sample")).hasSize(SAMPLES);
        try (Handle handle = open(fresh)) {
            assertThat(numbers(handle, "SELECT count(*) FROM sample WHERE c6 IS NOT NULL"))
                    .first()
                    .isNotEqualTo(0L);
            assertThat(numbers(handle, "SELECT count(*) FROM sample WHERE c7 IS NOT NULL"))
                    .containsExactly(0L);
            assertThat(numbers(handle, "SELECT count(*) FROM hourly WHERE id & 0xfffff IN (7, 30)"))
                    .containsExactly(0L);
        }
        assertThat(saved.tables().get("hourly")).isEqualTo(new Count(280, 20));
    }

    @Test
    void samplesWhoseRunIsLostGetOneOfAnUnknownBoot() throws IOException {
        overwrite(full.pages("run", "leaf"), new byte[PAGE]);
        bring();
        try (Handle handle = open(fresh)) {
            assertThat(handle.createQuery("SELECT first_id || ' ' || boot_id FROM run ORDER BY first_id")
                            .mapTo(String.class)
                            .list())
                    .containsExactly("1 unknown-1", "2001 unknown-2001", "4001 unknown-4001", "6001 unknown-6001");
        }
    }

    @Test
    void aRunThatIsStillThereKeepsItsSamplesEvenIfItsFirstOnesAreLost() throws IOException {
        overwrite(List.of(full.pagesOfSamples().get(2_000)), new byte[PAGE]);
        bring();
        assertThat(ids("sample")).doesNotContain(2_001L);
        assertWhole(List.of("run"));
    }

    @Test
    void theStoreGoesOnWithWhatWasSavedAndRollsItUpAgain() throws IOException {
        Instant begin = Samples.T0.truncatedTo(ChronoUnit.HOURS);
        file = folder.resolve("store.db");
        try (SqliteMetricStore store = SqliteMetricStore.open(file, Samples.ALL, StoreSettings.DEFAULTS)) {
            for (int i = 0; i < 1_000; i++) {
                store.append(
                        Samples.sample(i + 1, begin.plusSeconds(i * 10L), Map.of(Samples.CPU, i / 10.0)), List.of());
            }
            store.maintain();
        }
        FullFile stored = FullFile.at(file);
        List<Integer> bad = stored.pages("sample", "leaf").subList(1, 3);
        List<Long> expected = stored.samplesOutside(bad::contains);
        overwrite(bad, new byte[PAGE]);
        overwrite(stored.pages("five_minutes", "leaf"), new byte[PAGE]);
        bring();
        try (SqliteMetricStore store = Samples.open(fresh)) {
            assertThat(Samples.allRows(store, Samples.CPU)).extracting(Row::id).isEqualTo(expected);
            store.append(Samples.sample(1_001, begin.plus(Duration.ofHours(4)), Map.of(Samples.CPU, 1.0)), List.of());
            Samples.maintainAt(store, begin.plus(Duration.ofHours(5)));
        }
        try (Handle handle = open(fresh)) {
            assertThat(numbers(handle, "SELECT count(*) FROM five_minutes")).containsExactly(4L);
            assertThat(numbers(handle, "SELECT count(DISTINCT boot_id) FROM run"))
                    .containsExactly(1L);
        }
    }

    @Test
    void theHourBefore1970IsRolledUpAgainToo() throws IOException {
        file = folder.resolve("store.db");
        try (SqliteMetricStore store = SqliteMetricStore.open(file, Samples.ALL, StoreSettings.DEFAULTS)) {
            for (int i = 0; i < 6; i++) {
                Instant at = Instant.EPOCH.plusSeconds(300L * (i - 3));
                store.append(Samples.sample(i + 1, at, Map.of(Samples.CPU, 1.0)), List.of());
            }
        }
        bring();
        try (SqliteMetricStore store = Samples.open(fresh)) {
            Samples.maintainAt(store, Instant.EPOCH.plus(Duration.ofHours(3)));
        }
        try (Handle handle = open(fresh)) {
            assertThat(numbers(handle, "SELECT DISTINCT id >> 20 FROM five_minutes ORDER BY 1"))
                    .containsExactly(-1L, 0L);
        }
    }

    @Test
    void aRowThatTheNewFileDoesNotTakeIsLeftOut() {
        try (Handle handle = open(file)) {
            handle.execute("PRAGMA writable_schema = ON");
            handle.execute("UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '') WHERE name = 'event'");
        }
        try (Handle handle = open(file)) {
            handle.execute("UPDATE event SET kind = NULL WHERE id = 10");
            handle.execute("UPDATE event SET at = 'noon' WHERE id = 11");
        }
        Saved saved = bring();
        assertThat(saved.tables().get("event")).isEqualTo(new Count(498, 2));
        assertThat(ids("event")).doesNotContain(10L, 11L);
    }

    @Test
    void whatTheStoreWouldStumbleOverIsLeftOut() {
        try (Handle handle = open(file)) {
            handle.execute("UPDATE series SET scale = 0 WHERE id = 39");
            handle.execute("UPDATE sample SET at = 1 << 62 WHERE id = 50");
            handle.execute("UPDATE hourly SET buckets = x'0001ffff' WHERE id = (SELECT min(id) FROM hourly)");
            handle.execute("UPDATE sample SET culprits = '{\"cpu\":[[' WHERE id = 60");
            handle.execute("UPDATE look SET culprits = 'cpu' WHERE at = 60");
            handle.execute("UPDATE pending SET tier = 'HOURKY' WHERE unit = 0");
        }
        Saved saved = bring();
        assertThat(ids("series")).hasSize(SERIES - 1).doesNotContain(39L);
        assertThat(ids("sample")).hasSize(SAMPLES - 1).doesNotContain(50L);
        assertThat(saved.tables())
                .containsEntry("hourly", new Count(299, 1))
                .containsEntry("pending", new Count(1_999, 1));
    }

    @Test
    void aSeriesWithAColumnThatIsNotThereGetsTheOneThatIsLeft() {
        try (Handle handle = open(file)) {
            handle.execute("UPDATE series SET column_number = 9999999 WHERE id = 38");
        }
        Saved saved = bring();
        assertThat(saved.tables()).containsEntry("series", new Count(SERIES, 0));
        assertWhole(full.tables());
    }

    @Test
    void ofTwoSeriesWithTheSameColumnNeitherGetsTheValuesForTheyMayBeTheOthers() {
        try (Handle handle = open(file)) {
            handle.execute("CREATE TABLE others AS SELECT * FROM series");
            handle.execute("DROP TABLE series");
            handle.execute("ALTER TABLE others RENAME TO series");
            handle.execute("UPDATE series SET column_number = 7 WHERE id = 38");
        }
        Saved saved = bring();
        assertThat(saved.tables()).containsEntry("series", new Count(SERIES, 2));
        try (Handle handle = open(fresh)) {
            assertThat(numbers(handle, "SELECT id FROM series WHERE column_number IS NULL ORDER BY id"))
                    .containsExactly(7L, 38L);
        }
    }

    @Test
    void aScaleThatCannotBeIsTheUsualOneOfTheMetric() {
        try (Handle handle = open(file)) {
            handle.execute("UPDATE series SET metric = 'cpu_percent', scale = 101 WHERE id = 38");
        }
        bring();
        try (Handle handle = open(fresh)) {
            assertThat(numbers(handle, "SELECT scale FROM series WHERE id = 38"))
                    .containsExactly((long) Column.scaleOf(CpuMetrics.CPU_PERCENT));
        }
    }

    @Test
    void theLogIsTakenAlong() throws IOException {
        Path old = file;
        file = folder.resolve("killed.db");
        FullFile.leaveLog(old, file);
        overwrite(some(30, full.pages("sample", "leaf"), new Random(1)), new byte[PAGE]);
        Saved saved = bring();
        assertThat(ids("sample")).contains(SAMPLES + 1L, SAMPLES + 50L).doesNotContain(SAMPLES + 51L);
        assertThat(saved.tables().get("event").saved()).isEqualTo(501);
    }

    @Test
    void aPageThatIsInTheLogTooIsNotLost() throws IOException {
        Path old = file;
        file = folder.resolve("killed.db");
        FullFile.leaveLog(old, file);
        overwrite(full.pages("event", "leaf"), new byte[PAGE]);
        bring();
        assertThat(ids("event")).contains(500L, 501L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aDamagedLogCountsUpToTheLastCommitBefore(long seed) throws IOException {
        Path old = file;
        file = folder.resolve("killed.db");
        FullFile.leaveLog(old, file);
        Path log = folder.resolve("killed.db-wal");
        try (RandomAccessFile bytes = new RandomAccessFile(log.toFile(), "rw")) {
            bytes.seek(32 + new Random(seed).nextLong(bytes.length() - 32));
            bytes.write(new byte[100]);
        }
        bring();
        // SQLite itself judges a copy, which it changes.
        Path judged = Files.copy(file, folder.resolve("judged.db"));
        Files.copy(log, folder.resolve("judged.db-wal"));
        try (Handle handle = open(judged)) {
            assertThat(ids("sample")).isEqualTo(numbers(handle, "SELECT id FROM sample"));
        }
    }

    @Test
    void aLogThatIsNoneIsPassedOver() throws IOException {
        Files.write(folder.resolve("pistat.db-wal"), garbage(new Random(1)));
        bring();
        assertWhole(full.tables());
    }
}

package dev.pistat.store.sqlite;

import static dev.pistat.store.sqlite.testkit.Samples.CPU;
import static dev.pistat.store.sqlite.testkit.Samples.MEMORY;
import static dev.pistat.store.sqlite.testkit.Samples.T0;
import static dev.pistat.store.sqlite.testkit.Samples.open;
import static dev.pistat.store.sqlite.testkit.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.pistat.core.history.Event;
import dev.pistat.core.history.ProcessUse;
import dev.pistat.core.history.TopProcesses;
import dev.pistat.core.port.StoreException;
import dev.pistat.store.sqlite.SqliteCheck.Contents;
import dev.pistat.store.sqlite.testkit.Samples;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteCheckTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant MIDNIGHT = START.plus(Duration.ofHours(12));

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("pistat.db");
    }

    @Test
    void aSoundFileHasNoDamageAndTellsWhatItHolds() throws IOException {
        Instant end = START.plus(Duration.ofHours(36));
        try (var store = SqliteMetricStore.open(file, Samples.ALL, StoreSettings.DEFAULTS)) {
            int id = 0;
            for (Instant at = START; at.isBefore(end); at = at.plusSeconds(60)) {
                store.append(sample(++id, at, Map.of(CPU, 1.0, MEMORY, 5.0)), List.of());
            }
            ProcessUse use = new ProcessUse(1, "init", "root", 1, 2, OptionalLong.empty());
            Event event = new Event(MIDNIGHT, Event.STARTED, "pistat", "recording");
            store.append(
                    sample(++id, end, Map.of(CPU, 1.0)),
                    List.of(event),
                    new TopProcesses(end, List.of(use), List.of(use)));
            store.maintain();
        }
        SqliteCheck check = SqliteCheck.of(file, share -> {});
        assertThat(check.damage()).isEmpty();
        assertThat(check.fileBytes()).isEqualTo(Files.size(file));
        assertThat(check.logBytes()).isZero();
        assertThat(check.openIn()).isEmpty();
        assertThat(check.contents())
                .containsExactly(
                        contents("sample", 36 * 60 + 1, 2, START, end),
                        contents("five_minutes", 2 * 36 * 12, 2, START, end.minus(Duration.ofMinutes(5))),
                        contents("hourly", 2 * 36, 2, START, end.minus(Duration.ofHours(1))),
                        contents("daily", 2 * 2, 2, START.minus(Duration.ofHours(12)), MIDNIGHT),
                        contents("event", 1, 0, MIDNIGHT, MIDNIGHT),
                        contents("processes", 1, 0, end, end));
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("pistat.db", "pistat.db.lock");
    }

    @Test
    void anEmptyHistoryIsSound() {
        open(file).close();
        SqliteCheck check = SqliteCheck.of(file, share -> {});
        assertThat(check.damage()).isEmpty();
        assertThat(check.contents()).hasSize(6).allSatisfy(table -> {
            assertThat(table.count()).isZero();
            assertThat(table.oldest()).isEmpty();
        });
    }

    @Test
    void aFileCanBeCheckedWhileItIsWrittenTo() {
        try (var store = open(file)) {
            store.append(sample(1, T0, Map.of(CPU, 1.0)), List.of());
            SqliteCheck check = SqliteCheck.of(file, share -> {});
            assertThat(check.damage()).isEmpty();
            assertThat(check.logBytes()).isPositive();
            assertThat(check.openIn()).contains("this program");
            assertThat(check.contents().getFirst()).isEqualTo(contents("sample", 1, 1, T0, T0));
            store.append(sample(2, T0.plusSeconds(1), Map.of(CPU, 1.0)), List.of());
        }
    }

    @Test
    void itTellsHowFarItIs() {
        try (var store = SqliteMetricStore.open(file, Samples.ALL, StoreSettings.DEFAULTS)) {
            for (int id = 1; id <= 10_000; id++) {
                store.append(sample(id, T0.plusSeconds(id), Map.of(CPU, 1.0 / id)), List.of());
            }
        }
        List<Double> shares = new ArrayList<>();
        SqliteCheck.of(file, shares::add);
        assertThat(shares).isSorted().isNotEmpty();
        assertThat(shares.getLast()).isBetween(0.5, 1.5);
    }

    @Test
    void damagedPagesAreTold() throws IOException {
        try (var store = SqliteMetricStore.open(file, Samples.ALL, StoreSettings.DEFAULTS)) {
            for (int id = 1; id <= 1_000; id++) {
                store.append(sample(id, T0.plusSeconds(id), Map.of(CPU, 1.0 / id)), List.of());
            }
        }
        overwrite(Files.size(file) / 2, 5_000);
        SqliteCheck check = SqliteCheck.of(file, share -> {});
        assertThat(check.damage()).isNotEmpty().hasSizeLessThanOrEqualTo(10);
        assertThat(check.contents()).isEmpty();
    }

    @Test
    void aDamagedFirstPageIsTold() throws IOException {
        open(file).close();
        overwrite(100, 500);
        assertThat(SqliteCheck.of(file, share -> {}).damage()).isNotEmpty();
    }

    @Test
    void bucketsThatCannotBeReadAreTold() {
        open(file).close();
        try (Handle handle = Jdbi.open("jdbc:sqlite:" + file)) {
            handle.execute("INSERT INTO hourly (id, buckets) VALUES (1 << 20, x'0001')");
        }
        assertThat(SqliteCheck.of(file, share -> {}).damage()).isNotEmpty();
    }

    @Test
    void whatIsNoHistoryIsRefused() throws IOException {
        assertRefused("there is no history yet: no such file");
        Files.createFile(file);
        assertRefused("is not a history of PiStat's");
        Files.writeString(file, "Dear diary, ".repeat(100));
        assertRefused("is not a SQLite database");
        file = folder;
        assertRefused("is not a file");
    }

    @Test
    void aFileThatIsNotReadableIsSaidToBeSo() throws IOException {
        open(file).close();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("-w-------"));
        assumeFalse(Files.isReadable(file), "this user may read everything");
        assertRefused("no permission to read it");
    }

    @Test
    void aFileOfAnotherVersionIsRefused() {
        open(file).close();
        format(99);
        assertRefused("was written by a newer PiStat (its format is 99, this PiStat knows 2); update this one");
        format(1);
        assertRefused("was written by a PiStat that was never released (its format is 1, this PiStat knows 2)");
    }

    private static Contents contents(String table, long count, int series, Instant oldest, Instant newest) {
        return new Contents(table, count, series, Optional.of(oldest), Optional.of(newest));
    }

    private void format(int number) {
        try (Handle handle = Jdbi.open("jdbc:sqlite:" + file)) {
            handle.execute("PRAGMA user_version = " + number);
        }
    }

    private void overwrite(long from, int bytes) throws IOException {
        try (RandomAccessFile damaged = new RandomAccessFile(file.toFile(), "rw")) {
            damaged.seek(from);
            damaged.write(new byte[bytes]);
        }
    }

    private void assertRefused(String why) {
        assertThatThrownBy(() -> SqliteCheck.of(file, share -> {}))
                .isInstanceOf(StoreException.class)
                .hasMessage(file + ": " + why);
    }
}

package dev.pistat.store.sqlite;

import static dev.pistat.store.sqlite.testkit.Samples.CPU;
import static dev.pistat.store.sqlite.testkit.Samples.T0;
import static dev.pistat.store.sqlite.testkit.Samples.allRows;
import static dev.pistat.store.sqlite.testkit.Samples.core;
import static dev.pistat.store.sqlite.testkit.Samples.open;
import static dev.pistat.store.sqlite.testkit.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.core.history.Event;
import dev.pistat.core.history.Row;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.StoreException;
import dev.pistat.store.sqlite.testkit.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteBackupTest {

    private static final Event STARTED = new Event(T0, Event.STARTED, "pistat", "recording");

    @TempDir
    private Path folder;

    private Path file;
    private Path copy;

    @BeforeEach
    void nameTheFiles() {
        file = folder.resolve("pistat.db");
        copy = folder.resolve("copy.db");
    }

    @Test
    void aStoreGoesOnWithTheCopyWhereItWasMade() throws IOException {
        try (var store = open(file)) {
            store.append(sample(1, T0, Map.of(CPU, 1.0 / 3)), List.of(STARTED));
            assertThat(SqliteBackup.write(file, copy, share -> {})).isEqualTo(Files.size(copy));
            store.append(sample(2, T0.plusSeconds(1), Map.of(CPU, 2.0)), List.of());
        }
        try (var store = open(copy)) {
            assertThat(allRows(store, CPU)).extracting(row -> row.value(0)).containsExactly(1.0 / 3);
            assertThat(store.events(T0, T0.plusSeconds(1))).containsExactly(STARTED);
            store.append(sample(2, T0.plusSeconds(1), Map.of(CPU, 3.0)), List.of());
            assertThat(allRows(store, CPU)).extracting(Row::id).containsExactly(1L, 2L);
        }
    }

    @Test
    void theCopyIsOfOneMomentWhileTheStoreIsWrittenTo() {
        fill(300);
        try (var store = open(file)) {
            List<Long> ids = new ArrayList<>(List.of(300L));
            SqliteBackup.write(file, copy, share -> {
                ids.add(ids.getLast() + 1);
                store.append(sample(ids.getLast(), T0.plusSeconds(ids.getLast()), Map.of(CPU, 1.0)), List.of());
            });
            assertThat(ids).hasSizeGreaterThan(1);
            assertThat(store.newest().orElseThrow().id()).isEqualTo(ids.getLast());
        }
        try (Handle handle = Jdbi.open("jdbc:sqlite:" + copy)) {
            assertThat(handle.createQuery("PRAGMA integrity_check")
                            .mapTo(String.class)
                            .list())
                    .containsExactly("ok");
            assertThat(handle.createQuery("SELECT count(*), max(id) FROM sample")
                            .map((row, context) -> row.getLong(1) + " " + row.getLong(2))
                            .one())
                    .isEqualTo("300 300");
        }
    }

    @Test
    void itTellsHowFarItIs() {
        fill(300);
        List<Double> shares = new ArrayList<>();
        SqliteBackup.write(file, copy, shares::add);
        assertThat(shares)
                .isSorted()
                .isNotEmpty()
                .allSatisfy(share -> assertThat(share).isBetween(0.0, 1.0));
    }

    @Test
    void aFileThatExistsIsLeftAlone() throws IOException {
        fill(1);
        Files.writeString(copy, "mine");
        assertRefused(copy, "exists; delete it, or choose another name");
        assertThat(copy).hasContent("mine");
        Path link = Files.createSymbolicLink(folder.resolve("link.db"), folder.resolve("nowhere"));
        assertRefused(link, "exists; delete it, or choose another name");
        assertRefused(folder, "exists; delete it, or choose another name");
    }

    @Test
    void aFolderThatDoesNotExistOrTakesNoFilesIsNamed() {
        fill(1);
        Path missing = folder.resolve("none");
        assertRefused(
                missing.resolve("copy.db"),
                "the folder " + missing + " does not exist; create it, or choose another name");
        Path impossible = Path.of("/proc/copy.db");
        assertThatThrownBy(() -> SqliteBackup.write(file, impossible, share -> {}))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith(impossible + ": ")
                .hasMessageEndingWith("choose another name");
    }

    @Test
    void whatIsNoHistoryIsRefusedAndNothingIsLeft() throws IOException {
        assertThatThrownBy(() -> SqliteBackup.write(file, copy, share -> {}))
                .isInstanceOf(StoreException.class)
                .hasMessage(file + ": there is no history yet: no such file");
        Files.writeString(file, "Dear diary, ".repeat(100));
        assertThatThrownBy(() -> SqliteBackup.write(file, copy, share -> {}))
                .isInstanceOf(StoreException.class)
                .hasMessage(file + ": is not a SQLite database");
        assertThat(folder).isDirectoryNotContaining(path -> !path.equals(file));
    }

    @Test
    void nothingIsLeftBesideTheCopy() {
        fill(10);
        SqliteBackup.write(file, copy, share -> {});
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("pistat.db", "pistat.db.lock", "copy.db");
    }

    private void fill(int samples) {
        Map<Series, Double> values = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            values.put(core(i), 1.0 / 3 + i);
        }
        try (var store = SqliteMetricStore.open(file, Samples.ALL, StoreSettings.DEFAULTS)) {
            for (int id = 1; id <= samples; id++) {
                store.append(sample(id, T0.plusSeconds(id), values), List.of());
            }
        }
    }

    private void assertRefused(Path to, String why) {
        assertThatThrownBy(() -> SqliteBackup.write(file, to, share -> {}))
                .isInstanceOf(StoreException.class)
                .hasMessage(to + ": " + why);
    }
}

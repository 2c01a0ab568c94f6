package dev.pistat.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.core.history.Row;
import dev.pistat.core.port.StoreException;
import dev.pistat.store.sqlite.file.ReadConnection;
import dev.pistat.store.sqlite.file.SqliteErrors;
import dev.pistat.store.sqlite.testkit.FullFile;
import dev.pistat.store.sqlite.testkit.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * File systems on which programs share no memory, as mergerfs with {@code cache.files=off}, some of FUSE, 9p and networks
 * (charmbracelet/crush#3461, rogerbinns/apsw#173): SQLite's write-ahead log does not work there. Here the index of the log
 * cannot be made, since a link that leads nowhere has its name.
 */
class NoSharedMemoryTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void refuseTheIndex() throws IOException {
        file = folder.resolve("pistat.db");
        Files.createSymbolicLink(folder.resolve("pistat.db-shm"), folder.resolve("nowhere/index"));
    }

    @Test
    void aNewHistoryIsKeptWithAJournalInstead() throws IOException {
        try (SqliteMetricStore store = Samples.open(file)) {
            append(store, 1);
            store.flush();
            assertThat(Samples.allRows(store, Samples.CPU)).extracting(Row::id).containsExactly(1L);
            append(store, 2);
        }
        assertThat(Files.readAllBytes(file)[18]).as("rollback journal").isEqualTo((byte) 1);
        try (SqliteMetricStore again = Samples.open(file)) {
            assertThat(Samples.allRows(again, Samples.CPU)).extracting(Row::id).containsExactly(1L, 2L);
        }
    }

    @Test
    void aHistoryThatWasKilledOnAnotherDiskIsTakenOnWithAllThatItsLogHas() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other")).resolve("pistat.db");
        try (SqliteMetricStore store = Samples.open(other)) {
            append(store, 1);
            store.flush();
            Files.copy(other, file);
            Files.copy(Path.of(other + "-wal"), Path.of(file + "-wal"));
        }
        assertThat(Path.of(file + "-wal")).isNotEmptyFile();
        try (SqliteMetricStore store = Samples.open(file)) {
            append(store, 2);
            store.flush();
            assertThat(Samples.allRows(store, Samples.CPU)).extracting(Row::id).containsExactly(1L, 2L);
        }
        assertThat(Path.of(file + "-wal")).doesNotExist();
    }

    @Test
    void othersReadItMeanwhile() throws IOException {
        Path backup = folder.resolve("backup.db");
        try (SqliteMetricStore store = Samples.open(file)) {
            append(store, 1);
            store.flush();
            try (SqliteMetricStore guest = SqliteMetricStore.openToRead(file, Samples.ALL)) {
                assertThat(Samples.allRows(guest, Samples.CPU))
                        .extracting(Row::id)
                        .containsExactly(1L);
                append(store, 2);
                store.flush();
            }
            SqliteBackup.write(file, backup, done -> {});
            assertThat(SqliteCheck.of(file, done -> {}).damage()).isEmpty();
        }
        try (SqliteMetricStore copy = SqliteMetricStore.openToRead(backup, Samples.ALL)) {
            assertThat(Samples.allRows(copy, Samples.CPU)).hasSize(2);
        }
    }

    @Test
    void aHistoryAtRestThatCameFromAnotherDiskCanBeRead() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other")).resolve("pistat.db");
        try (SqliteMetricStore store = Samples.open(other)) {
            append(store, 1);
        }
        Files.copy(other, file);
        try (SqliteMetricStore guest = SqliteMetricStore.openToRead(file, Samples.ALL)) {
            assertThat(Samples.allRows(guest, Samples.CPU)).extracting(Row::id).containsExactly(1L);
        }
        assertThat(Files.readAllBytes(file)[18]).as("as it was").isEqualTo((byte) 2);
    }

    @Test
    void samplesWaitWhileAnotherProgramReads() {
        try (SqliteMetricStore store = Samples.open(file)) {
            append(store, 1);
            store.flush();
            try (Handle reader = ReadConnection.open(file)) {
                reader.execute("BEGIN");
                assertThat(FullFile.numbers(reader, "SELECT count(*) FROM sample"))
                        .containsExactly(1L);
                append(store, 2);
                assertThatThrownBy(store::flush)
                        .isInstanceOf(StoreException.class)
                        .hasMessage(file + ": another program keeps it locked; close that program");
                assertThat(Samples.allRows(store, Samples.CPU)).hasSize(2);
                reader.execute("ROLLBACK");
            }
            store.flush();
            assertThat(store.trouble()).isEmpty();
        }
    }

    /** By the <a href="https://www.sqlite.org/rescode.html">codes of SQLite</a>. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SQLITE_IOERR_SHMMAP | its file system shares no memory between programs, which SQLite's write-ahead log needs; choose a"
                        + " [database] path on a local disk",
                "SQLITE_IOERR_SHMOPEN | its file system shares no memory between programs, which SQLite's write-ahead log needs; choose a"
                        + " [database] path on a local disk",
                "SQLITE_IOERR_SHMSIZE | the disk is full; make room on it",
                "SQLITE_IOERR_LOCK | its file system cannot lock files; mount it with locks (NFS needs lockd), or choose a [database] path"
                        + " on a local disk",
                "SQLITE_IOERR_RDLOCK | its file system cannot lock files; mount it with locks (NFS needs lockd), or choose a [database] path"
                        + " on a local disk",
                "SQLITE_IOERR_FSYNC | its file system cannot tell that data has reached the disk (fsync); look at the kernel's log, or"
                        + " choose a [database] path on a local disk: why",
                "SQLITE_IOERR_DIR_FSYNC | its file system cannot tell that data has reached the disk (fsync); look at the kernel's log, or"
                        + " choose a [database] path on a local disk: why",
                "SQLITE_IOERR_READ | the disk reports an error; look at the kernel's log, and at the card: why",
            })
    void whatAFileSystemCannotDoIsNamed(SQLiteErrorCode code, String words) {
        assertThat(SqliteErrors.trouble(file, new SQLiteException("why", code))).hasMessage(file + ": " + words);
    }

    private static void append(SqliteMetricStore store, long id) {
        store.append(Samples.sample(id, Samples.T0.plusSeconds(id), Map.of(Samples.CPU, 1.0)), List.of());
    }
}

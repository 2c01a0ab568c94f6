package dev.pistat.store.sqlite.file;

import static dev.pistat.store.sqlite.testkit.Samples.CPU;
import static dev.pistat.store.sqlite.testkit.Samples.T0;
import static dev.pistat.store.sqlite.testkit.Samples.allRows;
import static dev.pistat.store.sqlite.testkit.Samples.open;
import static dev.pistat.store.sqlite.testkit.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.pistat.core.port.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files the store takes, and which it leaves alone. */
class FileCheckTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("pistat.db");
    }

    @Test
    void aNewFileIsMarkedAsPiStatsFromTheFirstByteOn() throws IOException {
        try (var store = open(file)) {
            store.append(sample(1, T0, Map.of(CPU, 1.0)), List.of());
        }
        ByteBuffer header = ByteBuffer.wrap(Files.readAllBytes(file));
        assertThat(header.getInt(68)).as("application_id").isEqualTo(0x50695374);
        assertThat(header.getInt(60)).as("user_version").isEqualTo(2);
        assertThat(header.getShort(16)).as("page size").isEqualTo((short) 4096);
        assertThat(header.getInt(64)).as("incremental vacuum").isEqualTo(1);
        assertThat(header.get(18)).as("WAL").isEqualTo((byte) 2);
    }

    @Test
    void anEmptyFileIsANewOne() throws IOException {
        Files.createFile(file);
        try (var store = open(file)) {
            store.append(sample(1, T0, Map.of(CPU, 1.0)), List.of());
        }
        assertThat(Files.size(file)).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"with space.db", "100%25.db", "what?mode=memory.db", "#1.db", "a'b\".db", "Größe.db", ":memory:"
            })
    void anyNameWillDo(String name) {
        Path odd = folder.resolve(name);
        try (var store = open(odd)) {
            store.append(sample(1, T0, Map.of(CPU, 1.0)), List.of());
        }
        assertThat(odd).isNotEmptyFile();
        try (var store = open(odd)) {
            assertThat(allRows(store, CPU)).hasSize(1);
        }
    }

    @Test
    void aMissingFolderIsNamed() {
        Path missing = folder.resolve("none/pistat.db");
        assertRefused(missing, "the folder " + folder.resolve("none") + " does not exist; create it");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFolderIsNoFile() {
        assertRefused(folder, "is a folder, not a file");
    }

    @Test
    void aPipeIsNoFile() {
        assertRefused(Path.of("/dev/null"), "is a device or a pipe, not a file");
    }

    @Test
    void aFolderThatTakesNoFilesIsSaidToBeSo() {
        Path impossible = Path.of("/proc/pistat.db");
        assertThatThrownBy(() -> open(impossible))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith(impossible + ": ")
                .hasMessageEndingWith("or choose another [database] path");
    }

    @Test
    void aFolderThatIsNotWritableIsNamed() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeFalse(Files.isWritable(folder), "this user may write everywhere");
        assertRefused(file, "PiStat cannot write in the folder " + folder);
    }

    @Test
    void aFileThatIsNotWritableIsSaidToBeSo() throws IOException {
        open(file).close();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        assumeFalse(Files.isWritable(file), "this user may write everywhere");
        assertUntouched("PiStat cannot read and write it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "SQLite format 3",
                "just some notes of mine, which are longer than any header of a database: do not touch this"
            })
    void aFileThatIsNoDatabaseIsLeftUntouched(String text) throws IOException {
        Files.writeString(file, text, StandardCharsets.UTF_8);
        assertUntouched("is not a SQLite database; it was left untouched: move it away");
    }

    @Test
    void theDatabaseOfAnotherProgramIsLeftUntouched() throws IOException {
        make("CREATE TABLE metrics (id INTEGER PRIMARY KEY, timestamp REAL)");
        assertUntouched("belongs to another program; it was left untouched: move it away");
    }

    @Test
    void theDatabaseOfANewerPiStatIsLeftUntouched() throws IOException {
        open(file).close();
        make("PRAGMA user_version = 3");
        assertUntouched(
                "was written by a newer PiStat (its format is 3, this PiStat knows 2); it was left untouched: update");
    }

    @Test
    void theDatabaseOfAPiStatThatWasNeverReleasedIsLeftUntouched() throws IOException {
        open(file).close();
        make("PRAGMA user_version = 1");
        assertUntouched("was written by a PiStat that was never released; it was left untouched: move it away");
    }

    private void make(String... statements) {
        try (Handle handle = Jdbi.open("jdbc:sqlite:" + file)) {
            for (String statement : statements) {
                handle.execute(statement);
            }
        }
    }

    private void assertUntouched(String why) throws IOException {
        byte[] before = Files.readAllBytes(file);
        assertRefused(file, why);
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        try (Stream<Path> beside = Files.list(folder)) {
            assertThat(beside.filter(path -> !path.toString().endsWith(".lock")))
                    .containsExactly(file);
        }
    }

    private static void assertRefused(Path path, String why) {
        assertThatThrownBy(() -> open(path))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith(path + ": " + why)
                .hasMessageEndingWith("choose another [database] path")
                .hasMessageNotContaining("\n");
    }
}

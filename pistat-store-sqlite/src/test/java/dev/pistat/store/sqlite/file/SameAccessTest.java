package dev.pistat.store.sqlite.file;

import static dev.pistat.store.sqlite.testkit.Samples.CPU;
import static dev.pistat.store.sqlite.testkit.Samples.T0;
import static dev.pistat.store.sqlite.testkit.Samples.open;
import static dev.pistat.store.sqlite.testkit.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pistat.store.sqlite.SqliteBackup;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may read and write a file that comes out of a history: who may the history. */
class SameAccessTest {

    private static final int NOBODY = 65_534;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void fill() {
        file = folder.resolve("pistat.db");
        try (var store = open(file)) {
            for (int i = 1; i <= 300; i++) {
                store.append(sample(i, T0.plusSeconds(i), Map.of(CPU, i / 10.0)), List.of());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "rw-r-----", "rw-r--r--", "r--------"})
    void aBackupIsForTheSameUsersFromItsFirstByteOn(String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        Set<String> seen = new HashSet<>();
        Path copy = folder.resolve("copy.db");
        SqliteBackup.write(file, copy, share -> seen.add(modes("copy.db.*.unfinished")));
        seen.add(mode(copy));
        assertThat(seen).containsExactly(mode.replace("r--------", "rw-------"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "rw-r-----", "rw-r--r--"})
    void whatIsSavedOfADamagedFileIsForTheSameUsers(String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        damage();
        try (var store = open(file)) {
            store.append(sample(1_000, T0.plusSeconds(1_000), Map.of(CPU, 1.0)), List.of());
            assertThat(modes("pistat.db{,-wal,-shm,.damaged*}")).isEqualTo(String.join(" ", mode, mode, mode, mode));
        }
    }

    @Test
    void whatRootMakesIsGivenToTheUserOfTheHistory() throws IOException {
        try {
            for (String attribute : List.of("unix:gid", "unix:uid")) {
                Files.setAttribute(file, attribute, NOBODY);
            }
        } catch (FileSystemException e) {
            assumeTrue(false, "needs root");
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Path copy = folder.resolve("copy.db");
        SqliteBackup.write(file, copy, share -> {});
        damage();
        try (var store = open(file)) {
            store.append(sample(1_000, T0.plusSeconds(1_000), Map.of(CPU, 1.0)), List.of());
            for (Path made : List.of(copy, file, folder.resolve("pistat.db-wal"), folder.resolve("pistat.db-shm"))) {
                assertThat(Files.getAttribute(made, "unix:uid")).as("%s", made).isEqualTo(NOBODY);
                assertThat(Files.getAttribute(made, "unix:gid")).as("%s", made).isEqualTo(NOBODY);
                assertThat(mode(made)).isEqualTo("rw-r-----");
            }
        }
    }

    /** From the second page on. */
    private void damage() throws IOException {
        try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(4_096);
            bytes.write(new byte[Math.toIntExact(bytes.length()) - 4_096]);
        }
    }

    /** Of all files whose names fit. */
    private String modes(String names) {
        try (Stream<Path> files = Files.list(folder)) {
            var fits = folder.getFileSystem().getPathMatcher("glob:" + names);
            return String.join(
                    " ",
                    files.filter(each -> fits.matches(each.getFileName()))
                            .map(SameAccessTest::mode)
                            .toList());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String mode(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

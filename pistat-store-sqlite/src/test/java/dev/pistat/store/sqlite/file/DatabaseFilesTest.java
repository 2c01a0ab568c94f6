package dev.pistat.store.sqlite.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.core.port.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a damaged file goes. */
class DatabaseFilesTest {

    private static final Instant NOW = Instant.parse("2026-11-22T19:30:00.9Z");

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("pistat.db");
    }

    @Test
    void theJournalGoesAlongOrItWouldBePlayedBackIntoTheNewFile() throws IOException {
        write("pistat.db", "pistat.db-journal");
        DatabaseFiles.moveAside(file, NOW);
        assertThat(folder.resolve("pistat.db-journal")).doesNotExist();
        assertThat(folder.resolve("pistat.db.damaged-20261122T193000Z-journal")).hasContent("pistat.db-journal");
        write("pistat.db.salvaging-journal");
        DatabaseFiles.deleteLeft(folder.resolve("pistat.db.salvaging"));
        assertThat(folder.resolve("pistat.db.salvaging-journal")).doesNotExist();
    }

    @Test
    void aFileKeepsItsLogAndItsNameAndGetsTheTimeBehindIt() throws IOException {
        write("pistat.db", "pistat.db-wal", "pistat.db-shm", "pistat.db.lock");
        assertThat(DatabaseFiles.moveAside(file, NOW)).isEqualTo(folder.resolve("pistat.db.damaged-20261122T193000Z"));
        assertThat(names())
                .containsExactlyInAnyOrder(
                        "pistat.db.lock",
                        "pistat.db.damaged-20261122T193000Z",
                        "pistat.db.damaged-20261122T193000Z-wal",
                        "pistat.db.damaged-20261122T193000Z-shm");
        assertThat(folder.resolve("pistat.db.damaged-20261122T193000Z-wal")).hasContent("pistat.db-wal");
    }

    @Test
    void anEarlierOneIsNeverOverwritten() throws IOException {
        for (int time = 0; time < 3; time++) {
            write("pistat.db");
            Files.writeString(file, "damaged " + time);
            DatabaseFiles.moveAside(file, NOW);
        }
        assertThat(names())
                .containsExactlyInAnyOrder(
                        "pistat.db.damaged-20261122T193000Z",
                        "pistat.db.damaged-20261122T193000Z-2",
                        "pistat.db.damaged-20261122T193000Z-3");
        assertThat(folder.resolve("pistat.db.damaged-20261122T193000Z")).hasContent("damaged 0");
    }

    @Test
    void norIsWhatIsLeftOfOne() throws IOException {
        write("pistat.db", "pistat.db-wal", "pistat.db.damaged-20261122T193000Z-wal");
        DatabaseFiles.moveAside(file, NOW);
        assertThat(folder.resolve("pistat.db.damaged-20261122T193000Z-wal"))
                .hasContent("pistat.db.damaged-20261122T193000Z-wal");
        assertThat(folder.resolve("pistat.db.damaged-20261122T193000Z-2-wal")).hasContent("pistat.db-wal");
    }

    @Test
    void aLinkStaysAndTheFileThatItLeadsToGoesAside() throws IOException {
        Path real = Files.createDirectory(folder.resolve("real"));
        Files.writeString(real.resolve("data.db"), "x");
        Files.createSymbolicLink(file, real.resolve("data.db"));
        Path aside = DatabaseFiles.moveAside(file, NOW);
        assertThat(aside).isEqualTo(real.toRealPath().resolve("data.db.damaged-20261122T193000Z"));
        assertThat(file).isSymbolicLink();
        assertThat(Files.exists(file)).isFalse();
    }

    @Test
    void aFileThatCannotBeMovedIsNamed() {
        assertThatThrownBy(() -> DatabaseFiles.moveAside(file, NOW))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith(file + ": is damaged and cannot be moved aside: ");
    }

    private void write(String... names) throws IOException {
        for (String name : names) {
            Files.writeString(folder.resolve(name), name);
        }
    }

    private Stream<String> names() throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.map(path -> path.getFileName().toString()).toList().stream();
        }
    }
}

package dev.pistat.store.sqlite.salvage;

import static dev.pistat.store.sqlite.testkit.FullFile.PAGE;
import static dev.pistat.store.sqlite.testkit.FullFile.numbers;
import static dev.pistat.store.sqlite.testkit.FullFile.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.store.sqlite.salvage.Salvage.Saved;
import dev.pistat.store.sqlite.testkit.FullFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A full file to be damaged, and a new one that what is saved comes into. */
abstract class SalvageFixture {

    @TempDir
    private static Path made;

    public static FullFile full;
    private static Path empty;

    @TempDir
    Path folder;

    Path file;
    Path fresh;

    @BeforeAll
    public static void makeFiles() {
        full = FullFile.make(made.resolve("full.db"));
        empty = made.resolve("empty.db");
        try (Handle handle = open(empty)) {
            FullFile.create(handle);
        }
    }

    @BeforeEach
    void copyThem() throws IOException {
        file = Files.copy(full.path(), folder.resolve("pistat.db"));
        fresh = Files.copy(empty, folder.resolve("fresh.db"));
    }

    Saved bring() {
        try (Handle handle = open(fresh)) {
            handle.execute("BEGIN");
            Saved saved = Salvage.recover(file, handle);
            handle.execute("COMMIT");
            assertThat(handle.createQuery("PRAGMA integrity_check")
                            .mapTo(String.class)
                            .list())
                    .containsExactly("ok");
            return saved;
        }
    }

    void assertWhole(List<String> tables) {
        for (String table : tables) {
            assertThat(full.missing(table, full.path(), fresh))
                    .as("lost of " + table)
                    .isZero();
        }
        assertNothingMadeUp();
    }

    void assertNothingMadeUp() {
        for (String table : without("pending")) {
            assertThat(full.missing(table, fresh, full.path()))
                    .as("made up in " + table)
                    .isZero();
        }
    }

    public static List<String> without(String table) {
        return full.tables().stream().filter(each -> !each.equals(table)).toList();
    }

    List<Long> ids(String table) {
        try (Handle handle = open(fresh)) {
            return numbers(handle, "SELECT id FROM " + table + " ORDER BY id");
        }
    }

    void overwrite(Collection<Integer> pages, byte[] bytes) throws IOException {
        try (RandomAccessFile damaged = new RandomAccessFile(file.toFile(), "rw")) {
            for (int page : pages) {
                damaged.seek((page - 1L) * PAGE);
                damaged.write(bytes);
            }
        }
    }

    public static void setLength(Path file, long bytes) throws IOException {
        try (RandomAccessFile damaged = new RandomAccessFile(file.toFile(), "rw")) {
            damaged.setLength(bytes);
        }
    }

    public static byte[] garbage(Random random) {
        byte[] bytes = new byte[PAGE];
        random.nextBytes(bytes);
        return bytes;
    }

    public static List<Integer> some(int count, List<Integer> of, Random random) {
        List<Integer> shuffled = new ArrayList<>(of);
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, count);
    }
}

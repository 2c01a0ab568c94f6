package dev.pistat.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pistat.core.history.Event;
import dev.pistat.core.history.Retention;
import dev.pistat.core.history.Row;
import dev.pistat.core.port.StoreException;
import dev.pistat.store.sqlite.testkit.Samples;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** While the file cannot be written the store takes samples and shows them; when it can be, it writes them all, once. */
@Timeout(120)
class UnwritableFileTest {

    /** Only what a test asks for is written: neither does the time for a flush come, nor for another attempt. */
    private static final StoreSettings WHEN_ASKED = new StoreSettings(Retention.DEFAULTS, Duration.ofHours(1), 0);

    @TempDir
    private Path folder;

    private final List<String> logged = Collections.synchronizedList(new ArrayList<>());
    private final Logger logger = Logger.getLogger("dev.pistat.store");
    private final List<Runnable> after = new ArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(listener);
    }

    @AfterEach
    void cleanUp() {
        logger.removeHandler(listener);
        after.forEach(Runnable::run);
    }

    @Test
    void aFullDiskCostsNothingOnceThereIsRoomAgain() throws IOException {
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.toString()), "may not mount a small disk");
        after.add(() -> run("umount", folder.toString()));
        Path file = folder.resolve("pistat.db");
        Path filler = folder.resolve("filler");
        try (var store = SqliteMetricStore.open(file, Samples.ALL, WHEN_ASKED)) {
            append(store, 1, 100);
            store.flush();
            fill(filler);
            String why = fullDisk(file);
            for (int attempt = 0; attempt < 5; attempt++) {
                append(store, 101 + attempt * 200L, 300 + attempt * 200L);
                assertThatThrownBy(store::flush)
                        .isInstanceOf(StoreException.class)
                        .hasMessage(why);
                assertThatThrownBy(store::maintain)
                        .isInstanceOf(StoreException.class)
                        .hasMessage(why);
                assertShows(store, 300 + attempt * 200L);
                assertThat(store.trouble()).contains(why);
            }
            assertThat(logged).containsExactly(why + " (samples wait in memory)");
            Files.delete(filler);
            store.flush();
            assertRecovered(store, why, 1_100);
            assertThat(store.trouble()).isEmpty();
            append(store, 1_101, 1_110);
        }
        assertIsThereAgain(file, fullDisk(file), 1_110);
    }

    @Test
    void aFullDiskIsTriedAgainByItselfAsSamplesComeIn() throws IOException {
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.toString()), "may not mount a small disk");
        after.add(() -> run("umount", folder.toString()));
        Path file = folder.resolve("pistat.db");
        Path filler = folder.resolve("filler");
        try (var store = Samples.open(file)) {
            append(store, 1, 10);
            fill(filler);
            append(store, 11, 500);
            assertShows(store, 500);
            assertThat(logged).containsExactly(fullDisk(file) + " (samples wait in memory)");
            Files.delete(filler);
            append(store, 501, 501);
            assertRecovered(store, fullDisk(file), 501);
        }
        assertIsThereAgain(file, fullDisk(file), 501);
    }

    /**
     * A file system cannot be remounted read-only as long as a file on it is open for writing: only the kernel can do that
     * to a program, when the disk fails. To the program it looks as a file that became immutable: every write is refused.
     */
    @Test
    void aFileThatTakesNoWritesForAWhileCostsNothing() throws IOException {
        Path file = folder.resolve("pistat.db");
        Path log = folder.resolve("pistat.db-wal");
        try (var store = SqliteMetricStore.open(file, Samples.ALL, WHEN_ASKED)) {
            append(store, 1, 100);
            store.flush();
            freeze(file, log);
            append(store, 101, 300);
            assertThatThrownBy(store::flush)
                    .isInstanceOf(StoreException.class)
                    .hasMessageStartingWith(file + ": the disk reports an error; look at the kernel's log");
            assertThatThrownBy(store::flush).isInstanceOf(StoreException.class);
            assertShows(store, 300);
            assertThat(logged).singleElement().asString().endsWith(" (samples wait in memory)");
            thaw(file, log);
            store.flush();
            assertRecovered(store, reason(), 300);
        }
        assertIsThereAgain(file, reason(), 300);
    }

    @Test
    void anotherProgramsLockBlocksNothingAndCostsNothing() {
        Path file = folder.resolve("pistat.db");
        try (var store = SqliteMetricStore.open(file, Samples.ALL, WHEN_ASKED);
                Handle other = Jdbi.open("jdbc:sqlite:" + file)) {
            append(store, 1, 100);
            store.flush();
            other.execute("BEGIN EXCLUSIVE");
            // To wait for the lock takes a second: that one by one they do not wait, the test's time-out tells.
            append(store, 101, 1_100);
            assertShows(store, 1_100);
            String why = file + ": another program keeps it locked; close that program";
            assertThatThrownBy(store::flush).isInstanceOf(StoreException.class).hasMessage(why);
            append(store, 1_101, 1_200);
            assertThatThrownBy(store::flush).isInstanceOf(StoreException.class).hasMessage(why);
            assertShows(store, 1_200);
            assertThat(logged).containsExactly(why + " (samples wait in memory)");
            other.execute("ROLLBACK");
            store.flush();
            assertRecovered(store, why, 1_200);
            assertThat(other.createQuery("SELECT count(*) FROM sample")
                            .mapTo(int.class)
                            .one())
                    .isEqualTo(1_200);
        }
        assertIsThereAgain(file, file + ": another program keeps it locked; close that program", 1_200);
    }

    private static String fullDisk(Path file) {
        return file + ": the disk is full; make room on it";
    }

    private String reason() {
        return logged.getFirst().replace(" (samples wait in memory)", "");
    }

    private static void append(SqliteMetricStore store, long from, long to) {
        for (long id = from; id <= to; id++) {
            List<Event> events =
                    id % 50 == 0 ? List.of(new Event(at(id), Event.APPEARED, "disk", "with sample " + id)) : List.of();
            store.append(Samples.sample(id, at(id), Map.of(Samples.CPU, (double) (id % 100))), events);
        }
    }

    private static Instant at(long id) {
        return Samples.T0.plusSeconds(id);
    }

    /** Every sample is shown once, by the rows and by a chart, and so is every event. */
    private static void assertShows(SqliteMetricStore store, long lastId) {
        assertThat(Samples.allRows(store, Samples.CPU))
                .extracting(Row::id)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, lastId).boxed().toList());
        var line =
                store.chart(List.of(Samples.CPU), at(0), at(3_600), 10).lines().getFirst();
        int shown = 0;
        for (int point = 0; point < line.size(); point++) {
            shown += line.count(point);
        }
        assertThat(shown).isEqualTo((int) lastId);
        assertThat(store.newest())
                .hasValueSatisfying(sample -> assertThat(sample.id()).isEqualTo(lastId));
        assertThat(store.events(Instant.MIN, Instant.MAX).stream()
                        .filter(event -> event.kind().equals(Event.APPEARED)))
                .extracting(Event::text)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, lastId / 50)
                        .mapToObj(number -> "with sample " + number * 50)
                        .toList());
    }

    private void assertRecovered(SqliteMetricStore store, String why, long lastId) {
        assertThat(logged).containsExactly(why + " (samples wait in memory)", "the file can be written again");
        assertShows(store, lastId);
        assertStoreEvents(store, why);
    }

    private static void assertIsThereAgain(Path file, String why, long lastId) {
        try (var store = SqliteMetricStore.open(file, Samples.ALL, WHEN_ASKED)) {
            assertShows(store, lastId);
            assertStoreEvents(store, why);
        }
    }

    private static void assertStoreEvents(SqliteMetricStore store, String why) {
        assertThat(store.events(Instant.MIN, Instant.MAX).stream()
                        .filter(event -> event.subject().equals("store")))
                .extracting(event -> event.kind() + " " + event.text())
                .containsExactly(
                        Event.STORE_FAILED + " " + why + " (samples wait in memory)",
                        Event.STORE_RECOVERED + " the file can be written again");
    }

    private static void fill(Path filler) throws IOException {
        byte[] page = new byte[4_096];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(page);
            }
        } catch (IOException full) {
            assertThat(filler).isNotEmptyFile();
            assertThat(Files.getFileStore(filler).getUsableSpace()).isZero();
        }
    }

    private void freeze(Path... files) throws IOException {
        Path trial = folder.resolve("trial");
        after.add(() -> thaw(trial));
        after.add(() -> thaw(files));
        try (OutputStream open = Files.newOutputStream(trial)) {
            assumeTrue(run("chattr", "+i", trial.toString()), "may not make files immutable");
            assumeTrue(refuses(open), "an open file takes writes all the same, unlike on ext4");
        }
        for (Path file : files) {
            assertThat(run("chattr", "+i", file.toString())).isTrue();
        }
    }

    private static boolean refuses(OutputStream open) {
        try {
            open.write(0);
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static void thaw(Path... files) {
        Arrays.stream(files).filter(Files::exists).forEach(file -> run("chattr", "-i", file.toString()));
    }

    private static boolean run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 && said.isEmpty();
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

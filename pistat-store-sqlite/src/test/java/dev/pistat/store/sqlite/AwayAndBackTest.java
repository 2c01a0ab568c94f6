package dev.pistat.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pistat.core.history.Event;
import dev.pistat.core.history.Retention;
import dev.pistat.core.history.Row;
import dev.pistat.core.history.Tier;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.port.StoreException;
import dev.pistat.store.sqlite.testkit.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The history's file, its folder or its disk goes while it is open, and comes back or is another one. */
class AwayAndBackTest {

    private static final StoreSettings WHEN_ASKED = new StoreSettings(Retention.DEFAULTS, Duration.ofHours(1), 0);
    private static final Instant BEGIN = Samples.T0.truncatedTo(ChronoUnit.HOURS);

    @TempDir
    private Path all;

    private Path folder;
    private Path file;
    private final List<String[]> after = new ArrayList<>();

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(all.resolve("history"));
        file = folder.resolve("pistat.db");
    }

    @AfterEach
    void cleanUp() throws Exception {
        for (String[] command : after.reversed()) {
            run(command);
        }
    }

    @Test
    void aFolderThatIsAwayForAWhileCostsNothing() throws IOException {
        try (var store = SqliteMetricStore.open(file, Samples.ALL, WHEN_ASKED)) {
            append(store, 1, 100);
            store.flush();
            Path away = Files.move(folder, all.resolve("away"));
            append(store, 101, 150);
            String why = file + ": the folder " + folder + " does not exist;";
            assertThatThrownBy(store::flush).isInstanceOf(StoreException.class).hasMessageStartingWith(why);
            assertThatThrownBy(store::flush).isInstanceOf(StoreException.class).hasMessageStartingWith(why);
            assertThatThrownBy(store::maintain).isInstanceOf(StoreException.class);
            assertThat(store.trouble()).isPresent();
            Files.move(away, folder);
            append(store, 151, 160);
            store.flush();
            assertThat(store.trouble()).isEmpty();
            assertShows(store, 160);
        }
        try (var store = SqliteMetricStore.open(file, Samples.ALL, WHEN_ASKED)) {
            assertShows(store, 160);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void onTheFolderBelowADiskThatIsAwayNoHistoryIsBegun(boolean byALink) throws Exception {
        if (byALink) {
            file = Files.createSymbolicLink(all.resolve("link.db"), file);
        }
        Path disk = Files.createDirectory(all.resolve("disk"));
        mount("-t", "tmpfs", "-o", "size=10m", "tmpfs", disk.toString());
        mount("--bind", disk.toString(), folder.toString());
        try (var store = SqliteMetricStore.open(file, Samples.ALL, WHEN_ASKED)) {
            append(store, 1, 100);
            store.flush();
            assertThat(run("umount", "--lazy", folder.toString())).isTrue();
            append(store, 101, 150);
            assertThatThrownBy(store::flush)
                    .isInstanceOf(StoreException.class)
                    .hasMessageStartingWith(file + ": its folder is on another disk than before");
            assertThat(folder).isEmptyDirectory();
            mount("--bind", disk.toString(), folder.toString());
            store.flush();
            assertShows(store, 150);
        }
    }

    @Test
    void aBackupMovedOverTheOpenFileIsTakenAsItIs() throws IOException {
        try (var store = SqliteMetricStore.open(file, Samples.ALL, WHEN_ASKED)) {
            append(store, 1, 300);
            store.maintain();
            Path backup = folder.resolve("backup.db");
            SqliteBackup.write(file, backup, done -> {});
            append(store, 301, 500);
            store.maintain();
            Files.move(backup, file, StandardCopyOption.ATOMIC_MOVE);
            append(store, 501, 510);
            store.flush();
            assertThat(ids(store))
                    .isEqualTo(LongStream.concat(LongStream.rangeClosed(1, 300), LongStream.rangeClosed(501, 510))
                            .boxed()
                            .toList());
            assertThat(store.oldest(Tier.FIVE_MINUTES)).contains(BEGIN);
            assertThat(store.newest()).map(Sample::id).contains(510L);
            assertThat(store.events(Instant.MIN, Instant.MAX))
                    .anySatisfy(event -> assertThat(event.text())
                            .startsWith(file + ": is another file now; what was written last into the one before is in "
                                    + folder));
        }
        assertThat(SqliteCheck.of(file, done -> {}).damage()).isEmpty();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(each -> each.getFileName().toString()))
                    .anyMatch(name -> name.startsWith("pistat.db.replaced-") && name.endsWith("-wal"));
        }
    }

    @Test
    void whatWaitsGoesOnFromTheIdsOfTheFileThatCame() throws IOException {
        Path other = folder.resolve("other.db");
        try (var store = SqliteMetricStore.open(other, Samples.ALL, WHEN_ASKED)) {
            append(store, 9_001, 9_100);
        }
        try (var store = SqliteMetricStore.open(file, Samples.ALL, WHEN_ASKED)) {
            append(store, 1, 100);
            store.flush();
            append(store, 101, 110);
            Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
            store.flush();
            assertThat(store.newest()).map(Sample::id).contains(9_110L);
            assertThat(ids(store))
                    .isEqualTo(LongStream.rangeClosed(9_001, 9_110).boxed().toList());
            append(store, 9_111, 9_120);
            store.flush();
            assertThat(store.trouble()).isEmpty();
        }
    }

    private static void append(SqliteMetricStore store, long from, long to) {
        for (long id = from; id <= to; id++) {
            List<Event> events =
                    id % 50 == 0 ? List.of(new Event(at(id), Event.APPEARED, "disk", "with sample " + id)) : List.of();
            store.append(Samples.sample(id, at(id), Map.of(Samples.CPU, (double) (id % 100))), events);
        }
    }

    private static Instant at(long id) {
        return BEGIN.plusSeconds(id * 30);
    }

    private static List<Long> ids(SqliteMetricStore store) {
        return Samples.allRows(store, Samples.CPU).stream().map(Row::id).toList();
    }

    private static void assertShows(SqliteMetricStore store, long lastId) {
        assertThat(ids(store))
                .isEqualTo(LongStream.rangeClosed(1, lastId).boxed().toList());
    }

    private void mount(String... how) throws Exception {
        String[] command = Stream.concat(Stream.of("mount"), Stream.of(how)).toArray(String[]::new);
        assumeTrue(run(command), "may not mount a disk");
        after.add(new String[] {"umount", "--lazy", how[how.length - 1]});
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}

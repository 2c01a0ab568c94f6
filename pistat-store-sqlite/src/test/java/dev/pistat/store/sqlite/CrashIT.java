package dev.pistat.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.history.Buckets;
import dev.pistat.core.history.Chart;
import dev.pistat.core.history.Event;
import dev.pistat.core.history.Row;
import dev.pistat.core.history.Tier;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.text.Times;
import dev.pistat.store.sqlite.testkit.ComputedHistory;
import dev.pistat.store.sqlite.testkit.Samples;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} costs nothing that was flushed, doubles nothing, and damages no file: a hundred times. */
@Timeout(300)
class CrashIT {

    private static final long SEED = new Random().nextLong();

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);
    private final ComputedHistory expected = new ComputedHistory();
    private final List<Process> running = new ArrayList<>();
    private Path file;
    private Path classes;
    private String classPath = "";

    /** Lets one program run to its end, which keeps its classes in a form that the others load twice as fast. */
    @BeforeEach
    void prepare() throws Exception {
        file = Files.createDirectory(folder.resolve("history")).resolve("pistat.db");
        classes = folder.resolve("classes.jsa");
        List<String> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path jar = folder.resolve("classes-" + jars.size() + ".jar");
            boolean made = Files.isDirectory(Path.of(entry))
                    && ToolProvider.findFirst("jar")
                                    .orElseThrow()
                                    .run(System.out, System.err, "cf0", jar.toString(), "-C", entry, ".")
                            == 0;
            jars.add(made ? jar.toString() : entry);
        }
        classPath = String.join(File.pathSeparator, jars);
        Process first = start("-XX:ArchiveClassesAtExit=" + classes);
        first.getOutputStream().close();
        assertThat(first.waitFor()).isZero();
    }

    @AfterEach
    void endWhatStillRuns() {
        running.forEach(Process::destroyForcibly);
    }

    @Test
    void aHundredKillsLoseNothingThatWasFlushedAndDoubleNothing() throws Exception {
        long flushed = 0;
        Process next = sampler();
        for (int kill = 1; kill <= 100; kill++) {
            Process sampler = next;
            next = sampler();
            flushed = Math.max(flushed, killed(sampler, kill % 5 > 0, 200));
            flushed = checked("seed " + SEED + ", kill " + kill, flushed);
        }
        checkAfterMaintenance("seed " + SEED);
    }

    @Test
    void aKillWhileTheFileIsMadeLeavesNoneThatIsRefused() throws Exception {
        Process next = sampler();
        for (int kill = 1; kill <= 12; kill++) {
            Process sampler = next;
            long flushed = killed(sampler, false, 30);
            checked("seed " + SEED + ", kill " + kill, flushed);
            try (var files = Files.list(file.getParent())) {
                for (Path made : files.toList()) {
                    Files.delete(made);
                }
            }
            next = sampler();
        }
    }

    @Test
    void aFileThatWasOnlyBegunIsANewOne() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
        }
        assertThat(file).isNotEmptyFile();
        for (long newest = 0; newest < 3; newest++) {
            assertThat(checked("time " + newest, newest)).isEqualTo(newest);
            try (var store = open(file)) {
                long id = newest + 1;
                store.append(
                        ComputedHistory.sample(id),
                        ComputedHistory.events(id),
                        ComputedHistory.topProcesses(id).orElse(null));
            }
        }
    }

    /** Lets it work, for a while after it has begun or after its first flush, and kills it; tells what was flushed. */
    private long killed(Process sampler, boolean afterFlush, int mostMillis) throws Exception {
        BufferedReader said = sampler.inputReader(StandardCharsets.UTF_8);
        assertThat(said.readLine()).isEqualTo("ready");
        sampler.getOutputStream().write('\n');
        sampler.getOutputStream().flush();
        long flushed = afterFlush ? Long.parseLong(said.readLine()) : 0;
        assertThat(sampler.waitFor(random.nextInt(mostMillis * 1_000), TimeUnit.MICROSECONDS))
                .as("seed %s: it ended by itself", SEED)
                .isFalse();
        // Not Process.destroyForcibly, which also closes the pipe.
        sampler.toHandle().destroyForcibly();
        sampler.waitFor();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            flushed = Long.parseLong(line);
        }
        return flushed;
    }

    /** Reads a copy, so that the next sampler meets what the killed one left; tells what is the last sample. */
    private long checked(String when, long flushed) throws Exception {
        Path copy = copy();
        if (Files.exists(copy)) {
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy);
                    Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery("PRAGMA integrity_check")) {
                assertThat(result.getString(1)).as(when).isEqualTo("ok");
            }
        }
        copy();
        try (var store = open(copy)) {
            long newest = store.newest().map(Sample::id).orElse(0L);
            assertThat(newest).as(when).isGreaterThanOrEqualTo(flushed);
            if (newest > 0) {
                check(when, store, newest);
            }
            return newest;
        }
    }

    private void check(String when, SqliteMetricStore store, long newest) {
        List<Series> series = ComputedHistory.series(newest);
        Instant now = now(newest);
        Sample last = ComputedHistory.sample(newest);
        assertThat(store.newest()).as(when).contains(last);

        List<Row> rows = Samples.allRows(store, series.toArray(Series[]::new));
        assertThat(rows).as(when).extracting(Row::id).isSorted().doesNotHaveDuplicates();
        Instant horizon = now.minus(ComputedHistory.RETENTION.samples());
        assertThat(rows.stream()
                        .filter(row -> !Times.instant(row.atMicros()).isBefore(horizon))
                        .map(Row::id))
                .as(when)
                .containsExactlyElementsOf(LongStream.rangeClosed(Math.max(1, newest - 400), newest)
                        .filter(id -> !ComputedHistory.at(id).isBefore(horizon))
                        .boxed()
                        .toList());
        rows.forEach(row -> checkRow(when, row, series));

        expected.advance(newest);
        checkChart(when, store, series, Tier.FIVE_MINUTES, now);
        checkChart(when, store, series, Tier.HOURS, now);
        checkChart(when, store, series, Tier.DAYS, now);

        Instant lastYear = now.minus(Duration.ofDays(89));
        assertThat(store.events(lastYear, Instant.MAX))
                .as(when)
                .extracting(Event::text)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, newest)
                        .filter(id -> !ComputedHistory.at(id).isBefore(lastYear))
                        .mapToObj(ComputedHistory::events)
                        .flatMap(List::stream)
                        .map(Event::text)
                        .toList());
        long looked = newest - newest % 2;
        if (looked > 0) {
            assertThat(store.topProcesses(ComputedHistory.at(looked)))
                    .as(when)
                    .isEqualTo(ComputedHistory.topProcesses(looked));
        }
    }

    private static void checkRow(String when, Row row, List<Series> series) {
        assertThat(row.atMicros()).as(when).isEqualTo(Times.micros(ComputedHistory.at(row.id())));
        Map<Series, Double> found = new HashMap<>();
        for (int i = 0; i < series.size(); i++) {
            if (row.has(i)) {
                found.put(series.get(i), row.value(i));
            }
        }
        assertThat(found).as("%s, sample %s", when, row.id()).isEqualTo(ComputedHistory.values(row.id()));
    }

    /** Compares all buckets of a tier that must be kept with the computed ones. */
    private void checkChart(String when, SqliteMetricStore store, List<Series> series, Tier tier, Instant now) {
        long step = tier.step().toNanos() / 1_000;
        long end = Math.floorDiv(Times.micros(now), step) * step + step;
        int points = (int) ComputedHistory.RETENTION.of(tier).dividedBy(tier.step()) - 1;
        Chart chart = store.chart(series, Times.instant(end - points * step), Times.instant(end), points);
        assertThat(chart.tier()).as(when).isEqualTo(tier);
        assertThat(chart.size()).as(when).isEqualTo(points);
        for (Buckets line : chart.lines()) {
            Map<Instant, ComputedHistory.Bucket> found = new LinkedHashMap<>();
            Map<Instant, ComputedHistory.Bucket> right = new LinkedHashMap<>();
            for (int point = 0; point < points; point++) {
                Instant at = Times.instant(chart.micros(point));
                found.put(at, ComputedHistory.Bucket.of(line, point));
                right.put(at, expected.bucket(tier, line.series(), chart.micros(point)));
            }
            assertThat(found).as("%s, %s of %s", when, tier, line.series()).containsExactlyEntriesOf(right);
        }
    }

    /** In the end nothing is left that should be gone, and the tiers alone say the same. */
    private void checkAfterMaintenance(String when) {
        try (var store = open(file)) {
            long newest = store.newest().orElseThrow().id();
            store.maintain();
            check(when, store, newest);
            assertThat(Samples.allRows(store, Samples.CPU)).as(when).hasSizeBetween(85, 95);
        }
    }

    private static Instant now(long newest) {
        Instant last = ComputedHistory.at(newest);
        Instant before = ComputedHistory.at(Math.max(1, newest - 1));
        return last.isAfter(before) ? last : before;
    }

    private static SqliteMetricStore open(Path file) {
        return SqliteMetricStore.open(
                file, Samples.ALL, new StoreSettings(ComputedHistory.RETENTION, Duration.ofHours(1), 0));
    }

    private Path copy() throws IOException {
        Path copy = folder.resolve("copy.db");
        for (String end : List.of("", "-wal", "-journal")) {
            Files.deleteIfExists(Path.of(copy + end));
            if (Files.exists(Path.of(file + end))) {
                Files.copy(Path.of(file + end), Path.of(copy + end));
            }
        }
        return copy;
    }

    /** Starts a program that will sample when it is told to. */
    private Process sampler() throws IOException {
        return start("-XX:SharedArchiveFile=" + classes);
    }

    private Process start(String archive) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        archive,
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xlog:disable",
                        "-Dslf4j.internal.verbosity=ERROR",
                        "-Djava.io.tmpdir=" + folder,
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath,
                        CrashingSampler.class.getName(),
                        file.toString(),
                        String.valueOf(random.nextLong()),
                        folder.resolve("scratch-" + running.size() + ".db").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        running.add(process);
        return process;
    }
}

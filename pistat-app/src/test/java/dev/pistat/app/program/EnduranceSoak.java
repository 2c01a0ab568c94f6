package dev.pistat.app.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.app.FastPiStat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hundred samples a second, asked all the while: nothing grows. {@code -Dsoak.minutes}, 60 unless one says otherwise. */
class EnduranceSoak {

    private static final Duration LENGTH = Duration.ofMinutes(Long.getLong("soak.minutes", 60));
    private static final int PERIODS = 10;
    private static final int INTERVAL_MILLIS = 10;
    private static final Pattern ID = Pattern.compile("\\{\"id\":(\\d+),");

    @TempDir
    private Path folder;

    private final AtomicLong streamed = new AtomicLong();
    private final AtomicLong lastStreamed = new AtomicLong();

    /** What was seen in a tenth of the time: bytes in KB, times in ms. */
    private record Period(
            long samples,
            double residentKb,
            double liveHeapKb,
            double threads,
            double files,
            double requests,
            double median,
            double slowest) {

        static final String HEADER = "| tenth | samples | resident MB | live heap MB | threads | files | requests |"
                + " median ms | slowest ms |\n|---|---|---|---|---|---|---|---|---|";

        String line(int number) {
            return String.format(
                    Locale.ROOT,
                    "| %d | %d | %.1f | %.2f | %.0f | %.0f | %.0f | %.2f | %.0f |",
                    number,
                    samples,
                    residentKb / 1e3,
                    liveHeapKb / 1e3,
                    threads,
                    files,
                    requests,
                    median,
                    slowest);
        }
    }

    @Test
    void nothingGrowsAndNothingIsLost() throws Exception {
        Files.writeString(folder.resolve("config.toml"), """
                [collection]
                interval_seconds = 3600
                [server]
                host = "127.0.0.1"
                port = 0
                [database]
                flush_seconds = 10
                """);
        List<Period> periods = new ArrayList<>();
        long newest;
        try (ExecutorService listener = Executors.newVirtualThreadPerTaskExecutor();
                Program program =
                        Program.startInstead(folder, FastPiStat.class, List.of(), Integer.toString(INTERVAL_MILLIS))) {
            BufferedReader stream = program.stream("");
            listener.execute(() -> listen(stream));
            System.out.println(Period.HEADER);
            for (int number = 1; number <= PERIODS; number++) {
                periods.add(period(program));
                System.out.println(periods.getLast().line(number));
            }
            program.signal("TERM");
            assertThat(program.exitCode()).isZero();
            System.out.println("log lines: " + program.log().lines().count() + ", last: "
                    + program.log().lines().reduce((one, other) -> other).orElse(""));
        }
        try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("pistat.db"));
                ResultSet row = file.createStatement()
                        .executeQuery(
                                "SELECT count(*), max(id), sum(1 - (monotonic > before)) FROM"
                                        + " (SELECT id, monotonic, lag(monotonic, 1, 0) OVER (ORDER BY id) AS before FROM sample)")) {
            newest = row.getLong(2);
            System.out.println(newest + " samples, " + Files.size(folder.resolve("pistat.db")) / 1_000_000 + " MB");
            assertThat(row.getLong(1)).as("stored").isEqualTo(newest);
            assertThat(row.getLong(3)).as("out of order").isZero();
        }
        assertThat(newest).isGreaterThan(LENGTH.toSeconds() * 10);
        assertThat(lastStreamed.get()).as("streamed to the end").isGreaterThan(newest - 100);
        // How much waits to be written differs from moment to moment, so the least counts.
        assertThat(least(periods.subList(PERIODS - 3, PERIODS)))
                .as("live heap, KB")
                .isLessThanOrEqualTo(least(periods.subList(2, 5)) + 4_000);
        assertStays("resident, KB", 8_000, periods, Period::residentKb);
        assertStays("threads", 4, periods, Period::threads);
        assertStays("open files", 4, periods, Period::files);
        // As much again is the neighbours' on a shared machine; what grows with the history would be tenfold.
        assertStays("median ms", 10 + early(periods, Period::median), periods, Period::median);
    }

    private Period period(Program program) throws Exception {
        Instant end = Instant.now().plus(LENGTH.dividedBy(PERIODS));
        List<Double> times = new ArrayList<>();
        double resident = 0;
        double threads = 0;
        double files = 0;
        long before = lastStreamed.get();
        while (Instant.now().isBefore(end)) {
            String from = Long.toString(Instant.now().getEpochSecond() - 20);
            for (String path : List.of(
                    "/",
                    "/api/current",
                    "/api/history?metric=cpu_percent&hours=0.005",
                    "/api/query?series=cpu_percent&series=cpu_core_percent&series=filesystem_used&from=" + from,
                    "/api/export?from=" + from,
                    "/api/events?from=" + from,
                    "/api/processes",
                    "/health/ready",
                    "/metrics")) {
                long asked = System.nanoTime();
                HttpResponse<String> answer = program.get(path);
                assertThat(answer.statusCode())
                        .as("%s: %s", path, answer.body())
                        .isIn(200, 204);
                times.add((System.nanoTime() - asked) / 1e6);
            }
            resident = Math.max(resident, program.status("VmRSS:"));
            threads = Math.max(threads, program.status("Threads:"));
            files = Math.max(files, files(program));
            program.runsFor(Duration.ofSeconds(1));
        }
        List<Double> sorted = times.stream().sorted().toList();
        return new Period(
                lastStreamed.get() - before,
                resident,
                program.liveHeapKb(),
                threads,
                files,
                sorted.size(),
                sorted.get(sorted.size() / 2),
                sorted.getLast());
    }

    /** Follows the stream to its end, which must not leave a sample out. */
    private void listen(BufferedReader stream) {
        try (stream) {
            for (String line = stream.readLine(); line != null; line = stream.readLine()) {
                Matcher id = ID.matcher(line);
                if (line.startsWith("data: ") && id.find() && line.contains("\"cpu_percent\"")) {
                    long now = Long.parseLong(id.group(1));
                    if (streamed.getAndIncrement() > 0 && now != lastStreamed.get() + 1) {
                        System.out.println("the stream leaves out what is between " + lastStreamed + " and " + now);
                        return;
                    }
                    lastStreamed.set(now);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double files(Program program) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + program.pid() + "/fd"))) {
            return open.count();
        }
    }

    /** The first tenths warm up; the third to the fifth are compared with the last three. */
    private static double early(List<Period> periods, ToDoubleFunction<Period> figure) {
        return mean(periods.subList(2, 5).stream().mapToDouble(figure));
    }

    private static void assertStays(
            String what, double tolerance, List<Period> periods, ToDoubleFunction<Period> figure) {
        assertThat(mean(periods.subList(PERIODS - 3, PERIODS).stream().mapToDouble(figure)))
                .as(what)
                .isLessThanOrEqualTo(early(periods, figure) + tolerance);
    }

    private static double least(List<Period> periods) {
        return periods.stream().mapToDouble(Period::liveHeapKb).min().orElseThrow();
    }

    private static double mean(DoubleStream figures) {
        return figures.average().orElseThrow();
    }
}

package dev.pistat.app.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.store.sqlite.SqliteMetricStore;
import dev.pistat.store.sqlite.StoreSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A week of samples, asked for by many at once. */
class LoadSoak {

    private static final int EXPORTS = 20;
    private static final int SAMPLES = 60_480;
    private static final String WEEK = "/api/export?hours=168";

    @TempDir
    private Path folder;

    private Path database;

    /** A sample every ten seconds up to now, of everything that has no instances. */
    @BeforeEach
    void fill() throws IOException {
        Files.writeString(folder.resolve("config.toml"), """
                [collection]
                interval_seconds = 1
                [server]
                host = "127.0.0.1"
                port = 0
                """);
        database = folder.resolve("pistat.db");
        Instant begin = Instant.now().minus(Duration.ofSeconds(10L * SAMPLES));
        try (SqliteMetricStore store =
                SqliteMetricStore.open(database, new Allowlist(Catalogue.ALL), StoreSettings.DEFAULTS)) {
            for (int i = 1; i <= SAMPLES; i++) {
                Map<Series, Reading> readings = new LinkedHashMap<>();
                for (Metric metric : Catalogue.ALL) {
                    if (metric.label().isEmpty()) {
                        readings.put(new Series(metric), new Reading.Value(i % 100));
                    }
                }
                store.append(
                        new Sample(i, begin.plusSeconds(10L * i), 10_000_000L * i, "an-earlier-boot", readings),
                        List.of());
                if (i % 1_000 == 0) {
                    store.flush();
                }
            }
        }
    }

    @Test
    void inAHeapOf24MegabytesTwentyExportsAreAnsweredOrRefused() throws Exception {
        try (Program program = Program.startInShell(folder, "PISTAT_JAVA_OPTIONS=-Xmx24m exec \"$@\"");
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            program.awaits("/api/current", "\"id\":" + (SAMPLES + 1) + ",");
            int answered = 0;
            for (int round = 0; round < 3; round++) {
                List<Future<Integer>> statuses = new ArrayList<>();
                for (int i = 0; i < EXPORTS; i++) {
                    statuses.add(clients.submit(() -> program.get(WEEK).statusCode()));
                }
                for (Future<Integer> status : statuses) {
                    assertThat(status.get()).isIn(200, 503);
                    answered += status.get() == 200 ? 1 : 0;
                }
            }
            System.out.println("24 MB: " + answered + " of " + 3 * EXPORTS + " exports of a week answered, resident "
                    + status(program, "VmHWM:") + " kB at most");
            assertThat(answered).isPositive();
            assertThat(program.get("/health/ready").statusCode()).isEqualTo(200);
            assertThat(program.log()).doesNotContain("OutOfMemory", "SEVERE");
        }
    }

    @Test
    void sigtermUnderFullLoadEndsItSoonWithExitCode0AndAllFlushed() throws Exception {
        try (Program program = Program.start(folder);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            program.awaits("/api/current", "\"id\":" + (SAMPLES + 1) + ",");
            int port = program.port();
            AtomicLong bytes = new AtomicLong();
            for (int i = 0; i < EXPORTS; i++) {
                String path = i % 2 == 0 ? WEEK : "/api/stream?last=" + (SAMPLES - 300) + "-0";
                clients.execute(() -> askOnAndOn(port, path, bytes));
            }
            while (bytes.get() < 50_000_000) {
                program.runsFor(Duration.ofMillis(10));
            }
            Matcher newest = Pattern.compile("\"id\":(\\d+),")
                    .matcher(program.get("/api/current").body());
            assertThat(newest.find()).isTrue();
            long asked = System.nanoTime();
            program.signal("TERM");
            assertThat(program.exitCode()).isZero();
            Duration took = Duration.ofNanos(System.nanoTime() - asked);
            System.out.println("SIGTERM under load: ended after " + took.toMillis() + " ms");
            assertThat(took).isLessThan(Duration.ofSeconds(2));
            assertThat(program.log()).doesNotContain("SEVERE").endsWith("INFO stopped\n");
            try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + database);
                    ResultSet row = file.createStatement().executeQuery("SELECT max(id), count(*) FROM sample")) {
                assertThat(row.getLong(1)).isGreaterThanOrEqualTo(Long.parseLong(newest.group(1)));
                assertThat(row.getLong(2)).isEqualTo(row.getLong(1));
            }
        }
    }

    private static void askOnAndOn(int port, String path, AtomicLong bytes) {
        byte[] piece = new byte[64 * 1024];
        while (true) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                String request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                InputStream in = socket.getInputStream();
                for (int read = in.read(piece); read > 0; read = in.read(piece)) {
                    bytes.addAndGet(read);
                }
            } catch (IOException e) {
                return; // it has ended
            }
        }
    }

    private static long status(Program program, String key) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + program.pid() + "/status")).stream()
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }
}

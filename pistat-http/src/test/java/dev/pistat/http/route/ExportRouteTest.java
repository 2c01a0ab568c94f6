package dev.pistat.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.history.Retention;
import dev.pistat.core.memory.InMemoryMetricStore;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.NetworkMetrics;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.testkit.FakeClock;
import dev.pistat.core.text.Times;
import dev.pistat.http.HttpServer;
import dev.pistat.http.RawClient;
import dev.pistat.http.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code /api/export} can beyond the original's. */
class ExportRouteTest {

    /** 1772366400 seconds since 1970. */
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private static final Series CPU = new Series(CpuMetrics.CPU_PERCENT);
    private static final Series SENT = new Series(NetworkMetrics.NET_BYTES_SENT);

    private final FakeClock clock = new FakeClock(NOON);
    private final InMemoryMetricStore store = new InMemoryMetricStore(
            new Retention(Duration.ofHours(1), Duration.ofHours(3), Duration.ofHours(30), Duration.ofDays(90)));
    private HttpServer server;
    private RawClient client;
    private long lastId;

    @BeforeEach
    void start() {
        server = TestServer.start(new TestRoutes().store(store).clock(clock).routes());
        client = new RawClient(server.port());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void chosenMetricsStandBesideTheTime() throws Exception {
        append(NOON.minusSeconds(10), Map.of(CPU, 1.5, core(0), 2.0, core(1), 3.0, SENT, 4.0));
        RawClient.Answer answer =
                client.get("/api/export?metric=net_bytes_sent&metric=cpu_core_percent&metric=net_bytes_sent");
        assertThat(answer.header("Content-Disposition")).isEqualTo("attachment; filename=pistat_export.csv");
        assertThat(answer.body().lines().toList().getFirst())
                .startsWith("timestamp,net_bytes_sent,cpu_core_percent:")
                .hasSize("timestamp,net_bytes_sent,cpu_core_percent:0,cpu_core_percent:1".length());
        assertThat(client.get("/api/export?metric=cpu_core_percent:1").body())
                .isEqualTo("timestamp,cpu_core_percent:1\r\n1772366390.0,3.0\r\n");
    }

    @Test
    void ndjsonIsAnObjectALine() throws Exception {
        append(NOON.minusSeconds(10), Map.of(CPU, 1.5));
        append(NOON, Map.of(CPU, 2.5));
        RawClient.Answer answer = client.get("/api/export?format=ndjson&metric=cpu_percent");
        assertThat(answer.header("Content-Type")).isEqualTo("application/x-ndjson");
        assertThat(answer.header("Content-Disposition")).isEqualTo("attachment; filename=pistat_export.ndjson");
        assertThat(answer.body())
                .isEqualTo("{\"ts\":1772366390.0,\"cpu_percent\":1.5}\n{\"ts\":1772366400.0,\"cpu_percent\":2.5}\n");
        assertThat(client.get("/api/export?format=ndjson").body())
                .startsWith("{\"id\":1,\"timestamp\":1772366390.0,\"cpu_percent\":1.5,\"cpu_per_core\":null,");
    }

    @Test
    void aRangeThatReachesBeyondTheSamplesGoesOnInTheTiers() throws Exception {
        for (int minute = 4 * 1_440; minute >= 0; minute--) {
            append(NOON.minusSeconds(60L * minute), Map.of(CPU, minute / 10.0, SENT, (4 * 1_440 - minute) * 100.0));
        }
        store.maintain();
        List<String> lines = client.get(
                        "/api/export?metric=cpu_percent&metric=net_bytes_sent&from=2026-02-20T00:00:00Z&to=1772366401")
                .body()
                .lines()
                .toList();
        assertThat(lines.getFirst()).isEqualTo("timestamp,tier,cpu_percent,net_bytes_sent");
        List<String> tiers =
                lines.stream().skip(1).map(line -> line.split(",", -1)[1]).toList();
        assertThat(tiers.stream().distinct()).containsExactly("1d", "1h", "5min", "raw");
        assertThat(lines.stream().filter(line -> line.contains(",raw,"))).hasSize(61);
        assertThat(lines).endsWith("1772366400.0,raw,0.0,576000");
        // The hour of a bucket: 60 values, of which the mean, and the last of the counter.
        assertThat(lines).contains("1772319600.0,1h,75.05,503900");
        List<Double> times = lines.stream()
                .skip(1)
                .map(line -> Double.valueOf(line.split(",", -1)[0]))
                .toList();
        assertThat(times).isSorted().doesNotHaveDuplicates();
        double counted = 0;
        for (String tier : tiers) {
            counted += Map.of("1d", 1_440, "1h", 60, "5min", 5, "raw", 1).get(tier);
        }
        // All samples once: only the first day has less than a whole one.
        assertThat(counted).isBetween(4 * 1_440 + 1.0, 4 * 1_440 + 1.0 + 720);
    }

    @Test
    void aYoungHistoryIsOnlySamplesWhateverIsAskedFor() throws Exception {
        for (int second = 600; second >= 0; second -= 10) {
            append(NOON.minusSeconds(second), Map.of(CPU, 1.0));
        }
        store.maintain();
        assertThat(client.get("/api/export?metric=cpu_percent&from=0&to=2026-03-01T12:00:01Z")
                        .body()
                        .lines())
                .hasSize(62)
                .noneMatch(line -> line.contains("5min"));
        assertThat(client.get("/api/export?to=1772366400&from=1772366390").body())
                .startsWith("timestamp,tier,cpu_percent,cpu_per_core,")
                .contains("\r\n1772366390.0,raw,1.0,,");
    }

    @ParameterizedTest
    @CsvSource({
        "format=xml, Invalid format: 'xml' (csv or ndjson)",
        "format=, Invalid format: '' (csv or ndjson)",
        "metric=x, 'Invalid metric: ''x'' (a metric of /api/metrics, or name:instance of one with a label)'",
        "metric, 'Invalid metric: '''' (a metric of /api/metrics, or name:instance of one with a label)'",
        "hours=1&from=0, Invalid hours: from and to say it already (one or the other)",
        "from=2&to=1, 'Invalid from: ''2'' (before to, which is 1)'",
        "from=x, 'Invalid from: ''x'' (seconds since 1970, or a time with an offset such as 2026-03-01T12:00:00Z)'"
    })
    void whatIsNotUnderstoodIsRefused(String query, String why) throws Exception {
        RawClient.Answer answer = client.get("/api/export?" + query);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Disposition")).isEmpty();
        assertThat(answer.body()).isEqualTo("{\"error\":\"" + why + "\"}");
    }

    private static Series core(int number) {
        return new Series(CpuMetrics.CPU_CORE_PERCENT, String.valueOf(number));
    }

    private void append(Instant at, Map<Series, Double> values) {
        Map<Series, Reading> readings = new LinkedHashMap<>();
        values.forEach((series, value) -> readings.put(series, new Reading.Value(value)));
        store.append(new Sample(++lastId, at, Times.micros(at), "boot", readings), List.of());
    }
}

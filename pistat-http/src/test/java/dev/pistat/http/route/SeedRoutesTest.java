package dev.pistat.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.memory.InMemoryMetricStore;
import dev.pistat.core.metric.BoardMetrics;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.DiskMetrics;
import dev.pistat.core.metric.MemoryMetrics;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.NetworkMetrics;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.testkit.FailingStore;
import dev.pistat.core.testkit.FakeClock;
import dev.pistat.http.HttpServer;
import dev.pistat.http.RawClient;
import dev.pistat.http.TestServer;
import dev.pistat.http.page.Page;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of the five old routes, with the answers that the original program gave, byte for byte. */
class SeedRoutesTest {

    private static final Instant AT = Instant.parse("2026-11-22T15:09:02.539940Z");
    private static final String HEADER =
            "id,timestamp,cpu_percent,cpu_per_core,mem_used,mem_total,mem_percent,cpu_temp,"
                    + "disk_used,disk_total,disk_percent,load_1,load_5,load_15,net_bytes_sent,net_bytes_recv,uptime_seconds\r\n";

    private final FakeClock clock = new FakeClock(AT.plusSeconds(5));
    private final FailingStore store = new FailingStore(new InMemoryMetricStore());
    private HttpServer server;
    private RawClient client;
    private Optional<Sample> newest = Optional.empty();

    @BeforeEach
    void start() {
        Routes routes =
                new TestRoutes().store(store).newest(() -> newest).clock(clock).routes();
        server = TestServer.start(new Page(), routes);
        client = new RawClient(server.port());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void currentIsEmptyWhileNothingWasSampled() throws Exception {
        RawClient.Answer answer = client.get("/api/current");
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void currentIsTheNewestSampleAsOneFlatObject() throws Exception {
        newest = Optional.of(recorded(1, AT));
        RawClient.Answer answer = client.get("/api/current");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.body())
                .isEqualTo("{\"id\":1,\"timestamp\":1795360142.53994,\"cpu_percent\":0.0,\"cpu_per_core\":[0.0,0.0],"
                        + "\"mem_used\":98222080,\"mem_total\":25276502016,\"mem_percent\":1.1,\"cpu_temp\":null,"
                        + "\"disk_used\":26037993472,\"disk_total\":270553174016,\"disk_percent\":23.9,"
                        + "\"load_1\":0.0029296875,\"load_5\":0.109375,\"load_15\":0.24365234375,"
                        + "\"net_bytes_sent\":1922981,\"net_bytes_recv\":390768200,\"uptime_seconds\":2145}");
    }

    @Test
    void anOfflineCoreLeavesItsPlaceEmpty() throws Exception {
        Map<Series, Reading> readings = new LinkedHashMap<>();
        readings.put(new Series(CpuMetrics.CPU_CORE_PERCENT, "0"), new Reading.Value(1));
        readings.put(new Series(CpuMetrics.CPU_CORE_PERCENT, "2"), new Reading.Value(3));
        readings.put(new Series(CpuMetrics.CPU_CORE_PERCENT, "3"), new Reading.Unavailable("offline"));
        newest = Optional.of(new Sample(1, AT, 1, "boot", readings));
        assertThat(client.get("/api/current").body()).contains("\"cpu_per_core\":[1.0,null,3.0,null]");
    }

    @Test
    void aSampleOfNothingHasEveryFieldAndNoValue() throws Exception {
        newest = Optional.of(new Sample(1, AT, 1, "boot", Map.of()));
        assertThat(client.get("/api/current").body())
                .contains("\"cpu_percent\":null,\"cpu_per_core\":null,")
                .endsWith("\"uptime_seconds\":null}");
    }

    @Test
    void historyIsTheLastHourOfTheProcessorUnlessAskedOtherwise() throws Exception {
        append(recorded(1, AT.minusSeconds(3_600)), recorded(2, AT.minusSeconds(3_000)), recorded(3, AT));
        String twoPoints = "[{\"ts\":1795357142.53994,\"value\":0.0},{\"ts\":1795360142.53994,\"value\":0.0}]";
        assertThat(client.get("/api/history").body()).isEqualTo(twoPoints);
        assertThat(client.get("/api/history?metric=cpu_percent&hours=1").body()).isEqualTo(twoPoints);
        assertThat(client.get("/api/history?hours=0.5").body()).isEqualTo("[{\"ts\":1795360142.53994,\"value\":0.0}]");
    }

    @Test
    void wholeNumbersStayWhole() throws Exception {
        append(recorded(1, AT));
        RawClient.Answer answer = client.get("/api/history?metric=mem_used&hours=1");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.body()).isEqualTo("[{\"ts\":1795360142.53994,\"value\":98222080}]");
    }

    @Test
    void samplesWithoutAValueAreLeftOut() throws Exception {
        append(recorded(1, AT));
        assertThat(client.get("/api/history?metric=cpu_temp").body()).isEqualTo("[]");
    }

    @Test
    void oneInstanceOfAMetricHasAHistoryToo() throws Exception {
        append(recorded(1, AT));
        assertThat(client.get("/api/history?metric=cpu_core_percent:1").body())
                .isEqualTo("[{\"ts\":1795360142.53994,\"value\":0.0}]");
        assertThat(client.get("/api/history?metric=cpu_core_percent:7").body()).isEqualTo("[]");
    }

    @Test
    void aLongHistoryIsStreamedWhole() throws Exception {
        for (int i = 1; i <= 20_000; i++) {
            append(new Sample(
                    i,
                    AT.minusSeconds(20_000 - i),
                    i,
                    "boot",
                    Map.of(new Series(CpuMetrics.CPU_PERCENT), new Reading.Value(i % 100))));
        }
        RawClient.Answer answer = client.get("/api/history?hours=168");
        assertThat(answer.header("Transfer-Encoding")).isEqualTo("chunked");
        assertThat(answer.body())
                .startsWith("[{\"ts\":1795340143.53994,\"value\":1.0},")
                .endsWith(",{\"ts\":1795360142.53994,\"value\":0.0}]");
        assertThat(answer.body().split("\\{\"ts\":", -1)).hasSize(20_001);
    }

    @Test
    void aMetricWithoutAValueIsNotTheUsualOne() throws Exception {
        assertThat(client.get("/api/history?metric").body()).isEqualTo("{\"error\":\"Invalid metric: ''\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bad_metric", "cpu_per_core", "timestamp", "", "cpu_core_percent", "cpu_percent:0"})
    void aMetricOutsideTheAllowlistIsRefused(String metric) throws Exception {
        RawClient.Answer answer = client.get("/api/history?metric=" + metric + "&hours=1");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.body()).isEqualTo("{\"error\":\"Invalid metric: '" + metric + "'\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "abc, abc",
        "nan, nan",
        "inf, inf",
        "'', ''",
        "-1, -1",
        "0, 0",
        "0.0, 0.0",
        "1d, 1d",
        "0x1p3, 0x1p3",
        "1_0, 1_0",
        "%201%20, ' 1 '",
        "1e3, 1e3",
        "+1, ' 1'",
        "1., 1.",
        ".5, .5",
        "1%2C5, '1,5'",
        "%D9%A1, \u0661"
    })
    void hoursAreAPlainNumberAbove0(String hours, String shown) throws Exception {
        for (String route : new String[] {"/api/history?hours=", "/api/export?hours="}) {
            RawClient.Answer answer = client.get(route + hours);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.header("Content-Type")).isEqualTo("application/json");
            assertThat(answer.body())
                    .isEqualTo("{\"error\":\"Invalid hours: '" + shown + "' (a number above 0, at most 168)\"}");
        }
    }

    @Test
    void moreHoursThanAWeekAreAWeek() throws Exception {
        append(recorded(1, AT.minusSeconds(169 * 3_600)), recorded(2, AT.minusSeconds(167 * 3_600)));
        for (String hours : new String[] {"168", "169", "1000000", "9".repeat(400)}) {
            assertThat(client.get("/api/history?hours=" + hours).body())
                    .isEqualTo("[{\"ts\":1794758942.53994,\"value\":0.0}]");
        }
    }

    @Test
    void exportIsTheOldCsv() throws Exception {
        append(recorded(1, AT));
        RawClient.Answer answer = client.get("/api/export?hours=1");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("text/csv; charset=utf-8");
        assertThat(answer.header("Content-Disposition")).isEqualTo("attachment; filename=pistat_export.csv");
        assertThat(answer.body())
                .isEqualTo(HEADER
                        + "1,1795360142.53994,0.0,\"[0.0, 0.0]\",98222080,25276502016,1.1,,26037993472,270553174016,23.9,"
                        + "0.0029296875,0.109375,0.24365234375,1922981,390768200,2145\r\n");
    }

    @Test
    void anExportWithoutRowsHasTheSameHeader() throws Exception {
        assertThat(client.get("/api/export").body()).isEqualTo(HEADER);
    }

    @Test
    void theArrayOfASingleCoreNeedsNoQuotesAndAMissingCoreIsNull() throws Exception {
        append(new Sample(
                1, AT, 1, "boot", Map.of(new Series(CpuMetrics.CPU_CORE_PERCENT, "0"), new Reading.Value(2.5))));
        assertThat(client.get("/api/export").body()).endsWith("1,1795360142.53994,,[2.5],,,,,,,,,,,,,\r\n");
        append(new Sample(
                2, AT, 2, "boot", Map.of(new Series(CpuMetrics.CPU_CORE_PERCENT, "2"), new Reading.Value(4.5))));
        assertThat(client.get("/api/export").body())
                .endsWith("2,1795360142.53994,,\"[null, null, 4.5]\",,,,,,,,,,,,,\r\n");
    }

    @Test
    void exportGoesBackADayUnlessAskedOtherwise() throws Exception {
        append(recorded(1, AT.minusSeconds(25 * 3_600)), recorded(2, AT));
        assertThat(client.get("/api/export").body().lines()).hasSize(2);
        assertThat(client.get("/api/export?hours=26").body().lines()).hasSize(3);
    }

    @Test
    void configShowsTheSixSettingsAndThePortInUse() throws Exception {
        assertThat(client.get("/api/config").body())
                .isEqualTo("{\"interval_seconds\":10,\"retention_days\":7,\"network_interface\":\"eth0\","
                        + "\"disk_path\":\"/\",\"host\":\"127.0.0.1\",\"port\":" + server.port() + "}");
    }

    @Test
    void aStoreThatCannotBeReadIsTemporary() throws Exception {
        store.fail("/secret/place is damaged");
        RawClient.Answer answer = client.get("/api/history");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("{\"error\":\"The history cannot be read at the moment\"}");
    }

    private void append(Sample... samples) {
        for (Sample sample : samples) {
            store.append(sample, List.of());
        }
    }

    /** What the original program recorded once. */
    private static Sample recorded(long id, Instant at) {
        Map<Series, Reading> readings = new LinkedHashMap<>();
        put(readings, CpuMetrics.CPU_PERCENT, 0.0);
        readings.put(new Series(CpuMetrics.CPU_CORE_PERCENT, "0"), new Reading.Value(0.0));
        readings.put(new Series(CpuMetrics.CPU_CORE_PERCENT, "1"), new Reading.Value(0.0));
        put(readings, MemoryMetrics.MEM_USED, 98_222_080);
        put(readings, MemoryMetrics.MEM_TOTAL, 25_276_502_016.0);
        put(readings, MemoryMetrics.MEM_PERCENT, 1.1);
        readings.put(new Series(BoardMetrics.CPU_TEMP), new Reading.Unavailable("no temperature sensor"));
        put(readings, DiskMetrics.DISK_USED, 26_037_993_472.0);
        put(readings, DiskMetrics.DISK_TOTAL, 270_553_174_016.0);
        put(readings, DiskMetrics.DISK_PERCENT, 23.9);
        put(readings, CpuMetrics.LOAD_1, 0.0029296875);
        put(readings, CpuMetrics.LOAD_5, 0.109375);
        put(readings, CpuMetrics.LOAD_15, 0.24365234375);
        put(readings, NetworkMetrics.NET_BYTES_SENT, 1_922_981);
        put(readings, NetworkMetrics.NET_BYTES_RECV, 390_768_200);
        put(readings, BoardMetrics.UPTIME_SECONDS, 2_145);
        return new Sample(id, at, 1, "boot", readings);
    }

    private static void put(Map<Series, Reading> readings, Metric metric, double value) {
        readings.put(new Series(metric), new Reading.Value(value));
    }
}

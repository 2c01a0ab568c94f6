package dev.pistat.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.history.ProcessUse;
import dev.pistat.core.history.TopProcesses;
import dev.pistat.core.memory.InMemoryMetricStore;
import dev.pistat.core.metric.BoardMetrics;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.Host;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.testkit.FakeClock;
import dev.pistat.http.HttpServer;
import dev.pistat.http.RawClient;
import dev.pistat.http.TestServer;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostRoutesTest {

    private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");
    private static final Host PI = new Host(
            Optional.of("Raspberry Pi 4 Model B Rev 1.4"),
            "Linux 6.6.31+rpt-rpi-v8",
            Optional.empty(),
            "attic",
            "b-1",
            Optional.of(AT.minusSeconds(60)),
            4);

    private Host machine = PI;
    private final FakeClock clock = new FakeClock(AT);
    private final InMemoryMetricStore store = new InMemoryMetricStore();
    private Optional<Sample> newest = Optional.empty();
    private HttpServer server;
    private RawClient client;

    @BeforeEach
    void start() {
        List<Metric> metrics = List.of(
                CpuMetrics.CPU_PERCENT, CpuMetrics.CPU_CORE_PERCENT, BoardMetrics.CPU_TEMP, BoardMetrics.FAN_RPM);
        server = TestServer.start(new TestRoutes()
                .facts(() -> machine)
                .metrics(metrics)
                .store(store)
                .newest(() -> newest)
                .clock(clock)
                .routes());
        client = new RawClient(server.port());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void metricsIsTheCatalogueWithWhatThisMachineHas() throws Exception {
        Map<Series, Reading> readings = new LinkedHashMap<>();
        readings.put(new Series(CpuMetrics.CPU_PERCENT), new Reading.Value(3));
        readings.put(new Series(CpuMetrics.CPU_CORE_PERCENT, "0"), new Reading.Unavailable("offline"));
        readings.put(new Series(CpuMetrics.CPU_CORE_PERCENT, "1"), new Reading.Value(3));
        readings.put(new Series(BoardMetrics.CPU_TEMP), new Reading.Failed("no answer"));
        newest = Optional.of(new Sample(1, AT, 1, "b-1", readings));
        assertThat(client.get("/api/metrics").body())
                .isEqualTo("[{\"name\":\"cpu_percent\",\"unit\":\"percent\",\"kind\":\"gauge\",\"label\":null,"
                        + "\"help\":\"" + CpuMetrics.CPU_PERCENT.help() + "\",\"instances\":[],\"available\":true},"
                        + "{\"name\":\"cpu_core_percent\",\"unit\":\"percent\",\"kind\":\"gauge\",\"label\":\"core\","
                        + "\"help\":\"" + CpuMetrics.CPU_CORE_PERCENT.help()
                        + "\",\"instances\":[\"0\",\"1\"],\"available\":true,"
                        + "\"unavailable\":[{\"instance\":\"0\",\"reason\":\"offline\"}]},"
                        + "{\"name\":\"cpu_temp\",\"unit\":\"celsius\",\"kind\":\"gauge\",\"label\":null,"
                        + "\"help\":\"" + BoardMetrics.CPU_TEMP.help()
                        + "\",\"instances\":[],\"available\":false,\"reason\":\"failed: no answer\"},"
                        + "{\"name\":\"fan_rpm\",\"unit\":\"rpm\",\"kind\":\"gauge\",\"label\":\"fan\","
                        + "\"help\":\"" + BoardMetrics.FAN_RPM.help()
                        + "\",\"instances\":[],\"available\":false,\"reason\":\"this machine has none\"}]");
    }

    @Test
    void everyInstanceWithoutAValueSaysWhy() throws Exception {
        Map<Series, Reading> readings = new LinkedHashMap<>();
        readings.put(new Series(BoardMetrics.FAN_RPM, "cpu"), new Reading.Failed("no answer"));
        readings.put(new Series(BoardMetrics.FAN_RPM, "case"), new Reading.Unavailable("not plugged in"));
        newest = Optional.of(new Sample(1, AT, 1, "b-1", readings));
        assertThat(client.get("/api/metrics").body())
                .contains("\"instances\":[\"cpu\",\"case\"],\"available\":false,\"reason\":\"failed: no answer\","
                        + "\"unavailable\":[{\"instance\":\"cpu\",\"reason\":\"failed: no answer\"},"
                        + "{\"instance\":\"case\",\"reason\":\"not plugged in\"}]}");
    }

    @Test
    void beforeTheFirstSampleNothingIsAvailable() throws Exception {
        assertThat(client.get("/api/metrics").body())
                .contains("\"available\":false,\"reason\":\"nothing was sampled yet\"")
                .doesNotContain("\"available\":true");
    }

    @Test
    void hostIsWhatTheMachineIs() throws Exception {
        int offset = ZoneId.systemDefault().getRules().getOffset(AT).getTotalSeconds();
        assertThat(client.get("/api/host").body())
                .isEqualTo("{\"model\":\"Raspberry Pi 4 Model B Rev 1.4\",\"kernel\":\"Linux 6.6.31+rpt-rpi-v8\","
                        + "\"os\":null,\"host_name\":\"attic\",\"boot_id\":\"b-1\",\"boot_time\":1772366340,\"cores\":4,"
                        + "\"version\":\"1.2.3\",\"server_time\":1772366400.0,\"utc_offset_seconds\":" + offset + "}");
    }

    @Test
    void whatTheMachineDoesNotTellIsNull() throws Exception {
        machine = new Host(Optional.empty(), "Linux 6.6", Optional.empty(), "attic", "run-1", Optional.empty(), 4);
        assertThat(client.get("/api/host").body())
                .startsWith("{\"model\":null,\"kernel\":\"Linux 6.6\",\"os\":null,\"host_name\":\"attic\","
                        + "\"boot_id\":\"run-1\",\"boot_time\":null,\"cores\":4,");
    }

    @Test
    void processesAreTheTopOnesAtOrBeforeAMoment() throws Exception {
        assertThat(client.get("/api/processes").status()).isEqualTo(204);
        ProcessUse chess = new ProcessUse(7, "<b>chess</b>\n", "pi", 99.5, 1_000, OptionalLong.of(5));
        ProcessUse other = new ProcessUse(1, "init", "root", 0, 2_000, OptionalLong.empty());
        append(1, AT.minusSeconds(60), new TopProcesses(AT.minusSeconds(60), List.of(chess), List.of(other)));
        append(2, AT.minusSeconds(30), new TopProcesses(AT.minusSeconds(30), List.of(), List.of()));
        String first = "{\"at\":1772366340.0,\"by_cpu\":[{\"pid\":7,\"name\":\"<b>chess</b>\\n\",\"user\":\"pi\","
                + "\"cpu_percent\":99.5,\"resident_bytes\":1000,\"written_bytes\":5}],"
                + "\"by_memory\":[{\"pid\":1,\"name\":\"init\",\"user\":\"root\",\"cpu_percent\":0.0,"
                + "\"resident_bytes\":2000,\"written_bytes\":null}]}";
        assertThat(client.get("/api/processes?at=1772366369.999").body()).isEqualTo(first);
        assertThat(client.get("/api/processes?at=2026-03-01T13:59:05+02:00").body())
                .isEqualTo(first);
        assertThat(client.get("/api/processes?at=2026-03-01T11:59:05Z").body()).isEqualTo(first);
        assertThat(client.get("/api/processes").body())
                .isEqualTo("{\"at\":1772366370.0,\"by_cpu\":[],\"by_memory\":[]}");
        assertThat(client.get("/api/processes?at=0").status()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "-",
                "--1",
                "1e9",
                "99999999999999999999",
                "%2B999999999-12-31T23:59:59Z",
                "2026-03-01",
                "2026-03-01T12:00:00"
            })
    void aMomentThatIsNoneIsRefused(String at) throws Exception {
        RawClient.Answer answer = client.get("/api/processes?at=" + at);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body())
                .isEqualTo("{\"error\":\"Invalid at: '" + at.replace("%2B", "+")
                        + "' (seconds since 1970, or a time with an offset such as 2026-03-01T12:00:00Z)\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/metrics", "/api/host"})
    void anUnknownParameterIsRefused(String path) throws Exception {
        assertThat(client.get(path + "?hours=1").body())
                .isEqualTo("{\"error\":\"Unknown parameter: 'hours' (none is known here)\"}");
        assertThat(client.get("/api/processes?hours=1").body())
                .isEqualTo("{\"error\":\"Unknown parameter: 'hours' (at is known here)\"}");
    }

    private void append(long id, Instant at, TopProcesses topProcesses) {
        store.append(new Sample(id, at, id, "b-1", Map.of()), List.of(), topProcesses);
    }
}

package dev.pistat.http.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.metric.Unit;
import dev.pistat.http.HttpServer;
import dev.pistat.http.RawClient;
import dev.pistat.http.TestServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusRouteTest {

    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private static final Metric LOAD = Metric.gauge("load_1", Unit.NONE, "Line one\nC:\\ \"two\".");
    private static final Metric CPU =
            Metric.gauge("cpu_percent", Unit.PERCENT, "Share of time.").by("core");
    private static final Metric USED =
            Metric.gauge("mem_used", Unit.BYTES, "Used.").inWholeNumbers();
    private static final Metric SENT = Metric.counter("net_bytes_sent", Unit.BYTES, "Sent.");
    private static final Metric READS =
            Metric.counter("disk_reads", Unit.NONE, "Reads.").by("device");
    private static final Metric RATE = Metric.gauge("disk_read_rate", Unit.BYTES_PER_SECOND, "Read.");
    private static final Metric TEMPERATURE =
            Metric.gauge("cpu_temp", Unit.CELSIUS, "Temperature.").by("sensor");
    private static final Metric UPTIME =
            Metric.gauge("uptime_seconds", Unit.SECONDS, "Uptime.").inWholeNumbers();
    private static final Metric CLOCK =
            Metric.gauge("clock_hertz", Unit.HERTZ, "Clock.").inWholeNumbers();
    private static final Metric VOLTS = Metric.gauge("core_volts", Unit.VOLTS, "Voltage.");
    private static final Metric WATTS = Metric.gauge("board_power", Unit.WATTS, "Power.");
    private static final Metric FAN =
            Metric.gauge("fan_rpm", Unit.RPM, "Speed.").inWholeNumbers();
    private static final Metric SIGNAL = Metric.gauge("wifi_signal_dbm", Unit.DBM, "Signal.");
    private static final Metric OWN = Metric.gauge("pistat_cpu_percent", Unit.PERCENT, "Share of time.");
    private static final List<Metric> METRICS =
            List.of(LOAD, CPU, USED, SENT, READS, RATE, TEMPERATURE, UPTIME, CLOCK, VOLTS, WATTS, FAN, SIGNAL, OWN);

    private Optional<Sample> newest = Optional.empty();
    private final HttpServer server = TestServer.start(
            new TestRoutes().metrics(METRICS).newest(() -> newest).routes());
    private final RawClient client = new RawClient(server.port());

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void everyByteOfTheTextFormatIsRight() throws Exception {
        sampleOfEverything();
        RawClient.Answer answer = client.get("/metrics");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo(TEXT);
        assertThat(answer.body()).isEqualTo("""
                        # HELP pistat_load_1 Line one\\nC:\\\\ "two".
                        # TYPE pistat_load_1 gauge
                        pistat_load_1 0.0029296875
                        # HELP pistat_cpu_ratio Share of time.
                        # TYPE pistat_cpu_ratio gauge
                        pistat_cpu_ratio{core="0"} 0.011
                        pistat_cpu_ratio{core="1"} 1.0
                        # HELP pistat_mem_used_bytes Used.
                        # TYPE pistat_mem_used_bytes gauge
                        pistat_mem_used_bytes 25276502016
                        # HELP pistat_net_sent_bytes_total Sent.
                        # TYPE pistat_net_sent_bytes_total counter
                        pistat_net_sent_bytes_total 18446744073709551616
                        # HELP pistat_disk_reads_total Reads.
                        # TYPE pistat_disk_reads_total counter
                        pistat_disk_reads_total{device="a\\"b\\\\c\\nd{}=,# e"} 0
                        pistat_disk_reads_total{device="ü-\u20ac-\ud83e\udd67"} 1
                        pistat_disk_reads_total{device="half ?"} 2
                        # HELP pistat_disk_read_bytes_per_second Read.
                        # TYPE pistat_disk_read_bytes_per_second gauge
                        pistat_disk_read_bytes_per_second 0.00000012
                        # HELP pistat_cpu_temp_celsius Temperature.
                        # TYPE pistat_cpu_temp_celsius gauge
                        pistat_cpu_temp_celsius{sensor="cpu"} -0.5
                        # HELP pistat_uptime_seconds Uptime.
                        # TYPE pistat_uptime_seconds gauge
                        pistat_uptime_seconds 2145
                        # HELP pistat_clock_hertz Clock.
                        # TYPE pistat_clock_hertz gauge
                        pistat_clock_hertz 1500000000
                        # HELP pistat_core_volts Voltage.
                        # TYPE pistat_core_volts gauge
                        pistat_core_volts 0.8625
                        # HELP pistat_board_power_watts Power.
                        # TYPE pistat_board_power_watts gauge
                        pistat_board_power_watts 12345678901.5
                        # HELP pistat_fan_rpm Speed.
                        # TYPE pistat_fan_rpm gauge
                        pistat_fan_rpm 0
                        # HELP pistat_wifi_signal_dbm Signal.
                        # TYPE pistat_wifi_signal_dbm gauge
                        pistat_wifi_signal_dbm -61.0
                        # HELP pistat_self_cpu_ratio Share of time.
                        # TYPE pistat_self_cpu_ratio gauge
                        pistat_self_cpu_ratio 0.000001
                        """);
    }

    @Test
    void everyByteOfOpenMetricsIsRight() throws Exception {
        sampleOfEverything();
        RawClient.Answer answer = client.request("GET", "/metrics", "Accept: application/openmetrics-text");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo(OPEN_METRICS);
        assertThat(answer.body()).isEqualTo("""
                        # HELP pistat_load_1 Line one\\nC:\\\\ \\"two\\".
                        # TYPE pistat_load_1 gauge
                        pistat_load_1 0.0029296875
                        # HELP pistat_cpu_ratio Share of time.
                        # TYPE pistat_cpu_ratio gauge
                        # UNIT pistat_cpu_ratio ratio
                        pistat_cpu_ratio{core="0"} 0.011
                        pistat_cpu_ratio{core="1"} 1.0
                        # HELP pistat_mem_used_bytes Used.
                        # TYPE pistat_mem_used_bytes gauge
                        # UNIT pistat_mem_used_bytes bytes
                        pistat_mem_used_bytes 25276502016
                        # HELP pistat_net_sent_bytes Sent.
                        # TYPE pistat_net_sent_bytes counter
                        # UNIT pistat_net_sent_bytes bytes
                        pistat_net_sent_bytes_total 18446744073709551616
                        # HELP pistat_disk_reads Reads.
                        # TYPE pistat_disk_reads counter
                        pistat_disk_reads_total{device="a\\"b\\\\c\\nd{}=,# e"} 0
                        pistat_disk_reads_total{device="ü-\u20ac-\ud83e\udd67"} 1
                        pistat_disk_reads_total{device="half ?"} 2
                        # HELP pistat_disk_read_bytes_per_second Read.
                        # TYPE pistat_disk_read_bytes_per_second gauge
                        # UNIT pistat_disk_read_bytes_per_second bytes_per_second
                        pistat_disk_read_bytes_per_second 0.00000012
                        # HELP pistat_cpu_temp_celsius Temperature.
                        # TYPE pistat_cpu_temp_celsius gauge
                        # UNIT pistat_cpu_temp_celsius celsius
                        pistat_cpu_temp_celsius{sensor="cpu"} -0.5
                        # HELP pistat_uptime_seconds Uptime.
                        # TYPE pistat_uptime_seconds gauge
                        # UNIT pistat_uptime_seconds seconds
                        pistat_uptime_seconds 2145
                        # HELP pistat_clock_hertz Clock.
                        # TYPE pistat_clock_hertz gauge
                        # UNIT pistat_clock_hertz hertz
                        pistat_clock_hertz 1500000000
                        # HELP pistat_core_volts Voltage.
                        # TYPE pistat_core_volts gauge
                        # UNIT pistat_core_volts volts
                        pistat_core_volts 0.8625
                        # HELP pistat_board_power_watts Power.
                        # TYPE pistat_board_power_watts gauge
                        # UNIT pistat_board_power_watts watts
                        pistat_board_power_watts 12345678901.5
                        # HELP pistat_fan_rpm Speed.
                        # TYPE pistat_fan_rpm gauge
                        # UNIT pistat_fan_rpm rpm
                        pistat_fan_rpm 0
                        # HELP pistat_wifi_signal_dbm Signal.
                        # TYPE pistat_wifi_signal_dbm gauge
                        # UNIT pistat_wifi_signal_dbm dbm
                        pistat_wifi_signal_dbm -61.0
                        # HELP pistat_self_cpu_ratio Share of time.
                        # TYPE pistat_self_cpu_ratio gauge
                        # UNIT pistat_self_cpu_ratio ratio
                        pistat_self_cpu_ratio 0.000001
                        # EOF
                        """);
    }

    @Test
    void whatIsAbsentIsLeftOut() throws Exception {
        Map<Series, Reading> readings = new LinkedHashMap<>();
        readings.put(new Series(CPU, "0"), new Reading.Failed("no answer"));
        readings.put(new Series(CPU, "1"), new Reading.Value(50));
        readings.put(new Series(LOAD), new Reading.Unavailable("not here"));
        readings.put(new Series(Metric.gauge("unknown", Unit.NONE, "Not in the catalogue.")), new Reading.Value(1));
        sample(readings);
        assertThat(client.get("/metrics").body()).isEqualTo("""
                        # HELP pistat_cpu_ratio Share of time.
                        # TYPE pistat_cpu_ratio gauge
                        pistat_cpu_ratio{core="1"} 0.5
                        """);
    }

    @Test
    void beforeTheFirstSampleThereIsNothing() throws Exception {
        RawClient.Answer text = client.get("/metrics");
        assertThat(text.status()).isEqualTo(200);
        assertThat(text.header("Content-Type")).isEqualTo(TEXT);
        assertThat(text.body()).isEmpty();
        RawClient.Answer open = client.request("GET", "/metrics", "Accept: application/openmetrics-text");
        assertThat(open.status()).isEqualTo(200);
        assertThat(open.body()).isEqualTo("# EOF\n");
    }

    @Test
    void acceptMayComeInSeveralHeadersOrNone() throws Exception {
        assertThat(contentType("Accept: text/plain;q=0.5", "Accept: application/openmetrics-text"))
                .isEqualTo(OPEN_METRICS);
        assertThat(contentType("Accept: ")).isEqualTo(TEXT);
        assertThat(contentType("Accept: \u00ff;q=\u00fe,;")).isEqualTo(TEXT);
        assertThat(contentType()).isEqualTo(TEXT);
    }

    @Test
    void aLongAnswerIsStreamed() throws Exception {
        Map<Series, Reading> readings = new LinkedHashMap<>();
        for (int i = 0; i < 2_000; i++) {
            readings.put(new Series(CPU, Integer.toString(i)), new Reading.Value(i));
        }
        sample(readings);
        RawClient.Answer answer = client.get("/metrics");
        assertThat(answer.body().lines()).hasSize(2_002);
        assertThat(answer.longestChunk()).isBetween(1, 20_000);
        assertThat(client.request("HEAD", "/metrics").header("Content-Length"))
                .isEqualTo(Integer.toString(answer.body().length()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"name[]", "format"})
    void anUnknownParameterIsRefused(String name) throws Exception {
        RawClient.Answer answer = client.get("/metrics?" + URLEncoder.encode(name, StandardCharsets.UTF_8) + "=x");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(answer.body()).isEqualTo("Unknown parameter: '" + name + "' (none is known here)\n");
    }

    @Test
    void behavesAsEveryOtherRoute() throws Exception {
        sampleOfEverything();
        RawClient.Answer get = client.get("/metrics");
        RawClient.Answer head = client.request("HEAD", "/metrics");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Type")).isEqualTo(TEXT);
        assertThat(head.header("Content-Length"))
                .isEqualTo(Integer.toString(get.body().getBytes(StandardCharsets.UTF_8).length));
        assertThat(head.body()).isEmpty();
        assertThat(client.request("OPTIONS", "/metrics").status()).isEqualTo(204);
        assertThat(client.request("POST", "/metrics").status()).isEqualTo(405);
    }

    @Test
    void twoMetricsThatWouldHaveTheSameNameAreRefused() {
        TestRoutes both = new TestRoutes()
                .metrics(List.of(
                        Metric.gauge("rain", Unit.BYTES, "Rain."),
                        Metric.counter("rain_bytes_total", Unit.BYTES, "Rain.")));
        assertThatThrownBy(both::routes)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rain_bytes_total and another metric would both be pistat_rain_bytes in Prometheus");
    }

    private String contentType(String... headers) throws Exception {
        RawClient.Answer answer = client.request("GET", "/metrics", headers);
        assertThat(answer.status()).isEqualTo(200);
        return answer.header("Content-Type");
    }

    private void sampleOfEverything() {
        Map<Series, Reading> readings = new LinkedHashMap<>();
        // Not in the order of the metrics: PiStat's own comes last all the same.
        readings.put(new Series(OWN), new Reading.Value(0.0001));
        readings.put(new Series(LOAD), new Reading.Value(0.0029296875));
        readings.put(new Series(CPU, "0"), new Reading.Value(1.1));
        readings.put(new Series(USED), new Reading.Value(25276502016.0));
        readings.put(new Series(CPU, "1"), new Reading.Value(100));
        readings.put(new Series(SENT), new Reading.Value(0x1p64));
        readings.put(new Series(READS, "a\"b\\c\nd{}=,# e"), new Reading.Value(0));
        readings.put(new Series(READS, "ü-\u20ac-\ud83e\udd67"), new Reading.Value(1));
        readings.put(new Series(READS, "half \ud83e"), new Reading.Value(2));
        readings.put(new Series(RATE), new Reading.Value(1.2e-7));
        readings.put(new Series(TEMPERATURE, "cpu"), new Reading.Value(-0.5));
        readings.put(new Series(UPTIME), new Reading.Value(2145));
        readings.put(new Series(CLOCK), new Reading.Value(1.5e9));
        readings.put(new Series(VOLTS), new Reading.Value(0.8625));
        readings.put(new Series(WATTS), new Reading.Value(12345678901.5));
        readings.put(new Series(FAN), new Reading.Value(0));
        readings.put(new Series(SIGNAL), new Reading.Value(-61));
        sample(readings);
    }

    private void sample(Map<Series, Reading> readings) {
        newest = Optional.of(new Sample(1, Instant.EPOCH, 1, "b-1", Collections.unmodifiableMap(readings)));
    }
}

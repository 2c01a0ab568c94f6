package dev.pistat.collector.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.memory.InMemoryMetricStore;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.MemoryMetrics;
import dev.pistat.core.metric.NetworkMetrics;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.Clock;
import dev.pistat.core.recording.Recorder;
import dev.pistat.core.testkit.FakeClock;
import dev.pistat.core.testkit.FakeSampler;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MicrometerMetersTest {

    private static final Series ETH0 = new Series(NetworkMetrics.INTERFACE_SENT_BYTES, "eth0");
    private static final Series WLAN0 = new Series(NetworkMetrics.INTERFACE_SENT_BYTES, "wlan0");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MicrometerMeters meters = new MicrometerMeters(registry);
    private final FakeClock clock = new FakeClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final FakeSampler sampler = new FakeSampler(
            "test",
            CpuMetrics.CPU_PERCENT,
            MemoryMetrics.MEM_USED,
            CpuMetrics.LOAD_1,
            NetworkMetrics.INTERFACE_SENT_BYTES);
    private final Recorder recorder =
            new Recorder(List.of(sampler), new InMemoryMetricStore(), clock, Duration.ofSeconds(10));

    @BeforeEach
    void listen() {
        recorder.onSample(meters);
    }

    @AfterEach
    void close() {
        recorder.close();
    }

    @Test
    void aSampleIsScrapedWithItsUnitsLabelsAndHelp() throws Exception {
        sampler.doing(sink -> {
            sink.value(CpuMetrics.CPU_PERCENT, 12.5);
            sink.value(MemoryMetrics.MEM_USED, 4_096);
            sink.value(CpuMetrics.LOAD_1, 0.25);
            sink.value(ETH0, 1_000);
            sink.value(WLAN0, 2_000);
        });
        recorder.tick();
        assertThat(registry.scrape())
                .contains("# HELP pistat_cpu_percent " + CpuMetrics.CPU_PERCENT.help())
                .contains("# TYPE pistat_cpu_percent gauge")
                .contains("\npistat_cpu_percent 12.5\n")
                .contains("\npistat_mem_used_bytes 4096.0\n")
                .contains("\npistat_load_1 0.25\n")
                .contains("# TYPE pistat_interface_sent_bytes_total counter")
                .contains("\npistat_interface_sent_bytes_total{interface=\"eth0\"} 1000.0\n")
                .contains("\npistat_interface_sent_bytes_total{interface=\"wlan0\"} 2000.0\n");
    }

    @Test
    void theNewestSampleCounts() throws Exception {
        sampler.reporting(1);
        recorder.tick();
        sampler.reporting(2);
        recorder.tick();
        assertThat(registry.get("pistat.cpu.percent").gauge().value()).isEqualTo(2);
    }

    @Test
    void whatIsAbsentHasNoMeterUntilItIsBack() throws Exception {
        sampler.doing(sink -> {
            sink.value(CpuMetrics.CPU_PERCENT, 1);
            sink.value(ETH0, 1_000);
            sink.value(WLAN0, 2_000);
        });
        recorder.tick();
        sampler.doing(sink -> {
            sink.failed(CpuMetrics.CPU_PERCENT, "broken");
            sink.value(ETH0, 1_100);
        });
        recorder.tick();
        assertThat(registry.scrape())
                .doesNotContain("pistat_cpu_percent")
                .doesNotContain("wlan0")
                .contains("pistat_interface_sent_bytes_total{interface=\"eth0\"} 1100.0\n");
        sampler.doing(sink -> sink.value(WLAN0, 5));
        recorder.tick();
        assertThat(registry.scrape())
                .contains("pistat_interface_sent_bytes_total{interface=\"wlan0\"} 5.0\n")
                .doesNotContain("eth0");
    }

    @Test
    void everyMetricOfThisMachineHasANameOfItsOwn() throws Exception {
        Clock now = clock;
        try (Recorder whole = new Recorder(
                LinuxSamplers.all(LinuxSettings.DEFAULTS, now),
                new InMemoryMetricStore(),
                now,
                Duration.ofSeconds(10))) {
            whole.onSample(meters);
            var sample = whole.tick();
            assertThat(sample.value(MemoryMetrics.MEM_TOTAL)).isPresent();
            long values = sample.readings().keySet().stream()
                    .filter(series -> sample.value(series).isPresent())
                    .count();
            assertThat(registry.getMeters()).hasSize((int) values);
            assertThat(registry.scrape()).contains("pistat_mem_total_bytes ");
        }
    }

    @Test
    void takesItsMetersAlongWhenItIsClosed() throws Exception {
        sampler.reporting(1);
        recorder.tick();
        assertThat(registry.getMeters()).isNotEmpty();
        meters.close();
        assertThat(registry.getMeters()).isEmpty();
    }
}

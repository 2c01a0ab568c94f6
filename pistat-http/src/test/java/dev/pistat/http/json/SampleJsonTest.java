package dev.pistat.http.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pistat.core.metric.BoardMetrics;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.DiskMetrics;
import dev.pistat.core.metric.MemoryMetrics;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleJsonTest {

    private static final Instant AT = Instant.parse("2026-11-22T15:09:02.539940Z");
    private final Map<Series, Reading> readings = new LinkedHashMap<>();

    @Test
    void theFieldsOfCurrentComeFirstThenEveryOtherReadingAsItWasAsked() {
        readings.put(new Series(DiskMetrics.DISK_READ_RATE, "sda"), new Reading.Value(1.5));
        readings.put(new Series(CpuMetrics.CPU_CORE_PERCENT, "0"), new Reading.Value(25));
        readings.put(new Series(CpuMetrics.CPU_CORE_PERCENT, "2"), new Reading.Unavailable("offline"));
        readings.put(new Series(MemoryMetrics.MEM_USED), new Reading.Value(98_222_080));
        readings.put(new Series(BoardMetrics.CPU_TEMP), new Reading.Failed("no answer"));
        readings.put(new Series(BoardMetrics.FAN_RPM, "pwm1"), new Reading.Failed("no answer"));
        readings.put(new Series(MemoryMetrics.SWAP_USED), new Reading.Value(0));
        assertThat(json())
                .isEqualTo("{\"id\":7,\"timestamp\":1795360142.53994,\"cpu_percent\":null,"
                        + "\"cpu_per_core\":[25.0,null,null],\"mem_used\":98222080,\"mem_total\":null,"
                        + "\"mem_percent\":null,\"cpu_temp\":null,\"disk_used\":null,\"disk_total\":null,"
                        + "\"disk_percent\":null,\"load_1\":null,\"load_5\":null,\"load_15\":null,"
                        + "\"net_bytes_sent\":null,\"net_bytes_recv\":null,\"uptime_seconds\":null,"
                        + "\"disk_read_rate:sda\":1.5,\"fan_rpm:pwm1\":null,\"swap_used\":0}");
    }

    @Test
    void coresWithoutAnyValueAreNull() {
        readings.put(new Series(CpuMetrics.CPU_CORE_PERCENT, "0"), new Reading.Failed("no answer"));
        assertThat(json()).contains("\"cpu_per_core\":null,").endsWith("\"uptime_seconds\":null}");
    }

    @Test
    void aCoreThatIsNoNumberIsNotLost() {
        readings.put(new Series(CpuMetrics.CPU_CORE_PERCENT, "0"), new Reading.Value(1));
        readings.put(new Series(CpuMetrics.CPU_CORE_PERCENT, "big"), new Reading.Value(2));
        assertThat(json()).contains("\"cpu_per_core\":[1.0],").endsWith(",\"cpu_core_percent:big\":2.0}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mnt/a \"b\", c\\d", "/mnt/\n\nevent: sample\r\n", "/mnt/\0\t\u2028\u00e4\ud83d\ude00"})
    void anInstanceOfAnyNameStaysOnItsLine(String mount) throws Exception {
        readings.put(new Series(DiskMetrics.FILESYSTEM_USED, mount), new Reading.Value(1));
        assertThat(json()).doesNotContain("\n", "\r");
        assertThat(parsed(json()).get("filesystem_used:" + mount).longValue()).isEqualTo(1);
    }

    private String json() {
        return new String(
                JsonWriter.bytes(json -> SampleJson.write(json, new Sample(7, AT, 1, "boot", readings))),
                StandardCharsets.UTF_8);
    }

    private static JsonNode parsed(String json) throws Exception {
        return new ObjectMapper().readTree(json);
    }
}

package dev.pistat.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.core.memory.InMemoryMetricStore;
import dev.pistat.core.metric.BoardMetrics;
import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.DiskMetrics;
import dev.pistat.core.metric.MemoryMetrics;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.recording.Condition;
import dev.pistat.core.recording.Recorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedDayTest {

    private static final Instant T0 = Instant.parse("2026-03-01T12:00:00.5Z");

    @TempDir
    private Path folder;

    @Test
    void isRecordedAgainAtItsOwnTimes() throws Exception {
        RecordedDay day = day("""
                {"id":7,"timestamp":1772366400.5,"cpu_percent":12.5,"cpu_per_core":[25.0, null, 0.5],"mem_used":4096,"cpu_temp":null}
                {"id":9,"timestamp":1772366410.500001,"cpu_percent":null,"cpu_per_core":null,"mem_used":8192,"cpu_temp":48.312}
                """);
        List<Sample> samples = play(day);
        assertThat(samples).extracting(Sample::at).containsExactly(T0, T0.plusNanos(10_000_001_000L));
        assertThat(samples.get(0).value(CpuMetrics.CPU_PERCENT)).hasValue(12.5);
        assertThat(samples.get(0).value(new Series(CpuMetrics.CPU_CORE_PERCENT, "0")))
                .hasValue(25);
        assertThat(samples.get(0).value(new Series(CpuMetrics.CPU_CORE_PERCENT, "1")))
                .isEmpty();
        assertThat(samples.get(0).value(new Series(CpuMetrics.CPU_CORE_PERCENT, "2")))
                .hasValue(0.5);
        assertThat(samples.get(0).value(BoardMetrics.CPU_TEMP)).isEmpty();
        assertThat(samples.get(1).value(MemoryMetrics.MEM_USED)).hasValue(8192);
        assertThat(samples.get(1).value(BoardMetrics.CPU_TEMP)).hasValue(48.312);
    }

    @Test
    void seriesOfOnesChoiceHaveTheirKeysAndTier() throws Exception {
        List<Sample> samples = play(day("""
                {"ts":1772366400.5,"tier":"raw","disk_read_rate:sda":1.5,"fan_rpm:a \\"b\\" \\u00fc":900,"fan_rpm:c":null}
                """));
        assertThat(samples.getFirst().value(new Series(DiskMetrics.DISK_READ_RATE, "sda")))
                .hasValue(1.5);
        assertThat(samples.getFirst().value(new Series(BoardMetrics.FAN_RPM, "a \"b\" ü")))
                .hasValue(900);
        assertThat(samples.getFirst().value(new Series(BoardMetrics.FAN_RPM, "c")))
                .isEmpty();
    }

    @Test
    void showsWhatAConditionWouldHaveTold() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            text.append("{\"ts\":" + (1_772_366_400 + 10 * i) + ",\"cpu_temp\":" + (i < 30 ? 79.5 : 81) + "}\n");
        }
        RecordedDay day = day(text.toString());
        FakeClock clock = new FakeClock(day.begin());
        List<Instant> told = new ArrayList<>();
        try (Recorder recorder = new Recorder(List.of(day), new InMemoryMetricStore(), clock, Duration.ofSeconds(10))) {
            recorder.onSample(Condition.above(BoardMetrics.CPU_TEMP, 80, Duration.ofMinutes(1))
                    .then(sample -> told.add(sample.at())));
            day.play(recorder, clock);
        }
        assertThat(told).containsExactly(day.begin().plusSeconds(360));
    }

    @Test
    void aClockThatWentBackGoesBack() throws Exception {
        assertThat(play(day("""
                        {"ts":1772366400.5,"cpu_temp":1}
                        {"ts":1772366100.5,"cpu_temp":2}
                        """))).extracting(Sample::at).containsExactly(T0, T0.minusSeconds(300));
    }

    @Test
    void namesTheLineThatItCannotRead() {
        assertThatThrownBy(() -> day("{\"ts\":1,\"cpu_temp\":1}\n{\"ts\":2,\"speed\":1}\n"))
                .hasMessage(folder.resolve("day.ndjson") + ", line 2: no metric is known as speed");
        assertThatThrownBy(() -> day("id,timestamp\n"))
                .hasMessageEndingWith("line 1: not a line of an export in NDJSON: id,timestamp");
        assertThatThrownBy(() -> day("{\"ts\":1,\"cpu_temp\":1\n"))
                .hasMessageContaining("not a line of an export in NDJSON");
        assertThatThrownBy(() -> day("")).hasMessageEndingWith("day.ndjson is empty");
    }

    private static List<Sample> play(RecordedDay day) throws InterruptedException {
        FakeClock clock = new FakeClock(day.begin());
        try (Recorder recorder = new Recorder(List.of(day), new InMemoryMetricStore(), clock, Duration.ofSeconds(10))) {
            return day.play(recorder, clock);
        }
    }

    private RecordedDay day(String text) throws IOException {
        return RecordedDay.ndjson(Files.writeString(folder.resolve("day.ndjson"), text), Catalogue.ALL);
    }
}

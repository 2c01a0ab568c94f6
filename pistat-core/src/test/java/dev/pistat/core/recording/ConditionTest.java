package dev.pistat.core.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.core.memory.InMemoryMetricStore;
import dev.pistat.core.metric.BoardMetrics;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.testkit.FakeClock;
import dev.pistat.core.testkit.FakeSampler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConditionTest {

    private static final Instant T0 = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final FakeClock clock = new FakeClock(T0);
    private final FakeSampler thermometer = new FakeSampler("temperature", BoardMetrics.CPU_TEMP);
    private final Recorder recorder =
            new Recorder(List.of(thermometer), new InMemoryMetricStore(), clock, Duration.ofSeconds(10));
    private final List<Instant> told = new ArrayList<>();

    @AfterEach
    void close() {
        recorder.close();
    }

    @Test
    void isToldOnceWhenItHasHeldForSoLong() throws Exception {
        listen(Condition.above(BoardMetrics.CPU_TEMP, 80, MINUTE));
        for (int i = 0; i < 30; i++) {
            measure(80.5);
        }
        assertThat(told).containsExactly(T0.plusSeconds(70)); // the first sample was 10 s after T0
    }

    @Test
    void aValueAtTheLimitIsNotAboveIt() throws Exception {
        listen(Condition.above(BoardMetrics.CPU_TEMP, 80, Duration.ZERO));
        measure(80);
        assertThat(told).isEmpty();
        measure(80.001);
        assertThat(told).hasSize(1);
    }

    @Test
    void oneSampleInWhichItDoesNotHoldRestartsTheTime() throws Exception {
        listen(Condition.below(BoardMetrics.CPU_TEMP, 10, MINUTE));
        for (int i = 0; i < 6; i++) {
            measure(9);
        }
        measure(10);
        for (int i = 0; i < 6; i++) {
            measure(9);
        }
        assertThat(told).isEmpty();
        measure(9);
        assertThat(told).containsExactly(T0.plusSeconds(140));
    }

    @Test
    void isToldAgainAfterItDidNotHold() throws Exception {
        listen(Condition.above(BoardMetrics.CPU_TEMP, 80, Duration.ZERO));
        measure(81);
        measure(82);
        measure(79);
        measure(81);
        assertThat(told).containsExactly(T0.plusSeconds(10), T0.plusSeconds(40));
    }

    @Test
    void absenceEndsItAsTheValueIsUnknown() throws Exception {
        listen(Condition.above(BoardMetrics.CPU_TEMP, 80, Duration.ofSeconds(20)));
        measure(81);
        measure(81);
        thermometer.doing(sink -> sink.failed(BoardMetrics.CPU_TEMP, "no answer"));
        tick();
        measure(81);
        measure(81);
        assertThat(told).isEmpty();
        measure(81);
        assertThat(told).hasSize(1);
    }

    @Test
    void aClockThatIsSetMakesNoDifference() throws Exception {
        listen(Condition.above(BoardMetrics.CPU_TEMP, 80, MINUTE));
        measure(81);
        clock.set(T0.plus(Duration.ofDays(300)));
        measure(81);
        assertThat(told).isEmpty();
        for (int i = 0; i < 5; i++) {
            measure(81);
        }
        assertThat(told).hasSize(1);
    }

    @Test
    void aBootRestartsTheTime() throws Exception {
        listen(Condition.above(BoardMetrics.CPU_TEMP, 80, Duration.ofSeconds(20)));
        measure(81);
        clock.reboot("boot-2");
        clock.advance(Duration.ofHours(1));
        measure(81);
        measure(81);
        assertThat(told).isEmpty();
        measure(81);
        assertThat(told).hasSize(1);
    }

    @Test
    void oneSeriesOfAMetricWithALabelCanBeNamed() throws Exception {
        Series cpu = new Series(BoardMetrics.TEMPERATURE_CELSIUS, "cpu-thermal");
        FakeSampler sensors = new FakeSampler("sensors", BoardMetrics.TEMPERATURE_CELSIUS).doing(sink -> {
            sink.value(cpu, 90);
            sink.value(new Series(BoardMetrics.TEMPERATURE_CELSIUS, "nvme"), 40);
        });
        try (Recorder recorder =
                new Recorder(List.of(sensors), new InMemoryMetricStore(), clock, Duration.ofSeconds(10))) {
            recorder.onSample(new Condition(cpu, value -> value > 85, Duration.ZERO).then(this::note));
            recorder.tick();
        }
        assertThat(told).hasSize(1);
        assertThatThrownBy(() -> Condition.above(BoardMetrics.TEMPERATURE_CELSIUS, 85, MINUTE))
                .hasMessage("temperature_celsius needs an instance: it has the label sensor");
    }

    @Test
    void cannotLastForLessThanNothing() {
        assertThatThrownBy(() -> Condition.above(BoardMetrics.CPU_TEMP, 80, Duration.ofSeconds(-1)))
                .hasMessage("A condition cannot last for PT-1S");
    }

    private void listen(Condition condition) {
        recorder.onSample(condition.then(this::note));
    }

    private void note(Sample sample) {
        told.add(sample.at());
    }

    private void measure(double celsius) throws InterruptedException {
        thermometer.reporting(celsius);
        tick();
    }

    private void tick() throws InterruptedException {
        clock.advance(Duration.ofSeconds(10));
        recorder.tick();
    }
}

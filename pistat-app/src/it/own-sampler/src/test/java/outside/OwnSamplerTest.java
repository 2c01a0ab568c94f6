package outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.memory.InMemoryMetricStore;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Unit;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import dev.pistat.core.recording.Recorder;
import dev.pistat.core.testkit.CollectedReadings;
import dev.pistat.core.testkit.FakeClock;
import dev.pistat.core.testkit.SamplerContract;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A sampler from outside the project, held against the contract, with the core alone. */
class OwnSamplerTest extends SamplerContract {

    private static final Metric LEVEL = Metric.gauge("tank_level_percent", Unit.PERCENT, "How full the tank is.");
    private static final Metric FLOW = Metric.counter("tank_litres", Unit.NONE, "Litres that flowed into the tank.");

    private static final class TankSampler implements Sampler {

        @Override
        public String name() {
            return "tank";
        }

        @Override
        public List<Metric> metrics() {
            return List.of(LEVEL, FLOW);
        }

        @Override
        public void sample(SampleSink sink) {
            sink.value(LEVEL, 62.5);
            sink.unavailable(FLOW, "this tank has no flow meter");
        }
    }

    @Override
    protected Sampler sampler() {
        return new TankSampler();
    }

    @Test
    void readsTheLevel() throws Exception {
        assertThat(CollectedReadings.of(sampler()).value(LEVEL)).isEqualTo(62.5);
    }

    @Test
    void isRecordedByTheCoreAlone() throws Exception {
        FakeClock clock = new FakeClock(Instant.parse("2026-03-01T12:00:00Z"));
        InMemoryMetricStore store = new InMemoryMetricStore();
        try (Recorder recorder = new Recorder(List.of(sampler()), store, clock, Duration.ofSeconds(10))) {
            recorder.tick();
        }
        assertThat(store.newest().orElseThrow().value(LEVEL)).hasValue(62.5);
        assertThat(System.getProperty("java.class.path")).doesNotContain("helidon").doesNotContain("sqlite");
    }
}

package dev.pistat.collector.linux.process;

import static dev.pistat.core.metric.SelfMetrics.PISTAT_CPU_PERCENT;
import static dev.pistat.core.metric.SelfMetrics.PISTAT_MEMORY_BYTES;
import static dev.pistat.core.metric.SelfMetrics.PISTAT_WRITTEN_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.collector.linux.testkit.Tree;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.testkit.CollectedReadings;
import dev.pistat.core.testkit.FakeClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfSamplerTest {

    private final FakeClock clock = new FakeClock(Instant.EPOCH);
    private int cores = 2;
    private Tree self;

    @BeforeEach
    void oneSecondOfTimeSoFar(@TempDir Path root) throws IOException {
        self = new Tree(root)
                .file("status", "Name:\tjava\nVmRSS:\t   81924 kB\nThreads:\t14\n")
                .file("io", "rchar: 1\nwrite_bytes: 4096\ncancelled_write_bytes: 1024\n");
        ticks(60, 40);
    }

    private void ticks(int user, int system) throws IOException {
        self.file(
                "stat", "7 (java) S 1 7 7 0 -1 0 0 0 0 0 " + user + " " + system + " 0 0 20 0 14 0 100 1000 20481 0\n");
    }

    private SelfSampler sampler() {
        return new SelfSampler(self.root(), () -> cores, clock);
    }

    @Test
    void itsShareIsOfAllCoresTime() throws Exception {
        SelfSampler sampler = sampler();
        clock.advance(Duration.ofSeconds(5));
        ticks(61, 42);
        assertThat(CollectedReadings.of(sampler).value(PISTAT_CPU_PERCENT)).isEqualTo(0.3);
        clock.advance(Duration.ofSeconds(5));
        assertThat(CollectedReadings.of(sampler).value(PISTAT_CPU_PERCENT)).isEqualTo(0);
    }

    @Test
    void aShareIsNeverMoreThanAll() throws Exception {
        SelfSampler sampler = sampler();
        clock.advance(Duration.ofMillis(95));
        ticks(70, 50);
        assertThat(CollectedReadings.of(sampler).value(PISTAT_CPU_PERCENT)).isEqualTo(100);
    }

    @Test
    void thereIsNoShareOfNoTimeNorOfUnknownCores() throws Exception {
        SelfSampler sampler = sampler();
        assertThat(CollectedReadings.of(sampler).reading(PISTAT_CPU_PERCENT))
                .isEqualTo(new Reading.Unavailable("no time has passed"));
        clock.advance(Duration.ofSeconds(5));
        cores = 0;
        assertThat(CollectedReadings.of(sampler).reading(PISTAT_CPU_PERCENT))
                .isEqualTo(new Reading.Unavailable("it is not known how many cores are online"));
    }

    @Test
    void countersThatWentBackGiveNoShare() throws Exception {
        SelfSampler sampler = sampler();
        clock.advance(Duration.ofSeconds(5));
        ticks(1, 1);
        assertThat(CollectedReadings.of(sampler).reading(PISTAT_CPU_PERCENT))
                .isEqualTo(new Reading.Unavailable("the kernel's counters went back"));
    }

    @Test
    void memoryIsResident_writtenIsWhatWasMeantForDisks() throws Exception {
        CollectedReadings collected = CollectedReadings.of(sampler());
        assertThat(collected.value(PISTAT_MEMORY_BYTES)).isEqualTo(81_924 * 1_024);
        assertThat(collected.value(PISTAT_WRITTEN_BYTES)).isEqualTo(4_096);
    }

    @Test
    void aKernelThatDoesNotCountWrites_andOneThatWritesNonsense() throws Exception {
        self.file("io", "write_bytes: many\n");
        assertThat(CollectedReadings.of(sampler()).reading(PISTAT_WRITTEN_BYTES))
                .isInstanceOf(Reading.Failed.class);
        self.file("io", "");
        assertThat(CollectedReadings.of(sampler()).reading(PISTAT_WRITTEN_BYTES))
                .isInstanceOf(Reading.Failed.class);
        self.without("io");
        assertThat(CollectedReadings.of(sampler()).reading(PISTAT_WRITTEN_BYTES))
                .isInstanceOf(Reading.Unavailable.class);
    }

    @Test
    void itCanBeMadeBeforeProcfsIsThere() throws Exception {
        self.without("stat");
        SelfSampler sampler = sampler();
        CollectedReadings collected = CollectedReadings.of(sampler);
        assertThat(collected.reading(PISTAT_CPU_PERCENT))
                .isInstanceOfSatisfying(
                        Reading.Failed.class, failed -> assertThat(failed.why()).contains("stat cannot be read"));
        assertThat(collected.value(PISTAT_MEMORY_BYTES)).isPositive();
        ticks(60, 40);
        assertThat(CollectedReadings.of(sampler).reading(PISTAT_CPU_PERCENT))
                .isEqualTo(new Reading.Unavailable("no earlier sample"));
    }
}

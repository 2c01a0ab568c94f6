package dev.pistat.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.history.Chart;
import dev.pistat.core.history.Row;
import dev.pistat.core.history.Tier;
import dev.pistat.core.memory.InMemoryMetricStore;
import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.recording.Recorder;
import dev.pistat.core.testkit.FailingStore;
import dev.pistat.core.testkit.FakeClock;
import dev.pistat.core.testkit.FakeSampler;
import dev.pistat.store.sqlite.SqliteMetricStore;
import dev.pistat.store.sqlite.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A clock that is wrong for a while: of what was recorded before and after, nothing is missing, in any tier. */
class SimulatedClockTest {

    private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration BEFORE = Duration.ofDays(3);
    private static final Duration AFTER = Duration.ofDays(1);
    private static final Series TICKS = new Series(CpuMetrics.CPU_PERCENT);

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock(BEGIN);
    private final FakeSampler sampler = new FakeSampler("cpu", CpuMetrics.CPU_PERCENT);
    private int ticks;
    private Runnable flush = () -> {};
    private MaintenanceCounter maintained = new MaintenanceCounter(new InMemoryMetricStore());

    @ParameterizedTest(name = "{0} for {1}")
    @CsvSource({
        "P1D, PT11M", "P1D, P1D", "P1D, P30D", "P-1D, PT11M", "P-1D, P1D", "P-1D, P30D",
        "P365D, PT11M", "P365D, P1D", "P365D, P30D", "P-365D, PT11M", "P-365D, P1D", "P-365D, P30D",
        "P29220D, PT11M", "P29220D, P1D", "P29220D, P30D", "P-29220D, PT11M", "P-29220D, P1D", "P-29220D, P30D"
    })
    void nothingOfBeforeAndAfterIsMissing(Duration wrong, Duration lasts) throws Exception {
        StoreSettings settings = new StoreSettings(
                StoreSettings.DEFAULTS.retention(), Duration.ofHours(1), StoreSettings.DEFAULTS.maxBytes());
        try (SqliteMetricStore file =
                        SqliteMetricStore.open(folder.resolve("pistat.db"), new Allowlist(Catalogue.ALL), settings);
                Recorder recorder = new Recorder(List.of(sampler), maintained(file), clock, Duration.ofHours(1))) {
            flush = file::flush;
            int before = record(recorder, BEFORE, Duration.ofMinutes(30));
            Instant jump = clock.wall();
            clock.set(jump.plus(wrong));
            record(recorder, lasts, lasts.toDays() > 1 ? Duration.ofHours(2) : Duration.ofMinutes(1));
            int untilRight = ticks;
            Instant right = clock.wall().minus(wrong);
            clock.set(right);
            record(recorder, AFTER, Duration.ofMinutes(30));
            Instant end = clock.wall();
            file.maintain();
            Set<String> doors = file.events(Instant.MIN, Instant.MAX).stream()
                    .filter(event -> event.kind().equals("door_opened"))
                    .map(event -> event.subject())
                    .collect(Collectors.toSet());
            assertThat(doors).as("events").hasSize(ticks);
            assertThat(samples(file, right, end)).as("samples after").isGreaterThanOrEqualTo(ticks - untilRight);
            if (lasts.toDays() <= 1) {
                assertThat(samples(file, BEGIN, jump)).as("samples before").isGreaterThanOrEqualTo(before);
                assertThat(samples(file, Instant.MIN, Instant.MAX))
                        .as("all samples")
                        .isEqualTo(ticks);
            }
            for (Map.Entry<Tier, Duration> tier : Map.of(
                            Tier.FIVE_MINUTES,
                            Duration.ofMinutes(5),
                            Tier.HOURS,
                            Duration.ofHours(1),
                            Tier.DAYS,
                            Duration.ofDays(1))
                    .entrySet()) {
                assertThat(counted(file, tier.getKey(), BEGIN, jump, tier.getValue()))
                        .as("%s before", tier.getKey())
                        .isGreaterThanOrEqualTo(before);
                assertThat(counted(file, tier.getKey(), right, end, tier.getValue()))
                        .as("%s after", tier.getKey())
                        .isGreaterThanOrEqualTo(ticks - untilRight);
            }
        }
    }

    /** Records for a while, and until the maintenance that was begun is done. */
    private int record(Recorder recorder, Duration lasts, Duration every) throws InterruptedException {
        for (Duration passed = Duration.ZERO; passed.compareTo(lasts) < 0; passed = passed.plus(every)) {
            tick(recorder);
            clock.advance(every);
        }
        maintained.times.drainPermits();
        int rounds = 0;
        while (rounds < 2) {
            tick(recorder);
            clock.advance(Duration.ofMinutes(11));
            // While the last maintenance runs no other begins.
            rounds += maintained.times.tryAcquire(100, TimeUnit.MILLISECONDS) ? 1 : 0;
        }
        return ticks;
    }

    private void tick(Recorder recorder) throws InterruptedException {
        ticks++;
        sampler.doing(sink -> {
            sink.value(CpuMetrics.CPU_PERCENT, ticks % 100);
            sink.event("door_opened", "door " + ticks, "opened");
        });
        recorder.tick();
        if (ticks % 200 == 0) {
            flush.run();
        }
    }

    private static int samples(MetricStore store, Instant from, Instant to) {
        int[] rows = {0};
        store.rows(List.of(TICKS), from, to, (Row row) -> ++rows[0] > 0);
        return rows[0];
    }

    private static int counted(MetricStore store, Tier tier, Instant from, Instant to, Duration step) {
        int points = (int) Math.ceilDiv(Duration.between(from, to).toSeconds(), step.toSeconds()) + 1;
        Chart chart = store.chart(List.of(TICKS), from, from.plus(step.multipliedBy(points)), points);
        assertThat(chart.tier()).isEqualTo(tier);
        int count = 0;
        for (int place = 0; place < chart.size(); place++) {
            count += chart.lines().getFirst().count(place);
        }
        return count;
    }

    /** Counts how often it was maintained. */
    private MaintenanceCounter maintained(MetricStore store) {
        maintained = new MaintenanceCounter(store);
        return maintained;
    }

    private static final class MaintenanceCounter extends FailingStore {

        private final Semaphore times = new Semaphore(0);

        private MaintenanceCounter(MetricStore store) {
            super(store);
        }

        @Override
        public void maintain() {
            super.maintain();
            times.release();
        }
    }
}

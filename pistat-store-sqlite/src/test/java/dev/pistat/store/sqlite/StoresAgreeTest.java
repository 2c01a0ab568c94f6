package dev.pistat.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pistat.core.history.Buckets;
import dev.pistat.core.history.Chart;
import dev.pistat.core.history.CounterBuckets;
import dev.pistat.core.history.GaugeBuckets;
import dev.pistat.core.history.Retention;
import dev.pistat.core.history.Tier;
import dev.pistat.core.memory.InMemoryMetricStore;
import dev.pistat.core.metric.BoardMetrics;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.Kind;
import dev.pistat.core.metric.NetworkMetrics;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.store.sqlite.testkit.Samples;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A history with gaps, boots and a clock that is set back: the file shows what a store that keeps every sample shows. */
class StoresAgreeTest {

    private static final Retention FOREVER = new Retention(
            Duration.ofDays(10_000), Duration.ofDays(10_000), Duration.ofDays(10_000), Duration.ofDays(10_000));
    private static final Retention SHORT = new Retention(
            Duration.ofDays(2), Duration.ofDays(10_000), Duration.ofDays(10_000), Duration.ofDays(10_000));
    private static final List<Series> SERIES = List.of(
            new Series(CpuMetrics.CPU_PERCENT),
            new Series(NetworkMetrics.NET_BYTES_SENT),
            new Series(BoardMetrics.CPU_TEMP));
    private static final Instant BEGIN = Instant.parse("2026-03-01T05:17:31.5Z");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void onEveryChart(long seed) {
        Random random = new Random(seed);
        StoreSettings settings = new StoreSettings(SHORT, Duration.ofHours(1), 0);
        try (var whole = new InMemoryMetricStore(FOREVER);
                var file = SqliteMetricStore.open(folder.resolve("pistat.db"), Samples.ALL, settings)) {
            Instant at = BEGIN;
            long monotonic = 0;
            double sent = 0;
            int boot = 0;
            for (int id = 1; id <= 3_000; id++) {
                Duration passed = Duration.ofMillis(50_000 + random.nextInt(40_000));
                if (random.nextInt(300) == 0) {
                    passed = Duration.ofMinutes(random.nextInt(1_500));
                }
                at = at.plus(passed);
                monotonic += passed.toNanos() / 1_000;
                if (random.nextInt(400) == 0) {
                    boot++;
                    sent = random.nextInt(100_000);
                    monotonic = 0;
                } else if (random.nextInt(900) == 0) {
                    at = at.minusSeconds(random.nextInt(5_000));
                }
                sent += random.nextInt(5_000);
                Map<Series, Reading> readings = new LinkedHashMap<>();
                readings.put(SERIES.get(0), new Reading.Value(random.nextInt(10_001) / 100.0));
                readings.put(SERIES.get(1), new Reading.Value(sent));
                if (id % 500 < 300) {
                    readings.put(SERIES.get(2), new Reading.Value(random.nextDouble() * 80));
                }
                Sample sample = new Sample(id, at, monotonic, "boot-" + boot, readings);
                whole.append(sample, List.of());
                file.append(sample, List.of());
                if (random.nextInt(100) == 0) {
                    file.maintain();
                }
            }
            for (int i = 0; i < 60; i++) {
                Instant to = at.minus(Duration.ofMinutes(random.nextInt(2_000)));
                Instant from = to.minus(Duration.ofMinutes(10 + random.nextInt(20_000)));
                int points = 10 + random.nextInt(700);
                Chart shown = file.chart(SERIES, from, to, points);
                Chart expected = whole.chart(SERIES, from, to, points);
                assertThat(shown.size()).isLessThanOrEqualTo(points);
                if (shown.tier() == expected.tier()) {
                    for (int line = 0; line < SERIES.size(); line++) {
                        assertSame(shown, line, expected);
                    }
                }
            }
            assertThat(file.chart(SERIES, BEGIN, at, 20).tier()).isNotEqualTo(Tier.SAMPLES);
        }
    }

    private static void assertSame(Chart shown, int line, Chart expected) {
        Buckets one = shown.lines().get(line);
        Buckets other = expected.lines().get(line);
        assertThat(shown.size()).isEqualTo(expected.size());
        // The first counter may be compared with a sample that is forgotten.
        for (int place = one.series().metric().kind() == Kind.COUNTER ? 1 : 0; place < shown.size(); place++) {
            String where = one.series().key() + " " + shown.tier() + " " + place;
            assertThat(shown.micros(place)).as(where).isEqualTo(expected.micros(place));
            assertThat(one.count(place)).as(where).isEqualTo(other.count(place));
            if (one.count(place) > 0 && one instanceof GaugeBuckets gauge) {
                GaugeBuckets same = (GaugeBuckets) other;
                assertThat(gauge.min(place)).as(where).isEqualTo(same.min(place));
                assertThat(gauge.max(place)).as(where).isEqualTo(same.max(place));
                assertThat(gauge.mean(place)).as(where).isCloseTo(same.mean(place), within(1e-9));
            }
            if (one.count(place) > 0 && one instanceof CounterBuckets counter) {
                CounterBuckets same = (CounterBuckets) other;
                assertThat(counter.growth(place)).as(where).isEqualTo(same.growth(place));
                assertThat(counter.seconds(place)).as(where).isCloseTo(same.seconds(place), within(0.1));
            }
        }
    }
}

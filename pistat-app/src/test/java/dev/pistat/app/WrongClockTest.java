package dev.pistat.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.core.history.CounterBuckets;
import dev.pistat.core.history.Event;
import dev.pistat.core.history.Row;
import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.metric.NetworkMetrics;
import dev.pistat.core.metric.Series;
import dev.pistat.core.recording.Recorder;
import dev.pistat.core.testkit.FakeClock;
import dev.pistat.core.testkit.FakeSampler;
import dev.pistat.http.CannotListenException;
import dev.pistat.store.sqlite.SqliteMetricStore;
import dev.pistat.store.sqlite.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A clock that is set, or that steps at every sample: the order is kept, nothing is lost, and no rate has a spike. */
class WrongClockTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Instant BEFORE = NOW.minus(YEAR.multipliedBy(2));
    private static final Instant AFTER = NOW.plus(YEAR.multipliedBy(2));
    private static final Series RECEIVED = new Series(NetworkMetrics.NET_BYTES_RECV);
    private static final int SAMPLES = 200;
    private static final int BYTES_A_SECOND = 1_000;

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock(NOW);

    @Test
    void aYearBack() throws Exception {
        assertThat(stepsOf(at -> at == 100 ? YEAR.negated() : Duration.ZERO)).isEqualTo(1);
    }

    @Test
    void aYearAhead() throws Exception {
        assertThat(stepsOf(at -> at == 100 ? YEAR : Duration.ZERO)).isEqualTo(1);
    }

    @Test
    void aYearBackAndAhead() throws Exception {
        assertThat(stepsOf(at -> at == 60 ? YEAR.negated() : at == 140 ? YEAR : Duration.ZERO))
                .isEqualTo(2);
    }

    @Test
    void anHourToAndFroEverySecond() throws Exception {
        Random random = new Random(7);
        // Ten in a row; of the others none is due yet, nor tells more than the last one does.
        assertThat(stepsOf(at -> Duration.ofMinutes(random.nextInt(2, 60)).multipliedBy(at % 2 == 0 ? 1 : -1)))
                .isEqualTo(10);
    }

    @Test
    void before1970TheServerSaysWhyItCannotRun() {
        PiStat.requireClock(Instant.EPOCH);
        assertThatThrownBy(() -> PiStat.requireClock(Instant.parse("1965-06-01T12:00:00Z")))
                .isInstanceOf(CannotListenException.class)
                .hasMessageContaining("the clock stands at 1965-06-01T12:00:00Z")
                .hasMessageContaining("sudo date -s");
    }

    /** Takes samples of a counter that grows evenly, and lets the clock step before each but the first. */
    private int stepsOf(IntFunction<Duration> step) throws Exception {
        FakeSampler network = new FakeSampler("network", NetworkMetrics.NET_BYTES_RECV);
        try (SqliteMetricStore store = SqliteMetricStore.open(
                        folder.resolve("pistat.db"), new Allowlist(Catalogue.ALL), StoreSettings.DEFAULTS);
                Recorder recorder = new Recorder(List.of(network), store, clock, Duration.ofSeconds(1))) {
            for (int at = 1; at <= SAMPLES; at++) {
                if (at > 1) {
                    clock.advance(Duration.ofSeconds(1));
                    clock.set(clock.wall().plus(step.apply(at)));
                }
                recorder.tick();
                network.reporting(at * BYTES_A_SECOND);
                if (at % 50 == 0) {
                    store.flush();
                }
            }
            assertThat(values(store))
                    .containsExactlyElementsOf(LongStream.range(1, SAMPLES)
                            .map(each -> each * BYTES_A_SECOND)
                            .boxed()
                            .toList());
            assertNoSpike(store, clock.wall());
            assertNoSpike(store, NOW);
            return (int) store.events(BEFORE, AFTER).stream()
                    .filter(event -> event.kind().equals(Event.CLOCK_STEPPED))
                    .count();
        }
    }

    private static List<Long> values(SqliteMetricStore store) {
        List<Long> ids = new ArrayList<>();
        List<Long> values = new ArrayList<>();
        store.rows(List.of(RECEIVED), BEFORE, AFTER, (Row row) -> {
            ids.add(row.id());
            return values.add((long) row.value(0));
        });
        assertThat(ids).as("in the order in which they were taken").isSorted().doesNotHaveDuplicates();
        return values;
    }

    private static void assertNoSpike(SqliteMetricStore store, Instant around) {
        for (Duration half :
                List.of(Duration.ofMinutes(5), Duration.ofHours(2), Duration.ofDays(3), YEAR.dividedBy(2))) {
            CounterBuckets line =
                    (CounterBuckets) store.chart(List.of(RECEIVED), around.minus(half), around.plus(half), 300)
                            .lines()
                            .getFirst();
            for (int place = 0; place < line.size(); place++) {
                line.rate(place).ifPresent(rate -> assertThat(rate).isBetween(0.0, BYTES_A_SECOND * 1.001));
            }
        }
    }
}

package dev.pistat.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.core.history.Buckets;
import dev.pistat.core.history.Chart;
import dev.pistat.core.history.CounterBuckets;
import dev.pistat.core.history.Event;
import dev.pistat.core.history.EventQuery;
import dev.pistat.core.history.GaugeBuckets;
import dev.pistat.core.history.KeptEvent;
import dev.pistat.core.history.ProcessUse;
import dev.pistat.core.history.Retention;
import dev.pistat.core.history.Row;
import dev.pistat.core.history.Tier;
import dev.pistat.core.history.TopProcesses;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.MemoryMetrics;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.NetworkMetrics;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.metric.Unit;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.port.StoreException;
import dev.pistat.core.text.Times;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store promises. Extend it and say how to open an empty one. */
public abstract class MetricStoreContract {

    private static final Instant T0 = Instant.parse("2026-03-01T12:00:00.123456Z");
    private static final Instant FAR = T0.plus(Duration.ofDays(10_000));
    private static final Duration MINUTES = Duration.ofMinutes(10);
    private static final Series CPU = new Series(CpuMetrics.CPU_PERCENT);
    private static final Series MEMORY = new Series(MemoryMetrics.MEM_USED);
    private static final Series SENT = new Series(NetworkMetrics.NET_BYTES_SENT);
    private static final Series CORE_0 = new Series(CpuMetrics.CPU_CORE_PERCENT, "0");
    private static final Series CORE_11 = new Series(CpuMetrics.CPU_CORE_PERCENT, "11");

    private MetricStore store;

    /** For the test that extends it. */
    protected MetricStoreContract() {}

    /**
     * Opens a store; each test asks for one of its own, some for several, and closes them.
     *
     * @param retention how long it keeps what
     * @return new and empty
     * @throws Exception if it cannot be opened: the test has failed
     */
    protected abstract MetricStore open(Retention retention) throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open(Retention.DEFAULTS);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void anEmptyStoreHasNoNewestSampleNoSeriesNoRowsAndNoEvents() {
        assertThat(store.newest()).isEmpty();
        assertThat(store.series()).isEmpty();
        assertThat(rows(T0, FAR, CPU)).isEmpty();
        assertThat(store.events(T0, FAR)).isEmpty();
    }

    @Test
    void theNewestSampleComesBackAsItWas() {
        append(1, T0, Map.of(CPU, 1.0));
        Map<Series, Double> values = new LinkedHashMap<>();
        values.put(CPU, 12.5);
        values.put(MEMORY, 98_222_080.0);
        values.put(CORE_0, 0.1 + 0.2);
        values.put(CORE_11, 0.0);
        Sample sample = sample(7, T0.plusSeconds(10), values);
        store.append(sample, List.of());
        assertThat(store.newest()).contains(sample);
    }

    @Test
    void everyDoubleComesBackExactly() {
        double[] values = {
            0.0,
            -0.5,
            0.01,
            100.0,
            48.312,
            1.0 / 3,
            1e-300,
            -1e300,
            Double.MAX_VALUE,
            Double.MIN_VALUE,
            2251799813685248.5
        };
        for (int i = 0; i < values.length; i++) {
            append(i + 1, T0.plusSeconds(i), Map.of(CPU, values[i]));
        }
        assertThat(rows(T0, FAR, CPU)).extracting(row -> row.value(0)).containsExactlyElementsOf(boxed(values));
    }

    @Test
    void everyCounterComesBackExactly() {
        double[] values = {0, 1, 98_222_080, 1L << 40, 1L << 53, 0x1p63, 0x1.fffffffffffffp63};
        for (int i = 0; i < values.length; i++) {
            append(i + 1, T0.plusSeconds(i), Map.of(MEMORY, values[i]));
        }
        assertThat(rows(T0, FAR, MEMORY)).extracting(row -> row.value(0)).containsExactlyElementsOf(boxed(values));
    }

    @Test
    void readingsWithoutAValueAreNotKept() {
        Map<Series, Reading> readings = new LinkedHashMap<>();
        readings.put(CPU, new Reading.Failed("broken"));
        readings.put(MEMORY, new Reading.Value(5));
        readings.put(CORE_0, new Reading.Unavailable("offline"));
        store.append(new Sample(1, T0, 1, "boot", readings), List.of());
        assertThat(store.newest().orElseThrow().readings()).isEqualTo(Map.of(MEMORY, new Reading.Value(5)));
        assertThat(store.series()).containsExactly(MEMORY);
        assertThat(rows(T0, FAR, CPU)).isEmpty();
    }

    @Test
    void aSampleWithoutAnyValueIsASampleAllTheSame() {
        store.append(new Sample(3, T0, 1, "boot", Map.of()), List.of());
        assertThat(store.newest()).map(Sample::id).contains(3L);
    }

    @Test
    void rowsHaveTheValuesInTheOrderAskedForAndLeaveOutWhatIsAbsent() {
        append(1, T0, Map.of(CPU, 1.0));
        append(2, T0.plusSeconds(10), Map.of(CPU, 2.0, MEMORY, 20.0));
        append(3, T0.plusSeconds(20), Map.of(CORE_0, 3.0));
        append(4, T0.plusSeconds(30), Map.of(MEMORY, 40.0));
        Metric unknown = Metric.gauge("never_seen", Unit.NONE, "Not in the store.");
        assertThat(rows(T0, FAR, MEMORY, new Series(unknown), CPU).stream().map(MetricStoreContract::text))
                .containsExactly("1: - - 1.0", "2: 20.0 - 2.0", "4: 40.0 - -");
    }

    @Test
    void aRangeIncludesItsBeginningAndExcludesItsEnd() {
        for (int i = 0; i < 5; i++) {
            append(i + 1, T0.plusSeconds(10L * i), Map.of(CPU, (double) i));
        }
        assertThat(rows(T0.plusSeconds(10), T0.plusSeconds(30), CPU))
                .extracting(Row::id)
                .containsExactly(2L, 3L);
        assertThat(rows(T0.plusSeconds(10).plusNanos(1_000), T0.plusSeconds(30).plusNanos(1_000), CPU))
                .extracting(Row::id)
                .containsExactly(3L, 4L);
        assertThat(rows(T0.plusSeconds(30), T0.plusSeconds(10), CPU)).isEmpty();
        assertThat(rows(FAR, FAR.plusSeconds(1), CPU)).isEmpty();
    }

    @Test
    void aLongRangeComesWholeAndInOrder() {
        int count = 10_000;
        for (int i = 0; i < count; i++) {
            append(i + 1, T0.plusSeconds(i), Map.of(CPU, i / 100.0));
        }
        List<Row> rows = rows(T0, FAR, CPU);
        assertThat(rows).hasSize(count);
        for (int i = 0; i < count; i++) {
            assertThat(rows.get(i).id()).isEqualTo(i + 1);
            assertThat(rows.get(i).atMicros()).isEqualTo(Times.micros(T0.plusSeconds(i)));
            assertThat(rows.get(i).value(0)).isEqualTo(i / 100.0);
        }
    }

    @Test
    void aClockThatJumpsBackLosesNothingAndKeepsTheOrderOfTheIds() {
        append(1, T0, Map.of(CPU, 1.0));
        append(2, T0.plusSeconds(1_000), Map.of(CPU, 2.0));
        append(3, T0.plusSeconds(10), Map.of(CPU, 3.0));
        append(4, T0.plusSeconds(20), Map.of(CPU, 4.0));
        append(5, T0.plusSeconds(5), Map.of(CPU, 5.0));
        assertThat(rows(T0, FAR, CPU)).extracting(Row::id).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(rows(T0.plusSeconds(5), T0.plusSeconds(20), CPU))
                .extracting(Row::id)
                .containsExactly(3L, 5L);
        assertThat(store.newest()).map(Sample::id).contains(5L);
    }

    @Test
    void aSeriesThatFirstAppearsLaterIsKept() {
        append(1, T0, Map.of(CPU, 1.0));
        for (int i = 0; i < 150; i++) {
            Series mount = new Series(CpuMetrics.CPU_CORE_PERCENT, "odd ' name \" " + i);
            append(i + 2, T0.plusSeconds(i + 1), Map.of(CPU, 1.0, mount, (double) i));
        }
        assertThat(store.series()).hasSize(151).startsWith(CPU);
        Series last = new Series(CpuMetrics.CPU_CORE_PERCENT, "odd ' name \" 149");
        assertThat(rows(T0, FAR, last)).extracting(row -> row.value(0)).containsExactly(149.0);
        assertThat(store.newest().orElseThrow().value(last)).hasValue(149.0);
    }

    @Test
    void idsMustGrow() {
        append(5, T0, Map.of(CPU, 1.0));
        assertThatThrownBy(() -> append(5, T0.plusSeconds(1), Map.of(CPU, 2.0))).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> append(4, T0.plusSeconds(1), Map.of(CPU, 2.0))).isInstanceOf(StoreException.class);
        append(6, T0.plusSeconds(1), Map.of(CPU, 3.0));
        assertThat(rows(T0, FAR, CPU)).extracting(Row::id).containsExactly(5L, 6L);
    }

    @Test
    void eventsComeBackInTheirOrderWithinARange() {
        Event first = new Event(T0, Event.STARTED, "pistat", "recording every 10 s");
        Event second = new Event(T0.plusSeconds(10), Event.SAMPLER_FAILED, "disk", "it's \"gone\"\nfor good");
        Event third = new Event(T0.plusSeconds(5), Event.CLOCK_STEPPED, "clock", "the clock moved back by 5 s");
        store.append(sample(1, T0, Map.of()), List.of(first));
        store.append(sample(2, T0.plusSeconds(10), Map.of()), List.of(second, third));
        assertThat(store.events(T0, FAR)).containsExactly(first, second, third);
        assertThat(store.events(T0, T0.plusSeconds(10))).containsExactly(first, third);
        assertThat(store.events(T0.plusSeconds(10), FAR)).containsExactly(second);
    }

    @Test
    void eventsHaveGrowingIdsFromWhichOneCanGoOn() {
        List<Event> noticed = LongStream.range(0, 10)
                .mapToObj(n ->
                        new Event(T0.plusSeconds(n % 3), n % 2 == 0 ? Event.BOOTED : Event.STARTED, "it", "event " + n))
                .toList();
        store.append(sample(1, T0, Map.of()), noticed.subList(0, 4));
        store.append(sample(2, T0.plusSeconds(1), Map.of()), noticed.subList(4, 10));
        List<KeptEvent> all = store.events(EventQuery.between(T0, FAR));
        assertThat(all).extracting(KeptEvent::event).isEqualTo(noticed);
        assertThat(all).extracting(KeptEvent::id).isSorted().doesNotHaveDuplicates();
        assertThat(all.getFirst().id()).isPositive();
        long fourth = all.get(3).id();
        assertThat(store.events(new EventQuery(fourth, T0, FAR, Optional.empty(), 3)))
                .isEqualTo(all.subList(4, 7));
        assertThat(store.events(new EventQuery(fourth, T0, FAR, Optional.of(Event.BOOTED), 2)))
                .containsExactly(all.get(4), all.get(6));
        assertThat(store.events(new EventQuery(0, T0, T0.plusSeconds(1), Optional.of("none"), 9)))
                .isEmpty();
    }

    @Test
    void nothingIsWrongWithAStoreThatWorks() {
        assertThat(store.trouble()).isEmpty();
        append(1, T0, Map.of(CPU, 1.0));
        assertThat(store.trouble()).isEmpty();
    }

    @Test
    void theTopProcessesOfAMomentAreTheLastOnesUntilThen() {
        ProcessUse chess = new ProcessUse(4711, "chess 'n\" <b>", "pi", 187.5, 123_456_789, OptionalLong.of(42));
        ProcessUse other = new ProcessUse(1, "init", "0", 0.01, 1, OptionalLong.empty());
        TopProcesses first = new TopProcesses(T0, List.of(chess, other), List.of(chess));
        TopProcesses second = new TopProcesses(T0.plusSeconds(30), List.of(other), List.of());
        store.append(sample(1, T0, Map.of()), List.of(), first);
        store.append(sample(2, T0.plusSeconds(10), Map.of()), List.of(), null);
        store.append(sample(3, T0.plusSeconds(30), Map.of()), List.of(), second);
        assertThat(store.topProcesses(T0.minusSeconds(1))).isEmpty();
        assertThat(store.topProcesses(T0)).contains(first);
        assertThat(store.topProcesses(T0.plusSeconds(29))).contains(first);
        assertThat(store.topProcesses(FAR)).contains(second);
    }

    @Test
    void ofOldTopProcessesTheHighestOfEveryFiveMinutesIsKeptForNinetyDays() {
        Instant noon = Instant.parse("2026-03-01T12:00:00Z");
        TopProcesses mild = top(noon.plusSeconds(30), 10);
        TopProcesses greedy = top(noon.plusSeconds(60), 90);
        TopProcesses later = top(noon.plusSeconds(90), 20);
        TopProcesses next = top(noon.plusSeconds(300), 5);
        List<TopProcesses> all = List.of(mild, greedy, later, next);
        all.forEach(top -> store.append(sample(top.at().getEpochSecond(), top.at(), Map.of()), List.of(), top));
        maintainAt(store, noon.plus(Duration.ofDays(6)));
        assertThat(store.topProcesses(noon.plusSeconds(30))).contains(mild);
        maintainAt(store, noon.plus(Duration.ofDays(8)));
        assertThat(store.topProcesses(noon.plusSeconds(59))).isEmpty();
        assertThat(store.topProcesses(noon.plusSeconds(299))).contains(greedy);
        assertThat(store.topProcesses(FAR)).contains(next);
        maintainAt(store, noon.plus(Duration.ofDays(91)));
        assertThat(store.topProcesses(noon.plusSeconds(299))).isEmpty();
    }

    @Test
    void theFiveMinutesBefore1970AreOthersThanThoseAfterIt() {
        TopProcesses before = top(Instant.EPOCH.minusSeconds(60), 10);
        TopProcesses after = top(Instant.EPOCH.plusSeconds(60), 90);
        store.append(sample(1, before.at(), Map.of()), List.of(), before);
        store.append(sample(2, after.at(), Map.of()), List.of(), after);
        store.append(sample(3, Instant.EPOCH.plusSeconds(3_600), Map.of()), List.of());
        maintainAt(store, Instant.EPOCH.plus(Duration.ofDays(8)));
        assertThat(store.topProcesses(Instant.EPOCH)).contains(before);
        assertThat(store.topProcesses(FAR)).contains(after);
    }

    @Test
    void aHistoryAround1970IsShownRolledUpAndForgottenAsAnyOther() {
        Instant begin = Instant.EPOCH.minus(Duration.ofHours(2));
        for (int i = 0; i < 240; i++) {
            append(i + 1, begin.plusSeconds(60L * i), Map.of(CPU, 5.0));
        }
        Instant end = Instant.EPOCH.plus(Duration.ofHours(2));
        assertThat(store.chart(List.of(CPU), begin, end, 600).size()).isEqualTo(240);
        maintainAt(store, Instant.EPOCH.plus(Duration.ofDays(8)));
        assertThat(rows(begin, end, CPU)).hasSizeLessThanOrEqualTo(1);
        Chart chart = store.chart(List.of(CPU), begin, end, 48);
        assertThat(chart.tier()).isEqualTo(Tier.FIVE_MINUTES);
        assertThat(line(chart, 0)).hasSize(48).containsOnly("5 5/5/5");
        assertThat(store.oldest(Tier.FIVE_MINUTES)).contains(begin);
    }

    @Test
    void maintenanceForgetsWhatIsOlderAndNothingElse() {
        for (int i = 0; i < 10; i++) {
            store.append(
                    sample(i + 1, T0.plusSeconds(i), Map.of(CPU, (double) i)),
                    List.of(new Event(T0.plusSeconds(i), Event.STARTED, "pistat", "event " + i)));
        }
        maintainAt(store, T0.plusSeconds(4).plus(Duration.ofDays(7)));
        assertThat(rows(T0, FAR, CPU)).extracting(Row::id).containsExactly(5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(store.events(T0, FAR)).hasSize(10);
        maintainAt(store, T0.plus(Duration.ofDays(90)));
        assertThat(rows(T0, FAR, CPU)).isEmpty();
        assertThat(store.events(T0, FAR)).as("go by whole days").hasSize(10);
        maintainAt(store, T0.plusSeconds(10).plus(Duration.ofDays(90)));
        assertThat(store.events(T0, FAR)).isEmpty();
    }

    @Test
    void theOldestOfEachTierIsKnown() {
        for (Tier tier : Tier.values()) {
            assertThat(store.oldest(tier)).isEmpty();
        }
        append(1, T0, Map.of(CPU, 1.0));
        append(2, T0.plus(Duration.ofDays(10)), Map.of(CPU, 2.0));
        append(3, T0.plus(Duration.ofDays(5)), Map.of(CPU, 3.0));
        assertThat(store.oldest(Tier.SAMPLES)).contains(T0);
        maintainAt(store, T0.plus(Duration.ofDays(11)));
        assertThat(store.oldest(Tier.SAMPLES)).contains(T0.plus(Duration.ofDays(5)));
        assertThat(store.oldest(Tier.FIVE_MINUTES)).contains(Instant.parse("2026-03-01T12:00:00Z"));
        maintainAt(store, T0.plus(Duration.ofDays(92)));
        assertThat(store.oldest(Tier.FIVE_MINUTES).orElse(FAR)).isAfter(T0.plus(Duration.ofDays(1)));
        assertThat(store.oldest(Tier.HOURS)).contains(Instant.parse("2026-03-01T12:00:00Z"));
        assertThat(store.oldest(Tier.DAYS)).contains(Instant.parse("2026-03-01T00:00:00Z"));
    }

    @Test
    void maintenanceNeverTakesTheNewestSample() {
        append(1, T0, Map.of(CPU, 1.0));
        append(2, FAR, Map.of(CPU, 2.0));
        store.maintain();
        assertThat(store.newest()).map(Sample::id).contains(2L);
        assertThat(rows(T0, FAR.plusSeconds(1), CPU)).extracting(Row::id).containsExactly(2L);
    }

    @Test
    void aChartOfFewSamplesShowsTheSamplesThemselvesWithAnEmptyPointInEveryGap() {
        double[] values = {1, 2, 3, 40, 50};
        int[] seconds = {0, 10, 20, 90, 100};
        for (int i = 0; i < values.length; i++) {
            append(i + 1, T0.plusSeconds(seconds[i]), Map.of(CPU, values[i]));
        }
        Chart chart = store.chart(List.of(CPU, MEMORY), T0.plusSeconds(1), T0.plusSeconds(1_000), 100);
        assertThat(chart.tier()).isEqualTo(Tier.SAMPLES);
        assertThat(chart.step()).isZero();
        assertThat(chart.from()).isEqualTo(T0.plusSeconds(1));
        assertThat(times(chart)).containsExactly(10L, 20L, 45L, 90L, 100L);
        assertThat(line(chart, 0)).containsExactly("1 2/2/2", "1 3/3/3", "-", "1 40/40/40", "1 50/50/50");
        assertThat(line(chart, 1)).containsExactly("-", "-", "-", "-", "-");
        assertThat(store.chart(List.of(), T0, T0.plusSeconds(1_000), 100).lines())
                .isEmpty();
        // The empty point would be one too many.
        assertThat(store.chart(List.of(CPU), T0.plusSeconds(1), T0.plusSeconds(1_000), 4)
                        .size())
                .isEqualTo(4);
    }

    @Test
    void aChartOfManySamplesShowsTheLeastMeanAndGreatestOfBucketsAlignedToTheClock() {
        Instant noon = Instant.parse("2026-03-01T12:00:00Z");
        for (int i = 0; i < 360; i++) {
            if (i < 60 || i >= 90) {
                append(i + 1, noon.plusSeconds(10L * i + 3), Map.of(CPU, (double) i % 30));
            }
        }
        Chart chart = store.chart(List.of(CPU), noon.plusSeconds(100), noon.plusSeconds(3_600), 20);
        assertThat(chart.step()).isEqualTo(Duration.ofMinutes(5));
        assertThat(chart.from()).isEqualTo(noon);
        assertThat(chart.to()).isEqualTo(noon.plusSeconds(3_600));
        assertThat(chart.size()).isEqualTo(12);
        assertThat(chart.micros(1)).isEqualTo(Times.micros(noon.plusSeconds(300)));
        assertThat(line(chart, 0)).startsWith("30 0/14.5/29", "30 0/14.5/29", "-", "30 0/14.5/29");
    }

    @Test
    void aCountersBucketsHaveItsLastValueAndItsGrowthWithoutWhatItCountedBeforeItBeganAgain() {
        Instant noon = Instant.parse("2026-03-01T12:00:00Z");
        double[] values = {100, 160, 220, 10, 70, 130};
        for (int i = 0; i < values.length; i++) {
            append(i + 1, noon.plusSeconds(10L * i), Map.of(SENT, values[i]));
        }
        Chart all = store.chart(List.of(SENT), noon.plusSeconds(10), noon.plusSeconds(60), 100);
        assertThat(line(all, 0)).containsExactly("1 160+60", "1 220+60", "1 10+0", "1 70+60", "1 130+60");
        assertThat(counter(all).rate(0)).hasValue(6);
        assertThat(counter(all).rate(2)).isEmpty();
        Chart buckets = store.chart(List.of(SENT), noon, noon.plusSeconds(60), 2);
        assertThat(line(buckets, 0)).containsExactly("3 220+120", "3 130+120");
        assertThat(counter(buckets).rate(0)).hasValue(6);
        assertThat(counter(buckets).rate(1)).hasValue(6);
    }

    /** One value that was misread, a counter that wrapped to a high one, and one that restarts far above. */
    @Test
    void aCounterThatJumpsFartherThanItCanHasNotGrown_inAnyTier() {
        Instant midnight = Instant.parse("2026-03-01T00:00:00Z");
        double[] values = {100, 160, 1e17, 220, 280, 5e12, 5e12 + 60};
        for (int i = 0; i < values.length; i++) {
            append(i + 1, midnight.plusSeconds(10L * i), Map.of(SENT, values[i]));
        }
        Chart samples = store.chart(List.of(SENT), midnight, midnight.plusSeconds(70), 100);
        assertThat(line(samples, 0))
                .containsExactly(
                        "1 100+0",
                        "1 160+60",
                        "1 100000000000000000+0",
                        "1 220+0",
                        "1 280+60",
                        "1 5000000000000+0",
                        "1 5000000000060+60");
        assertThat(counter(samples).rate(2)).isEmpty();
        maintainAt(store, midnight.plus(Duration.ofDays(40)));
        Chart tier = store.chart(List.of(SENT), midnight, midnight.plus(Duration.ofHours(1)), 1);
        assertThat(line(tier, 0)).containsExactly("7 5000000000060+180");
        assertThat(counter(tier).rate(0)).hasValue(6);
    }

    @Test
    void aCounterIsNotComparedAcrossABoot() {
        Instant noon = Instant.parse("2026-03-01T12:00:00Z");
        store.append(sample(1, noon, "boot-1", Map.of(SENT, 100.0)), List.of());
        store.append(sample(2, noon.plusSeconds(10), "boot-2", Map.of(SENT, 5_000.0)), List.of());
        store.append(sample(3, noon.plusSeconds(20), "boot-2", Map.of(SENT, 5_010.0)), List.of());
        Chart chart = store.chart(List.of(SENT), noon, noon.plusSeconds(60), 100);
        assertThat(line(chart, 0)).containsExactly("1 100+0", "1 5000+0", "1 5010+10");
    }

    @Test
    void whatIsForgottenAsSamplesLivesOnInFiveMinutesThenHoursThenDays() {
        Instant midnight = Instant.parse("2026-03-01T00:00:00Z");
        int id = 0;
        double total = 0;
        for (int minute = 0; minute < 2 * 24 * 60; minute++) {
            total += 60;
            append(++id, midnight.plusSeconds(60L * minute), Map.of(CPU, (double) minute % 5, SENT, total));
        }
        Instant end = midnight.plus(Duration.ofDays(2));
        List<String> days = List.of("1440 0/2/4", "1440 0/2/4");
        Instant inTenYears = midnight.plus(Duration.ofDays(3_600));
        for (int later = 1; later < 3_600; later *= 3) {
            maintainAt(store, end.plus(Duration.ofDays(later)));
            maintainAt(store, end.plus(Duration.ofDays(later)));
            Chart two = store.chart(List.of(CPU, SENT), midnight, end, 2);
            assertThat(line(two, 0)).as("after %s days", later).isEqualTo(days);
            assertThat(line(two, 1)).containsExactly("1440 86400+86340", "1440 172800+86400");
            assertThat(((CounterBuckets) two.lines().get(1)).rate(1)).hasValue(1);
        }
        append(store.newest().orElseThrow().id() + 1, inTenYears, Map.of(CPU, 1.0));
        store.maintain();
        assertThat(rows(midnight, end, CPU)).isEmpty();
        Chart forYears = store.chart(List.of(CPU), midnight, inTenYears, 3_600);
        assertThat(forYears.tier()).isEqualTo(Tier.DAYS);
        assertThat(line(forYears, 0)).startsWith("1440 0/2/4", "1440 0/2/4", "-");
        assertThat(store.series()).containsExactlyInAnyOrder(CPU, SENT);
        maintainAt(store, inTenYears.plus(Duration.ofDays(150)));
        assertThat(store.chart(List.of(CPU), midnight, inTenYears, 3_600)
                        .lines()
                        .getFirst()
                        .count(0))
                .isZero();
    }

    @Test
    void aTierThatIsSwitchedOffIsNeverShown() throws Exception {
        Retention withoutHours =
                new Retention(Duration.ofDays(1), Duration.ofDays(2), Duration.ZERO, Duration.ofDays(100));
        try (MetricStore own = open(withoutHours)) {
            Instant midnight = Instant.parse("2026-03-01T00:00:00Z");
            for (int hour = 0; hour < 20 * 24; hour++) {
                own.append(sample(hour + 1, midnight.plusSeconds(3_600L * hour), Map.of(CPU, 7.0)), List.of());
                own.maintain();
            }
            Instant end = midnight.plus(Duration.ofDays(20));
            Chart day = own.chart(List.of(CPU), end.minus(Duration.ofDays(2)), end, 48);
            assertThat(day.tier()).isEqualTo(Tier.FIVE_MINUTES);
            assertThat(day.step()).isEqualTo(Duration.ofHours(1));
            assertThat(line(day, 0)).hasSize(48).containsOnly("1 7/7/7");
            Chart all = own.chart(List.of(CPU), midnight, end, 480);
            assertThat(all.tier()).isEqualTo(Tier.DAYS);
            assertThat(line(all, 0)).hasSize(20).containsOnly("24 7/7/7");
        }
    }

    @Test
    void samplesOfAClockThatWasWrongAreMovedToTheirTrueTime() {
        Instant wrong = Instant.parse("1970-01-01T00:01:00Z");
        Event event = new Event(wrong, Event.STARTED, "pistat", "recording every 10 s");
        store.append(sample(1, T0.minusSeconds(1_000), "boot-0", Map.of(CPU, 1.0)), List.of());
        store.append(everyTenSeconds(2, wrong, 2.0), List.of(event), top(wrong, 5));
        store.append(everyTenSeconds(3, T0, 3.0), List.of());
        store.retime(2, Duration.between(Instant.EPOCH, T0).minusSeconds(30));
        assertThat(rows(Instant.EPOCH, FAR, CPU))
                .extracting(row -> Times.instant(row.atMicros()))
                .containsExactly(T0.minusSeconds(1_000), T0.minusSeconds(10), T0);
        assertThat(store.events(Instant.EPOCH, FAR)).extracting(Event::at).containsExactly(T0.minusSeconds(10));
        assertThat(store.topProcesses(T0.minusSeconds(11))).isEmpty();
        assertThat(store.topProcesses(T0)).contains(top(T0.minusSeconds(10), 5));
        Chart chart = store.chart(List.of(CPU), T0.minusSeconds(100), T0.plusSeconds(100), 200);
        assertThat(times(chart)).containsExactly(-10L, 0L);
    }

    @Test
    void samplesOfAWrongClockThatWereRolledUpAreMovedThereToo() {
        Instant wrong = Instant.parse("2026-02-28T07:00:00Z");
        for (int i = 0; i < 100; i++) {
            store.append(everyTenSeconds(i + 1, wrong.plusSeconds(60L * i), 1.0), List.of());
        }
        store.maintain();
        store.append(everyTenSeconds(101, T0, 1.0), List.of());
        store.retime(1, Duration.between(Instant.EPOCH, T0).minusSeconds(1_010));
        maintainAt(store, T0.plus(Duration.ofDays(30)));
        Chart chart = store.chart(List.of(CPU), wrong, T0.plus(Duration.ofDays(30)), 31);
        int total = 0;
        for (int i = 0; i < chart.size(); i++) {
            total += chart.lines().getFirst().count(i);
        }
        assertThat(total).isEqualTo(101);
        Chart before = store.chart(List.of(CPU), wrong, T0.minusSeconds(3 * 3_600), 20);
        assertThat(line(before, 0)).containsOnly("-");
    }

    @Test
    void aTakerThatThrowsEndsTheStreamAndTheStoreGoesOn() {
        append(1, T0, Map.of(CPU, 1.0));
        append(2, T0.plusSeconds(1), Map.of(CPU, 2.0));
        assertThatThrownBy(() -> store.rows(List.of(CPU), T0, FAR, row -> {
                    throw new IllegalStateException("enough");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("enough");
        assertThat(rows(T0, FAR, CPU)).hasSize(2);
    }

    @Test
    void aTakerThatWantsNoMoreGetsNoMore() {
        for (int i = 0; i < 3_000; i++) {
            append(i + 1, T0.plusSeconds(i), Map.of(CPU, 1.0));
        }
        for (int wanted : new int[] {1, 2, 1_000, 1_001, 2_999}) {
            List<Long> taken = new ArrayList<>();
            store.rows(List.of(CPU), T0, FAR, row -> taken.add(row.id()) && taken.size() < wanted);
            assertThat(taken).hasSize(wanted);
        }
        assertThat(rows(T0, FAR, CPU)).hasSize(3_000);
    }

    @Test
    void aSlowTakerHoldsNothingUp() {
        for (int i = 0; i < 5_000; i++) {
            append(i + 1, T0.plusSeconds(i), Map.of(CPU, 1.0));
        }
        List<Long> taken = new ArrayList<>();
        store.rows(List.of(CPU), T0, T0.plusSeconds(5_000), row -> {
            if (row.id() == 1) {
                CompletableFuture<Void> recorder = CompletableFuture.runAsync(() -> {
                    append(5_001, T0.plusSeconds(5_000), Map.of(CPU, 2.0));
                    store.maintain();
                });
                assertThat(recorder).succeedsWithin(Duration.ofSeconds(10));
                assertThat(store.newest()).map(Sample::id).contains(5_001L);
            }
            return taken.add(row.id());
        });
        assertThat(taken).hasSize(5_000);
    }

    @Test
    void closingTwiceIsHarmless() {
        store.close();
        store.close();
    }

    private void append(long id, Instant at, Map<Series, Double> values) {
        store.append(sample(id, at, values), List.of());
    }

    @Test
    void aClockThatJumpsMakesNothingOlderWhereverItJumpsAndHoweverLongItStaysThere() throws Exception {
        for (int days : new int[] {1, -1, 365, -365, 80 * 365, -80 * 365}) {
            for (Duration lasts : List.of(Duration.ofMinutes(11), Duration.ofDays(1))) {
                try (MetricStore own = open(Retention.DEFAULTS)) {
                    Duration wrong = Duration.ofDays(days);
                    Instant end = T0.plus(Duration.ofHours(6));
                    record(own, T0, end, Duration.ZERO);
                    record(own, end, end.plus(lasts), wrong);
                    Instant last = end.plus(lasts).plus(Duration.ofHours(6));
                    record(own, end.plus(lasts), last, Duration.ZERO);
                    String which = days + " days for " + lasts;
                    List<Instant> times = new ArrayList<>();
                    own.rows(List.of(CPU), Instant.MIN, Instant.MAX, row -> times.add(Times.instant(row.atMicros())));
                    assertThat(times).as(which).contains(T0, end.minus(MINUTES), end.plus(lasts), last.minus(MINUTES));
                    assertThat(times).as(which).hasSize((int)
                            own.newest().orElseThrow().id());
                    assertThat(own.events(Instant.MIN, Instant.MAX)).as(which).hasSize(times.size());
                    Chart before = own.chart(List.of(CPU), T0, end, 100);
                    assertThat(before.tier()).as(which).isEqualTo(Tier.SAMPLES);
                    assertThat(before.size()).as(which).isGreaterThanOrEqualTo(36);
                }
            }
        }
    }

    @Test
    void afterAJumpOfTheClockWhatWasBeforeGoesWhenSoMuchHasBeenRecordedSince() {
        Duration year = Duration.ofDays(365);
        record(store, T0, T0.plus(Duration.ofDays(1)), Duration.ZERO);
        Instant jumped = T0.plus(Duration.ofDays(1)).plus(year);
        maintainAt(store, T0.plus(Duration.ofDays(1)), jumped);
        assertThat(rows(T0, FAR, CPU)).hasSize(144);
        maintainAt(store, jumped.plus(Duration.ofDays(7)));
        assertThat(rows(T0, FAR, CPU)).hasSizeBetween(0, 1);
        assertThat(store.events(T0, FAR)).hasSize(144);
        assertThat(store.oldest(Tier.FIVE_MINUTES)).isPresent();
        maintainAt(store, jumped.plus(Duration.ofDays(92)));
        assertThat(store.events(T0, FAR)).isEmpty();
        assertThat(store.oldest(Tier.HOURS)).contains(T0.truncatedTo(ChronoUnit.HOURS));
    }

    @Test
    void aMachineThatWasOffForAYearForgetsOnlyWhatIsOlderByWhatItRecorded() {
        record(store, T0, T0.plus(Duration.ofDays(1)), Duration.ZERO);
        Instant on = T0.plus(Duration.ofDays(366));
        store.append(sample(1_000, on, "boot-2", Map.of(CPU, 1.0)), List.of());
        maintainAt(store, on.plus(Duration.ofDays(6)));
        assertThat(rows(T0, FAR, CPU)).hasSizeGreaterThan(140);
        maintainAt(store, on.plus(Duration.ofDays(8)));
        assertThat(rows(T0, FAR, CPU)).isEmpty();
    }

    /** Records a sample and an event every ten minutes, with a clock that is wrong by this time, and maintains the store. */
    private static void record(MetricStore store, Instant from, Instant to, Duration wrong) {
        for (Instant at = from; at.isBefore(to); at = at.plus(MINUTES)) {
            long id = store.newest().map(Sample::id).orElse(0L) + 1;
            Instant shown = at.plus(wrong);
            Event event = new Event(shown, "door_opened", "door", "number " + id);
            Map<Series, Reading> readings = Map.of(CPU, new Reading.Value(id % 100));
            store.append(new Sample(id, shown, Times.micros(at), "boot-1", readings), List.of(event));
        }
        store.maintain();
    }

    /** Takes one more sample, by a clock that was set to a moment, and maintains the store. */
    private static void maintainAt(MetricStore store, Instant at, Instant shown) {
        long id = store.newest().orElseThrow().id() + 1;
        store.append(new Sample(id, shown, Times.micros(at), "boot-1", Map.of()), List.of());
        store.maintain();
    }

    private static Sample everyTenSeconds(long id, Instant at, double cpu) {
        return new Sample(id, at, id * 10_000_000, "boot-1", Map.of(CPU, new Reading.Value(cpu)));
    }

    /** Records on until a moment, without any value, and maintains the store. */
    private static void maintainAt(MetricStore store, Instant until) {
        Sample newest = store.newest().orElseThrow();
        if (until.isAfter(newest.at())) {
            long micros = newest.monotonicMicros() + Times.micros(until) - Times.micros(newest.at());
            store.append(new Sample(newest.id() + 1, until, micros, newest.bootId(), Map.of()), List.of());
        }
        store.maintain();
    }

    private static Sample sample(long id, Instant at, Map<Series, Double> values) {
        return sample(id, at, "boot-1", values);
    }

    private static Sample sample(long id, Instant at, String bootId, Map<Series, Double> values) {
        Map<Series, Reading> readings = new LinkedHashMap<>();
        values.forEach((series, value) -> readings.put(series, new Reading.Value(value)));
        return new Sample(id, at, Times.micros(at), bootId, readings);
    }

    private static TopProcesses top(Instant at, double cpuPercent) {
        ProcessUse process = new ProcessUse(1, "init", "root", cpuPercent, 1, OptionalLong.empty());
        return new TopProcesses(at, List.of(process), List.of(process));
    }

    /** The seconds of the points after T0. */
    private static List<Long> times(Chart chart) {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < chart.size(); i++) {
            times.add((chart.micros(i) - Times.micros(T0)) / 1_000_000);
        }
        return times;
    }

    /** {@code count min/mean/max} or {@code count last+growth} of each point. */
    private static List<String> line(Chart chart, int place) {
        Buckets line = chart.lines().get(place);
        DecimalFormat number = new DecimalFormat("0.######", DecimalFormatSymbols.getInstance(Locale.ROOT));
        List<String> points = new ArrayList<>();
        for (int i = 0; i < line.size(); i++) {
            String values = switch (line) {
                case CounterBuckets counter -> number.format(counter.last(i)) + "+" + number.format(counter.growth(i));
                case GaugeBuckets gauge ->
                    number.format(gauge.min(i)) + "/" + number.format(gauge.mean(i)) + "/"
                            + number.format(gauge.max(i));
            };
            points.add(line.count(i) == 0 ? "-" : line.count(i) + " " + values);
        }
        return points;
    }

    private static CounterBuckets counter(Chart chart) {
        return (CounterBuckets) chart.lines().getFirst();
    }

    private List<Row> rows(Instant from, Instant to, Series... series) {
        List<Row> rows = new ArrayList<>();
        store.rows(List.of(series), from, to, rows::add);
        return rows;
    }

    private static List<Double> boxed(double[] values) {
        List<Double> boxed = new ArrayList<>();
        for (double value : values) {
            boxed.add(value);
        }
        return boxed;
    }

    private static String text(Row row) {
        StringBuilder text = new StringBuilder().append(row.id()).append(':');
        for (int place = 0; place < row.size(); place++) {
            text.append(' ').append(row.has(place) ? row.value(place) : "-");
        }
        return text.toString();
    }
}

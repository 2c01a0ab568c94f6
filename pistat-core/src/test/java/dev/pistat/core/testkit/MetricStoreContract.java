package dev.pistat.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.metric.Culprits;
import dev.pistat.core.metric.Event;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.ProcessUse;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Row;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.metric.Unit;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.port.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store promises. Extend it and say how to open an empty one. */
public abstract class MetricStoreContract {

    private static final Instant T0 = Instant.parse("2026-03-01T12:00:00.123456Z");
    private static final Instant FAR = T0.plus(Duration.ofDays(10_000));
    private static final Series CPU = new Series(Catalogue.CPU_PERCENT);
    private static final Series MEMORY = new Series(Catalogue.MEM_USED);
    private static final Series CORE_0 = new Series(Catalogue.CPU_CORE_PERCENT, "0");
    private static final Series CORE_11 = new Series(Catalogue.CPU_CORE_PERCENT, "11");

    private MetricStore store;

    /** A new, empty store. */
    protected abstract MetricStore open() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
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
            assertThat(rows.get(i).atMicros()).isEqualTo(Row.micros(T0.plusSeconds(i)));
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
            Series mount = new Series(Catalogue.CPU_CORE_PERCENT, "odd ' name \" " + i);
            append(i + 2, T0.plusSeconds(i + 1), Map.of(CPU, 1.0, mount, (double) i));
        }
        assertThat(store.series()).hasSize(151).startsWith(CPU);
        Series last = new Series(Catalogue.CPU_CORE_PERCENT, "odd ' name \" 149");
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
    void theCulpritsOfAMomentAreTheLastOnesUntilThen() {
        ProcessUse chess = new ProcessUse(4711, "chess 'n\" <b>", "pi", 187.5, 123_456_789, OptionalLong.of(42));
        ProcessUse other = new ProcessUse(1, "init", "0", 0.01, 1, OptionalLong.empty());
        Culprits first = new Culprits(T0, List.of(chess, other), List.of(chess));
        Culprits second = new Culprits(T0.plusSeconds(30), List.of(other), List.of());
        store.append(sample(1, T0, Map.of()), List.of(), Optional.of(first));
        store.append(sample(2, T0.plusSeconds(10), Map.of()), List.of(), Optional.empty());
        store.append(sample(3, T0.plusSeconds(30), Map.of()), List.of(), Optional.of(second));
        assertThat(store.culprits(T0.minusSeconds(1))).isEmpty();
        assertThat(store.culprits(T0)).contains(first);
        assertThat(store.culprits(T0.plusSeconds(29))).contains(first);
        assertThat(store.culprits(FAR)).contains(second);
        store.prune(T0.plusSeconds(1));
        assertThat(store.culprits(T0.plusSeconds(29))).isEmpty();
        assertThat(store.culprits(FAR)).contains(second);
    }

    @Test
    void pruningForgetsWhatIsOlderAndNothingElse() {
        for (int i = 0; i < 10; i++) {
            store.append(
                    sample(i + 1, T0.plusSeconds(i), Map.of(CPU, (double) i)),
                    List.of(new Event(T0.plusSeconds(i), Event.STARTED, "pistat", "event " + i)));
        }
        store.prune(T0.plusSeconds(4));
        assertThat(rows(T0, FAR, CPU)).extracting(Row::id).containsExactly(5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(store.events(T0, FAR)).hasSize(6);
        append(11, T0.plusSeconds(20), Map.of(CPU, 11.0));
        assertThat(rows(T0, FAR, CPU)).hasSize(7);
    }

    @Test
    void pruningNeverTakesTheNewestSample() {
        append(1, T0, Map.of(CPU, 1.0));
        append(2, T0.plusSeconds(1), Map.of(CPU, 2.0));
        store.prune(FAR);
        assertThat(store.newest()).map(Sample::id).contains(2L);
        assertThat(rows(T0, FAR, CPU)).extracting(Row::id).containsExactly(2L);
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
    void aSlowTakerHoldsNothingUp() {
        for (int i = 0; i < 5_000; i++) {
            append(i + 1, T0.plusSeconds(i), Map.of(CPU, 1.0));
        }
        List<Long> taken = new ArrayList<>();
        store.rows(List.of(CPU), T0, T0.plusSeconds(5_000), row -> {
            if (row.id() == 1) {
                append(5_001, T0.plusSeconds(5_000), Map.of(CPU, 2.0));
                store.prune(T0.minusSeconds(1));
                assertThat(store.newest()).map(Sample::id).contains(5_001L);
            }
            taken.add(row.id());
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

    private static Sample sample(long id, Instant at, Map<Series, Double> values) {
        Map<Series, Reading> readings = new LinkedHashMap<>();
        values.forEach((series, value) -> readings.put(series, new Reading.Value(value)));
        return new Sample(id, at, id * 10_000_000, "boot-1", readings);
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

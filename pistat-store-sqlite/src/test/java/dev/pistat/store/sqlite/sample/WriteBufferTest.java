package dev.pistat.store.sqlite.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.history.Event;
import dev.pistat.core.history.KeptEvent;
import dev.pistat.core.history.Row;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.store.sqlite.testkit.Samples;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What waits for the file does not grow without end, and is thinned where it is oldest. */
class WriteBufferTest {

    /** Room for ten samples of one value. */
    private static final long TEN_SAMPLES = 10 * (120 + 8);

    @Test
    void nothingGoesAsLongAsThereIsRoom() {
        WriteBuffer waiting = new WriteBuffer("test", TEN_SAMPLES);
        assertThat(added(waiting, 1, 10)).isZero();
        assertThat(ids(waiting)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    }

    @Test
    void atTheLimitEverySecondOneOfTheOlderHalfGoesAndIsCounted() {
        WriteBuffer waiting = new WriteBuffer("test", TEN_SAMPLES);
        assertThat(added(waiting, 1, 11)).isEqualTo(3);
        assertThat(ids(waiting)).containsExactly(1L, 3L, 5L, 7L, 8L, 9L, 10L, 11L);
    }

    @Test
    void whatRemainsIsTheNewestAndEverThinnerBefore() {
        WriteBuffer waiting = new WriteBuffer("test", 100 * (120 + 8));
        int gone = added(waiting, 1, 10_000);
        List<Long> ids = ids(waiting);
        assertThat(ids).hasSize(10_000 - gone).hasSizeBetween(75, 100).isSorted();
        assertThat(ids.getFirst()).isEqualTo(1);
        assertThat(ids).endsWith(LongStream.rangeClosed(9_975, 10_000).boxed().toArray(Long[]::new));
    }

    @Test
    void theEventsOfSamplesThatGoAreKept() {
        WriteBuffer waiting = new WriteBuffer("test", 100 * (120 + 8) + 30 * 300);
        for (long id = 1; id <= 500; id++) {
            List<Event> events = id % 20 == 0 ? List.of(event(id)) : List.of();
            waiting.add(sample(id, Map.of(Samples.CPU, 1.0)), events, null);
        }
        assertThat(ids(waiting)).hasSizeLessThan(200);
        assertThat(waiting.batch().events())
                .extracting(KeptEvent::event)
                .isEqualTo(LongStream.rangeClosed(1, 25)
                        .mapToObj(n -> event(n * 20))
                        .toList());
    }

    @Test
    void ofTooManyEventsTheOldestGo() {
        WriteBuffer waiting = new WriteBuffer("test", 8_000_000);
        LongStream.rangeClosed(1, 1_500).forEach(n -> waiting.add(event(n)));
        assertThat(waiting.batch().events())
                .hasSize(1_000)
                .startsWith(new KeptEvent(501, event(501)))
                .endsWith(new KeptEvent(1_500, event(1_500)));
    }

    @Test
    void aHundredThousandSamplesOfAHundredValuesStayBelowEightMegabytes() {
        long room = 8_000_000;
        WriteBuffer waiting = new WriteBuffer("test", room);
        Map<Series, Double> values = new LinkedHashMap<>();
        IntStream.range(0, 100).forEach(core -> values.put(Samples.core(core), (double) core));
        long gone = 0;
        int most = 0;
        for (int id = 1; id <= 100_000; id++) {
            gone += waiting.add(sample(id, values), List.of(), null);
            if (id % 1_000 == 0) {
                most = Math.max(most, waiting.batch().entries().size());
            }
        }
        List<WriteBuffer.Entry> left = waiting.batch().entries();
        assertThat(left).hasSize((int) (100_000 - gone));
        assertThat((long) most * (120 + 100 * 8)).isLessThanOrEqualTo(room);
        assertThat(left.size()).isGreaterThan(most / 2);
        // The estimate holds only as long as all share their list of series.
        assertThat(left)
                .allSatisfy(entry ->
                        assertThat(entry.series()).isSameAs(left.getFirst().series()));
    }

    @Test
    void whatWasWrittenGoesAndMakesRoom() {
        WriteBuffer waiting = new WriteBuffer("test", TEN_SAMPLES);
        added(waiting, 1, 10);
        WriteBuffer.Batch written = waiting.batch();
        added(waiting, 11, 12);
        waiting.remove(written);
        assertThat(ids(waiting)).containsExactly(11L, 12L);
        assertThat(added(waiting, 13, 20)).isZero();
        assertThat(ids(waiting)).hasSize(10);
    }

    private static int added(WriteBuffer waiting, long from, long to) {
        int gone = 0;
        for (long id = from; id <= to; id++) {
            gone += waiting.add(sample(id, Map.of(Samples.CPU, (double) id)), List.of(), null);
        }
        return gone;
    }

    private static List<Long> ids(WriteBuffer waiting) {
        List<Long> ids = new ArrayList<>();
        WriteBuffer.rows(waiting.batch().entries(), List.of(Samples.CPU), (Row row) -> ids.add(row.id()));
        return ids;
    }

    private static Sample sample(long id, Map<Series, Double> values) {
        return Samples.sample(id, Samples.T0.plusSeconds(id), values);
    }

    private static Event event(long number) {
        return new Event(Samples.T0.plusSeconds(number), Event.APPEARED, "disk", "number " + number);
    }
}

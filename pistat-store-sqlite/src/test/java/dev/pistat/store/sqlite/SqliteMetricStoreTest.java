package dev.pistat.store.sqlite;

import static dev.pistat.store.sqlite.testkit.Samples.AT_ONCE;
import static dev.pistat.store.sqlite.testkit.Samples.CPU;
import static dev.pistat.store.sqlite.testkit.Samples.MEMORY;
import static dev.pistat.store.sqlite.testkit.Samples.T0;
import static dev.pistat.store.sqlite.testkit.Samples.allRows;
import static dev.pistat.store.sqlite.testkit.Samples.core;
import static dev.pistat.store.sqlite.testkit.Samples.maintainAt;
import static dev.pistat.store.sqlite.testkit.Samples.open;
import static dev.pistat.store.sqlite.testkit.Samples.rows;
import static dev.pistat.store.sqlite.testkit.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.core.history.Event;
import dev.pistat.core.history.EventQuery;
import dev.pistat.core.history.KeptEvent;
import dev.pistat.core.history.Retention;
import dev.pistat.core.history.Row;
import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.StoreException;
import dev.pistat.store.sqlite.sample.SeriesTable;
import dev.pistat.store.sqlite.testkit.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store promises beyond the contract, because it has a file. */
class SqliteMetricStoreTest {

    private static final Duration WEEK = Duration.ofDays(7);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("pistat.db");
    }

    @Test
    void everythingIsThereAgainAfterClosing() {
        Sample last = sample(9, T0.plusSeconds(10), Map.of(CPU, 1.0 / 3, MEMORY, 98_222_080.0, core(0), 12.5));
        Event event = new Event(T0, Event.STARTED, "pistat", "recording every 10 s");
        try (var store = open(file)) {
            store.append(sample(4, T0, Map.of(MEMORY, 1.0)), List.of(event));
            store.append(last, List.of());
        }
        assertThat(folder).isDirectoryNotContaining(path -> !path.equals(file) && !path.endsWith("pistat.db.lock"));
        try (var store = open(file)) {
            assertThat(store.newest()).contains(last);
            assertThat(store.series()).startsWith(MEMORY).containsExactlyInAnyOrder(MEMORY, CPU, core(0));
            assertThat(allRows(store, MEMORY)).extracting(Row::id).containsExactly(4L, 9L);
            assertThat(store.events(Instant.MIN, Instant.MAX)).containsExactly(event);
            assertThatThrownBy(() -> store.append(last, List.of()))
                    .isInstanceOf(StoreException.class)
                    .hasMessage(file + ": sample 9 comes after sample 9: ids must grow");
            store.append(sample(10, T0.plusSeconds(20), Map.of(core(0), 13.0)), List.of());
            assertThat(allRows(store, core(0))).extracting(row -> row.value(0)).containsExactly(12.5, 13.0);
        }
    }

    @Test
    void theIdsOfEventsGoOnAfterClosing() {
        Event event = new Event(T0, Event.STARTED, "pistat", "recording every 10 s");
        try (var store = open(file)) {
            store.append(sample(1, T0, Map.of(CPU, 1.0)), List.of(event, event));
        }
        try (var store = open(file)) {
            store.append(sample(2, T0.plusSeconds(10), Map.of(CPU, 1.0)), List.of(event));
            assertThat(store.events(EventQuery.between(T0, T0.plusSeconds(1))))
                    .containsExactly(new KeptEvent(1, event), new KeptEvent(2, event), new KeptEvent(3, event));
        }
    }

    @Test
    void aQueryLeavesNothingBehindOutsideTheHeap() throws IOException {
        try (var store = open(file)) {
            store.append(sample(1, T0, Map.of(CPU, 1.0)), List.of());
            for (int i = 0; i < 20_000; i++) {
                allRows(store, CPU);
            }
            long before = residentMegabytes();
            for (int i = 0; i < 100_000; i++) {
                allRows(store, CPU);
            }
            // A statement that is not closed keeps 2.5 KB: these would be 250 MB. The heap may grow, too.
            assertThat(residentMegabytes() - before).isLessThan(125);
        }
    }

    private static long residentMegabytes() throws IOException {
        String status = Files.readString(Path.of("/proc/self/status"));
        return Long.parseLong(status.replaceAll("(?s).*VmRSS:\\s+(\\d+) kB.*", "$1")) / 1024;
    }

    @Test
    void theSameBootGoesOnWithItsRunAndAnotherBeginsOne() {
        for (int i = 1; i <= 3; i++) {
            try (var store = open(file)) {
                store.append(sample(i, T0.plusSeconds(i), "boot-1", Map.of(CPU, 1.0)), List.of());
            }
        }
        try (var store = open(file)) {
            store.append(sample(4, T0.plusSeconds(4), "boot-2", Map.of(CPU, 1.0)), List.of());
            assertThat(rows(store, T0.plusSeconds(2), T0.plusSeconds(5), CPU))
                    .extracting(Row::id)
                    .containsExactly(2L, 3L, 4L);
        }
        assertThat(query("SELECT first_id || ' ' || boot_id FROM run")).containsExactly("1 boot-1", "4 boot-2");
        try (var store = open(file)) {
            assertThat(store.newest()).map(Sample::bootId).contains("boot-2");
        }
    }

    @Test
    void aClockThatWentBackWhileTheStoreWasClosedLosesNothing() {
        try (var store = open(file)) {
            store.append(sample(1, T0, Map.of(CPU, 1.0)), List.of());
            store.append(sample(2, T0.plusSeconds(1_000), Map.of(CPU, 2.0)), List.of());
        }
        try (var store = open(file)) {
            store.append(sample(3, T0.plusSeconds(10), Map.of(CPU, 3.0)), List.of());
            store.append(sample(4, T0.plusSeconds(20), Map.of(CPU, 4.0)), List.of());
        }
        try (var store = open(file)) {
            assertThat(rows(store, T0, T0.plusSeconds(20), CPU))
                    .extracting(Row::id)
                    .containsExactly(1L, 3L);
            assertThat(rows(store, T0.plusSeconds(20), Instant.MAX, CPU))
                    .extracting(Row::id)
                    .containsExactly(2L, 4L);
        }
    }

    @Test
    void everyMomentIsFoundInALongRunWithGapsAndStandstills() {
        int count = 200;
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            samples.add(sample((long) i * i + 1, T0.plusSeconds(i / 3 * 10L), Map.of(CPU, (double) i)));
        }
        try (var store = open(file)) {
            samples.forEach(sample -> store.append(sample, List.of()));
            for (int second = -5; second < count / 3 * 10 + 15; second += 5) {
                Instant from = T0.plusSeconds(second);
                assertThat(rows(store, from, from.plusSeconds(20), CPU))
                        .extracting(Row::id)
                        .containsExactlyElementsOf(samples.stream()
                                .filter(sample -> !sample.at().isBefore(from)
                                        && sample.at().isBefore(from.plusSeconds(20)))
                                .map(Sample::id)
                                .toList());
            }
        }
    }

    @Test
    void aRangeMayBeginAndEndBetweenTwoMicroseconds() {
        try (var store = open(file)) {
            store.append(sample(1, T0, Map.of(CPU, 1.0)), List.of());
            assertThat(rows(store, T0.plusNanos(1), Instant.MAX, CPU)).isEmpty();
            assertThat(rows(store, T0.minusNanos(1), T0.plusNanos(1), CPU)).hasSize(1);
        }
    }

    @Test
    void pruningTakesManySamplesAndWholeRuns() {
        Map<Series, Double> values = Map.of(CPU, 1.0);
        try (var store = open(file)) {
            for (int i = 1; i <= 2_500; i++) {
                store.append(sample(i, T0.plusSeconds(i), "boot-1", values), List.of());
            }
            for (int i = 2_501; i <= 4_000; i++) {
                store.append(sample(i, T0.plusSeconds(i), "boot-2", values), List.of());
            }
            store.append(sample(4_001, T0.plusSeconds(10), "boot-3", values), List.of());
            store.append(sample(4_002, T0.plusSeconds(5_000), "boot-3", values), List.of());
            // 200 s of the second boot, 4990 s of the third, and the rest of a week.
            maintainAt(store, T0.plus(WEEK).minusSeconds(190));
            assertThat(allRows(store, CPU)).extracting(Row::id).hasSize(203).startsWith(3_800L);
            store.append(sample(4_004, T0.plus(WEEK).plus(WEEK), "boot-3", values), List.of());
            store.maintain();
            assertThat(allRows(store, CPU)).extracting(Row::id).containsExactly(4_004L);
        }
        assertThat(query("SELECT count(*) FROM sample")).containsExactly("1");
        assertThat(query("SELECT first_id FROM run")).containsExactly("4001");
        try (var store = open(file)) {
            assertThat(store.newest()).map(Sample::id).contains(4_004L);
        }
    }

    @Test
    void aMetricThatIsNotKnownAnyMoreIsNotListedAndItsValuesRemain() {
        try (var store = open(file)) {
            store.append(sample(1, T0, Map.of(CPU, 1.0)), List.of());
            store.append(sample(2, T0, Map.of(core(0), 2.0)), List.of());
        }
        try (var store = SqliteMetricStore.open(file, new Allowlist(List.of(CpuMetrics.CPU_CORE_PERCENT)), AT_ONCE)) {
            assertThat(store.series()).containsExactly(core(0));
            assertThat(allRows(store, CPU)).isEmpty();
            store.append(sample(3, T0, Map.of(CPU, 3.0)), List.of());
        }
        try (var store = open(file)) {
            assertThat(allRows(store, CPU)).extracting(row -> row.value(0)).containsExactly(1.0, 3.0);
        }
    }

    @Test
    void moreSeriesThanATableTakesAreLeftOutAndTheRestIsStored() {
        Map<Series, Double> values = new HashMap<>();
        for (int i = 0; i < SeriesTable.MOST_COLUMNS - 1; i++) {
            values.put(core(i), (double) i);
        }
        try (var store = open(file)) {
            store.append(sample(1, T0, values), List.of());
            values.put(CPU, 1.0);
            store.append(sample(2, T0, values), List.of());
            values.put(MEMORY, 1.0);
            store.append(sample(3, T0, values), List.of());
            assertThat(store.series())
                    .hasSize(SeriesTable.MOST_COLUMNS)
                    .contains(CPU)
                    .doesNotContain(MEMORY);
            assertThat(allRows(store, CPU, core(77)))
                    .extracting(row -> row.value(1))
                    .containsExactly(77.0, 77.0, 77.0);
        }
    }

    @Test
    void fourReadWhileOneAppendsAndPrunes() throws Exception {
        int count = 2_000;
        CountDownLatch started = new CountDownLatch(4);
        CountDownLatch done = new CountDownLatch(1);
        Retention aWhile = new Retention(Duration.ofSeconds(10_000), Duration.ZERO, Duration.ZERO, Duration.ZERO);
        try (var store = SqliteMetricStore.open(file, Samples.ALL, new StoreSettings(aWhile, Duration.ZERO, 0));
                var threads = Executors.newFixedThreadPool(4)) {
            store.append(sample(1, T0.plusSeconds(10), Map.of(CPU, 1.0)), List.of());
            Callable<Integer> reading = () -> {
                int seen = 0;
                started.countDown();
                while (done.getCount() > 0 || seen == 0) {
                    List<Row> rows = allRows(store, CPU, MEMORY);
                    for (int i = 1; i < rows.size(); i++) {
                        assertThat(rows.get(i).id()).isEqualTo(rows.get(i - 1).id() + 1);
                    }
                    assertThat(rows).allSatisfy(row -> assertThat(row.value(0)).isEqualTo((double) row.id()));
                    assertThat(rows.getLast().id()).isGreaterThanOrEqualTo(seen);
                    assertThat(store.newest().orElseThrow().id())
                            .isGreaterThanOrEqualTo(rows.getLast().id());
                    seen = (int) rows.getLast().id();
                }
                return seen;
            };
            List<Future<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                readers.add(threads.submit(reading));
            }
            started.await();
            try {
                for (int i = 2; i <= count; i++) {
                    store.append(sample(i, T0.plusSeconds(10L * i), Map.of(CPU, (double) i)), List.of());
                    if (i % 500 == 0) {
                        store.maintain();
                    }
                }
            } finally {
                done.countDown();
            }
            for (Future<Integer> reader : readers) {
                assertThat(reader.get()).isBetween(1, count);
            }
            assertThat(allRows(store, CPU))
                    .extracting(Row::id)
                    .startsWith(1_000L)
                    .endsWith((long) count);
        }
    }

    @Test
    void aReaderThatIsInterruptedSaysSoAndStaysInterrupted() {
        try (var store = open(file)) {
            store.append(sample(1, T0, Map.of(CPU, 1.0)), List.of());
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> allRows(store, CPU))
                    .isInstanceOf(StoreException.class)
                    .hasMessage(file + ": reading was interrupted");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(allRows(store, CPU)).hasSize(1);
        }
    }

    @Test
    void aClosedStoreSaysSo() {
        var store = open(file);
        store.append(sample(1, T0, Map.of(CPU, 1.0)), List.of());
        store.close();
        String message = file + ": is closed";
        assertThatThrownBy(() -> store.append(sample(2, T0, Map.of()), List.of()))
                .hasMessage(message);
        assertThatThrownBy(() -> allRows(store, CPU))
                .isInstanceOf(StoreException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> store.events(T0, T0)).hasMessage(message);
        assertThatThrownBy(store::maintain).hasMessage(message);
    }

    @Test
    void aFileIsOpenOnceOnly() {
        try (var store = open(file)) {
            store.append(sample(1, T0, Map.of(CPU, 1.0)), List.of());
            assertThatThrownBy(() -> open(folder.resolve("../" + folder.getFileName() + "/pistat.db")))
                    .isInstanceOf(StoreException.class)
                    .hasMessageEndingWith("pistat.db: is open in this program already");
            store.append(sample(2, T0, Map.of(CPU, 1.0)), List.of());
        }
        open(file).close();
    }

    private List<String> query(String sql) {
        try (Handle handle = Jdbi.open("jdbc:sqlite:" + file)) {
            return handle.createQuery(sql).mapTo(String.class).list();
        }
    }
}

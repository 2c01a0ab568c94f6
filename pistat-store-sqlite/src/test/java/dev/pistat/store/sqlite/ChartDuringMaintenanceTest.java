package dev.pistat.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.store.sqlite.testkit.ComputedHistory;
import dev.pistat.store.sqlite.testkit.Samples;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A chart has every sample once, wherever the sample is just then: waiting, written, rolled up. */
@Timeout(120)
class ChartDuringMaintenanceTest {

    private static final int SAMPLES = 10_000;

    @TempDir
    private Path folder;

    @Test
    void aSampleThatIsWrittenAndRolledUpDuringTheQueryIsCountedOnce() throws Exception {
        StoreSettings settings = new StoreSettings(ComputedHistory.RETENTION, Duration.ofMillis(3), 0);
        AtomicLong begun = new AtomicLong(1);
        AtomicLong done = new AtomicLong(1);
        try (var store = SqliteMetricStore.open(folder.resolve("pistat.db"), Samples.ALL, settings);
                var threads = Executors.newSingleThreadExecutor()) {
            store.append(ComputedHistory.sample(1), List.of());
            Future<?> writing = threads.submit(() -> {
                while (begun.get() < SAMPLES) {
                    long id = begun.incrementAndGet();
                    store.append(ComputedHistory.sample(id), List.of());
                    done.set(id);
                    if (id % 20 == 0) {
                        store.maintain();
                    }
                }
            });
            while (!writing.isDone()) {
                long atLeast = done.get();
                Instant from = ComputedHistory.at(Math.max(1, atLeast - 700));
                int count = count(store, from);
                assertThat((long) count).isBetween(counted(from, atLeast), counted(from, begun.get()));
            }
            writing.get();
        }
    }

    private static int count(SqliteMetricStore store, Instant from) {
        var line = store.chart(List.of(Samples.CPU), from, from.plus(Duration.ofDays(4)), 4 * 288 + 1)
                .lines()
                .getFirst();
        return IntStream.range(0, line.size()).map(line::count).sum();
    }

    /** How many samples there are up to an id from the bucket on in which a moment lies. */
    private static long counted(Instant from, long lastId) {
        Instant bucket = Instant.ofEpochSecond(Math.floorDiv(from.getEpochSecond(), 300) * 300);
        long count = 0;
        for (long id = Math.max(1, lastId - 1_500); id <= lastId; id++) {
            count += ComputedHistory.at(id).isBefore(bucket) ? 0 : 1;
        }
        return count;
    }
}

package dev.pistat.store.sqlite;

import static dev.pistat.store.sqlite.testkit.Samples.ALL;
import static dev.pistat.store.sqlite.testkit.Samples.CPU;
import static dev.pistat.store.sqlite.testkit.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.history.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A write that does not come to an end: that of an import, here, which another one must wait for as for a disk that hangs. */
@Timeout(60)
class HangingDiskTest {

    private static final Instant LATER = Instant.ofEpochSecond(1_795_457_742L);
    private static final StoreSettings FLUSH_OF_TEN_SECONDS =
            new StoreSettings(Retention.DEFAULTS, Duration.ofSeconds(10), 0);

    @TempDir
    private Path folder;

    @Test
    void isTroubleOnceASampleHasWaitedForMoreThanTwoFlushesAndSaysSinceWhen() throws Exception {
        Path file = folder.resolve("pistat.db");
        Path original = folder.resolve("old.db");
        RecoveryTest.makeOriginal(original, 2_500);
        CountDownLatch writes = new CountDownLatch(1);
        CountDownLatch hangs = new CountDownLatch(1);
        try (var store = SqliteMetricStore.open(file, ALL, FLUSH_OF_TEN_SECONDS)) {
            append(store, 1);
            store.flush();
            CompletableFuture<Void> importing =
                    CompletableFuture.runAsync(() -> store.importOriginal(original, done -> {
                        writes.countDown();
                        await(hangs);
                    }));
            writes.await();
            append(store, 2);
            append(store, 3);
            append(store, 4);
            assertThat(store.trouble()).as("two flushes later").isEmpty();
            append(store, 5);
            assertThat(store.trouble())
                    .hasValue(file + ": nothing could be written since " + LATER.plusSeconds(20)
                            + ", samples wait in memory: the disk does not answer, or is too slow");
            hangs.countDown();
            importing.get();
            store.flush();
            assertThat(store.trouble()).isEmpty();
            append(store, 6);
            assertThat(store.trouble()).isEmpty();
        }
    }

    /** They are ten seconds apart. */
    private static void append(SqliteMetricStore store, long id) {
        store.append(sample(id, LATER.plusSeconds(10 * id), Map.of(CPU, 1.0)), List.of());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

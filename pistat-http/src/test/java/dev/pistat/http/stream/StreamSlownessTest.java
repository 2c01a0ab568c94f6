package dev.pistat.http.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.history.Row;
import dev.pistat.core.memory.InMemoryMetricStore;
import dev.pistat.core.metric.DiskMetrics;
import dev.pistat.core.metric.Series;
import dev.pistat.core.testkit.FailingStore;
import dev.pistat.core.testkit.FakeClock;
import dev.pistat.core.testkit.FakeSampler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Slow clients and a slow store, and what the others notice of them: nothing. */
@Timeout(180)
class StreamSlownessTest {

    private static final int LARGE_SAMPLES = 120;

    private final Semaphore reads = new Semaphore(0);
    private volatile CountDownLatch readable = new CountDownLatch(0);
    private final FailingStore store = new FailingStore(new InMemoryMetricStore()) {
        @Override
        public void rows(List<Series> series, Instant from, Instant to, Predicate<Row> taker) {
            reads.release();
            FakeSampler.hang(readable);
            super.rows(series, from, to, taker);
        }
    };
    private final FakeClock clock = new FakeClock(Instant.parse("2026-11-22T15:00:00Z"));
    private StreamingServer server = new StreamingServer(store, clock, 64, StreamingServer.NO_HEARTBEAT);

    @AfterEach
    void stop() {
        readable.countDown();
        server.close();
    }

    @Test
    void aSlowReaderHoldsNoOtherUpAndLosesNothing() throws Exception {
        makeSamplesLarge();
        try (StreamClient slow = server.open();
                StreamClient other = server.open()) {
            for (int id = 1; id <= LARGE_SAMPLES; id++) {
                server.tick();
                if (id == 2) {
                    assertThat(other.next().eventId()).isEqualTo(1);
                }
                assertThat(other.next().sampleId()).isEqualTo(id);
            }
            assertThat(reads.availablePermits())
                    .as("times that the store was needed")
                    .isZero();
            long last = 0;
            while (last < LARGE_SAMPLES) {
                StreamClient.Message message = slow.next();
                if (message.isSample()) {
                    assertThat(message.sampleId()).isEqualTo(++last);
                }
            }
            assertThat(reads.availablePermits())
                    .as("times that the store was needed")
                    .isPositive();
        }
    }

    @Test
    void closingDoesNotWaitForClientsThatNeverRead() throws Exception {
        makeSamplesLarge();
        try (StreamClient live = server.open();
                StreamClient missing = server.openAfter("0-0")) {
            server.tick(LARGE_SAMPLES);
            assertThat(live.status()).isEqualTo(200);
            assertThat(missing.status()).isEqualTo(200);
            assertThat(CompletableFuture.runAsync(server::close)).succeedsWithin(Duration.ofSeconds(5));
        }
    }

    /** So that they soon fill what lies between the server and a client that does not read. */
    private void makeSamplesLarge() {
        server.sampler().doing(sink -> {
            for (int i = 0; i < 2_000; i++) {
                sink.value(new Series(DiskMetrics.FILESYSTEM_USED, "/mnt/" + i), i);
            }
        });
    }

    @Test
    void fourAreCaughtUpAtOnceAndTheOthersHaveAHeartbeatUntilItIsTheirTurn() throws Exception {
        server.close();
        server = new StreamingServer(store, clock, 64, Duration.ofMillis(20));
        server.tick(20);
        readable = new CountDownLatch(1);
        List<StreamClient> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clients.add(server.openAfter("1-1"));
        }
        assertThat(reads.tryAcquire(4, 10, TimeUnit.SECONDS)).isTrue();
        try (StreamClient fifth = server.openAfter("1-1");
                StreamClient live = server.open()) {
            assertThat(fifth.block().lines()).containsExactly("retry: 3000");
            assertThat(fifth.block().lines()).containsExactly(":");
            assertThat(fifth.block().lines()).containsExactly(":");
            assertThat(live.next().sampleId()).isEqualTo(20);
            assertThat(reads.availablePermits()).isZero();
            readable.countDown();
            assertThat(fifth.next().sampleId()).isEqualTo(2);
        }
        for (StreamClient client : clients) {
            assertThat(client.next().sampleId()).isEqualTo(2);
            client.close();
        }
    }
}

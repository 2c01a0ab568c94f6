package dev.pistat.http.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pistat.core.history.Row;
import dev.pistat.core.memory.InMemoryMetricStore;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.MemoryMetrics;
import dev.pistat.core.metric.Series;
import dev.pistat.core.testkit.FailingStore;
import dev.pistat.core.testkit.FakeClock;
import dev.pistat.http.RawClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stream sends that its client missed. */
@Timeout(180)
class StreamCatchUpTest {

    private static final Instant AT = Instant.parse("2026-11-22T15:00:00Z");

    private final AtomicInteger reads = new AtomicInteger();
    private final FailingStore store = new FailingStore(new InMemoryMetricStore()) {
        @Override
        public void rows(List<Series> series, Instant from, Instant to, Predicate<Row> taker) {
            reads.incrementAndGet();
            super.rows(series, from, to, taker);
        }
    };
    private final FakeClock clock = new FakeClock(AT);
    private StreamingServer server = serving(StreamingServer.NO_HEARTBEAT);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aClientThatComesBackGetsWhatItMissedAndThenWhatComes() throws Exception {
        server.tick(30);
        server.tick("odd", "test", "first");
        server.tick(20);
        server.tick("odd", "test", "second");
        server.tick(20);
        try (StreamClient client = server.openAfter("20-1")) {
            for (int id = 21; id <= 72; id++) {
                assertThat(client.next().id()).isEqualTo(id + "-1");
            }
            assertThat(client.next().data()).contains("\"id\":2,", "\"first\"");
            StreamClient.Message second = client.next();
            assertThat(second.id()).isEqualTo("72-3");
            assertThat(second.data()).contains("\"id\":3,", "\"second\"");
            server.tick();
            assertThat(client.next().id()).isEqualTo("73-3");
        }
    }

    @Test
    void aStoredSampleHasTheFieldsOfCurrentAndOfOtherReadingsOnlyWhatHasAValue() throws Exception {
        server.sampler().doing(sink -> {
            sink.value(MemoryMetrics.SWAP_USED, 7);
            sink.failed(MemoryMetrics.SWAP_TOTAL, "no answer");
        });
        server.tick(20);
        try (StreamClient client = server.openAfter("0-0")) {
            String data = client.next().data();
            assertThat(data)
                    .startsWith("{\"id\":1,\"timestamp\":1795359601.0,\"cpu_percent\":null,")
                    .endsWith("\"uptime_seconds\":null,\"swap_used\":7,\"pistat_sample_seconds:test\":0.0}");
            assertThat(new ObjectMapper().readTree(data).size()).isEqualTo(19);
        }
    }

    @Test
    void aClientThatMissedNothingGetsNothingTwice() throws Exception {
        server.tick(20);
        try (StreamClient client = server.openAfter("20-1")) {
            server.tick();
            assertThat(client.next().id()).isEqualTo("21-1");
        }
    }

    @Test
    void missedEventsComeEvenIfNoSampleWasMissed() throws Exception {
        server.tick("odd", "test", "missed");
        try (StreamClient client = server.openAfter("1-1")) {
            assertThat(client.next().data()).contains("missed");
        }
    }

    @Test
    void moreEventsThanAPageAllCome() throws Exception {
        AtomicInteger count = new AtomicInteger();
        server.sampler().doing(sink -> {
            for (int i = 0; i < 2_500; i++) {
                sink.event("odd", "test " + count.incrementAndGet(), "happened");
            }
        });
        server.tick(); // more than this are not kept, with the recorder's own
        server.tick();
        server.tick();
        try (StreamClient client = server.openAfter("3-0")) {
            long last = 0;
            while (last < 3_000) {
                last = client.next().eventId();
            }
            server.sampler().reporting(1);
            server.tick();
            assertThat(client.next().id()).isEqualTo("4-3000");
        }
    }

    @Test
    void whatIsOlderThanAnHourIsLeftOut() throws Exception {
        server.tick("odd", "test", "old");
        server.tick(10);
        clock.advance(Duration.ofMinutes(50));
        server.tick("odd", "test", "new");
        server.tick(5);
        clock.advance(Duration.ofMinutes(20));
        server.tick(5);
        try (StreamClient client = server.openAfter("3-0")) {
            for (int id = 12; id <= 22; id++) {
                assertThat(client.next().sampleId()).isEqualTo(id);
            }
            StreamClient.Message event = client.next();
            assertThat(event.id()).isEqualTo("22-3");
            assertThat(event.data()).contains("new");
            server.tick();
            assertThat(client.next().id()).isEqualTo("23-3");
        }
    }

    @Test
    void samplesOfAClockThatWasSetComeInTheirOrder() throws Exception {
        server.tick(15);
        clock.set(AT.plus(Duration.ofMinutes(30)));
        server.tick(15);
        clock.set(AT.plus(Duration.ofMinutes(10)));
        server.tick(15);
        try (StreamClient client = server.openAfter("5-1")) {
            for (int id = 6; id <= 45; id++) {
                assertThat(client.next().sampleId()).isEqualTo(id);
            }
        }
    }

    @Test
    void afterARestartWhatWasMissedComesBeforeTheFirstTick() throws Exception {
        server.tick(20);
        restart(StreamingServer.NO_HEARTBEAT);
        try (StreamClient client = server.openAfter("10-1")) {
            for (int id = 11; id <= 20; id++) {
                assertThat(client.next().id()).isEqualTo(id + "-1");
            }
            server.tick();
            assertThat(client.next().id()).isEqualTo("21-1");
            assertThat(client.next().data()).contains("\"kind\":\"started\"");
        }
    }

    @Test
    void aPositionInAnotherHistoryIsNoPosition() throws Exception {
        server.tick(5);
        try (StreamClient client = server.openAfter("4711-17")) {
            assertThat(client.next().id()).isEqualTo("5-1");
            server.tick();
            assertThat(client.next().id()).isEqualTo("6-1");
        }
    }

    @Test
    void aSampleThatTheStoreNeverHadIsNotWaitedFor() throws Exception {
        server.tick(10);
        store.fail("the disk is full");
        server.tick(10);
        store.recover();
        server.tick(10);
        try (StreamClient client = server.openAfter("5-1")) {
            for (int id = 6; id <= 10; id++) {
                assertThat(client.next().sampleId()).isEqualTo(id);
            }
            for (int id = 21; id <= 30; id++) {
                assertThat(client.next().sampleId()).isEqualTo(id);
            }
        }
    }

    @Test
    void thePositionMayBeAParameterToo() throws Exception {
        server.tick(20);
        try (StreamClient client = new StreamClient(server.port(), "/api/stream?last=17-1")) {
            assertThat(client.next().id()).isEqualTo("18-1");
        }
        try (StreamClient client = new StreamClient(server.port(), "/api/stream?last=3-1", "Last-Event-ID: 19-1")) {
            assertThat(client.next().id()).as("the header is the newer one").isEqualTo("20-1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "17", "-", "1-", "-1", "1-2-3", "1 - 2", "a-b", "1-2x", "9999999999999999999-1", "+1-2"})
    void aPositionOfAnotherFormIsRefused(String last) throws Exception {
        RawClient.Answer answer =
                new RawClient(server.port()).get("/api/stream?last=" + URLEncoder.encode(last, StandardCharsets.UTF_8));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body())
                .isEqualTo("{\"error\":\"Invalid last: '" + last + "' (the id of what came last, such as 4711-17)\"}");
        try (StreamClient client = server.openAfter(last)) {
            assertThat(client.status()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"last=1-1&last=2-2", "last", "after=1", "last=1-1&x="})
    void whatIsNotUnderstoodIsRefused(String query) throws Exception {
        assertThat(new RawClient(server.port()).get("/api/stream?" + query).status())
                .isEqualTo(400);
        assertThat(new RawClient(server.port())
                        .request("HEAD", "/api/stream?" + query)
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aSampleThatIsStoredButWasNotAnnouncedYetWaitsItsTurn() throws Exception {
        server.tick(20);
        List<Long> ids = new ArrayList<>();
        new MissedSamples(store, clock).after(15, 18, Duration.ofSeconds(10), sample -> ids.add(sample.id()));
        assertThat(ids).containsExactly(16L, 17L, 18L);
    }

    @Test
    void aClientThatReconnectsWhileSamplesComeGetsEachOnce() throws Exception {
        int ticks = 600;
        AtomicInteger count = new AtomicInteger();
        restart(Duration.ofMillis(50));
        server.sampler().doing(sink -> {
            sink.value(CpuMetrics.CPU_PERCENT, 1);
            sink.event("odd", "test " + count.incrementAndGet(), "noticed");
        });
        server.tick();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                int atOnce = 7 + 23 * i;
                all.add(clients.submit(() -> readAll(ticks, atOnce)));
            }
            server.tick(ticks - 1);
            for (Future<?> client : all) {
                client.get();
            }
        }
        assertThat(reads).as("times that the store was needed").hasPositiveValue();
    }

    /** Reads some messages at a time, and then connects again. */
    private Void readAll(int ticks, int atOnce) throws Exception {
        List<Long> samples = new ArrayList<>();
        List<Long> events = new ArrayList<>();
        String last = "0-0";
        while (samples.size() < ticks || events.size() < ticks + 1) {
            try (StreamClient client = server.openAfter(last)) {
                for (int i = 0; i < atOnce && (samples.size() < ticks || events.size() < ticks + 1); i++) {
                    StreamClient.Message message = client.next();
                    last = message.id();
                    if (message.isSample()) {
                        samples.add(message.sampleId());
                    } else {
                        events.add(message.eventId());
                    }
                }
            }
        }
        assertThat(samples).isEqualTo(LongStream.rangeClosed(1, ticks).boxed().toList());
        assertThat(events)
                .isEqualTo(LongStream.rangeClosed(1, ticks + 1).boxed().toList());
        return null;
    }

    private StreamingServer serving(Duration heartbeat) {
        return new StreamingServer(store, clock, 64, heartbeat);
    }

    private void restart(Duration heartbeat) {
        server.close();
        server = serving(heartbeat);
    }
}

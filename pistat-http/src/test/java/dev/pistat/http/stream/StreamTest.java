package dev.pistat.http.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pistat.core.memory.InMemoryMetricStore;
import dev.pistat.core.testkit.FailingStore;
import dev.pistat.core.testkit.FakeClock;
import dev.pistat.http.RawClient;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class StreamTest {

    private static final Instant AT = Instant.parse("2026-11-22T15:09:01.539940Z");
    private static final String FIRST = "{\"id\":1,\"timestamp\":1795360142.53994,\"cpu_percent\":12.5,"
            + "\"cpu_per_core\":null,\"mem_used\":null,\"mem_total\":null,\"mem_percent\":null,\"cpu_temp\":null,"
            + "\"disk_used\":null,\"disk_total\":null,\"disk_percent\":null,\"load_1\":null,\"load_5\":null,"
            + "\"load_15\":null,\"net_bytes_sent\":null,\"net_bytes_recv\":null,\"uptime_seconds\":null,"
            + "\"pistat_sample_seconds:test\":0.0}";

    private final FailingStore store = new FailingStore(new InMemoryMetricStore());
    private final FakeClock clock = new FakeClock(AT);
    private StreamingServer server = serving(64, StreamingServer.NO_HEARTBEAT);

    @AfterEach
    void stop() {
        server.close();
    }

    /** By proxies as Caddy 2.6 with {@code encode gzip} (caddyserver/caddy#6293), nginx or haproxy. */
    @Test
    void aStreamIsNeitherCachedNorGatheredNorCompressed() throws Exception {
        try (StreamClient client = server.open("Accept: text/event-stream", "Accept-Encoding: gzip")) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.header("Content-Type")).isEqualTo("text/event-stream");
            assertThat(client.header("Cache-Control")).isEqualTo("no-store, no-transform");
            assertThat(client.header("X-Accel-Buffering")).isEqualTo("no");
            assertThat(client.header("Content-Encoding")).isEqualTo("identity");
            assertThat(client.block().lines()).containsExactly("retry: 3000");
        }
    }

    @Test
    void aStreamBeginsWithTheNewestSampleAndGoesOnWithEveryOneThatComes() throws Exception {
        server.tick();
        try (StreamClient client = server.open()) {
            assertThat(client.next().lines()).containsExactly("event: sample", "id: 1-1", "data: " + FIRST);
            server.tick();
            assertThat(client.next().lines())
                    .containsExactly(
                            "event: sample",
                            "id: 2-1",
                            "data: "
                                    + FIRST.replace("\"id\":1,", "\"id\":2,")
                                            .replace("1795360142.53994", "1795360143.53994"));
        }
    }

    @Test
    void aStreamFromBeforeTheFirstSampleWaitsForIt() throws Exception {
        try (StreamClient client = server.open()) {
            assertThat(client.block().lines()).containsExactly("retry: 3000");
            server.tick();
            assertThat(client.next().lines()).containsExactly("event: sample", "id: 1-0", "data: " + FIRST);
            assertThat(client.next().lines())
                    .containsExactly(
                            "event: event",
                            "id: 1-1",
                            "data: {\"id\":1,\"at\":1795360142.53994,\"kind\":\"started\",\"subject\":\"pistat\","
                                    + "\"text\":\"recording every 1 s\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n\nevent: sample\nid: 9-9\ndata: {}\n\n",
                "\r\n\r:\r",
                "</script><b>\"\\ \0\u2028\ud83d\ude00 \u00e4\u00df",
                ""
            })
    void anEventOfAnyTextIsOneEvent(String text) throws Exception {
        server.tick();
        try (StreamClient client = server.open()) {
            client.next();
            server.tick("odd", text, text);
            // The store has both before the stream hears of the sample, so the event may come first.
            List<StreamClient.Message> both = List.of(client.next(), client.next());
            assertThat(both).extracting(StreamClient.Message::event).containsExactlyInAnyOrder("sample", "event");
            assertThat(both.getLast().id()).isEqualTo("2-2");
            StreamClient.Message event = both.getFirst().event().equals("event") ? both.getFirst() : both.getLast();
            JsonNode data = new ObjectMapper().readTree(event.data());
            assertThat(data.get("kind").textValue()).isEqualTo("odd");
            assertThat(data.get("subject").textValue()).isEqualTo(text);
            assertThat(data.get("text").textValue()).isEqualTo(text);
            server.tick();
            assertThat(client.next().id()).isEqualTo("3-2");
        }
    }

    @Test
    void allStreamsHearTheSame() throws Exception {
        try (StreamClient one = server.open();
                StreamClient other = server.open()) {
            for (int i = 1; i <= 20; i++) {
                server.tick("count", "test " + i, "ticked");
                int messages = i == 1 ? 3 : 2; // with the recorder's own
                for (int message = 0; message < messages; message++) {
                    assertThat(one.next()).isEqualTo(other.next());
                }
            }
        }
    }

    /** The next messages: the id of the sample, and the kinds of the events, which may come before it. */
    private static List<String> sampleAndEvents(StreamClient client, int count) throws Exception {
        List<String> sample = new ArrayList<>();
        List<String> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StreamClient.Message message = client.next();
            if (message.isSample()) {
                sample.add(String.valueOf(message.sampleId()));
            } else {
                events.add(message.data().replaceFirst(".*\"kind\":\"(\\w+)\".*", "$1"));
            }
        }
        sample.addAll(events);
        return sample;
    }

    @Test
    void samplesComeThroughWhileTheStoreFailsAndEventsWhenItWorksAgain() throws Exception {
        server.tick();
        try (StreamClient before = server.open()) {
            before.next();
            store.fail("the disk is full");
            server.tick();
            assertThat(before.next().id()).isEqualTo("2-1");
            try (StreamClient meanwhile = server.open()) {
                assertThat(meanwhile.next().id()).isEqualTo("2-0");
                server.tick("odd", "test", "noticed");
                assertThat(before.next().id()).isEqualTo("3-1");
                assertThat(meanwhile.next().id()).isEqualTo("3-0");
                store.recover();
                server.tick();
                assertThat(sampleAndEvents(before, 3)).containsExactly("4", "store_failed", "odd");
                server.tick();
                assertThat(sampleAndEvents(before, 2)).containsExactly("5", "store_recovered");
                StreamClient.Message message = meanwhile.next();
                while (message.isSample()) {
                    message = meanwhile.next();
                }
                assertThat(message.eventId()).as("not those of before it came").isGreaterThan(1);
            }
        }
    }

    @Test
    void aSilentStreamHasAHeartbeat() throws Exception {
        restart(64, Duration.ofMillis(20));
        try (StreamClient client = server.open()) {
            assertThat(client.block().lines()).containsExactly("retry: 3000");
            assertThat(client.block().lines()).containsExactly(":");
            assertThat(client.block().lines()).containsExactly(":");
            server.tick();
            assertThat(client.next().isSample()).isTrue();
        }
    }

    @Test
    void oneTooManyIsToldToComeAgainLater() throws Exception {
        restart(2, StreamingServer.NO_HEARTBEAT);
        try (StreamClient one = server.open();
                StreamClient other = server.open()) {
            one.block();
            other.block();
            RawClient.Answer third = new RawClient(server.port()).get("/api/stream");
            assertThat(third.status()).isEqualTo(503);
            assertThat(third.header("Retry-After")).isEqualTo("10");
            assertThat(third.header("Content-Type")).isEqualTo("application/json");
            assertThat(third.body())
                    .isEqualTo("{\"error\":\"No stream is free: 2 are open, which is the most that there may be\"}");
            assertThat(new RawClient(server.port())
                            .request("HEAD", "/api/stream")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void thePlaceOfAClientThatHasGoneIsFreeAgain() throws Exception {
        restart(1, Duration.ofMillis(20));
        for (int i = 0; i < 5; i++) {
            try (StreamClient client = openWhenFree()) {
                assertThat(client.block().lines()).containsExactly("retry: 3000");
            }
        }
    }

    @Test
    void headHasTheHeadersAndTakesNoPlace() throws Exception {
        restart(1, StreamingServer.NO_HEARTBEAT);
        for (int i = 0; i < 3; i++) {
            RawClient.Answer head = new RawClient(server.port()).request("HEAD", "/api/stream");
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Type")).isEqualTo("text/event-stream");
            assertThat(head.header("Cache-Control")).isEqualTo("no-store, no-transform");
            assertThat(head.header("Content-Encoding")).isEqualTo("identity");
            assertThat(head.body()).isEmpty();
        }
        try (StreamClient client = server.open()) {
            assertThat(client.status()).isEqualTo(200);
        }
    }

    @Test
    void anotherMethodIs405() throws Exception {
        RawClient.Answer answer = new RawClient(server.port()).request("POST", "/api/stream");
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
        assertThat(new RawClient(server.port())
                        .request("OPTIONS", "/api/stream")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void closingEndsEveryStreamAndLetsNoneBegin() throws Exception {
        server.tick();
        try (StreamClient one = server.open();
                StreamClient other = server.open()) {
            one.next();
            other.next();
            server.closeStreams();
            assertThatThrownBy(one::next).isInstanceOf(EOFException.class);
            assertThatThrownBy(other::next).isInstanceOf(EOFException.class);
            server.tick();
            assertThat(new RawClient(server.port()).get("/api/stream").status()).isEqualTo(503);
        }
    }

    private StreamingServer serving(int most, Duration heartbeat) {
        return new StreamingServer(store, clock, most, heartbeat);
    }

    private void restart(int most, Duration heartbeat) {
        server.close();
        server = serving(most, heartbeat);
    }

    private StreamClient openWhenFree() throws IOException {
        StreamClient client = server.open();
        while (client.status() == 503) {
            client.close();
            client = server.open();
        }
        return client;
    }
}

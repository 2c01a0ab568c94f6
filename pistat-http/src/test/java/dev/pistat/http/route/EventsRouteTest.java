package dev.pistat.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pistat.core.history.Event;
import dev.pistat.core.memory.InMemoryMetricStore;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.testkit.FakeClock;
import dev.pistat.http.HttpServer;
import dev.pistat.http.RawClient;
import dev.pistat.http.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventsRouteTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final InMemoryMetricStore store = new InMemoryMetricStore();
    private HttpServer server;
    private RawClient client;
    private long lastId;

    @BeforeEach
    void start() {
        server = TestServer.start(
                new TestRoutes().store(store).clock(new FakeClock(NOON)).routes());
        client = new RawClient(server.port());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theEventsOfTheLastDayAreListedOldestFirst() throws Exception {
        append(event(NOON.minus(Duration.ofHours(25)), Event.STARTED, "pistat", "too old"));
        append(
                event(NOON.minusSeconds(60), Event.BOOTED, "machine", "a \"quoted\" text\n<b>"),
                event(NOON, Event.STARTED, "pistat", "now"));
        RawClient.Answer answer = client.get("/api/events");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.body())
                .isEqualTo("{\"events\":[{\"id\":2,\"at\":1772366340.0,\"kind\":\"booted\",\"subject\":\"machine\","
                        + "\"text\":\"a \\\"quoted\\\" text\\n<b>\"},{\"id\":3,\"at\":1772366400.0,"
                        + "\"kind\":\"started\",\"subject\":\"pistat\",\"text\":\"now\"}],\"next\":null}");
        assertThat(client.get("/api/events?kind=booted").body())
                .contains("\"id\":2")
                .doesNotContain("\"id\":3");
        assertThat(client.get("/api/events?kind=none").body()).isEqualTo("{\"events\":[],\"next\":null}");
        assertThat(client.get("/api/events?from=2026-02-28T00:00:00Z").body()).contains("too old");
    }

    @Test
    void ofTooManyTheRestIsHadByGoingOn() throws Exception {
        append(IntStream.range(0, 2_500)
                .mapToObj(n -> event(NOON.minusSeconds(9), Event.STARTED, "it", "event " + n))
                .toArray(Event[]::new));
        JsonNode page = new ObjectMapper().readTree(client.get("/api/events").body());
        int seen = page.get("events").size();
        assertThat(seen).isEqualTo(1_000);
        while (!page.get("next").isNull()) {
            page = new ObjectMapper()
                    .readTree(client.get("/api/events?after=" + page.get("next").asText())
                            .body());
            assertThat(page.get("events").get(0).get("text").asText()).isEqualTo("event " + seen);
            seen += page.get("events").size();
        }
        assertThat(seen).isEqualTo(2_500);
    }

    @ParameterizedTest
    @CsvSource({
        "after=-1, Invalid after: '-1' (a whole number from 0 to 999999999999999999)",
        "after=1&after=2, 'Invalid after: ''1'', ''2'' (only one)'",
        "kinds=x, 'Unknown parameter: ''kinds'' (from, to, kind, after are known here)'"
    })
    void whatIsNotUnderstoodIsRefused(String query, String why) throws Exception {
        RawClient.Answer answer = client.get("/api/events?" + query);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"error\":\"" + why + "\"}");
    }

    private static Event event(Instant at, String kind, String subject, String text) {
        return new Event(at, kind, subject, text);
    }

    private void append(Event... events) {
        store.append(new Sample(++lastId, NOON, lastId, "boot", Map.of()), List.of(events));
    }
}

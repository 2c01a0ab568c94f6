package dev.pistat.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.history.Event;
import dev.pistat.core.history.TopProcesses;
import dev.pistat.core.memory.InMemoryMetricStore;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.Host;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.testkit.FakeClock;
import dev.pistat.http.HttpServer;
import dev.pistat.http.RawClient;
import dev.pistat.http.TestServer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The first half hour of a boot whose clock was not set: it stands at 1970, and what lies an hour back is before that. Seen
 * on boards without a clock (home-assistant/operating-system#121, motioneye-project/motioneyeos#1547).
 */
class From1970Test {

    private static final Series CPU = new Series(CpuMetrics.CPU_PERCENT);
    private static final Instant NOW = Instant.EPOCH.plusSeconds(1_800);

    private final FakeClock clock = new FakeClock(NOW);
    private final InMemoryMetricStore store = new InMemoryMetricStore();
    private final Host host =
            new Host(Optional.empty(), "Linux 6.6", Optional.empty(), "attic", "boot-1", Optional.of(Instant.EPOCH), 4);
    private final HttpServer server = TestServer.start(
            new TestRoutes().store(store).clock(clock).facts(() -> host).routes());
    private final RawClient client = new RawClient(server.port());

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/query?series=cpu_percent&points=10&from=-1800.000&to=1800.000",
                "/api/query?series=cpu_percent&from=-2208988800&to=-0.000001",
                "/api/query?series=cpu_percent&from=1969-12-31T23:30:00Z",
                "/api/query?series=cpu_percent&to=1970-01-01T00:30:00%2B01:00",
                "/api/history?hours=168",
                "/api/export?hours=168",
                "/api/export?from=-1800&to=-900.5",
                "/api/export?from=-1800&format=ndjson&metric=cpu_percent",
                "/api/events",
                "/api/events?from=-1800.000&to=1800.000",
            })
    void whatLiesBefore1970MayBeAskedFor(String path) throws Exception {
        RawClient.Answer answer = client.get(path);
        assertThat(answer.body()).doesNotContain("error");
        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void aRangeThatAnAnswerNamesCanBeAskedForAgain() throws Exception {
        append(1, Instant.EPOCH.minusSeconds(20));
        append(2, NOW);
        String first = client.get(
                        "/api/query?series=cpu_percent&points=10&from=1969-12-31T23:30:00Z&to=1970-01-01T00:30:00Z")
                .body();
        assertThat(first).contains("\"from\":-1800.0,\"to\":1800.0").contains("\"count\":[0,0,1,0,0,0]");
        assertThat(client.get("/api/query?series=cpu_percent&points=10&from=-1800.0&to=1800.0")
                        .body())
                .isEqualTo(first);
    }

    @Test
    void aMomentBefore1970IsRoundedDownAsAnyOther() throws Exception {
        append(1, Instant.EPOCH.minusNanos(2_000));
        assertThat(client.get("/api/history?hours=1").body()).contains("-0.000002");
        assertThat(client.get("/api/export?from=-0.0000011&to=1&metric=cpu_percent")
                        .body())
                .contains("-0.000002");
        assertThat(client.get("/api/export?from=-0.000001&to=1&metric=cpu_percent")
                        .body())
                .doesNotContain("-0.000002");
    }

    @Test
    void processesAndEventsFromBefore1970AreFound() throws Exception {
        Instant at = Instant.EPOCH.minusSeconds(600);
        store.append(
                new Sample(1, at, 1, "b-1", Map.of()),
                List.of(new Event(at, Event.STARTED, "pistat", "recording")),
                new TopProcesses(at, List.of(), List.of()));
        assertThat(client.get("/api/processes?at=-600").body()).startsWith("{\"at\":-600.0,");
        assertThat(client.get("/api/processes?at=-600.1").status()).isEqualTo(204);
        assertThat(client.get("/api/events?from=-601&to=-599").body()).contains("\"at\":-600.0");
    }

    private void append(long id, Instant at) {
        store.append(new Sample(id, at, id * 1_000_000, "boot", Map.of(CPU, new Reading.Value(1.5))), List.of());
    }
}

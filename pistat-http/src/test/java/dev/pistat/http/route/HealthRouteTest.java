package dev.pistat.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.memory.InMemoryMetricStore;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.MemoryMetrics;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.recording.Recorder;
import dev.pistat.core.testkit.FailingStore;
import dev.pistat.core.testkit.FakeClock;
import dev.pistat.core.testkit.FakeSampler;
import dev.pistat.http.HttpServer;
import dev.pistat.http.RawClient;
import dev.pistat.http.TestServer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthRouteTest {

    private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");
    private static final String SAMPLING_DOWN = "{\"status\":\"DOWN\",\"checks\":["
            + "{\"name\":\"sampling\",\"status\":\"DOWN\",\"data\":{%s\"limit_seconds\":30.0}},"
            + "{\"name\":\"store\",\"status\":\"UP\",\"data\":{}}]}";

    private final FakeClock clock = new FakeClock(AT);
    private final FailingStore store = new FailingStore(new InMemoryMetricStore());
    private Optional<Sample> newest = Optional.empty();
    private HttpServer server;
    private RawClient client;

    @BeforeEach
    void start() {
        server = TestServer.start(
                new TestRoutes().store(store).newest(() -> newest).clock(clock).routes());
        client = new RawClient(server.port());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void isLiveAsSoonAsItAnswers() throws Exception {
        store.fail("the disk is full");
        RawClient.Answer answer = client.get("/health/live");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.body()).isEqualTo("{\"status\":\"UP\",\"checks\":[]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/ready", "/health"})
    void isReadyWithAYoungSampleAndAStoreThatTakesWrites(String path) throws Exception {
        sample();
        clock.advance(Duration.ofMillis(29_999));
        RawClient.Answer answer = client.get(path);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.body())
                .isEqualTo("{\"status\":\"UP\",\"checks\":["
                        + "{\"name\":\"sampling\",\"status\":\"UP\",\"data\":{\"age_seconds\":29.999,\"limit_seconds\":30.0}},"
                        + "{\"name\":\"store\",\"status\":\"UP\",\"data\":{}}]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/ready", "/health"})
    void isNotReadyBeforeTheFirstSample(String path) throws Exception {
        RawClient.Answer answer = client.get(path);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.body()).isEqualTo(SAMPLING_DOWN.formatted("\"reason\":\"nothing was sampled yet\","));
    }

    @Test
    void isNotReadyOnceTheNewestSampleIsThreeIntervalsOld() throws Exception {
        sample();
        clock.advance(Duration.ofSeconds(30));
        RawClient.Answer answer = client.get("/health/ready");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo(SAMPLING_DOWN.formatted("\"age_seconds\":30.0,"));
    }

    @Test
    void isNotReadyWhileTheStoreCannotWrite() throws Exception {
        sample();
        store.fail("/data/pistat.db: \"disk full\"");
        RawClient.Answer answer = client.get("/health/ready");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body())
                .isEqualTo(
                        "{\"status\":\"DOWN\",\"checks\":["
                                + "{\"name\":\"sampling\",\"status\":\"UP\",\"data\":{\"age_seconds\":0.0,\"limit_seconds\":30.0}},"
                                + "{\"name\":\"store\",\"status\":\"DOWN\",\"data\":{\"reason\":\"/data/pistat.db: \\\"disk full\\\"\"}}]}");
        store.recover();
        assertThat(client.get("/health/ready").status()).isEqualTo(200);
    }

    @Test
    void isNotReadyWhileEverySamplerFailsAndIsAgainWhenOneAnswers() throws Exception {
        FakeSampler cpu = new FakeSampler("cpu", CpuMetrics.CPU_PERCENT);
        FakeSampler memory = new FakeSampler("memory", MemoryMetrics.MEM_USED).doing(HealthRouteTest::fail);
        try (Recorder recorder =
                new Recorder(List.of(cpu.reporting(1), memory), store, clock, Duration.ofSeconds(10))) {
            newest = Optional.of(recorder.tick());
            assertThat(client.get("/health/ready").status()).isEqualTo(200);
            cpu.doing(HealthRouteTest::fail);
            newest = Optional.of(recorder.tick());
            RawClient.Answer answer = client.get("/health/ready");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).contains("\"sampling\",\"status\":\"DOWN\"", "nothing can be read");
            memory.reporting(2);
            newest = Optional.of(recorder.tick());
            assertThat(client.get("/health/ready").status()).isEqualTo(200);
        }
    }

    private static void fail(SampleSink sink) throws IOException {
        throw new IOException("the bus is dead");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00Z", "2036-03-01T12:00:00Z"})
    void aClockThatIsSetMakesNoSampleOlder(Instant set) throws Exception {
        sample();
        clock.set(set);
        clock.advance(Duration.ofSeconds(5));
        assertThat(client.get("/health/ready").body()).contains("\"age_seconds\":5.0,");
    }

    @Test
    void aSampleOfAnEarlierBootIsAsOldAsTheWallClockSays() throws Exception {
        sample();
        clock.reboot("boot-2");
        clock.set(AT.plusSeconds(20));
        assertThat(client.get("/health/ready").status()).isEqualTo(200);
        clock.set(AT.plusSeconds(60));
        assertThat(client.get("/health/ready").body()).isEqualTo(SAMPLING_DOWN.formatted("\"age_seconds\":60.0,"));
        clock.set(AT.minusSeconds(60));
        assertThat(client.get("/health/ready").body()).isEqualTo(SAMPLING_DOWN.formatted("\"age_seconds\":-60.0,"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/live", "/health/ready", "/health"})
    void behavesAsEveryOtherRoute(String path) throws Exception {
        RawClient.Answer get = client.get(path);
        RawClient.Answer head = client.request("HEAD", path);
        assertThat(head.status()).isEqualTo(get.status());
        assertThat(head.header("Content-Type")).isEqualTo(get.header("Content-Type"));
        assertThat(head.header("Content-Length"))
                .isEqualTo(Integer.toString(get.body().length()));
        assertThat(head.body()).isEmpty();
        assertThat(client.request("OPTIONS", path).status()).isEqualTo(204);
        assertThat(client.request("OPTIONS", path).header("Content-Length")).isEmpty();
        RawClient.Answer post = client.request("POST", path);
        assertThat(post.status()).isEqualTo(405);
        assertThat(post.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
        RawClient.Answer unknown = client.get(path + "?verbose=1");
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.body()).isEqualTo("Unknown parameter: 'verbose' (none is known here)\n");
    }

    private void sample() {
        newest = Optional.of(new Sample(1, clock.wall(), clock.monotonicNanos() / 1_000, clock.bootId(), Map.of()));
    }
}

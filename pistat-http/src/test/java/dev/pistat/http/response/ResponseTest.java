package dev.pistat.http.response;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.memory.InMemoryMetricStore;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.testkit.FakeClock;
import dev.pistat.http.HttpServer;
import dev.pistat.http.TestServer;
import dev.pistat.http.page.Page;
import dev.pistat.http.route.TestRoutes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How every answer is packed, and kept or not kept by who asked. */
class ResponseTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final String LONG = "/api/history";
    private static final String SHORT = "/api/config";
    private static final String MIDDLE = "/style.css";

    private final InMemoryMetricStore store = new InMemoryMetricStore();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer server;
    private Optional<Sample> newest = Optional.empty();

    @BeforeEach
    void start() {
        for (int i = 0; i < 3_600; i++) {
            store.append(sample(i + 1, NOON.minusSeconds(3_600 - i)), List.of());
        }
        server = TestServer.start(
                new Page(),
                new TestRoutes()
                        .store(store)
                        .newest(() -> newest)
                        .clock(new FakeClock(NOON))
                        .routes());
    }

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "deflate, gzip;q=0.5", "*", "br;q=1.0, *;q=0.1", "gzip;q=1.000"})
    void whoAcceptsGzipGetsIt(String accepted) throws Exception {
        for (String path : new String[] {LONG, MIDDLE}) {
            HttpResponse<byte[]> plain = get(path);
            HttpResponse<byte[]> packed = get(path, "Accept-Encoding", accepted);
            assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
            assertThat(packed.headers().firstValue("Vary")).contains("Accept-Encoding");
            assertThat(plain.headers().firstValue("Vary")).contains("Accept-Encoding");
            assertThat(packed.body().length).isLessThan(plain.body().length / 2);
            try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
                assertThat(unpacked.readAllBytes()).isEqualTo(plain.body());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "identity", "gzip;q=0", "*;q=0", "gzip;q=0, *", "br", "gzip;q=x", "gzip;q=2", "gzipped"})
    void whoDoesNotAcceptGzipDoesNotGetIt(String accepted) throws Exception {
        for (String path : new String[] {LONG, MIDDLE}) {
            assertThat(get(path, "Accept-Encoding", accepted).headers().firstValue("Content-Encoding"))
                    .isEmpty();
        }
    }

    @Test
    void whatIsShortIsNotPacked() throws Exception {
        HttpResponse<byte[]> answer = get(SHORT, "Accept-Encoding", "gzip");
        assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).startsWith("{");
    }

    @Test
    void aFileThatTheBrowserHasIsNotSentAgain() throws Exception {
        HttpResponse<byte[]> first = get(MIDDLE);
        String tag = first.headers().firstValue("ETag").orElseThrow();
        assertThat(first.headers().firstValue("Cache-Control")).contains("no-cache");
        for (String known : new String[] {tag, "\"other\", " + tag, tag.substring(2), "*"}) {
            HttpResponse<byte[]> again = get(MIDDLE, "If-None-Match", known);
            assertThat(again.statusCode()).as(known).isEqualTo(304);
            assertThat(again.headers().firstValue("ETag")).contains(tag);
            assertThat(again.headers().firstValue("Content-Length")).isEmpty();
            assertThat(again.body()).isEmpty();
        }
        assertThat(get(MIDDLE, "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
    }

    @Test
    void theSampleThatTheClientHasIsNotSentAgain() throws Exception {
        newest = Optional.of(sample(1, NOON));
        HttpResponse<byte[]> first = get("/api/current");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        assertThat(get("/api/current", "If-None-Match", tag).statusCode()).isEqualTo(304);
        newest = Optional.of(sample(2, NOON));
        HttpResponse<byte[]> next = get("/api/current", "If-None-Match", tag);
        assertThat(next.statusCode()).isEqualTo(200);
        assertThat(next.headers().firstValue("ETag")).isNotEqualTo(Optional.of(tag));
    }

    @Test
    void noCacheKeepsReadings() throws Exception {
        for (String path : new String[] {LONG, SHORT, "/api/export", "/api/nothing", "/api/history?hours=x"}) {
            assertThat(get(path).headers().firstValue("Cache-Control")).as(path).contains("no-store");
        }
    }

    private HttpResponse<byte[]> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static Sample sample(long id, Instant at) {
        Series cpu = new Series(CpuMetrics.CPU_PERCENT);
        return new Sample(id, at, id * 1_000_000, "boot", Map.of(cpu, new Reading.Value(id % 100)));
    }
}

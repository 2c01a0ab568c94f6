package dev.pistat.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.http.CapturedLog;
import dev.pistat.http.RawClient;
import dev.pistat.http.RawConnection;
import dev.pistat.http.WholeServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who speaks HTTP/1.0: health checks of haproxy (haproxy/haproxy#2330), nginx up to 1.29 before its servers
 * (helidon-io/helidon#9604), ESP8266 boards (bblanchon/ArduinoJson#1637).
 */
class Http10Test {

    private final CapturedLog log = new CapturedLog();
    private WholeServer server;

    @BeforeEach
    void start() throws Exception {
        server = new WholeServer(Timeouts.USUAL);
    }

    @AfterEach
    void stop() {
        server.close();
        log.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: 127.0.0.1\r\n",
                "Host: 127.0.0.1\r\nConnection: close\r\n",
                "Host: localhost\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\n",
                "HOST: LOCALHOST:8889\r\nCONNECTION: Keep-Alive\r\n",
                "User-Agent: ESP8266HTTPClient\r\n",
                "Expect: 100-continue\r\n",
                "",
            })
    void itIsAnsweredOnceAndThenTheConnectionEnds(String headers) throws Exception {
        for (String method : List.of("GET", "HEAD")) {
            Whole answer = ask(method + " /api/config HTTP/1.0\r\n" + headers + "\r\n");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(answer.header("content-type")).isEqualTo("application/json");
            int length = method.equals("HEAD") ? 0 : Integer.parseInt(answer.header("content-length"));
            assertThat(answer.body()).hasSize(length);
        }
        assertThat(log.messages()).isEmpty();
    }

    @Test
    void aHealthCheckThatNamesNoHostIsAnswered() throws Exception {
        Whole options = ask("OPTIONS / HTTP/1.0\r\n\r\n");
        assertThat(options.status()).isEqualTo(204);
        assertThat(options.header("allow")).isEqualTo("GET, HEAD, OPTIONS");
        assertThat(options.header("connection")).isEqualTo("close");
        assertThat(ask("GET /health/live HTTP/1.0\r\n\r\n").status()).isEqualTo(200);
    }

    @Test
    void aLongAnswerComesInNoChunksAndEndsWithTheConnection() throws Exception {
        String path = "/api/export?from=0&format=ndjson&metric=mem_used";
        String expected = new RawClient(server.port()).get(path).body();
        assertThat(expected.lines()).hasSize(1_000);
        Whole answer = ask("GET " + path + " HTTP/1.0\r\n\r\n");
        assertThat(answer.header("transfer-encoding")).isEmpty();
        assertThat(answer.header("content-length")).isEmpty();
        assertThat(answer.body()).isEqualTo(expected);
        assertThat(ask("GET " + path + " HTTP/1.0\r\nAccept-Encoding: gzip\r\n\r\n")
                        .body())
                .startsWith("\u001f\u008b")
                .hasSizeLessThan(expected.length() / 3);
        assertThat(ask("HEAD " + path + " HTTP/1.0\r\n\r\n").header("content-length"))
                .isEqualTo(Integer.toString(expected.length()));
    }

    @Test
    void aStreamComesInNoChunks() throws Exception {
        try (RawConnection client = new RawConnection(server.port())) {
            client.send("GET /api/stream HTTP/1.0\r\n\r\n");
            List<String> head = new ArrayList<>();
            for (String line = client.line(); !line.isEmpty(); line = client.line()) {
                head.add(line);
            }
            assertThat(head)
                    .contains("Connection: close", "Cache-Control: no-store, no-transform", "X-Accel-Buffering: no")
                    .noneMatch(line -> line.startsWith("Transfer-Encoding"));
            assertThat(client.line()).isEqualTo("retry: 3000");
            assertThat(client.line()).isEmpty();
            assertThat(client.line()).isEqualTo("event: sample");
            assertThat(client.line()).startsWith("id: 1000-");
            assertThat(client.line()).startsWith("data: {\"id\":1000,").endsWith("}");
            assertThat(client.line()).isEmpty();
            server.tick();
            String line = client.line();
            while (!line.equals("event: event")) {
                line = client.line();
            }
        }
    }

    @Test
    void whoNamesAHostIsHeldToTheNamesAsAnyOther() throws Exception {
        assertThat(ask("GET /api/config HTTP/1.0\r\nHost: example.org\r\n\r\n").status())
                .isEqualTo(421);
        assertThat(ask("GET http://example.org/api/config HTTP/1.0\r\n\r\n").status())
                .isEqualTo(421);
        assertThat(ask("GET http://localhost:8889/api/config HTTP/1.0\r\n\r\n").status())
                .isEqualTo(200);
        assertThat(ask("GET /api/config HTTP/1.0\r\nHost: localhost\r\nHost: example.org\r\n\r\n")
                        .status())
                .isEqualTo(400);
        assertThat(ask("GET /api/config HTTP/1.0\r\nOrigin: http://example.org\r\n\r\n")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void aNewerRequestWithoutAHostIsStillRefused() throws Exception {
        assertThat(ask("GET /api/config HTTP/1.1\r\nConnection: close\r\n\r\n").status())
                .isEqualTo(400);
    }

    @Test
    void itMayComeInAnyPieces() throws Exception {
        String request = "GET /api/config HTTP/1.0\r\nUser-Agent: slow\r\n\r\n";
        String whole = ask(request).body();
        try (RawConnection client = new RawConnection(server.port())) {
            for (int i = 0; i < request.length(); i++) {
                client.send(request.substring(i, i + 1));
            }
            assertThat(client.rest()).endsWith("\r\n\r\n" + whole);
        }
    }

    @Test
    void itMayFollowNewerRequestsOfAConnection() throws Exception {
        try (RawConnection client = new RawConnection(server.port())) {
            client.send("GET /api/config HTTP/1.1\r\nHost: localhost\r\n\r\n");
            String body = client.answer().body();
            client.send("GET /api/config HTTP/1.0\r\n\r\n");
            assertThat(client.rest()).contains("\r\nConnection: close\r\n").endsWith("\r\n\r\n" + body);
        }
    }

    @Test
    void whatFollowsItIsNotRead() throws Exception {
        try (RawConnection client = new RawConnection(server.port())) {
            client.send("GET /api/config HTTP/1.0\r\n\r\nGET /api/current HTTP/1.0\r\n\r\n");
            assertThat(client.rest()).containsOnlyOnce("HTTP/1.1 ");
        }
    }

    @Test
    void oneThatDoesNotWaitForTheAnswerBeforeItIsAnsweredToo() throws Exception {
        try (RawConnection client = new RawConnection(server.port())) {
            client.send("GET /api/config HTTP/1.1\r\nHost: localhost\r\n\r\nGET /api/config HTTP/1.0\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(200);
            assertThat(client.answer().header("Connection")).isEqualTo("close");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void itHasTheSameLimits() throws Exception {
        assertThat(ask("GET /" + "x".repeat(9_000) + " HTTP/1.0\r\n\r\n").status())
                .isEqualTo(414);
        assertThat(ask("GET / HTTP/1.0\r\nX: " + "x".repeat(17_000) + "\r\n\r\n")
                        .status())
                .isEqualTo(431);
        assertThat(ask("GET / HTTP/1.0\r\nno colon\r\n\r\n").status()).isEqualTo(400);
        assertThat(ask("POST /api/config HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc")
                        .status())
                .isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/config",
                "GET /api/config HTTP/0.9",
                "GET /api/config HTTP/1.2",
                "GET /api/config http/1.0",
                "GET  /api/config HTTP/1.0",
                "GET /api/config HTTP/1.0 "
            })
    void otherVersionsAndWaysToWriteItAreRefusedInWords(String line) throws Exception {
        Whole answer = ask(line + "\r\nHost: localhost\r\n\r\n");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body())
                .contains("Malformed request (the first line must be a method, a path, and HTTP/1.1 or HTTP/1.0)");
    }

    /** All that comes until the connection ends. */
    private Whole ask(String request) throws IOException {
        try (RawConnection client = new RawConnection(server.port())) {
            client.send(request);
            return new Whole(client.rest("until the end"));
        }
    }

    private record Whole(String text) {

        int status() {
            assertThat(text).startsWith("HTTP/1.1 ");
            return Integer.parseInt(text.substring(9, 12));
        }

        String header(String name) {
            return Arrays.stream(text.substring(0, text.indexOf("\r\n\r\n")).split("\r\n"))
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ": "))
                    .map(line -> line.substring(name.length() + 2))
                    .reduce("", String::concat);
        }

        String body() {
            return text.substring(text.indexOf("\r\n\r\n") + 4);
        }
    }
}

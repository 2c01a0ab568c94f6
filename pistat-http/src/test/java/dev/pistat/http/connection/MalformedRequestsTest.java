package dev.pistat.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.http.CapturedLog;
import dev.pistat.http.HttpServer;
import dev.pistat.http.RawClient;
import dev.pistat.http.RawConnection;
import dev.pistat.http.TestServer;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that cannot be read, and those that should not fail and do. */
class MalformedRequestsTest {

    private static final String FIRST_LINE =
            "Malformed request (the first line must be a method, a path, and HTTP/1.1 or HTTP/1.0)";

    private final CapturedLog log = new CapturedLog();
    private final HttpServer server = TestServer.start(rules -> rules.any(
                    "/api/echo", (req, res) -> res.send("here you are"))
            .post("/api/told", (req, res) -> res.send("told " + req.content().as(String.class)))
            .get("/api/fails", (req, res) -> {
                res.header("Content-Disposition", "attachment; filename=fails.csv");
                throw new IllegalStateException("secret");
            })
            .get("/api/fails/halfway", (req, res) -> {
                OutputStream out = res.outputStream();
                for (int i = 0; i < 10_000; i++) {
                    out.write("half of it\n".getBytes(StandardCharsets.US_ASCII));
                }
                throw new IllegalStateException("secret");
            }));

    @AfterEach
    void stop() {
        server.close();
        log.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /api/echo?hours=%zz HTTP/1.1 | Malformed request: Query has non hexadecimal char in % encoding:"
                        + " hours=%zz, index: 7, char: 'z'",
                "GET /api/echo?x=[1] HTTP/1.1 | Malformed request: Query contains invalid char: x=[1], index: 2,"
                        + " char: '['",
                "GET /api/echo?x=\"b\" HTTP/1.1 | Malformed request: Query contains invalid char: x=?b?, index: 2,"
                        + " char: 0x22",
            })
    void aQueryThatCannotBeReadIsExplained(String line, String message) throws Exception {
        RawClient.Answer answer = answer(line + "\r\nHost: localhost\r\n\r\n");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.body()).isEqualTo("{\"error\":\"" + message.replace("\"", "\\\"") + "\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE",
                "",
                "GET",
                "GET /echo",
                "GET  /echo HTTP/1.1",
                " GET /echo HTTP/1.1",
                "GET /%zz HTTP/1.1",
                "GET /echo HTTP/1.2",
                "GET /echo HTTP/2.0",
                "GET /echo HTTP/1.1 ",
                "GET /echo http/1.1",
                "PRI * HTTP/2.0",
                "G@T /echo HTTP/1.1",
                "G\0T /echo HTTP/1.1",
                "\u00e4\u00f6 /echo HTTP/1.1",
                "\u0016\u0003\u0001\u0002 a TLS hello"
            })
    void aFirstLineThatCannotBeReadIsA400InPlainText(String line) throws Exception {
        RawClient.Answer answer = answer(line + "\r\nHost: localhost\r\n\r\n");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(answer.body()).isEqualTo(FIRST_LINE + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Other: pi",
                "Host: localhost\r\nHost: po",
                "Host: a b",
                "Host: localhost:port",
                "Host: localhost\r\nno colon",
                "Host: localhost\r\nName with spaces: x",
                "Host: localhost\r\nX: a\0b",
                "Host: localhost\r\nX: a\r\n folded",
                "Host: localhost\r\nX: lone\nfeed",
                "Host: localhost\r\nContent-Length: 5\r\nContent-Length: 6",
                "Host: localhost\r\nContent-Length: 5, 5",
                "Host: localhost\r\nContent-Length: -5",
                "Host: localhost\r\nContent-Length: +5",
                "Host: localhost\r\nContent-Length: five",
                "Host: localhost\r\nContent-Length: 99999999999999999999",
                "Host: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked",
                "Host: localhost\r\nTransfer-Encoding: identity",
                "Host: localhost\r\nTransfer-Encoding: chunked, chunked"
            })
    void headersThatCannotBeReadAreA400(String headers) throws Exception {
        RawClient.Answer api = answer("GET /api/echo HTTP/1.1\r\n" + headers + "\r\n\r\n12345");
        assertThat(api.status()).isEqualTo(400);
        assertThat(api.header("Content-Type")).isEqualTo("application/json");
        assertThat(api.body()).startsWith("{\"error\":\"Malformed request: ").endsWith("\"}");
        RawClient.Answer other = answer("GET /echo HTTP/1.1\r\n" + headers + "\r\n\r\n12345");
        assertThat(other.status()).isEqualTo(400);
        assertThat(other.body()).startsWith("Malformed request: ").endsWith("\n");
    }

    @Test
    void whatIsTooLongIsRefusedWithTheLimit() throws Exception {
        RawClient.Answer line = answer("GET /api/echo?x=" + "y".repeat(8_200) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(line.status()).isEqualTo(414);
        assertThat(line.body()).isEqualTo("The address is too long (at most 8192 bytes with method and version)\n");
        RawClient.Answer headers =
                answer("GET /api/echo HTTP/1.1\r\nHost: localhost\r\nX: " + "y".repeat(16_400) + "\r\n\r\n");
        assertThat(headers.status()).isEqualTo(431);
        assertThat(headers.body())
                .isEqualTo("{\"error\":\"The headers are too long (at most 16384 bytes in 100 lines)\"}");
        RawClient.Answer many =
                answer("GET /api/echo HTTP/1.1\r\nHost: localhost\r\n" + "X: y\r\n".repeat(100) + "\r\n");
        assertThat(many.status()).isEqualTo(431);
        assertThat(many.body()).isEqualTo("The headers are too long (at most 16384 bytes in 100 lines)\n");
        RawClient.Answer body = answer("POST /api/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 65537\r\n\r\n");
        assertThat(body.status()).isEqualTo(413);
        assertThat(body.body()).isEqualTo("{\"error\":\"The body is too long (at most 65536 bytes)\"}");
    }

    @Test
    void asLongAsIsAllowedIsServed() throws Exception {
        String line = "GET /api/echo?x=" + "y".repeat(8_160) + " HTTP/1.1\r\nHost: localhost\r\n";
        try (RawConnection client = new RawConnection(server.port())) {
            client.send(line + "X: " + "y".repeat(16_350) + "\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(200);
            client.send("GET /api/echo HTTP/1.1\r\nHost: localhost\r\n" + "X: y\r\n".repeat(99) + "\r\n");
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void anEncodingOfBodiesThatIsUnknownIsNamedSo() throws Exception {
        RawClient.Answer answer =
                answer("GET /api/echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip, chunked\r\n\r\n");
        assertThat(answer.status()).isEqualTo(501);
        assertThat(answer.body()).isEqualTo("{\"error\":\"Not Implemented: Unsupported request transfer encoding\"}");
    }

    @Test
    void headGetsNoBody() throws Exception {
        RawClient.Answer answer = answer("HEAD /api/echo?hours=%zz HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 30\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n",
                "Content-Length: 30\r\nExpect: 100-continue\r\n\r\n",
                "Content-Length: 0\r\nExpect: 100-continue\r\n\r\n"
            })
    void theBytesOfABodyAreNeverTakenForARequest(String headers) throws Exception {
        try (RawConnection client = new RawConnection(server.port())) {
            client.send("GET /api/echo HTTP/1.1\r\nHost: localhost\r\n" + headers
                    + "GET /api/fails HTTP/1.1\r\nHost: localhost\r\n\r\n");
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(client.rest()).isEmpty();
        }
        assertThat(log.messages()).isEmpty();
    }

    @Test
    void aBodyThatWasWaitedForIsNoRequest() throws Exception {
        try (RawConnection client = new RawConnection(server.port())) {
            client.send(
                    "POST /api/told HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(100);
            client.send("hello");
            assertThat(client.answer().body()).isEqualTo("told hello");
        }
    }

    @Test
    void requestsMayComeBeforeTheAnswersAreRead() throws Exception {
        try (RawConnection client = new RawConnection(server.port())) {
            client.send("GET /api/echo HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(100));
            for (int i = 0; i < 100; i++) {
                assertThat(client.answer().body()).isEqualTo("here you are");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GE",
                "GET /api/echo HTTP/1.1",
                "GET /api/echo HTTP/1.1\r\nHost",
                "GET /api/echo HTTP/1.1\r\nHost: localhost\r\n"
            })
    void aClientThatGivesUpHalfwayIsNoEvent(String half) throws Exception {
        try (RawConnection client = new RawConnection(server.port())) {
            client.send(half).endSending();
            assertThat(client.rest()).isEmpty();
        }
        assertThat(log.messages()).isEmpty();
    }

    @Test
    void whatShouldNotHappenIsA500ThatTellsNothingAndIsLogged() throws Exception {
        try (RawConnection client = new RawConnection(server.port())) {
            client.send("GET /api/fails HTTP/1.1\r\nHost: localhost\r\n\r\n");
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body()).isEqualTo("{\"error\":\"This should not have happened; the log says more\"}");
            assertThat(answer.header("Content-Disposition")).isEmpty();
        }
        assertThat(log.thrown())
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo("secret");
    }

    @Test
    void anAnswerThatFailsHalfwayIsCutShortAndLogged() throws Exception {
        try (RawConnection client = new RawConnection(server.port())) {
            client.send("GET /api/fails/halfway HTTP/1.1\r\nHost: localhost\r\n\r\n");
            List<String> lines = client.rest().lines().toList();
            assertThat(lines.getFirst()).isEqualTo("HTTP/1.1 200 OK");
            assertThat(lines).contains("half of it").doesNotContain("0").noneMatch(line -> line.contains("secret"));
        }
        assertThat(log.thrown())
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo("secret");
    }

    /** The answer, after which the connection ends. */
    private RawClient.Answer answer(String request) throws Exception {
        try (RawConnection client = new RawConnection(server.port())) {
            client.send(request);
            RawClient.Answer answer = client.answer();
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(client.rest()).isEmpty();
            assertThat(log.messages()).isEmpty();
            return answer;
        }
    }
}

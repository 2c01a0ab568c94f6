package dev.pistat.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.port.Clock;
import dev.pistat.core.testkit.FakeClock;
import dev.pistat.http.CapturedLog;
import dev.pistat.http.HttpServer;
import dev.pistat.http.RawClient;
import dev.pistat.http.RawConnection;
import dev.pistat.http.TestServer;
import dev.pistat.http.access.Access;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the usual limits, on a clock that moves only when told to. */
@Timeout(180)
class StalledClientsTest {

    private static final String GET = "GET /short HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String GET_LONG = "GET /long HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String THE_END = "";
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration ALMOST = Timeouts.USUAL.request().minus(SECOND);
    private static final int PIECE = 32 * 1024;

    private final FakeClock clock = new FakeClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(10);
    private final AtomicInteger answering = new AtomicInteger();
    private final Set<Thread> seen = ConcurrentHashMap.newKeySet();
    private final AtomicInteger checks = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<RawConnection> opened = new ArrayList<>();
    private final CapturedLog log = new CapturedLog();
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        Timeouts timeouts = new Timeouts(
                Timeouts.USUAL.request(), Timeouts.USUAL.crowded(), Timeouts.USUAL.idle(), Duration.ofMillis(5));
        HttpService service = rules -> rules.get("/short", (req, res) -> res.send("here you are"))
                .get("/long", this::endless)
                .get("/whole", (req, res) -> res.send(new byte[300 * PIECE]))
                .get("/lines", this::lines)
                .get("/held", this::held);
        server = TestServer.start("127.0.0.1", 0, Access.PRIVATE, null, timeouts, new CountingClock(), service);
        connection().send("GET /held HTTP/1.1\r\nHost: localhost\r\n\r\n"); // so that there is one to be looked at
    }

    @AfterEach
    void stop() throws Exception {
        end.countDown();
        for (RawConnection connection : opened) {
            connection.close();
        }
        server.close();
        log.close();
        assertThat(log.messages()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET /sho",
                "GET /short HTTP/1.1\r\n",
                "GET /short HTTP/1.1\r\nHost: p",
                "GET /short HTTP/1.1\r\nHost: localhost\r\nX-Long: and so on",
                "GET /short HTTP/1.1\r\nHost: localhost\r\n\r"
            })
    void aRequestThatDoesNotComeToItsEndIsCutOff(String begun) throws Exception {
        try (RawConnection stalled = connection()) {
            stalled.send(begun);
            servesOthers();
            clock.advance(ALMOST);
            awaitChecks();
            clock.advance(SECOND.plus(SECOND));
            assertThat(stalled.rest()).isEmpty();
        }
    }

    @Test
    void oneByteASecondDoesNotHelp() throws Exception {
        try (RawConnection dripping = connection()) {
            String request = GET + GET;
            for (int second = 0; second < 30; second++) {
                dripping.send(request.substring(second, second + 1));
                clock.advance(SECOND);
            }
            clock.advance(SECOND);
            assertThat(dripping.rest()).isEmpty();
        }
    }

    @Test
    void aSlowRequestWithinTheLimitIsServed() throws Exception {
        try (RawConnection slow = connection()) {
            slow.send("GET /sh");
            clock.advance(Duration.ofSeconds(14));
            slow.send("ort HTTP/1.1\r\nHost:");
            clock.advance(Duration.ofSeconds(15));
            awaitChecks();
            assertThat(slow.send(" localhost\r\n\r\n").answer().body()).isEqualTo("here you are");
        }
    }

    @Test
    void eachRequestOnAConnectionHasItsOwnTime() throws Exception {
        try (RawConnection slow = connection()) {
            for (int request = 0; request < 5; request++) {
                slow.send(GET.substring(0, 10));
                clock.advance(Duration.ofSeconds(20));
                assertThat(slow.send(GET.substring(10)).answer().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void aBodyIsNotWaitedFor() throws Exception {
        try (RawConnection client = connection()) {
            client.send("GET /short HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nonly this");
            RawClient.Answer answer = client.answer();
            assertThat(answer.body()).isEqualTo("here you are");
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void aConnectionOnWhichNothingIsAskedAnyMoreIsClosed() throws Exception {
        try (RawConnection kept = connection()) {
            kept.send(GET).answer();
            clock.advance(Timeouts.USUAL.idle().minus(SECOND));
            awaitChecks();
            kept.send(GET).answer();
            do {
                clock.advance(Timeouts.USUAL.idle().plus(SECOND)); // perhaps before the server waits
            } while (kept.hearsNothingFor(Duration.ofMillis(100)));
            assertThat(kept.rest()).isEmpty();
        }
    }

    @Test
    void aClientThatDoesNotReadItsAnswerIsCutOff() throws Exception {
        try (RawConnection deaf = connection()) {
            deaf.send(GET_LONG);
            awaitAnswering(1);
            servesOthers();
            while (answering.get() > 0) {
                clock.advance(ALMOST);
                awaitChecks();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/long", "/whole"})
    void aClientThatReadsSlowlyIsNot(String path) throws Exception {
        try (RawConnection slow = connection()) {
            slow.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            for (int i = 0; i < 10; i++) {
                slow.bytes(20 * PIECE);
                clock.advance(Duration.ofSeconds(20));
                awaitChecks();
            }
        }
    }

    @Test
    void whereManyDoNotReadTheyAreCutOffSooner() throws Exception {
        for (int i = 0; i < 40; i++) {
            connection().send(GET_LONG);
        }
        awaitAnswering(40);
        for (int seconds = 0; answering.get() > WatchedConnections.FEW; seconds += 3) {
            assertThat(seconds).isLessThan(30);
            clock.advance(Duration.ofSeconds(3));
            awaitChecks();
        }
    }

    @Test
    void aStreamThatIsReadStaysOpen() throws Exception {
        try (RawConnection listener = connection()) {
            listener.send("GET /lines HTTP/1.1\r\nHost: localhost\r\n\r\n");
            for (int i = 0; i < 20; i++) {
                lines.add(": line " + i + "\n");
                String line = listener.line();
                while (!line.startsWith(":")) {
                    line = listener.line(); // headers, lengths of chunks
                }
                assertThat(line).isEqualTo(": line " + i);
                clock.advance(Duration.ofSeconds(15));
                awaitChecks();
            }
            lines.add(THE_END);
            assertThat(listener.line()).isEmpty();
            assertThat(listener.line()).isEqualTo("0");
        }
    }

    @Test
    void aFullHouseMakesOthersWaitUntilTheStalledAreGone() throws Exception {
        while (opened.size() < WatchedConnections.MOST) {
            connection();
        }
        RawConnection waiting = new RawConnection(server.port()).send(GET);
        opened.add(waiting);
        assertThat(waiting.hearsNothingFor(Duration.ofMillis(200))).isTrue();
        clock.advance(ALMOST.plus(SECOND).plus(SECOND));
        assertThat(waiting.answer().status()).isEqualTo(200);
    }

    @Test
    void aClientThatVanishesInTheMidstOfAnAnswerIsNoEvent() throws Exception {
        RawConnection client = connection();
        client.send(GET_LONG).bytes(3 * PIECE);
        client.vanish();
        awaitAnswering(0);
    }

    private RawConnection connection() throws IOException {
        RawConnection connection = new RawConnection(server.port());
        opened.add(connection);
        while (seen.size() < opened.size()) {
            Thread.onSpinWait();
        }
        return connection;
    }

    private void servesOthers() throws IOException {
        try (RawConnection other = connection()) {
            assertThat(other.send(GET).answer().body()).isEqualTo("here you are");
        }
    }

    /** Waits until the server has looked at all connections since the clock was last advanced. */
    private void awaitChecks() {
        int enough = checks.get() + 2 * opened.size() + 2;
        while (checks.get() < enough) {
            Thread.onSpinWait();
        }
    }

    private void held(ServerRequest req, ServerResponse res) throws InterruptedException {
        end.await();
        res.send();
    }

    private void awaitAnswering(int count) {
        while (answering.get() != count) {
            Thread.onSpinWait();
        }
    }

    private void endless(ServerRequest req, ServerResponse res) throws IOException {
        answering.incrementAndGet();
        byte[] piece = "x".repeat(PIECE).getBytes(StandardCharsets.US_ASCII);
        try (OutputStream out = res.outputStream()) {
            while (true) {
                out.write(piece);
            }
        } finally {
            answering.decrementAndGet();
        }
    }

    private void lines(ServerRequest req, ServerResponse res) throws IOException, InterruptedException {
        try (OutputStream out = res.outputStream()) {
            for (String line = lines.take(); !line.equals(THE_END); line = lines.take()) {
                out.write(line.getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
        }
    }

    /** The clock, which notes how often the watch asks on behalf of a connection, and the threads of these. */
    private final class CountingClock implements Clock {

        @Override
        public Instant wall() {
            return clock.wall();
        }

        @Override
        public long monotonicNanos() {
            if (Thread.currentThread().getName().equals("pistat-http-watch")) {
                checks.incrementAndGet();
            } else {
                seen.add(Thread.currentThread());
            }
            return clock.monotonicNanos();
        }

        @Override
        public String bootId() {
            return clock.bootId();
        }
    }
}

package dev.pistat.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.http.CapturedLog;
import dev.pistat.http.RawClient;
import dev.pistat.http.RawConnection;
import dev.pistat.http.WholeServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class HostileRequestsTest {

    private static final int REQUESTS = 20_000;
    private static final int CLIENTS = 8;
    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final Pattern STATUS = Pattern.compile("^HTTP/1\\.1 (\\d{3}) ", Pattern.MULTILINE);

    private final Map<String, LongAdder> statuses = new ConcurrentSkipListMap<>();
    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    void allAreAnsweredOrCutOffAndNoOtherClientNotices() throws Exception {
        List<Long> nanos;
        CapturedLog log = new CapturedLog();
        try (WholeServer server = new WholeServer(new Timeouts(LIMIT, LIMIT, LIMIT, Duration.ofMillis(50)));
                ExecutorService threads = Executors.newCachedThreadPool()) {
            Future<List<Long>> behaved = threads.submit(() -> askForTheNewest(server));
            List<Callable<Void>> hostile = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                int seed = client;
                hostile.add(() -> attack(server.port(), seed));
            }
            List<Future<Void>> ended = threads.invokeAll(hostile);
            over.set(true);
            for (Future<Void> each : ended) {
                each.get();
            }
            nanos = behaved.get().stream().sorted().toList();
            while (OpenConnections.count(server.port()) > 0) {
                server.tick();
            }
        } finally {
            log.close();
        }
        Duration median = Duration.ofNanos(nanos.get(nanos.size() / 2));
        assertThat(log.messages()).isEmpty();
        assertThat(statuses).containsKeys("200", "204", "304", "400", "404", "405", "414", "431", "501");
        assertThat(statuses).doesNotContainKey("500");
        assertThat(median)
                .as("for /api/current meanwhile; at worst %s", Duration.ofNanos(nanos.getLast()))
                .isLessThan(Duration.ofSeconds(1));
    }

    private Void attack(int port, int seed) throws IOException {
        HostileRequests requests = new HostileRequests(seed);
        Random random = new Random(seed);
        List<RawConnection> silent = new ArrayList<>();
        for (int i = 0; i < REQUESTS / CLIENTS; i++) {
            InetAddress from = InetAddress.getByAddress(new byte[] {127, 0, (byte) (1 + seed), (byte) (1 + i % 250)});
            RawConnection client = new RawConnection(port, from, 64 * 1024);
            String request = requests.next();
            try {
                client.send(request);
                switch (random.nextInt(100)) {
                    case 0 -> silent.add(client);
                    case 1, 2, 3, 4, 5 -> client.vanish();
                    default -> {
                        client.endSending();
                        count(request, client.rest("text/event-stream"));
                        client.close();
                    }
                }
            } catch (SocketTimeoutException e) {
                throw new AssertionError("neither answered nor cut off: " + request, e);
            } catch (SocketException e) {
                count("", ""); // cut off while it still sent
                client.close();
            }
        }
        for (RawConnection client : silent) {
            count("", client.rest("text/event-stream"));
            client.close();
        }
        return null;
    }

    private void count(String request, String answers) {
        Matcher status = STATUS.matcher(answers);
        if (!answers.startsWith("HTTP/1.1 ")) {
            assertThat(answers).isEmpty();
            statuses.computeIfAbsent("cut off", none -> new LongAdder()).increment();
        }
        while (status.find()) {
            statuses.computeIfAbsent(status.group(1), none -> new LongAdder()).increment();
            assertThat(status.group(1)).as(request).isNotEqualTo("500");
        }
    }

    private List<Long> askForTheNewest(WholeServer server) throws IOException, InterruptedException {
        RawClient client = new RawClient(server.port());
        List<Long> nanos = new ArrayList<>();
        while (!over.get()) {
            long begin = System.nanoTime();
            assertThat(client.get("/api/current").status()).isEqualTo(200);
            nanos.add(System.nanoTime() - begin);
            if (nanos.size() % 20 == 0) {
                server.tick(); // a stream whose client has gone ends with the next sample
            }
        }
        return nanos;
    }
}

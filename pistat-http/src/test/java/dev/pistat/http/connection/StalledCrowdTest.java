package dev.pistat.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.http.CapturedLog;
import dev.pistat.http.RawClient;
import dev.pistat.http.RawConnection;
import dev.pistat.http.WholeServer;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hundreds of clients that stall, on the real clock with shorter limits. */
@Timeout(180)
class StalledCrowdTest {

    private static final int EACH_KIND = 200;
    private static final Timeouts TIMEOUTS = new Timeouts(
            Duration.ofMillis(1_500), Duration.ofMillis(750), Duration.ofSeconds(3), Duration.ofMillis(50));
    private static final String DRIPPED = "GET /api/current HTTP/1.1\r\nHost: localhost\r\nX: ";
    private static final String NEVER_READ =
            "GET /uPlot.iife.min.js HTTP/1.1\r\nHost: localhost\r\n\r\nGET /api/export?hours=168 HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final List<RawConnection> dripping = new ArrayList<>();
    private final List<RawConnection> deaf = new ArrayList<>();

    @Test
    void othersAreServedMeanwhileAndTheStalledAreGoneAfterIt() throws Exception {
        CapturedLog log = new CapturedLog();
        try (WholeServer server = new WholeServer(TIMEOUTS);
                ScheduledExecutorService drip = Executors.newSingleThreadScheduledExecutor()) {
            InetAddress from = InetAddress.getLoopbackAddress();
            for (int i = 0; i < EACH_KIND; i++) {
                dripping.add(new RawConnection(server.port(), from, 4_096).send(DRIPPED));
                deaf.add(new RawConnection(server.port(), from, 4_096).send(NEVER_READ.repeat(10)));
            }
            var dripped = drip.scheduleAtFixedRate(this::drip, 50, 50, TimeUnit.MILLISECONDS);
            RawClient client = new RawClient(server.port());
            int rounds = 0;
            for (; OpenConnections.count(server.port()) > 0; rounds++) {
                assertThat(client.get("/").status()).isEqualTo(200);
                assertThat(client.get("/api/current").status()).isEqualTo(200);
            }
            dripped.cancel(false);
            assertThat(rounds).isPositive();
            assertThat(client.get("/api/export").status()).isEqualTo(200);
        } finally {
            for (RawConnection each : dripping) {
                each.close();
            }
            for (RawConnection each : deaf) {
                each.close();
            }
            log.close();
        }
        assertThat(log.messages()).isEmpty();
    }

    private void drip() {
        for (RawConnection each : dripping) {
            try {
                each.send("x");
            } catch (IOException e) {
                // This one is gone already.
            }
        }
    }
}

package dev.pistat.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.http.RawClient;
import dev.pistat.http.RawConnection;
import dev.pistat.http.WholeServer;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More clients than there are places, that ask for nothing: they have to leave theirs to others. */
@Timeout(180)
class MostConnectionsTest {

    /** With places for all, each would have an hour. */
    private static final Timeouts TIMEOUTS =
            new Timeouts(Duration.ofHours(1), Duration.ofSeconds(1), Duration.ofHours(1), Duration.ofMillis(50));

    @Test
    void theDashboardStillAnswersBehindAThousandHalfOpenConnections() throws Exception {
        List<RawConnection> halfOpen = new ArrayList<>();
        try (WholeServer server = new WholeServer(TIMEOUTS)) {
            for (int i = 0; i < 1_000; i++) {
                RawConnection connection = new RawConnection(server.port(), InetAddress.getLoopbackAddress(), 4_096);
                halfOpen.add(i % 2 == 0 ? connection : connection.send("GET / HTTP/1.1\r\nHost: pi\r\n"));
            }
            RawClient client = new RawClient(server.port());
            assertThat(client.get("/").status()).isEqualTo(200);
            assertThat(client.get("/api/current").status()).isEqualTo(200);
        } finally {
            for (RawConnection each : halfOpen) {
                each.close();
            }
        }
    }
}

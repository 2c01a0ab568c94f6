package dev.pistat.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.recording.SystemClock;
import dev.pistat.http.HttpServer;
import dev.pistat.http.RawConnection;
import dev.pistat.http.TestServer;
import dev.pistat.http.access.Access;
import dev.pistat.http.response.GetHandler;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** More clients than there are places, that begin to agree on TLS and do not go on: with the usual limits. */
@Timeout(180)
class MostTlsConnectionsTest {

    private static final int QUESTIONS = 8;
    private static final Duration SOON = Duration.ofMillis(3_500);

    @TempDir
    private Path folder;

    @Test
    void theOwnerIsAnsweredBehindAThousandHalfOpenHandshakes() throws Exception {
        TestCertificate certificate = TestCertificate.make(folder, "EC", "pi");
        SSLContext trusting = TlsTest.trusting(certificate);
        String hello = hello(trusting);
        List<String> begun = List.of("", hello.substring(0, 5), hello.substring(0, hello.length() / 2), hello);
        List<RawConnection> halfOpen = new ArrayList<>();
        try (HttpServer server = TestServer.start(
                "127.0.0.1",
                0,
                Access.PRIVATE,
                certificate.write(folder),
                Timeouts.USUAL,
                new SystemClock(""),
                rules -> rules.any("/api/x", new GetHandler((req, res) -> res.send("safe"))))) {
            List<Duration> took = new ArrayList<>();
            URI uri = URI.create("https://localhost:" + server.port() + "/api/x");
            for (int i = 0; i < QUESTIONS; i++) {
                while (halfOpen.size() < 1_000 + 125 * i) {
                    RawConnection connection =
                            new RawConnection(server.port(), InetAddress.getLoopbackAddress(), 4_096);
                    halfOpen.add(connection.send(begun.get(halfOpen.size() % begun.size())));
                }
                long asked = System.nanoTime();
                try (HttpClient owner =
                        HttpClient.newBuilder().sslContext(trusting).build()) {
                    assertThat(owner.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                                    .body())
                            .isEqualTo("safe");
                }
                took.add(Duration.ofNanos(System.nanoTime() - asked));
            }
            System.out.println("half-open handshakes: answered after " + took);
            took.sort(null);
            assertThat(took.get(QUESTIONS / 2)).isLessThan(SOON);
        } finally {
            for (RawConnection each : halfOpen) {
                each.close();
            }
        }
    }

    /** What a client says first. */
    private static String hello(SSLContext context) throws Exception {
        SSLEngine client = context.createSSLEngine("localhost", 443);
        client.setUseClientMode(true);
        ByteBuffer bytes = ByteBuffer.allocate(client.getSession().getPacketBufferSize());
        client.wrap(ByteBuffer.allocate(0), bytes);
        return StandardCharsets.ISO_8859_1.decode(bytes.flip()).toString();
    }
}

package dev.pistat.http.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.core.recording.SystemClock;
import dev.pistat.http.CapturedLog;
import dev.pistat.http.HttpServer;
import dev.pistat.http.TestServer;
import dev.pistat.http.access.Access;
import dev.pistat.http.access.TlsFiles;
import dev.pistat.http.access.UnusableFileException;
import dev.pistat.http.response.GetHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server behind TLS. */
class TlsTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "RSASSA-PSS", "EC", "Ed25519"})
    void answersOnlyThroughTls(String kind) throws Exception {
        TestCertificate certificate = TestCertificate.make(folder, kind, "pi");
        try (HttpServer server = start(certificate.write(folder), Timeouts.USUAL)) {
            HttpClient client =
                    HttpClient.newBuilder().sslContext(trusting(certificate)).build();
            URI uri = URI.create("https://localhost:" + server.port() + "/api/x");
            HttpResponse<String> answer =
                    client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("safe");
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
            try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                plain.getOutputStream()
                        .write("GET /api/x HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(untilTheEnd(plain), StandardCharsets.ISO_8859_1))
                        .doesNotContain("HTTP", "safe");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void speaksWhatIsModern(String version) throws Exception {
        TestCertificate certificate = TestCertificate.make(folder, "EC", "pi");
        try (HttpServer server = start(certificate.write(folder), Timeouts.USUAL);
                SSLSocket socket = connect(server, trusting(certificate))) {
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
        }
    }

    /** The first message of a client that knows nothing newer than TLS 1.0 or 1.1 (RFC 4346), by hand: this Java sends none. */
    @ParameterizedTest
    @ValueSource(strings = {"0301", "0302", "0300"})
    void refusesWhatIsOld(String version) throws Exception {
        TestCertificate certificate = TestCertificate.make(folder, "RSA", "pi");
        String hello = version + "00".repeat(32) + "00" + "000a" + "c014c0130035002fc00a" + "0100";
        String message = "010000" + "%02x".formatted(hello.length() / 2) + hello;
        String record = "16" + version + "00" + "%02x".formatted(message.length() / 2) + message;
        try (HttpServer server = start(certificate.write(folder), Timeouts.USUAL);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(HexFormat.of().parseHex(record));
            byte[] answer = untilTheEnd(socket);
            assertThat(HexFormat.of().formatHex(answer))
                    .matches("1503..000202(46|28)"); // protocol_version, handshake_failure
        }
    }

    @Test
    void aCertificateThatIsReplacedIsShownToTheNextClient() throws Exception {
        TestCertificate first = TestCertificate.make(folder, "EC", "first");
        TestCertificate second = TestCertificate.make(folder, "RSA", "second");
        CapturedLog log = new CapturedLog();
        try (HttpServer server = start(first.write(folder), Timeouts.USUAL)) {
            assertThat(shown(server, first)).isEqualTo(first.certificate());
            TestCertificate.replace(folder.resolve("server.crt"), second.pem());
            assertThat(shown(server, first)).as("until the key is there too").isEqualTo(first.certificate());
            TestCertificate.replace(folder.resolve("server.key"), second.keyPem());
            assertThat(shown(server, second)).isEqualTo(second.certificate());
            Files.delete(folder.resolve("server.crt"));
            assertThat(shown(server, second)).isEqualTo(second.certificate());
        } finally {
            log.close();
        }
        assertThat(log.messages())
                .containsExactly(
                        "the certificate from before stays: [server] key " + folder.resolve("server.key")
                                + " holds no key of the certificate's kind, which is RSA",
                        "the certificate from before stays: [server] certificate " + folder.resolve("server.crt")
                                + ": no such file");
    }

    @Test
    void aClientThatBeginsNoHandshakeIsCutOff() throws Exception {
        TlsFiles files = TestCertificate.make(folder, "EC", "pi").write(folder);
        Duration brief = Duration.ofMillis(200);
        try (HttpServer server = start(files, new Timeouts(brief, brief, brief, brief));
                Socket silent = new Socket(InetAddress.getLoopbackAddress(), server.port());
                Socket stalled = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            stalled.getOutputStream().write(new byte[] {0x16, 3, 1, 1});
            assertThat(untilTheEnd(silent)).isEmpty();
            assertThat(untilTheEnd(stalled)).isEmpty();
        }
    }

    @Test
    void filesThatCannotBeUsedAreSaid() throws Exception {
        TestCertificate one = TestCertificate.make(folder, "EC", "one");
        TestCertificate other = TestCertificate.make(folder, "EC", "other");
        TlsFiles files = one.write(folder);
        Path crt = files.certificate();
        Path key = files.key();

        TestCertificate.replace(key, other.keyPem());
        assertUnusable(files, "key " + key + " is not that of the first certificate in " + crt);
        TestCertificate.replace(key, one.keyPem().replace("PRIVATE KEY", "EC PRIVATE KEY"));
        assertUnusable(
                files,
                "key " + key + " holds no private key in PKCS #8 without a password (-----BEGIN PRIVATE KEY-----):"
                        + " openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW makes one");
        TestCertificate.replace(key, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertUnusable(files, "key " + key + " holds no key of the certificate's kind, which is EC");
        Files.delete(key);
        assertUnusable(files, "key " + key + ": no such file");
        TestCertificate.replace(crt, "nonsense");
        assertUnusable(files, "certificate " + crt + " holds no certificates in PEM");
        TestCertificate.replace(crt, "");
        assertUnusable(files, "certificate " + crt + " holds no certificates in PEM");
        assertUnusable(new TlsFiles(folder, key), "certificate " + folder + " cannot be read: is a folder");
    }

    /** A server that closes with something unread resets the connection. */
    private static byte[] untilTheEnd(Socket socket) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        socket.setSoTimeout(20_000);
        try {
            for (int at = socket.getInputStream().read();
                    at >= 0;
                    at = socket.getInputStream().read()) {
                read.write(at);
            }
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
        return read.toByteArray();
    }

    private static void assertUnusable(TlsFiles files, String why) {
        assertThatThrownBy(() -> start(files, Timeouts.USUAL).close())
                .isInstanceOf(UnusableFileException.class)
                .hasMessage("[server] " + why);
    }

    private static HttpServer start(TlsFiles files, Timeouts timeouts) {
        return TestServer.start(
                "127.0.0.1",
                0,
                Access.PRIVATE,
                files,
                timeouts,
                new SystemClock(""),
                rules -> rules.any("/api/x", new GetHandler((req, res) -> res.send("safe"))));
    }

    private static X509Certificate shown(HttpServer server, TestCertificate trusted) throws Exception {
        try (SSLSocket socket = connect(server, trusting(trusted))) {
            socket.startHandshake();
            OutputStream out = socket.getOutputStream();
            out.write("GET /api/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII)).endsWith("safe");
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private static SSLSocket connect(HttpServer server, SSLContext context) throws Exception {
        return (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.port());
    }

    static SSLContext trusting(TestCertificate certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("it", certificate.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}

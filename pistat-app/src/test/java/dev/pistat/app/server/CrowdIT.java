package dev.pistat.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pistat.app.program.Program;
import dev.pistat.core.history.Event;
import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.MemoryMetrics;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.http.access.Password;
import dev.pistat.store.sqlite.SqliteMetricStore;
import dev.pistat.store.sqlite.StoreSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hundreds of clients that mean no good: they may cost each other their answers, but not the owner his. */
@Timeout(600)
class CrowdIT {

    private static final int SAMPLES = 5_000;
    /** A sample of the program's own; the first look of an owner with a password takes longer than the first sample lasts. */
    private static final Pattern OF_THIS_RUN = Pattern.compile("\"id\":50(0[1-9]|[1-9]\\d),");

    private static final int QUESTIONS = 5;
    private static final String SECRET = "of-the-owner-alone";
    private static final Duration SOON = Duration.ofSeconds(15);

    @TempDir
    private Path folder;

    /** Of the owner, each with its end. */
    private String headers = "";

    @BeforeEach
    void fill() throws IOException {
        Instant begin = Instant.now().minus(Duration.ofSeconds(SAMPLES));
        try (SqliteMetricStore store = SqliteMetricStore.open(
                folder.resolve("pistat.db"), new Allowlist(Catalogue.ALL), StoreSettings.DEFAULTS)) {
            for (int i = 1; i <= SAMPLES; i++) {
                Instant at = begin.plusSeconds(i);
                Map<Series, Reading> readings = Map.of(
                        new Series(CpuMetrics.CPU_PERCENT), new Reading.Value(i % 100),
                        new Series(MemoryMetrics.MEM_USED), new Reading.Value(i));
                store.append(
                        new Sample(i, at, 1_000_000L * i, "an-earlier-boot", readings),
                        List.of(new Event(at, "noticed", "fan", "it did something unexpected, turn " + i)),
                        null);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"-Xmx40m -Xmn2m, true", "-Xmx64m -Xmn4m, false"})
    void theOwnerIsAnswered(String heap, boolean withPassword) throws Exception {
        try (Program program = start(heap, withPassword)) {
            for (Crowd.Kind kind : Crowd.Kind.values()) {
                try (Crowd crowd = new Crowd(InetAddress.getLoopbackAddress(), program.port(), kind).join(500)) {
                    assertAnswersSoon(program, crowd, heap + (withPassword ? " with a password " : " ") + kind);
                }
            }
            assertIsWell(program);
        }
    }

    @ParameterizedTest
    @CsvSource({"-Xmx40m -Xmn2m, true", "-Xmx64m -Xmn4m, false"})
    void whoComesFromARefusedAddressCostsNothing(String heap, boolean withPassword) throws Exception {
        Optional<InetAddress> elsewhere = elsewhere();
        assumeTrue(elsewhere.isPresent(), "a network other than loopback");
        try (Program program = start(heap, withPassword)) {
            for (Crowd.Kind kind : List.of(Crowd.Kind.SHORT_LINES, Crowd.Kind.LONG_LINES)) {
                try (Crowd crowd = new Crowd(elsewhere.get(), program.port(), kind).join(500)) {
                    assertAnswersSoon(program, crowd, heap + " refused " + kind);
                }
            }
            try (Socket socket = new Socket(elsewhere.get(), program.port())) {
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .startsWith("HTTP/1.1 403 Forbidden\r\n")
                        .endsWith("\r\n\r\nYour address is in no network that is answered here: see [server] allow\n");
            }
            assertIsWell(program);
        }
    }

    private Program start(String heap, boolean withPassword) throws Exception {
        Files.writeString(folder.resolve("config.toml"), """
                [collection]
                interval_seconds = 1
                [server]
                host = "0.0.0.0"
                port = 0
                allow = ["10.0.0.0/8"]
                """ + (withPassword ? "password_file = \"password\"\n" : ""));
        if (withPassword) {
            Path file = folder.resolve("password");
            Files.writeString(file, Password.of(SECRET).line() + "\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            headers = "Authorization: Bearer " + SECRET + "\r\n";
        }
        Program program = Program.startInShell(folder, "PISTAT_JAVA_OPTIONS='" + heap + "' exec \"$@\"");
        while (!OF_THIS_RUN.matcher(ask(program.port(), "/api/current")).find()) {
            program.runsFor(Duration.ofMillis(20));
        }
        return program;
    }

    private void assertAnswersSoon(Program program, Crowd crowd, String what) throws Exception {
        List<Duration> took = new ArrayList<>();
        for (int i = 0; i < QUESTIONS; i++) {
            crowd.goOn();
            long asked = System.nanoTime();
            assertThat(ask(program.port(), "/")).as(what).startsWith("HTTP/1.1 200 ");
            assertThat(ask(program.port(), "/api/current")).as(what).startsWith("HTTP/1.1 200 ");
            took.add(Duration.ofNanos(System.nanoTime() - asked));
        }
        took.sort(null);
        System.out.println(what + ": two answers in " + took.get(QUESTIONS / 2).toMillis() + " ms in the median, "
                + took.getLast().toMillis() + " at worst");
        assertThat(took.getLast()).as(what).isLessThan(SOON);
    }

    private String ask(int port, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) Duration.ofMinutes(1).toMillis());
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "Connection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void assertIsWell(Program program) throws Exception {
        assertThat(ask(program.port(), "/health/ready")).startsWith("HTTP/1.1 200 ");
        assertThat(ask(program.port(), "/api/nothing")).endsWith("{\"error\":\"Nothing is here\"}");
        assertThat(program.log()).doesNotContain("OutOfMemory", "SEVERE");
    }

    /** An address of this machine that is not loopback, if it has a network. */
    private static Optional<InetAddress> elsewhere() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && address.getAddress().length == 4)
                .filter(address -> address.getAddress()[0] != 10)
                .findFirst();
    }
}

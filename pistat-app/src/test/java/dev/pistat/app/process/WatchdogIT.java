package dev.pistat.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.app.program.Program;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot go on sampling ends with exit code 70, and its history is whole. */
@Timeout(180)
class WatchdogIT {

    private static final int LAST = 3;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "leak, 0, out of memory: ending|no sample was finished for 5 seconds: ending|the sampling was ended by an error: ending with exit code 70",
        "error, 60, the sampling was ended by an error: ending with exit code 70",
        "hang, 60, no sample was finished for 5 seconds: ending with exit code 70"
    })
    void itEndsWithExitCode70AndOneLineAndNothingIsLost(String mistake, int flushSeconds, String line)
            throws Exception {
        configure(flushSeconds);
        List<String> options = List.of("-Xmx24m");
        try (Program program =
                Program.startInstead(folder, FailingPiStat.class, options, mistake, Integer.toString(LAST))) {
            assertThat(program.exitCode()).isEqualTo(70);
            assertThat(program.log().lines().filter(each -> each.contains("exit code 70")))
                    .as(program.log())
                    .hasSize(1)
                    .allMatch(each -> each.matches(".*(" + line + ").*"));
        }
        try (Program again = Program.start(folder)) {
            again.port();
            assertThat(again.log()).doesNotContain("damaged");
            assertThat(again.get("/api/export").body().lines().skip(1))
                    .as("the samples of before, and perhaps one of now")
                    .hasSizeGreaterThanOrEqualTo(LAST)
                    .first()
                    .matches(first -> first.startsWith("1,"));
        }
        try (Program check = Program.start(folder, "check")) {
            assertThat(check.exitCode()).isZero();
        }
    }

    /** Without a file that is free, accept fails, and Helidon's listener ends. */
    @Test
    void aServerThatTakesNoConnectionsAnyMoreEndsItTooAndNothingIsLost() throws Exception {
        configure(60);
        try (Program program = Program.startInstead(folder, FailingPiStat.class, List.of(), "none", "0")) {
            awaitSamples(program);
            limitFiles(program, openFiles(program));
            List<Socket> clients = new ArrayList<>();
            int port = Integer.parseInt(program.log().replaceAll("(?s).*sample " + LAST + ", port (\\d+).*", "$1"));
            for (int i = 0; i < 10; i++) {
                try {
                    clients.add(new Socket(InetAddress.getLoopbackAddress(), port));
                } catch (ConnectException e) {
                    break; // it has given up already
                }
            }
            assertThat(program.exitCode()).isEqualTo(70);
            assertThat(program.log()).contains("no connection was taken for 5 seconds: ending with exit code 70");
            for (Socket client : clients) {
                client.close();
            }
        }
        try (Program again = Program.start(folder)) {
            again.port();
            assertThat(again.get("/api/export").body().lines().skip(1)).hasSizeGreaterThanOrEqualTo(LAST);
        }
    }

    @Test
    void sigtermEndsAlsoWhatHangsWithinTwoSecondsAndSaysWhatIsLost() throws Exception {
        configure(60);
        try (Program program = Program.startInstead(folder, FailingPiStat.class, List.of(), "none", "0")) {
            awaitSamples(program);
            long asked = System.nanoTime();
            program.signal("TERM");
            assertThat(program.exitCode()).isEqualTo(70);
            assertThat(Duration.ofNanos(System.nanoTime() - asked))
                    .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(3));
            assertThat(program.log()).contains("not stopped in time, something hangs", "waited to be written are lost");
        }
    }

    private void configure(int flushSeconds) throws IOException {
        Files.writeString(folder.resolve("config.toml"), """
                [collection]
                interval_seconds = 1
                [server]
                host = "127.0.0.1"
                port = 0
                [database]
                flush_seconds = %d
                """.formatted(flushSeconds));
    }

    private void awaitSamples(Program program) throws Exception {
        program.awaitLog("sample " + LAST + ", port \\d+");
    }

    private static long openFiles(Program program) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + program.pid() + "/fd"))) {
            return files.count();
        }
    }

    private static void limitFiles(Program program, long files) throws Exception {
        Process limit = new ProcessBuilder(
                        "prlimit", "--pid", Long.toString(program.pid()), "--nofile=" + files + ":" + files)
                .start();
        assertThat(limit.waitFor()).isZero();
    }

    @Test
    void itWaitsForTheLongerOfAMinuteAndFiveIntervals() {
        assertThat(Watchdog.timeout(Duration.ofSeconds(1))).isEqualTo(Duration.ofMinutes(1));
        assertThat(Watchdog.timeout(Duration.ofSeconds(12))).isEqualTo(Duration.ofMinutes(1));
        assertThat(Watchdog.timeout(Duration.ofSeconds(13))).isEqualTo(Duration.ofSeconds(65));
        assertThat(Watchdog.timeout(Duration.ofHours(1))).isEqualTo(Duration.ofHours(5));
    }

    @Test
    void itNoticesAnErrorWithinFiveSecondsHoweverLongItWaits() {
        assertThat(Watchdog.checkInterval(Duration.ofHours(5))).isEqualTo(Duration.ofSeconds(5));
        assertThat(Watchdog.checkInterval(Duration.ofMinutes(1))).isEqualTo(Duration.ofSeconds(5));
        assertThat(Watchdog.checkInterval(Duration.ofSeconds(6))).isEqualTo(Duration.ofMillis(500));
    }
}

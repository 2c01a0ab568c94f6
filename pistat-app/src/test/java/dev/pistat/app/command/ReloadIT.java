package dev.pistat.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.app.program.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP has the configuration read again. */
@Timeout(180)
class ReloadIT {

    private static final String SERVER = "[server]\nhost = \"127.0.0.1\"\nport = 0\n";
    private static final String LISTENS = "PiStat [^\n]* on http://127\\.0\\.0\\.1:";

    @TempDir
    private Path folder;

    @Test
    void aRightOneIsTakenAndTheHistoryGoesOn() throws Exception {
        configure("[collection]\ninterval_seconds = 3600\n" + SERVER);
        try (Program program = Program.start(folder)) {
            program.awaits("/api/current", "\"id\":\\d+,");
            configure("[collection]\ninterval_seconds = 1\n" + SERVER);
            program.signal("HUP");
            program.awaitLog("the configuration was read again");
            program.awaits("/api/config", "\"interval_seconds\":1,");
            program.awaits("/api/current", "\"id\":([3-9]|\\d\\d+),");
            assertThat(program.get("/api/export").body().lines().skip(1))
                    .as("without a gap in the ids")
                    .allMatch(row -> row.matches("\\d+,.*"))
                    .extracting(row -> row.substring(0, row.indexOf(',')))
                    .startsWith("1", "2", "3");
            program.signal("TERM");
            assertThat(program.exitCode()).isZero();
        }
    }

    @Test
    void aWrongOneIsRefusedAsAWholeWithEveryReasonAndTheOldOneGoesOn() throws Exception {
        configure("[collection]\ninterval_seconds = 1\n" + SERVER);
        try (Program program = Program.start(folder)) {
            program.port();
            configure("[collection]\ninterval_seconds = 2\nretention_days = 0\n[server]\nport = 99999\n");
            program.signal("HUP");
            program.awaitLog("the new configuration is refused, the old one goes on");
            assertThat(program.log())
                    .contains("config.toml:3:18: collection.retention_days must be 1 to 3650, not 0\n")
                    .contains("config.toml:5:8: server.port must be 0 to 65535, not 99999\n")
                    .containsOnlyOnce("on http://");
            assertThat(program.get("/api/config").body()).contains("\"interval_seconds\":1,");
            program.awaits("/api/current", "\"id\":([3-9]|\\d\\d+),");
        }
    }

    @Test
    void oneThatPiStatCannotStartWithIsRefusedTooAndTheOldOneGoesOn() throws Exception {
        configure("[collection]\ninterval_seconds = 1\n" + SERVER);
        try (Program program = Program.start(folder);
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            program.awaits("/api/current", "\"id\":\\d+,");
            configure("[collection]\ninterval_seconds = 2\n"
                    + SERVER.replace("port = 0", "port = " + taken.getLocalPort()));
            program.signal("HUP");
            program.awaitLog("(?s)the old one goes on: port \\d+ is taken.*" + LISTENS);
            assertThat(program.get("/api/config").body()).contains("\"interval_seconds\":1,");
            program.awaits("/api/current", "\"id\":([3-9]|\\d\\d+),");
        }
    }

    @Test
    void anotherProcfsCountsForTheUptimeToo() throws Exception {
        Files.createDirectories(folder.resolve("proc/sys/kernel/random"));
        Files.writeString(folder.resolve("proc/sys/kernel/random/boot_id"), "1b4e28ba-2fa1-41d2-883f-0016d3cca427\n");
        Files.writeString(folder.resolve("proc/uptime"), "86400.50 172000.00\n");
        configure(SERVER);
        try (Program program = Program.start(folder)) {
            program.port();
            configure("[collection]\ninterval_seconds = 1\n" + SERVER + "[paths]\nprocfs = \"proc\"\n");
            program.signal("HUP");
            program.awaitLog("(?s)" + LISTENS + ".*" + LISTENS);
            program.awaits("/api/current", "\"uptime_seconds\":86400\\b");
        }
    }

    private void configure(String text) throws IOException {
        Files.writeString(folder.resolve("config.toml"), text);
    }
}

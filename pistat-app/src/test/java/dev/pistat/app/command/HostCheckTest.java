package dev.pistat.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.app.Configuration;
import dev.pistat.app.process.FileOwner;
import dev.pistat.app.setting.ConfigurationException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A check by one user of the PiStat that runs as another. */
class HostCheckTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    private Path procfs;
    private int own;

    @BeforeEach
    void aMachineWithAFaultyLoad() throws IOException {
        procfs = Files.createDirectory(folder.resolve("proc"));
        Files.createDirectories(procfs.resolve("sys/kernel/random"));
        Files.writeString(procfs.resolve("sys/kernel/random/boot_id"), "1b4e28ba-2fa1-41d2-883f-0016d3cca427\n");
        Files.writeString(procfs.resolve("stat"), "btime 1790000000\n");
        Files.writeString(procfs.resolve("loadavg"), "nonsense\n");
        own = (int) Files.getAttribute(folder, "unix:uid");
    }

    @Test
    void thePortThatTheOwnerOfTheHistoryListensOnIsPiStats() throws Exception {
        try (ServerSocket pistat = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<String> wrong = check(pistat.getLocalPort(), new FileOwner("pistat", own, true));
            assertThat(wrong).noneMatch(trouble -> trouble.contains("port"));
            assertThat(printed())
                    .containsPattern(
                            "port +" + pistat.getLocalPort() + " is listened on by user pistat, whose history it is\n");
        }
    }

    @Test
    void aPortThatAnyOtherListensOnIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(check(taken.getLocalPort(), new FileOwner("pistat", own + 1, true)))
                    .anyMatch(trouble -> trouble.startsWith("port " + taken.getLocalPort() + " is taken"));
        }
    }

    @Test
    void whatThisUserMayNotOrCannotReadIsToldAndIsNotWrong() throws Exception {
        assertThat(check(0, new FileOwner("pistat", own + 1, true))).isEmpty();
        assertThat(printed())
                .containsPattern("folder +" + folder + " is for user pistat")
                .containsPattern("Not for this user, which says nothing of PiStat as user pistat:\n(.*\n)*  .*load_1");
        assertThat(check(0, null)).anyMatch(trouble -> trouble.contains("so there is no load_1"));
    }

    @Test
    void aHistoryOfThisUserOrNoneIsNoOthers() throws IOException {
        assertThat(FileOwner.ofAnother(folder.resolve("none/pistat.db"))).isEmpty();
        assertThat(FileOwner.ofAnother(Files.createFile(folder.resolve("pistat.db"))))
                .isEmpty();
    }

    private List<String> check(int port, FileOwner another) throws InterruptedException, IOException {
        Path file = folder.resolve("config.toml");
        Files.writeString(
                file, "[server]\nhost = \"127.0.0.1\"\nport = " + port + "\n[paths]\nprocfs = \"" + procfs + "\"\n");
        try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            return new HostCheck(Configuration.read(file), out, another).run(null, null);
        } catch (ConfigurationException e) {
            throw new AssertionError(e);
        }
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}

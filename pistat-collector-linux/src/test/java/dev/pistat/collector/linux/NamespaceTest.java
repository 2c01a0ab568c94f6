package dev.pistat.collector.linux;

import static dev.pistat.core.metric.DiskMetrics.FILESYSTEM_TOTAL;
import static dev.pistat.core.metric.NetworkMetrics.INTERFACE_RECEIVED_BYTES;
import static dev.pistat.core.metric.NetworkMetrics.INTERFACE_RECEIVE_RATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pistat.collector.linux.disk.FileSystemSampler;
import dev.pistat.collector.linux.disk.FileSystemSpace;
import dev.pistat.collector.linux.network.NetworkSampler;
import dev.pistat.core.history.Event;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.recording.SystemClock;
import dev.pistat.core.testkit.CollectedReadings;
import dev.pistat.core.testkit.CollectedReadings.Reported;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real interfaces and mounts that come and go, in namespaces of their own: a shell in them is process 1 to the samplers, as
 * a container sees its host. The machine itself is not touched. Skipped where that is not permitted.
 */
@Timeout(180)
class NamespaceTest {

    private Process shell;
    private BufferedReader answers;
    private LinuxSettings settings;
    private Path mount;

    @BeforeEach
    void enter(@TempDir Path folder) throws IOException {
        shell = new ProcessBuilder("unshare", "--net", "--mount", "--propagation", "private", "sh")
                .redirectErrorStream(true)
                .start();
        answers = shell.inputReader(StandardCharsets.UTF_8);
        assumeTrue(run("mount -t sysfs sysfs /sys && ip link"), "new namespaces need root, unshare(1) and ip(8)");
        Path process = Path.of("/proc", Long.toString(shell.pid()));
        Files.createSymbolicLink(folder.resolve("1"), process);
        mount = Files.createDirectory(folder.resolve("my mount"));
        settings = new LinuxSettings(
                folder,
                process.resolve("root/sys"),
                process.resolve("root"),
                "eth0",
                Path.of("/"),
                true,
                Duration.ofSeconds(1));
    }

    @AfterEach
    void leave() throws InterruptedException {
        shell.destroyForcibly().waitFor();
    }

    /** Whether the command succeeded. */
    private boolean run(String command) throws IOException {
        try {
            shell.outputWriter().write("{ " + command + "; } >/dev/null 2>&1; echo \"ended with $?\"\n");
            shell.outputWriter().flush();
        } catch (IOException e) {
            return false;
        }
        String line = answers.readLine();
        return "ended with 0".equals(line);
    }

    @Test
    void interfacesComeAndGo() throws Exception {
        NetworkSampler sampler = new NetworkSampler(
                settings.process(),
                settings.sysfs(),
                settings.networkInterface(),
                settings.virtual(),
                new SystemClock("boot"));
        Series bytes = new Series(INTERFACE_RECEIVED_BYTES, "pistat0");
        Series rate = new Series(INTERFACE_RECEIVE_RATE, "pistat0");
        assertThat(CollectedReadings.of(sampler).events()).isEmpty();
        assertThat(run("ip link add pistat0 type veth peer name pistat1")).isTrue();
        CollectedReadings came = CollectedReadings.of(sampler);
        assertThat(came.events())
                .containsExactly(
                        new Reported(Event.APPEARED, "interface pistat0", "is there now"),
                        new Reported(Event.APPEARED, "interface pistat1", "is there now"));
        assertThat(came.value(bytes)).isZero();
        assertThat(CollectedReadings.of(sampler).value(rate)).isZero();
        assertThat(run("ip link del pistat0; ip link add pistat0 type veth peer name pistat1"))
                .isTrue();
        CollectedReadings replaced = CollectedReadings.of(sampler);
        assertThat(replaced.events())
                .extracting(Reported::kind)
                .containsExactly(Event.DISAPPEARED, Event.DISAPPEARED, Event.APPEARED, Event.APPEARED);
        assertThat(replaced.reading(rate)).isInstanceOf(Reading.Unavailable.class);
        assertThat(run("ip link del pistat0")).isTrue();
        CollectedReadings gone = CollectedReadings.of(sampler);
        assertThat(gone.readings()).doesNotContainKey(bytes);
        assertThat(gone.events()).extracting(Reported::kind).containsOnly(Event.DISAPPEARED);
    }

    @Test
    void mountsComeAndGo_andHaveTheirOwnFigures() throws Exception {
        FileSystemSampler sampler = new FileSystemSampler(
                settings.process(), settings.rootfs(), settings.diskPath(), settings.virtual(), FileSystemSpace::of);
        Series total = new Series(FILESYSTEM_TOTAL, mount.toString());
        assertThat(CollectedReadings.of(sampler).events()).isEmpty();
        assertThat(run("mount -t tmpfs -o size=4m pistat '" + mount + "'")).isTrue();
        CollectedReadings came = CollectedReadings.of(sampler);
        assertThat(came.events()).containsExactly(new Reported(Event.APPEARED, "mount " + mount, "is there now"));
        assertThat(came.value(total)).isEqualTo(4 << 20);
        assertThat(run("umount '" + mount + "'")).isTrue();
        CollectedReadings gone = CollectedReadings.of(sampler);
        assertThat(gone.events()).containsExactly(new Reported(Event.DISAPPEARED, "mount " + mount, "is gone"));
        assertThat(gone.readings()).doesNotContainKey(total);
    }
}

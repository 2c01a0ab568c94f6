package dev.pistat.collector.linux;

import dev.pistat.collector.linux.disk.DiskSampler;
import dev.pistat.collector.linux.disk.FileSystemSampler;
import dev.pistat.collector.linux.disk.FileSystemSpace;
import dev.pistat.collector.linux.network.NetworkSampler;
import dev.pistat.collector.linux.testkit.Boards;
import dev.pistat.core.port.Sampler;
import dev.pistat.core.testkit.CollectedReadings;
import dev.pistat.core.testkit.FakeClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The boards' file systems, disks and interfaces, each reading of which stands in {@code expected-storage-network.txt}. */
class StorageAndNetworkBoardsTest {

    static List<String> boards() throws IOException {
        return Boards.with("expected-storage-network.txt");
    }

    /** A board's files hold no figures of statvfs: every mount is half full here. */
    @ParameterizedTest
    @MethodSource("boards")
    void everyReadingIsTheOneExpected(String board, @TempDir Path folder) throws Exception {
        FakeClock clock = new FakeClock(Instant.EPOCH);
        LinuxSettings settings = new LinuxSettings(
                folder.resolve("proc"),
                Boards.folder(board).resolve("sys"),
                folder.resolve("root"),
                "eth0",
                Path.of("/"),
                false,
                Duration.ofSeconds(1));
        List<Sampler> samplers = List.of(
                new FileSystemSampler(
                        settings.process(),
                        settings.rootfs(),
                        settings.diskPath(),
                        settings.virtual(),
                        (path, device) -> new FileSystemSpace(1_000, 500, 400)),
                new DiskSampler(settings.procfs(), settings.sysfs(), settings.rootfs(), settings.virtual(), clock),
                new NetworkSampler(
                        settings.process(), settings.sysfs(), settings.networkInterface(), settings.virtual(), clock));
        Boards.copy(Boards.folder(board).resolve("proc"), settings.procfs());
        Boards.copy(Boards.folder(board).resolve("before/proc"), settings.procfs());
        for (Sampler sampler : samplers) {
            CollectedReadings.of(sampler);
        }
        Boards.copy(Boards.folder(board).resolve("proc"), settings.procfs());
        clock.advance(Duration.ofSeconds(5));
        TreeSet<String> lines = new TreeSet<>();
        for (Sampler sampler : samplers) {
            Boards.readings(sampler).forEach((series, reading) -> lines.add(Boards.line(series, reading)));
        }
        Boards.assertLines(lines, board, "expected-storage-network.txt");
    }
}

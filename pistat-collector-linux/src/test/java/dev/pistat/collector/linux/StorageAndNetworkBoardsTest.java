package dev.pistat.collector.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.collector.linux.disk.DiskSampler;
import dev.pistat.collector.linux.disk.FileSystemSampler;
import dev.pistat.collector.linux.disk.FileSystemSpace;
import dev.pistat.collector.linux.network.NetworkSampler;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.Sampler;
import dev.pistat.core.testkit.CollectedReadings;
import dev.pistat.core.testkit.FakeClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The boards' file systems, disks and interfaces, each reading of which stands in {@code expected-storage-network.txt}. */
class StorageAndNetworkBoardsTest {

    private static final Path BOARDS = Path.of("src/test/resources/boards");

    static Stream<String> boards() throws IOException {
        try (Stream<Path> boards = Files.list(BOARDS)) {
            return boards
                    .filter(board -> Files.exists(board.resolve("expected-storage-network.txt")))
                    .map(board -> board.getFileName().toString())
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    /** A board's files hold no figures of statvfs: every mount is half full here. */
    @ParameterizedTest
    @MethodSource("boards")
    void everyReadingIsTheOneExpected(String board, @TempDir Path folder) throws Exception {
        FakeClock clock = new FakeClock(Instant.EPOCH);
        LinuxSettings settings = new LinuxSettings(
                folder.resolve("proc"),
                BOARDS.resolve(board).resolve("sys"),
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
        copy(BOARDS.resolve(board).resolve("proc"), settings.procfs());
        copy(BOARDS.resolve(board).resolve("before/proc"), settings.procfs());
        for (Sampler sampler : samplers) {
            CollectedReadings.of(sampler);
        }
        copy(BOARDS.resolve(board).resolve("proc"), settings.procfs());
        clock.advance(Duration.ofSeconds(5));
        TreeSet<String> lines = new TreeSet<>();
        for (Sampler sampler : samplers) {
            CollectedReadings.of(sampler).readings().forEach((series, reading) -> lines.add(line(series, reading)));
        }
        assertThat(lines)
                .containsExactlyElementsOf(
                        Files.readAllLines(BOARDS.resolve(board).resolve("expected-storage-network.txt")));
    }

    private static String line(Series series, Reading reading) {
        return series.key() + " = "
                + switch (reading) {
                    case Reading.Value(double value) -> {
                        StringBuilder text = new StringBuilder();
                        series.metric().append(text, value);
                        yield text;
                    }
                    case Reading.Unavailable(String why) -> "unavailable: " + why;
                    case Reading.Failed(String why) -> "failed: " + why;
                };
    }

    private static void copy(Path from, Path to) throws IOException {
        if (!Files.exists(from)) {
            return;
        }
        try (Stream<Path> files = Files.walk(from)) {
            files.filter(Files::isRegularFile).forEach(file -> {
                Path copy = to.resolve(from.relativize(file));
                try {
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}

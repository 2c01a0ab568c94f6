package dev.pistat.collector.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.collector.linux.board.FirmwareSampler;
import dev.pistat.collector.linux.board.Sensors;
import dev.pistat.collector.linux.board.TemperatureSampler;
import dev.pistat.collector.linux.board.Vcgencmd;
import dev.pistat.collector.linux.disk.FlashWearSampler;
import dev.pistat.collector.linux.network.WifiSampler;
import dev.pistat.collector.linux.testkit.Boards;
import dev.pistat.core.port.Sampler;
import dev.pistat.core.testkit.FakeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The boards' sensors, firmware, flash and Wi-Fi, each reading of which stands in {@code expected-thermal-firmware.txt}. */
@Timeout(180)
class BoardSensorsTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path bin;

    static List<String> boards() throws IOException {
        return Boards.with("expected-thermal-firmware.txt");
    }

    @ParameterizedTest
    @MethodSource("boards")
    void everyReadingIsTheOneExpected(String board) throws Exception {
        Path root = Boards.folder(board);
        if (Files.exists(root.resolve("vcgencmd"))) {
            Path program = Files.copy(root.resolve("vcgencmd"), bin.resolve("vcgencmd"));
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        FakeClock clock = new FakeClock(Instant.EPOCH);
        Vcgencmd vcgencmd = new Vcgencmd(List.of(bin), LIMIT, clock);
        Path sysfs = root.resolve("sys");
        List<Sampler> samplers = List.of(
                new TemperatureSampler(vcgencmd, new Sensors(sysfs, clock), LIMIT),
                new FirmwareSampler(vcgencmd, clock),
                new FlashWearSampler(sysfs, clock),
                new WifiSampler(root.resolve("proc")));
        List<String> lines = new ArrayList<>();
        for (Sampler sampler : samplers) {
            Boards.readings(sampler).forEach((series, reading) -> lines.add(Boards.line(series, reading)));
        }
        Boards.assertLines(lines, board, "expected-thermal-firmware.txt");
    }

    @Test
    void thereAreThreeBoards() throws IOException {
        assertThat(boards()).containsExactly("pi4", "pi5", "vm");
    }
}

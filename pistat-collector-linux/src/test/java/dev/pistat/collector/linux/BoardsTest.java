package dev.pistat.collector.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.collector.linux.cpu.CpuSampler;
import dev.pistat.collector.linux.cpu.FrequencySampler;
import dev.pistat.collector.linux.cpu.LoadSampler;
import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.collector.linux.memory.MemorySampler;
import dev.pistat.collector.linux.memory.PressureSampler;
import dev.pistat.collector.linux.testkit.Boards;
import dev.pistat.core.metric.Host;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.port.Sampler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole machines and hard cases as trees of files. Each board's README says where it is from, {@code before} holds what
 * differed at an earlier look, and {@code expected.txt} every reading: a series, and its value or the kind of its absence.
 */
class BoardsTest {

    @TempDir
    private Path copy;

    private List<Sampler> samplers() {
        Path procfs = copy.resolve("proc");
        Path sysfs = copy.resolve("sys");
        return List.of(
                new CpuSampler(procfs, sysfs),
                new FrequencySampler(sysfs),
                new MemorySampler(procfs),
                new PressureSampler(procfs),
                new LoadSampler(procfs));
    }

    private static List<String> lines(Sampler sampler) throws Exception {
        try {
            return Boards.readings(sampler).entrySet().stream()
                    .map(each -> each.getKey().key() + " " + text(each.getValue()))
                    .toList();
        } catch (IOException | MalformedException e) {
            return sampler.metrics().stream()
                    .filter(metric -> metric.label().isEmpty())
                    .map(metric -> metric.name() + " failed")
                    .toList();
        }
    }

    private static String text(Reading reading) {
        return switch (reading) {
            case Reading.Value(double value) ->
                value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
            case Reading.Unavailable unavailable -> "unavailable";
            case Reading.Failed failed -> "failed";
        };
    }

    static List<String> boards() throws IOException {
        return Boards.with("expected.txt");
    }

    @ParameterizedTest
    @MethodSource("boards")
    void everyReadingOfABoardIsAsExpectedAndNoOtherIsThere(String board) throws Exception {
        Path original = Boards.folder(board);
        Boards.copy(original, copy);
        Boards.copy(original.resolve("before"), copy);
        List<Sampler> samplers = samplers();
        Boards.copy(original, copy);
        Set<String> read = new TreeSet<>();
        for (Sampler sampler : samplers) {
            read.addAll(lines(sampler));
        }
        assertThat(original.resolve("README")).exists();
        Boards.assertLines(read, board, "expected.txt");
    }

    @Test
    void thereAreElevenBoards() throws IOException {
        assertThat(boards()).hasSize(11);
    }

    private static Host host(String board) {
        Path folder = Boards.folder(board);
        return LinuxHost.read(folder.resolve("proc"), folder.resolve("sys"), folder.resolve("root"));
    }

    @Test
    void theBoardsAreWhatTheyAre() throws Exception {
        assertThat(host("pi4").model()).hasValue("Raspberry Pi 4 Model B Rev 1.4");
        assertThat(host("pi4").kernel()).isEqualTo("Linux 6.6.31+rpt-rpi-v8");
        assertThat(host("pi4").os()).hasValue("Debian GNU/Linux 12 (bookworm)");
        assertThat(host("pi4").hostName()).isEqualTo("pi4");
        assertThat(host("pi4").bootTime()).hasValue(Instant.parse("2024-10-27T03:33:20Z"));
        assertThat(host("pi4").cores()).isEqualTo(4);
        assertThat(host("pi5").model()).hasValue("Raspberry Pi 5 Model B Rev 1.0");
        assertThat(host("pi5").os()).hasValue("Debian GNU/Linux 13 (trixie)");
        assertThat(host("pi-zero").model()).hasValue("Raspberry Pi Zero W Rev 1.1");
        assertThat(host("pi-zero").cores()).isEqualTo(1);
        assertThat(host("vm").model()).isEmpty();
        assertThat(host("vm").os()).hasValue("Debian GNU/Linux 12 (bookworm)");
        assertThat(host("vm").cores()).isEqualTo(2);
    }
}

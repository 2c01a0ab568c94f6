package dev.pistat.collector.linux.board;

import static dev.pistat.collector.linux.testkit.Eventually.eventually;
import static dev.pistat.core.metric.BoardMetrics.BOARD_POWER_WATTS;
import static dev.pistat.core.metric.BoardMetrics.CORE_VOLTS;
import static dev.pistat.core.metric.BoardMetrics.CPU_TEMP;
import static dev.pistat.core.metric.BoardMetrics.TEMPERATURE_CELSIUS;
import static dev.pistat.core.metric.BoardMetrics.THROTTLED_NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.collector.linux.kernel.Command;
import dev.pistat.collector.linux.kernel.KernelFile;
import dev.pistat.collector.linux.testkit.Tree;
import dev.pistat.core.memory.InMemoryMetricStore;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.Clock;
import dev.pistat.core.port.Sampler;
import dev.pistat.core.recording.Recorder;
import dev.pistat.core.recording.SystemClock;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real recorder on the real clock, with sensors and programs that hang: samples come all the same, and nothing stays. */
@Timeout(180)
class HangingSensorsTest {

    /** A quarter of the deadline: a machine that is busy takes its time to kill what hangs. */
    private static final Duration TURN = Duration.ofMillis(500);

    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final Duration INTERVAL = DEADLINE.multipliedBy(2);
    private static final Duration SLACK = Duration.ofMillis(900);
    /** In the arguments of whatever a test's program starts, so that it can be found. */
    private static final String MARK = "60.07310731";

    private final Clock clock = new SystemClock("boot");
    private final List<Path> pipes = new ArrayList<>();
    private Tree tree;
    private Recorder recorder;

    @BeforeEach
    void twoZones(@TempDir Path root) throws IOException {
        tree = new Tree(root);
        zone(0, "cpu-thermal", "48000");
        zone(1, "gpu-thermal", "49000");
        zone(2, "soc-thermal", "50000");
        Vcgencmd vcgencmd = new Vcgencmd(List.of(root.resolve("bin")), TURN, clock);
        List<Sampler> samplers = List.of(
                new TemperatureSampler(vcgencmd, new Sensors(root, clock), TURN), new FirmwareSampler(vcgencmd, clock));
        recorder = new Recorder(samplers, new InMemoryMetricStore(), clock, INTERVAL);
    }

    @AfterEach
    void nothingIsLeftRunning() throws Exception {
        recorder.close();
        for (Path pipe : pipes) {
            FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE)
                    .close();
        }
        eventually(() -> running().isEmpty());
    }

    private void zone(int number, String type, String temp) throws IOException {
        tree.file("class/thermal/thermal_zone" + number + "/type", type + "\n");
        tree.file("class/thermal/thermal_zone" + number + "/temp", temp + "\n");
    }

    private void pipeInsteadOf(int zone) throws Exception {
        Path file = tree.root().resolve("class/thermal/thermal_zone" + zone + "/temp");
        Files.delete(file);
        new Command().output(Duration.ofSeconds(20), List.of("/usr/bin/mkfifo", file.toString()));
        pipes.add(file);
    }

    private static List<Path> running() throws IOException {
        return KernelFile.entries(Path.of("/proc"), "[0-9]*").stream()
                .filter(process -> {
                    try {
                        return KernelFile.text(process.resolve("cmdline")).contains(MARK);
                    } catch (IOException e) {
                        return false;
                    }
                })
                .toList();
    }

    /** A sample that is there by the deadline. */
    private Sample sample() throws InterruptedException {
        long began = clock.monotonicNanos();
        Sample sample = recorder.tick();
        assertThat(Duration.ofNanos(clock.monotonicNanos() - began)).isLessThan(DEADLINE.plus(SLACK));
        return sample;
    }

    private static Reading temperature(Sample sample, String zone) {
        return reading(sample, new Series(TEMPERATURE_CELSIUS, zone));
    }

    private static Reading reading(Sample sample, Metric metric) {
        return reading(sample, new Series(metric));
    }

    private static Reading reading(Sample sample, Series series) {
        assertThat(sample.readings()).containsKey(series);
        return sample.readings().get(series);
    }

    private static Reading value(double value) {
        return new Reading.Value(value);
    }

    private void board(String name) throws IOException {
        Path script = Path.of("src/test/resources/boards", name, "vcgencmd");
        tree.script("bin/vcgencmd", Files.readString(script));
    }

    @Test
    void aPipeThatNeverAnswersCostsOnlyItsOwnReading() throws Exception {
        pipeInsteadOf(1);
        Sample first = sample();
        assertThat(temperature(first, "gpu-thermal")).isEqualTo(new Reading.Failed("no answer within 2000 ms"));
        assertThat(temperature(first, "cpu-thermal")).isEqualTo(value(48));
        assertThat(temperature(first, "soc-thermal")).isEqualTo(value(50));
        assertThat(reading(first, CPU_TEMP)).isEqualTo(value(48));
        zone(2, "soc-thermal", "51000");
        Sample second = sample();
        assertThat(temperature(second, "gpu-thermal"))
                .isEqualTo(new Reading.Failed("has not answered an earlier question yet"));
        assertThat(temperature(second, "soc-thermal")).isEqualTo(value(51));
    }

    @Test
    void ifTheProcessorsSensorHangsTheNextOneStandsIn_withoutWaitingTheSecondTime() throws Exception {
        pipeInsteadOf(0);
        assertThat(reading(sample(), CPU_TEMP)).isEqualTo(value(50));
        long began = clock.monotonicNanos();
        assertThat(reading(recorder.tick(), CPU_TEMP)).isEqualTo(value(50));
        assertThat(Duration.ofNanos(clock.monotonicNanos() - began)).isLessThan(TURN);
    }

    @Test
    void aPipeThatAnswersAgainIsReadAgain() throws Exception {
        pipeInsteadOf(1);
        sample();
        Path pipe = pipes.removeFirst();
        FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE)
                .close();
        Files.delete(pipe);
        zone(1, "gpu-thermal", "49000");
        eventually(() -> temperature(sample(), "gpu-thermal").equals(value(49)));
    }

    @Test
    void aProgramThatSleepsForAMinute() throws Exception {
        tree.script("bin/vcgencmd", "sleep " + MARK + "\n");
        for (int i = 0; i < 2; i++) {
            Sample sample = sample();
            assertThat(reading(sample, CPU_TEMP)).isEqualTo(value(48));
            assertThat(temperature(sample, "gpu-thermal")).isEqualTo(value(49));
            assertThat(reading(sample, THROTTLED_NOW)).isInstanceOf(Reading.Failed.class);
        }
    }

    @Test
    void aProgramThatLeavesAChildHoldingItsOutput() throws Exception {
        tree.script("bin/vcgencmd", "sleep " + MARK + " &\necho \"temp=47.7'C\"\n");
        Sample sample = sample();
        assertThat(reading(sample, CPU_TEMP)).isEqualTo(value(47.7));
        assertThat(reading(sample, THROTTLED_NOW)).isInstanceOf(Reading.Failed.class);
        assertThat(temperature(sample, "cpu-thermal")).isEqualTo(value(48));
    }

    @Test
    void aProgramThatPrintsRubbishWithoutEnd() throws Exception {
        tree.script("bin/vcgencmd", "exec yes " + MARK + "\n");
        Sample sample = sample();
        assertThat(reading(sample, CPU_TEMP)).isEqualTo(value(48));
        assertThat(reading(sample, CORE_VOLTS)).isInstanceOf(Reading.Failed.class);
        assertThat(temperature(sample, "soc-thermal")).isEqualTo(value(50));
    }

    @Test
    void aProgramThatSleepsAtOneQuestionOnly() throws Exception {
        board("pi5");
        tree.script("bin/pi5", Files.readString(tree.root().resolve("bin/vcgencmd")));
        tree.script(
                "bin/vcgencmd",
                "[ \"$1\" = measure_temp ] && sleep " + MARK + "\nexec " + tree.root() + "/bin/pi5 \"$@\"\n");
        Sample sample = sample();
        assertThat(reading(sample, CPU_TEMP)).isEqualTo(value(48));
        assertThat(reading(sample, CORE_VOLTS)).isEqualTo(value(0.7214));
    }

    @Test
    void aProgramThatAnswersForAPi4() throws Exception {
        board("pi4");
        Sample sample = sample();
        assertThat(reading(sample, CPU_TEMP)).isEqualTo(value(47.7));
        assertThat(reading(sample, THROTTLED_NOW)).isEqualTo(value(1));
        assertThat(reading(sample, CORE_VOLTS)).isEqualTo(value(0.8563));
        assertThat(reading(sample, BOARD_POWER_WATTS)).isInstanceOf(Reading.Unavailable.class);
        assertThat(temperature(sample, "cpu-thermal")).isEqualTo(value(48));
    }

    @Test
    void aProgramThatAnswersForAPi5() throws Exception {
        board("pi5");
        Sample sample = sample();
        assertThat(reading(sample, CPU_TEMP)).isEqualTo(value(46.6));
        assertThat(reading(sample, THROTTLED_NOW)).isEqualTo(value(0));
        assertThat(reading(sample, BOARD_POWER_WATTS)).isEqualTo(value(1.671));
        assertThat(temperature(sample, "gpu-thermal")).isEqualTo(value(49));
    }
}

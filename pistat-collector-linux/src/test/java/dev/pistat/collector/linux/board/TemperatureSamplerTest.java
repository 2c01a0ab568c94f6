package dev.pistat.collector.linux.board;

import static dev.pistat.core.metric.BoardMetrics.CPU_TEMP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.collector.linux.testkit.Mutations;
import dev.pistat.collector.linux.testkit.Tree;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.testkit.CollectedReadings;
import dev.pistat.core.testkit.FakeClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemperatureSamplerTest {

    private Duration limit = Duration.ofSeconds(20);
    private Tree tree;

    @BeforeEach
    void nothingIsThere(@TempDir Path root) {
        tree = new Tree(root);
    }

    private Reading sample() throws Exception {
        FakeClock clock = new FakeClock(Instant.EPOCH);
        Vcgencmd vcgencmd = new Vcgencmd(
                List.of(tree.root().resolve("bin")), limit, clock, tree.root().resolve("dev"));
        return CollectedReadings.of(new TemperatureSampler(vcgencmd, new Sensors(tree.root(), clock), limit))
                .reading(CPU_TEMP);
    }

    private void zone(int number, String type, String temp) throws IOException {
        tree.file("class/thermal/thermal_zone" + number + "/type", type + "\n");
        tree.file("class/thermal/thermal_zone" + number + "/temp", temp + "\n");
    }

    private void hwmon(int number, String name, String file, String temp) throws IOException {
        tree.file("class/hwmon/hwmon" + number + "/name", name + "\n");
        tree.file("class/hwmon/hwmon" + number + "/" + file, temp + "\n");
    }

    private void firmwareSays(String answer) throws IOException {
        tree.script("bin/vcgencmd", "echo \"" + answer + "\"\n");
    }

    @Test
    void aMachineMayHaveNoSensor() throws Exception {
        assertThat(sample()).isEqualTo(new Reading.Unavailable("no temperature sensor"));
    }

    @Test
    void theFirmwareIsAskedFirst() throws Exception {
        firmwareSays("temp=48.3'C");
        zone(0, "cpu-thermal", "50000");
        assertThat(sample()).isEqualTo(new Reading.Value(48.3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"temp=0.0'C", "temp=151.0'C", "temp=-40.1'C", "VCHI initialization failed", ""})
    void whatTheFirmwareCannotMeanFallsToTheKernel(String answer) throws Exception {
        firmwareSays(answer);
        zone(0, "cpu-thermal", "50123");
        assertThat(sample()).isEqualTo(new Reading.Value(50.123));
    }

    @Test
    void theFirmwareThatDoesNotAnswerFallsToTheKernel() throws Exception {
        limit = Duration.ofMillis(100);
        tree.script("bin/vcgencmd", "sleep 60\n");
        assertThat(sample()).isEqualTo(new Reading.Failed("vcgencmd measure_temp did not answer within 100 ms"));
        zone(0, "cpu-thermal", "50123");
        assertThat(sample()).isEqualTo(new Reading.Value(50.123));
    }

    @Test
    void anImplausibleFigureIsAbsent_andItsReasonSaysSo() throws Exception {
        firmwareSays("temp=0.0'C");
        assertThat(sample()).isEqualTo(new Reading.Unavailable("vcgencmd says 0 °C: it does not know"));
        zone(0, "cpu-thermal", "200000");
        assertThat(sample()).isEqualTo(new Reading.Failed("cpu-thermal says 200.0 °C"));
    }

    @Test
    void theFirmwareThatRefusesIsAFailureWhereNothingElseAnswers() throws Exception {
        tree.script("bin/vcgencmd", "echo 'Can not open device file: /dev/vcio' >&2; exit 255\n");
        tree.file("dev/vcio", "");
        assertThat(sample())
                .isInstanceOfSatisfying(
                        Reading.Failed.class,
                        failed -> assertThat(failed.why())
                                .startsWith("vcgencmd may not ask the firmware: ")
                                .contains("DeviceAllow=/dev/vcio rw"));
    }

    @Test
    void theZoneOfTheProcessorCounts_thenThatOfItsChip() throws Exception {
        zone(0, "acpitz", "27800");
        zone(1, "soc-thermal", "61000");
        zone(2, "gpu-thermal", "62000");
        assertThat(sample()).isEqualTo(new Reading.Value(61));
        zone(10, "cpu1-thermal", "64000");
        zone(9, "cpu0-thermal", "63000");
        assertThat(sample()).isEqualTo(new Reading.Value(63));
    }

    @Test
    void zonesOfOtherThingsDoNotCount() throws Exception {
        zone(0, "iwlwifi_1", "45000");
        zone(1, "acpitz", "27800");
        assertThat(sample()).isEqualTo(new Reading.Unavailable("no temperature sensor"));
        hwmon(0, "nvme", "temp1_input", "38850");
        hwmon(3, "k10temp", "temp1_input", "52250");
        assertThat(sample()).isEqualTo(new Reading.Value(52.25));
    }

    @Test
    void hardwareMonitorsMayCountFromTwo() throws Exception {
        hwmon(0, "coretemp", "temp3_input", "44000");
        hwmon(0, "coretemp", "temp2_input", "43000");
        assertThat(sample()).isEqualTo(new Reading.Value(43));
    }

    @Test
    void aZoneThatCannotBeReadIsPassedOver_aFailureWhereItIsTheOnlyOne() throws Exception {
        zone(0, "cpu-thermal", "");
        assertThat(sample())
                .isInstanceOfSatisfying(
                        Reading.Failed.class,
                        failed -> assertThat(failed.why())
                                .contains("thermal_zone0/temp cannot be read: not a temperature"));
        zone(1, "x86_pkg_temp", "-5000");
        assertThat(sample()).isEqualTo(new Reading.Value(-5));
    }

    @ParameterizedTest
    @CsvSource({"48312, 48312", "-40000, -40000", "0, 0"})
    void aTemperatureIsAWholeNumber(String text, int number) {
        assertThat(Sensor.parseTemperature(text + "\n")).isEqualTo(number);
    }

    @Test
    void anyMutationIsRefusedOrIsANumber() {
        Mutations.of(
                "48312\n", text -> assertThat(Sensor.parseTemperature(text)).isBetween(-999_999_999, 999_999_999));
        Mutations.of(
                "temp=48.3'C\n",
                text -> assertThat(VcgencmdOutput.temperature(text)).isBetween(-1e4, 1e4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "temp=", "temp=48.3", "temp='C", "48.3", "temp=48,3'C", "temp=1e1'C", "temp=NaN'C"})
    void otherAnswersOfTheFirmwareAreRefused(String answer) {
        assertThatThrownBy(() -> VcgencmdOutput.temperature(answer)).isInstanceOf(MalformedException.class);
    }
}

package dev.pistat.collector.linux.board;

import static dev.pistat.core.metric.BoardMetrics.CPU_TEMP;
import static dev.pistat.core.metric.BoardMetrics.FAN_RPM;
import static dev.pistat.core.metric.BoardMetrics.TEMPERATURE_CELSIUS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.collector.linux.testkit.Tree;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.testkit.CollectedReadings;
import dev.pistat.core.testkit.FakeClock;
import java.io.IOException;
import java.nio.file.Files;
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

/**
 * Sensors of drivers that give another unit than the kernel's documents say, that doubt their own figures, or that have
 * their files elsewhere. Synthetic, after the reports that stand at each test.
 */
class RareDriversTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final FakeClock clock = new FakeClock(Instant.EPOCH);
    private Tree tree;
    private TemperatureSampler sampler;

    @BeforeEach
    void nothingIsThere(@TempDir Path root) {
        tree = new Tree(root);
        sampler = new TemperatureSampler(new Vcgencmd(List.of(), LIMIT, clock), new Sensors(root, clock), LIMIT);
    }

    private void zone(String type, String temp) throws IOException {
        tree.file("class/thermal/thermal_zone0/type", type + "\n");
        tree.file("class/thermal/thermal_zone0/temp", temp + "\n");
    }

    private void set(String path, String text) throws IOException {
        tree.file(path, text + "\n");
    }

    private void chip(String file, String text) throws IOException {
        set("class/hwmon/hwmon0/" + file, text);
    }

    /** The folder of the class has nothing but the link: as drivers leave it that register without attributes. */
    private void linkOnly(String device) throws IOException {
        Files.createSymbolicLink(
                tree.folder("class/hwmon/hwmon0").root().resolve("class/hwmon/hwmon0/device"),
                Files.createDirectories(tree.root().resolve("devices/platform/" + device)));
    }

    private Reading temperature(String sensor) throws Exception {
        return CollectedReadings.of(sampler).reading(new Series(TEMPERATURE_CELSIUS, sensor));
    }

    private Reading fan(String fan) throws Exception {
        return CollectedReadings.of(sampler).reading(new Series(FAN_RPM, fan));
    }

    private Reading processor() throws Exception {
        return CollectedReadings.of(sampler).reading(CPU_TEMP);
    }

    private static Reading value(double value) {
        return new Reading.Value(value);
    }

    /** longsleep/build-pine64-image#21: a zone; Renaud11232/OctoPrint-Resource-Monitor#45: a chip. */
    @Test
    void wholeDegreesAreDegrees_ofAZoneAndOfAChip() throws Exception {
        zone("cpu_thermal_zone", "58");
        chip("name", "vendor_thermal");
        chip("temp1_input", "47");
        assertThat(temperature("cpu_thermal_zone")).isEqualTo(value(58));
        assertThat(temperature("vendor_thermal temp1")).isEqualTo(value(47));
        assertThat(processor()).isEqualTo(value(58));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "150, 150", "-5, -5", "-40, -40", "0, 0", "151, 0.151", "-41, -0.041", "312, 0.312"})
    void whatNoBoardHasInDegreesIsThousandths(String text, double celsius) throws Exception {
        zone("attic", text);
        assertThat(temperature("attic")).isEqualTo(value(celsius));
    }

    @Test
    void aSensorThatHasSaidThousandthsStaysWithThem_nearFreezingToo() throws Exception {
        zone("attic", "1250");
        assertThat(temperature("attic")).isEqualTo(value(1.25));
        zone("attic", "62");
        assertThat(temperature("attic")).isEqualTo(value(0.062));
        clock.advance(Duration.ofMinutes(2));
        assertThat(temperature("attic")).as("after its name was read again").isEqualTo(value(0.062));
    }

    @Test
    void aStrayFigureOfASensorInDegreesDoesNotChangeItsUnit() throws Exception {
        zone("cpu-thermal", "255");
        temperature("cpu-thermal");
        zone("cpu-thermal", "61");
        assertThat(temperature("cpu-thermal")).isEqualTo(value(61));
    }

    @Test
    void theUnitOfASensorIsNotThatOfAnotherInItsPlace() throws Exception {
        zone("attic", "21000");
        temperature("attic");
        Files.move(
                tree.root().resolve("class/thermal/thermal_zone0"), tree.root().resolve("gone"));
        zone("cellar", "12");
        assertThat(temperature("cellar")).isEqualTo(value(12));
    }

    /** UshakovVasilii/gnome-shell-extension-freon#122, and the kernel's Documentation/hwmon/sysfs-interface.rst. */
    @Test
    void aSensorWithAFaultHasFailed_theFanBesideItStands() throws Exception {
        chip("name", "cooler");
        chip("temp1_input", "31400");
        chip("temp1_fault", "1");
        chip("fan1_input", "912");
        assertThat(temperature("cooler temp1"))
                .isEqualTo(new Reading.Failed("temp1_fault of cooler is 1: the driver does not believe the sensor"));
        assertThat(fan("cooler fan1")).isEqualTo(value(912));
        chip("temp1_fault", "0");
        assertThat(temperature("cooler temp1")).isEqualTo(value(31.4));
    }

    @Test
    void aFanWithAFaultHasFailed_whateverItsSpeed() throws Exception {
        chip("name", "board");
        chip("fan2_input", "0");
        chip("fan2_fault", "1");
        chip("temp1_input", "30000");
        assertThat(fan("board fan2"))
                .isEqualTo(new Reading.Failed("fan2_fault of board is 1: the driver does not believe the sensor"));
        assertThat(temperature("board temp1")).isEqualTo(value(30));
    }

    @Test
    void aSensorThatIsSwitchedOffIsUnavailable() throws Exception {
        chip("name", "board");
        chip("temp1_input", "30000");
        chip("temp1_enable", "0");
        chip("fan1_input", "0");
        chip("fan1_enable", "0");
        chip("fan2_input", "700");
        chip("fan2_enable", "1");
        assertThat(temperature("board temp1"))
                .isEqualTo(new Reading.Unavailable("switched off: temp1_enable of board is 0"));
        assertThat(fan("board fan1")).isEqualTo(new Reading.Unavailable("switched off: fan1_enable of board is 0"));
        assertThat(fan("board fan2")).isEqualTo(value(700));
    }

    @Test
    void theProcessorsSensorIsDoubtedToo() throws Exception {
        chip("name", "coretemp");
        chip("temp1_input", "30000");
        chip("temp1_fault", "1");
        assertThat(processor()).isInstanceOf(Reading.Failed.class);
    }

    /** openbmc/openbmc#1456: all bits of the register. */
    @Test
    void aFanAt65535Fails() throws Exception {
        chip("name", "board");
        chip("fan1_input", "65535");
        assertThat(fan("board fan1")).isEqualTo(new Reading.Failed("board says 65535 revolutions a minute"));
    }

    /** It says who acts on the temperature, not whether that is right (sysfs-class-thermal). */
    @Test
    void aZoneWhoseModeIsDisabledIsBelieved() throws Exception {
        zone("cpu-thermal", "48000");
        set("class/thermal/thermal_zone0/mode", "disabled");
        assertThat(temperature("cpu-thermal")).isEqualTo(value(48));
    }

    /** The hwmon fixture of prometheus/node_exporter: applesmc. */
    @Test
    void fansOfAnOlderDriverStandBelowItsDevice() throws Exception {
        linkOnly("smc.1");
        set("devices/platform/smc.1/name", "smc");
        set("devices/platform/smc.1/fan1_input", "0");
        set("devices/platform/smc.1/fan1_label", "Front");
        set("devices/platform/smc.1/fan2_input", "2010");
        set("devices/platform/smc.1/fan2_label", "Rear");
        assertThat(fan("smc Front")).isEqualTo(value(0));
        assertThat(fan("smc Rear")).isEqualTo(value(2010));
    }

    /** prometheus/node_exporter#697 and #1122: coretemp of an older kernel, without a first channel. */
    @ParameterizedTest
    @ValueSource(strings = {"coretemp", "via_cputemp", "k8temp"})
    void theProcessorsSensorMayStandBelowItsDevice(String name) throws Exception {
        linkOnly("chip.0");
        set("devices/platform/chip.0/name", name);
        set("devices/platform/chip.0/temp2_input", "44000");
        set("devices/platform/chip.0/temp2_label", "Core 0");
        assertThat(temperature(name + " Core 0")).isEqualTo(value(44));
        assertThat(processor()).isEqualTo(value(44));
    }

    @Test
    void whatAnOlderDriverDoubtsStandsBelowItsDeviceToo() throws Exception {
        linkOnly("f718.0");
        set("devices/platform/f718.0/name", "f718");
        set("devices/platform/f718.0/temp1_input", "127000");
        set("devices/platform/f718.0/temp1_fault", "1");
        assertThat(temperature("f718 temp1")).isInstanceOf(Reading.Failed.class);
    }

    @Test
    void theNameMayStandBelowTheDeviceAlone_orInTheClassAlone() throws Exception {
        linkOnly("one.0");
        set("devices/platform/one.0/name", "one");
        chip("temp1_input", "21000");
        assertThat(temperature("one temp1")).isEqualTo(value(21));
        tree.without("class/hwmon/hwmon0/temp1_input").without("devices/platform/one.0/name");
        chip("name", "two");
        set("devices/platform/one.0/temp1_input", "22000");
        clock.advance(Duration.ofMinutes(2));
        assertThat(temperature("two temp1")).isEqualTo(value(22));
    }
}

package dev.pistat.collector.linux.board;

import static dev.pistat.core.metric.BoardMetrics.FAN_RPM;
import static dev.pistat.core.metric.BoardMetrics.TEMPERATURE_CELSIUS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.collector.linux.testkit.Mutations;
import dev.pistat.collector.linux.testkit.Tree;
import dev.pistat.core.metric.Metric;
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
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trees as Documentation/ABI/testing/sysfs-class-thermal and sysfs-class-hwmon describe them. */
class SensorsTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final FakeClock clock = new FakeClock(Instant.EPOCH);
    private Tree tree;
    private TemperatureSampler sampler;

    @BeforeEach
    void nothingIsThere(@TempDir Path root) {
        tree = new Tree(root);
        sampler = new TemperatureSampler(new Vcgencmd(List.of(), LIMIT, clock), new Sensors(root, clock), LIMIT);
    }

    private void zone(int number, String type, String temp) throws IOException {
        tree.file("class/thermal/thermal_zone" + number + "/type", type + "\n");
        tree.file("class/thermal/thermal_zone" + number + "/temp", temp + "\n");
    }

    private void chip(int number, String name) throws IOException {
        tree.file("class/hwmon/hwmon" + number + "/name", name + "\n");
    }

    private void set(int chip, String file, String text) throws IOException {
        tree.file("class/hwmon/hwmon" + chip + "/" + file, text + "\n");
    }

    private void on(int chip, String device) throws IOException {
        Files.createSymbolicLink(
                tree.root().resolve("class/hwmon/hwmon" + chip + "/device"),
                Files.createDirectories(tree.root().resolve(device)));
    }

    private Map<String, Reading> readings(Metric metric) throws Exception {
        Map<String, Reading> readings = new TreeMap<>();
        CollectedReadings.of(sampler).readings().forEach((series, reading) -> {
            if (series.metric().equals(metric)) {
                readings.put(series.instance(), reading);
            }
        });
        return readings;
    }

    private Map<String, Reading> temperatures() throws Exception {
        return readings(TEMPERATURE_CELSIUS);
    }

    private Map<String, Reading> fans() throws Exception {
        return readings(FAN_RPM);
    }

    private static Reading value(double value) {
        return new Reading.Value(value);
    }

    @Test
    void zonesHaveTheirTypes_chipsTheirNamesAndLabels() throws Exception {
        zone(0, "cpu-thermal", "48312");
        chip(1, "nvme");
        set(1, "temp1_input", "38850");
        set(1, "temp1_label", "Composite");
        chip(2, "rp1_adc");
        set(2, "temp1_input", "-1250");
        assertThat(temperatures())
                .isEqualTo(Map.of(
                        "cpu-thermal", value(48.312), "nvme Composite", value(38.85), "rp1_adc temp1", value(-1.25)));
    }

    @Test
    void ofTheSameNameEachSaysWhatItIsOn_whateverTheOrder() throws Exception {
        chip(0, "nvme");
        on(0, "devices/nvme1");
        set(0, "temp1_input", "41000");
        chip(1, "nvme");
        on(1, "devices/nvme0");
        set(1, "temp1_input", "40000");
        zone(0, "acpitz", "30000");
        zone(1, "acpitz", "31000");
        assertThat(temperatures())
                .isEqualTo(Map.of(
                        "nvme temp1 (nvme0)", value(40),
                        "nvme temp1 (nvme1)", value(41),
                        "acpitz 0", value(30),
                        "acpitz 1", value(31)));
    }

    @Test
    void labelsThatAreTheSameOnOneDeviceGetTheirNumbers() throws Exception {
        chip(0, "odd");
        on(0, "devices/1-0048");
        set(0, "temp1_input", "1000");
        set(0, "temp1_label", "T");
        set(0, "temp2_input", "2000");
        set(0, "temp2_label", "T");
        chip(3, "odd");
        set(3, "temp1_input", "3000");
        set(3, "temp1_label", "T");
        assertThat(temperatures())
                .isEqualTo(Map.of(
                        "odd T (1-0048 temp1)",
                        value(1),
                        "odd T (1-0048 temp2)",
                        value(2),
                        "odd T (hwmon3)",
                        value(3)));
    }

    @Test
    void aChipThatMirrorsAZoneIsNotListedAgain() throws Exception {
        zone(0, "cpu-thermal", "48000");
        chip(0, "cpu_thermal");
        set(0, "temp1_input", "48000");
        chip(1, "odd_name");
        on(1, "devices/virtual/thermal/thermal_zone0");
        set(1, "temp1_input", "48000");
        assertThat(temperatures()).containsOnlyKeys("cpu-thermal");
    }

    @Test
    void aChipOnADeviceOfItsOwnIsNoMirror_evenIfItIsCalledLikeAZone() throws Exception {
        zone(0, "cpu-thermal", "48000");
        chip(0, "cpu_thermal");
        on(0, "devices/1-0048");
        set(0, "temp1_input", "30000");
        assertThat(temperatures()).containsOnlyKeys("cpu-thermal", "cpu_thermal temp1");
    }

    @Test
    void aFanThatStandsStillTurns0Times_andIsSeenWhenItTurns() throws Exception {
        chip(2, "pwmfan");
        set(2, "fan1_input", "0");
        assertThat(fans()).isEqualTo(Map.of("pwmfan fan1", value(0)));
        set(2, "fan1_input", "3054");
        assertThat(fans()).isEqualTo(Map.of("pwmfan fan1", value(3054)));
    }

    @Test
    void whatComesIsThereAtTheNextSample_whatGoesIsGone() throws Exception {
        zone(0, "cpu-thermal", "48000");
        assertThat(temperatures()).containsOnlyKeys("cpu-thermal");
        chip(5, "usbtemp");
        set(5, "temp1_input", "20000");
        assertThat(temperatures()).containsOnlyKeys("cpu-thermal", "usbtemp temp1");
        tree.without("class/hwmon/hwmon5/temp1_input")
                .without("class/hwmon/hwmon5/name")
                .without("class/hwmon/hwmon5");
        assertThat(temperatures()).containsOnlyKeys("cpu-thermal");
    }

    @Test
    void anotherChipUnderTheSameNumberIsAnother() throws Exception {
        chip(0, "first");
        set(0, "temp1_input", "1000");
        assertThat(temperatures()).containsOnlyKeys("first temp1");
        Path folder = tree.root().resolve("class/hwmon/hwmon0");
        Files.move(folder, tree.root().resolve("gone"));
        chip(0, "second");
        set(0, "temp1_input", "2000");
        assertThat(temperatures()).containsOnlyKeys("second temp1");
    }

    @Test
    void aChipWhoseFilesComeLateIsSeenWithinAMinute() throws Exception {
        tree.folder("class/hwmon/hwmon0");
        assertThat(temperatures()).isEmpty();
        chip(0, "late");
        set(0, "temp1_input", "1000");
        clock.advance(Duration.ofMinutes(1));
        assertThat(temperatures()).containsOnlyKeys("late temp1");
    }

    @Test
    void namesAreNotReadAgainAsLongAsNothingComesOrGoes() throws Exception {
        chip(0, "name");
        set(0, "temp1_input", "1000");
        assertThat(temperatures()).containsOnlyKeys("name temp1");
        chip(0, "other");
        assertThat(temperatures()).containsOnlyKeys("name temp1");
    }

    @Test
    void aSensorThatMakesNoSenseFails_itsNeighboursStand() throws Exception {
        chip(0, "board");
        set(0, "temp1_input", "-128000");
        set(0, "temp2_input", "33000");
        set(0, "temp3_input", "warm");
        set(0, "fan1_input", "-5");
        set(0, "fan2_input", "900000");
        set(0, "fan3_input", "1200");
        assertThat(temperatures())
                .containsEntry("board temp1", new Reading.Failed("board says -128.0 °C"))
                .containsEntry("board temp2", value(33))
                .hasEntrySatisfying(
                        "board temp3",
                        reading -> assertThat(reading.toString())
                                .contains("temp3_input cannot be read: not a temperature: 'warm'"));
        assertThat(fans())
                .hasEntrySatisfying("board fan1", reading -> assertThat(reading).isInstanceOf(Reading.Failed.class))
                .containsEntry("board fan2", new Reading.Failed("board says 900000 revolutions a minute"))
                .containsEntry("board fan3", value(1200));
    }

    @Test
    void aFileThatIsGoneIsUnavailable() throws Exception {
        zone(0, "soc", "20000");
        temperatures();
        tree.without("class/thermal/thermal_zone0/temp");
        assertThat(temperatures().get("soc")).isInstanceOf(Reading.Unavailable.class);
    }

    @Test
    void ofVeryManyTheFirst64ByNameAreRead() throws Exception {
        for (int i = 0; i < 70; i++) {
            zone(i, "zone" + (100 + i), "20000");
        }
        assertThat(temperatures()).hasSize(64).containsKey("zone100").doesNotContainKey("zone164");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "-1", "1.5", "3000 rpm", "9999999999"})
    void otherSpeedsAreRefused(String text) {
        assertThatThrownBy(() -> Sensor.parseRevolutions(text)).isInstanceOf(MalformedException.class);
    }

    @Test
    void anyMutationIsRefusedOrIsANumber() {
        Mutations.of("3054\n", text -> assertThat(Sensor.parseRevolutions(text)).isNotNegative());
        Mutations.of(
                "Composite\n",
                text -> assertThat(Sensors.parseName(text))
                        .hasSizeLessThanOrEqualTo(60)
                        .doesNotContain("\n", "\0"));
    }

    @Test
    void namesStayDistinctAsLongAsTheLastOnesAre() {
        assertThat(Sensors.distinct(List.of(List.of("a", "b", "c"), List.of("a", "b", "d"), List.of("e", "f"))))
                .containsExactly("c", "d", "e");
        assertThat(Sensors.distinct(List.of())).isEmpty();
    }

    @Test
    void theSeriesOfASensorIsItsOwn() throws Exception {
        zone(0, "cpu-thermal", "48000");
        assertThat(CollectedReadings.of(sampler).value(new Series(TEMPERATURE_CELSIUS, "cpu-thermal")))
                .isEqualTo(48);
    }
}

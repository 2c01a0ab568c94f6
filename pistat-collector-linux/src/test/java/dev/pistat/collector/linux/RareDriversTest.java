package dev.pistat.collector.linux;

import static dev.pistat.core.metric.Catalogue.CPU_TEMP;
import static dev.pistat.core.metric.Catalogue.TEMPERATURE_CELSIUS;
import static org.assertj.core.api.Assertions.assertThat;

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

/**
 * Sensors of drivers that give another unit than the kernel's documents say.
 * Synthetic, after the reports that stand at each test.
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

    private Reading temperature(String sensor) throws Exception {
        return CollectedReadings.of(sampler).reading(new Series(TEMPERATURE_CELSIUS, sensor));
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
}

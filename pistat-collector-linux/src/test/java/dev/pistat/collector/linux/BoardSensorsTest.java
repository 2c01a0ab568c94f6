package dev.pistat.collector.linux;

import static dev.pistat.core.metric.BoardMetrics.BOARD_POWER_WATTS;
import static dev.pistat.core.metric.BoardMetrics.CORE_VOLTS;
import static dev.pistat.core.metric.BoardMetrics.CPU_TEMP;
import static dev.pistat.core.metric.BoardMetrics.FAN_RPM;
import static dev.pistat.core.metric.BoardMetrics.FIRMWARE_FREQUENCY_HERTZ;
import static dev.pistat.core.metric.BoardMetrics.FREQUENCY_CAPPED_NOW;
import static dev.pistat.core.metric.BoardMetrics.POWER_WATTS;
import static dev.pistat.core.metric.BoardMetrics.TEMPERATURE_CELSIUS;
import static dev.pistat.core.metric.BoardMetrics.THROTTLED_NOW;
import static dev.pistat.core.metric.BoardMetrics.THROTTLED_SINCE_BOOT;
import static dev.pistat.core.metric.BoardMetrics.UNDERVOLTAGE_NOW;
import static dev.pistat.core.metric.BoardMetrics.UNDERVOLTAGE_SINCE_BOOT;
import static dev.pistat.core.metric.DiskMetrics.FLASH_RESERVE_STATUS;
import static dev.pistat.core.metric.DiskMetrics.FLASH_WEAR_PERCENT;
import static dev.pistat.core.metric.NetworkMetrics.WIFI_QUALITY_PERCENT;
import static dev.pistat.core.metric.NetworkMetrics.WIFI_SIGNAL_DBM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.collector.linux.board.FirmwareSampler;
import dev.pistat.collector.linux.board.Sensors;
import dev.pistat.collector.linux.board.TemperatureSampler;
import dev.pistat.collector.linux.board.Vcgencmd;
import dev.pistat.collector.linux.disk.FlashWearSampler;
import dev.pistat.collector.linux.network.WifiSampler;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.Sampler;
import dev.pistat.core.testkit.CollectedReadings;
import dev.pistat.core.testkit.FakeClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The boards whose trees lie beside the tests; their README files say what is expected and why. */
@Timeout(180)
class BoardSensorsTest {

    private static final Path BOARDS = Path.of("src/test/resources/boards");
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path bin;

    private Map<Series, Reading> readings(String board) throws Exception {
        Path root = BOARDS.resolve(board);
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
        Map<Series, Reading> all = new LinkedHashMap<>();
        for (Sampler sampler : samplers) {
            all.putAll(CollectedReadings.of(sampler).readings());
        }
        return all;
    }

    private static Reading value(double value) {
        return new Reading.Value(value);
    }

    @Test
    void aPi4() throws Exception {
        Map<Series, Reading> pi4 = readings("pi4");
        assertThat(pi4)
                .containsEntry(new Series(CPU_TEMP), value(47.7))
                .containsEntry(new Series(TEMPERATURE_CELSIUS, "cpu-thermal"), value(47.712))
                .containsEntry(new Series(UNDERVOLTAGE_NOW), value(1))
                .containsEntry(new Series(UNDERVOLTAGE_SINCE_BOOT), value(1))
                .containsEntry(new Series(FREQUENCY_CAPPED_NOW), value(0))
                .containsEntry(new Series(THROTTLED_NOW), value(1))
                .containsEntry(new Series(THROTTLED_SINCE_BOOT), value(1))
                .containsEntry(new Series(FIRMWARE_FREQUENCY_HERTZ), value(1_500_398_464))
                .containsEntry(new Series(CORE_VOLTS), value(0.8563))
                .containsEntry(
                        new Series(BOARD_POWER_WATTS),
                        new Reading.Unavailable("the firmware does not know pmic_read_adc"))
                .containsEntry(
                        new Series(FLASH_WEAR_PERCENT, "mmcblk0"),
                        new Reading.Unavailable("it keeps no such figure, as a plain SD card"))
                .containsEntry(new Series(WIFI_SIGNAL_DBM, "wlan0"), value(-56))
                .containsEntry(new Series(WIFI_QUALITY_PERCENT, "wlan0"), value(77.14));
        assertThat(pi4.keySet()).extracting(Series::metric).doesNotContain(FAN_RPM, POWER_WATTS);
    }

    @Test
    void aPi5() throws Exception {
        Map<Series, Reading> pi5 = readings("pi5");
        assertThat(pi5)
                .containsEntry(new Series(CPU_TEMP), value(46.6))
                .containsEntry(new Series(TEMPERATURE_CELSIUS, "cpu-thermal"), value(46.3))
                .containsEntry(new Series(TEMPERATURE_CELSIUS, "rp1_adc temp1"), value(53.729))
                .containsEntry(new Series(TEMPERATURE_CELSIUS, "nvme Composite"), value(38.85))
                .containsEntry(new Series(FAN_RPM, "pwmfan fan1"), value(0))
                .containsEntry(new Series(UNDERVOLTAGE_NOW), value(0))
                .containsEntry(new Series(UNDERVOLTAGE_SINCE_BOOT), value(0))
                .containsEntry(new Series(FIRMWARE_FREQUENCY_HERTZ), value(2_400_033_792.0))
                .containsEntry(new Series(CORE_VOLTS), value(0.7214))
                .containsEntry(new Series(POWER_WATTS, "VDD_CORE"), value(0.637))
                .containsEntry(new Series(BOARD_POWER_WATTS), value(1.671))
                .containsEntry(new Series(FLASH_WEAR_PERCENT, "mmcblk0"), value(20))
                .containsEntry(new Series(FLASH_RESERVE_STATUS, "mmcblk0"), value(1))
                .containsEntry(new Series(WIFI_SIGNAL_DBM, "wlan0"), value(-37))
                .containsEntry(new Series(WIFI_QUALITY_PERCENT, "wlan0"), value(100));
        assertThat(pi5.keySet())
                .filteredOn(series -> series.metric().equals(POWER_WATTS))
                .hasSize(12);
        assertThat(pi5.keySet())
                .filteredOn(series -> series.metric().equals(TEMPERATURE_CELSIUS))
                .hasSize(3);
    }

    @Test
    void aVirtualMachineHasNothingOfAllThis() throws Exception {
        assertThat(readings("vm").values())
                .hasSize(12)
                .allSatisfy(reading -> assertThat(reading).isInstanceOf(Reading.Unavailable.class));
    }
}

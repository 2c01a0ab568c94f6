package dev.pistat.collector.linux;

import static dev.pistat.collector.linux.testkit.Eventually.eventually;
import static dev.pistat.core.metric.DiskMetrics.DISK_READS;
import static dev.pistat.core.metric.DiskMetrics.DISK_READ_BYTES;
import static dev.pistat.core.metric.DiskMetrics.DISK_WRITES;
import static dev.pistat.core.metric.DiskMetrics.DISK_WRITTEN_BYTES;
import static dev.pistat.core.metric.DiskMetrics.FILESYSTEM_PERCENT;
import static dev.pistat.core.metric.DiskMetrics.FILESYSTEM_TOTAL;
import static dev.pistat.core.metric.DiskMetrics.FILESYSTEM_USED;
import static dev.pistat.core.metric.NetworkMetrics.INTERFACE_ERRORS;
import static dev.pistat.core.metric.NetworkMetrics.INTERFACE_RECEIVED_BYTES;
import static dev.pistat.core.metric.NetworkMetrics.INTERFACE_SENT_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pistat.collector.linux.disk.DiskSampler;
import dev.pistat.collector.linux.disk.FileSystemSampler;
import dev.pistat.collector.linux.disk.FileSystemSpace;
import dev.pistat.collector.linux.kernel.Command;
import dev.pistat.collector.linux.kernel.KernelFile;
import dev.pistat.collector.linux.network.NetworkSampler;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.recording.SystemClock;
import dev.pistat.core.testkit.CollectedReadings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The figures of the machine that the test runs on, beside what its own tools say in the same moment: counters between
 * two of ours. What is used of a file system goes up and down, so that agrees only now and then.
 */
@Timeout(180)
class StorageAndNetworkTest {

    private static final LinuxSettings SETTINGS = LinuxSettings.DEFAULTS;
    private static final SystemClock CLOCK = new SystemClock("boot");

    private static String output(String... command) throws Exception {
        return new Command().output(Duration.ofSeconds(20), List.of(command));
    }

    private static Map<String, Double> values(CollectedReadings collected, Metric metric) {
        Map<String, Double> values = new TreeMap<>();
        collected.readings().forEach((series, reading) -> {
            if (series.metric().equals(metric) && reading instanceof Reading.Value(double value)) {
                values.put(series.instance(), value);
            }
        });
        return values;
    }

    @Test
    void fileSystemsAgreeWithDf() throws Exception {
        FileSystemSampler sampler = new FileSystemSampler(
                SETTINGS.process(), SETTINGS.rootfs(), SETTINGS.diskPath(), SETTINGS.virtual(), FileSystemSpace::of);
        eventually(() -> {
            CollectedReadings ours = CollectedReadings.of(sampler);
            boolean equal = true;
            for (String mount : values(ours, FILESYSTEM_TOTAL).keySet()) {
                String[] df = output("/bin/df", "-B1", "--output=size,used,pcent", mount)
                        .lines()
                        .skip(1)
                        .findFirst()
                        .orElseThrow()
                        .strip()
                        .split("[ %]+", -1);
                assertThat(ours.value(new Series(FILESYSTEM_TOTAL, mount))).isEqualTo(Double.parseDouble(df[0]));
                equal &= ours.value(new Series(FILESYSTEM_USED, mount)) == Double.parseDouble(df[1])
                        && Math.ceil(ours.value(new Series(FILESYSTEM_PERCENT, mount))) == Double.parseDouble(df[2]);
            }
            return equal;
        });
    }

    @Test
    void disksAreThoseOfDiskstats() throws Exception {
        DiskSampler sampler = new DiskSampler(SETTINGS.procfs(), SETTINGS.sysfs(), SETTINGS.rootfs(), false, CLOCK);
        CollectedReadings before = CollectedReadings.of(sampler);
        String kernels = KernelFile.text(Path.of("/proc/diskstats"));
        CollectedReadings after = CollectedReadings.of(sampler);
        for (String disk : values(after, DISK_READS).keySet()) {
            String line = kernels.lines()
                    .filter(each -> each.contains(" " + disk + " "))
                    .findFirst()
                    .orElseThrow();
            String[] fields = line.strip().split(" +", -1);
            assertBetween(before, after, new Series(DISK_READS, disk), number(fields[3]));
            assertBetween(before, after, new Series(DISK_READ_BYTES, disk), number(fields[5]) * 512);
            assertBetween(before, after, new Series(DISK_WRITES, disk), number(fields[7]));
            assertBetween(before, after, new Series(DISK_WRITTEN_BYTES, disk), number(fields[9]) * 512);
        }
    }

    /** {@code RX: bytes packets errors dropped …}, the figures, the same for TX. */
    @Test
    void interfacesAreThoseOfIp() throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/sbin/ip")), "there is no ip(8) here");
        NetworkSampler sampler = new NetworkSampler(
                SETTINGS.process(), SETTINGS.sysfs(), SETTINGS.networkInterface(), SETTINGS.virtual(), CLOCK);
        for (String name :
                values(CollectedReadings.of(sampler), INTERFACE_SENT_BYTES).keySet()) {
            CollectedReadings before = CollectedReadings.of(sampler);
            List<String> ip = output("/usr/sbin/ip", "-s", "link", "show", "dev", name)
                    .lines()
                    .map(String::strip)
                    .toList();
            CollectedReadings after = CollectedReadings.of(sampler);
            String[] received = ip.get(3).split(" +", -1);
            String[] sent = ip.get(5).split(" +", -1);
            assertBetween(before, after, new Series(INTERFACE_RECEIVED_BYTES, name), number(received[0]));
            assertBetween(before, after, new Series(INTERFACE_SENT_BYTES, name), number(sent[0]));
            assertBetween(before, after, new Series(INTERFACE_ERRORS, name), number(received[2]) + number(sent[2]));
        }
    }

    @Test
    void interfacesAreThoseOfSysfs() throws Exception {
        NetworkSampler sampler = new NetworkSampler(
                SETTINGS.process(), SETTINGS.sysfs(), SETTINGS.networkInterface(), SETTINGS.virtual(), CLOCK);
        CollectedReadings before = CollectedReadings.of(sampler);
        Map<String, double[]> sysfs = new TreeMap<>();
        for (String name : values(before, INTERFACE_SENT_BYTES).keySet()) {
            sysfs.put(name, new double[] {sysfs(name, "rx_bytes"), sysfs(name, "tx_bytes")});
        }
        CollectedReadings after = CollectedReadings.of(sampler);
        sysfs.forEach((name, bytes) -> {
            assertBetween(before, after, new Series(INTERFACE_RECEIVED_BYTES, name), bytes[0]);
            assertBetween(before, after, new Series(INTERFACE_SENT_BYTES, name), bytes[1]);
        });
    }

    private static void assertBetween(CollectedReadings before, CollectedReadings after, Series series, double theirs) {
        assertThat(theirs).as(series.key()).isBetween(before.value(series), after.value(series));
    }

    private static double number(String text) {
        return Double.parseDouble(text);
    }

    private static double sysfs(String name, String counter) throws IOException {
        return KernelFile.count(KernelFile.text(Path.of("/sys/class/net", name, "statistics", counter))
                .strip());
    }
}

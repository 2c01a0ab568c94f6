package dev.pistat.collector.linux;

import static dev.pistat.collector.linux.testkit.Eventually.eventually;
import static dev.pistat.core.metric.BoardMetrics.CPU_TEMP;
import static dev.pistat.core.metric.BoardMetrics.UPTIME_SECONDS;
import static dev.pistat.core.metric.CpuMetrics.CPU_CORE_PERCENT;
import static dev.pistat.core.metric.CpuMetrics.CPU_PERCENT;
import static dev.pistat.core.metric.CpuMetrics.LOAD_1;
import static dev.pistat.core.metric.CpuMetrics.LOAD_15;
import static dev.pistat.core.metric.CpuMetrics.LOAD_5;
import static dev.pistat.core.metric.DiskMetrics.DISK_PERCENT;
import static dev.pistat.core.metric.DiskMetrics.DISK_TOTAL;
import static dev.pistat.core.metric.DiskMetrics.DISK_USED;
import static dev.pistat.core.metric.MemoryMetrics.MEM_PERCENT;
import static dev.pistat.core.metric.MemoryMetrics.MEM_TOTAL;
import static dev.pistat.core.metric.MemoryMetrics.MEM_USED;
import static dev.pistat.core.metric.PressureMetrics.PRESSURE_CPU_SOME_PERCENT;
import static dev.pistat.core.metric.SelfMetrics.PISTAT_MEMORY_BYTES;
import static java.util.Comparator.comparingInt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pistat.collector.linux.kernel.Command;
import dev.pistat.collector.linux.kernel.KernelFile;
import dev.pistat.collector.linux.testkit.Boards;
import dev.pistat.core.history.TopProcesses;
import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.metric.Host;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.Sampler;
import dev.pistat.core.testkit.CollectedReadings;
import dev.pistat.core.testkit.FakeClock;
import dev.pistat.core.testkit.SamplerContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The samplers on the machine that the test runs on, beside what the system's own tools say of it. */
@Timeout(180)
class LinuxSamplersTest {

    private static final double MEBIBYTE = 1 << 20;

    private static List<Sampler> all() {
        return LinuxSamplers.all(LinuxSettings.DEFAULTS, new FakeClock(Instant.EPOCH));
    }

    private static Sampler sampler(String name) {
        return all().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static CollectedReadings readings(String name) throws Exception {
        return CollectedReadings.of(sampler(name));
    }

    private static double number(String file, String pattern) throws IOException {
        Matcher number = Pattern.compile(pattern).matcher(KernelFile.text(Path.of(file)));
        assertThat(number.find()).as("%s in %s", pattern, file).isTrue();
        return Double.parseDouble(number.group(1));
    }

    @Test
    void togetherTheyReportMetricsOfTheCatalogueEachOnce() {
        assertThat(all())
                .flatExtracting(Sampler::metrics)
                .doesNotHaveDuplicates()
                .isSubsetOf(Catalogue.ALL);
    }

    /** What a sampler makes of its instances comes after them. */
    @Test
    void theyNameTheirMetricsInTheCataloguesOrder() {
        Set<Metric> afterOthers = Set.of(CPU_TEMP, DISK_USED, DISK_TOTAL, DISK_PERCENT);
        List<Metric> catalogue =
                Catalogue.GROUPS.values().stream().flatMap(List::stream).toList();
        assertThat(all())
                .allSatisfy(sampler -> assertThat(sampler.metrics())
                        .filteredOn(metric -> !afterOthers.contains(metric))
                        .isSortedAccordingTo(comparingInt(catalogue::indexOf)));
    }

    @Test
    void theyReportInTheOrderOfTheirMetricsAtEveryStart() throws Exception {
        for (Sampler sampler : all()) {
            List<Metric> order = metrics(Boards.readings(sampler));
            assertThat(metrics(Boards.readings(sampler(sampler.name()))))
                    .as(sampler.name())
                    .isEqualTo(order);
        }
    }

    private static List<Metric> metrics(Map<Series, Reading> readings) {
        return readings.keySet().stream().map(Series::metric).distinct().toList();
    }

    @Test
    void theirNamesDiffer() {
        assertThat(all()).extracting(Sampler::name).doesNotHaveDuplicates();
    }

    @Test
    void aCommandNeedsTime() {
        LinuxSettings defaults = LinuxSettings.DEFAULTS;
        assertThatThrownBy(() -> new LinuxSettings(
                        defaults.procfs(),
                        defaults.sysfs(),
                        defaults.rootfs(),
                        "eth0",
                        defaults.diskPath(),
                        false,
                        Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theCpuHasAShareAsSoonAsTimeHasPassed() throws Exception {
        Sampler cpu = sampler("cpu");
        eventually(() -> CollectedReadings.of(cpu).reading(CPU_PERCENT) instanceof Reading.Value);
        eventually(() -> CollectedReadings.of(cpu).reading(new Series(CPU_CORE_PERCENT, "0")) instanceof Reading.Value);
    }

    /** Memory moves between two looks, so they agree only now and then: to 1 MiB, of which the JVM makes many. */
    @Test
    void memoryAgreesWithTheKernelAsFreeShowsIt() throws Exception {
        eventually(() -> {
            CollectedReadings ours = readings("memory");
            double total = number("/proc/meminfo", "MemTotal: +(\\d+) kB") * 1_024;
            double used = total - number("/proc/meminfo", "MemAvailable: +(\\d+) kB") * 1_024;
            assertThat(ours.value(MEM_TOTAL)).isEqualTo(total);
            assertThat(ours.value(MEM_PERCENT)).isCloseTo(100 * ours.value(MEM_USED) / total, within(0.006));
            return Math.abs(ours.value(MEM_USED) - used) < MEBIBYTE;
        });
    }

    /** Files are written between two looks, so they agree only now and then. df rounds up to a whole percent. */
    @Test
    void theDiskAgreesWithDf() throws Exception {
        eventually(() -> {
            CollectedReadings ours = readings("filesystem");
            String df = new Command().output(Duration.ofSeconds(20), List.of("/bin/df", "-P", "-B1", "/"));
            String[] fields = df.lines().skip(1).findFirst().orElseThrow().split(" +", -1);
            assertThat(ours.value(DISK_TOTAL)).isEqualTo(Double.parseDouble(fields[1]));
            return Math.abs(ours.value(DISK_USED) - Double.parseDouble(fields[2])) < MEBIBYTE
                    && Math.abs(ours.value(DISK_PERCENT) - Double.parseDouble(fields[4].replace("%", ""))) <= 1.01;
        });
    }

    /** The kernel computes them every 5 s: between two equal readings they are the same. */
    @Test
    void theLoadIsTheKernels() throws Exception {
        eventually(() -> {
            String before = KernelFile.text(Path.of("/proc/loadavg"));
            CollectedReadings ours = readings("load");
            String[] after = KernelFile.text(Path.of("/proc/loadavg")).split(" ", -1);
            return before.startsWith(String.join(" ", after[0], after[1], after[2]))
                    && ours.value(LOAD_1) == Double.parseDouble(after[0])
                    && ours.value(LOAD_5) == Double.parseDouble(after[1])
                    && ours.value(LOAD_15) == Double.parseDouble(after[2]);
        });
    }

    @Test
    void theUptimeIsTheKernels() throws Exception {
        double before = number("/proc/uptime", "^(\\d+)");
        double ours = readings("uptime").value(UPTIME_SECONDS);
        assertThat(ours).isBetween(before, number("/proc/uptime", "^(\\d+)"));
    }

    @Nested
    class Cpu extends SamplerContract {
        @Override
        protected Sampler sampler() {
            return LinuxSamplersTest.sampler("cpu");
        }
    }

    /** The kernel computes the averages every 2 s: between two equal readings they are the same. */
    @Test
    void thePressureIsTheKernels() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/pressure/cpu")), "the kernel measures pressure");
        eventually(() -> {
            String pattern = "some avg10=(\\d+\\.\\d+)";
            double before = number("/proc/pressure/cpu", pattern);
            double ours = readings("pressure").value(PRESSURE_CPU_SOME_PERCENT);
            return before == number("/proc/pressure/cpu", pattern) && ours == before;
        });
    }

    @Test
    void pistatItselfIsThisProcess() throws Exception {
        eventually(() -> {
            CollectedReadings ours = readings("pistat");
            double resident = number("/proc/self/status", "VmRSS:\\s+(\\d+) kB") * 1_024;
            return Math.abs(ours.value(PISTAT_MEMORY_BYTES) - resident) < MEBIBYTE;
        });
    }

    @Test
    void theTopProcessesAreNamed() throws Exception {
        TopProcesses topProcesses = readings("processes").topProcesses().orElseThrow();
        assertThat(topProcesses.byCpu()).hasSizeLessThanOrEqualTo(5);
        assertThat(topProcesses.byMemory()).hasSizeBetween(1, 5).allSatisfy(use -> {
            assertThat(use.name()).isNotEmpty();
            assertThat(use.user()).isNotEmpty();
            assertThat(use.residentBytes()).isPositive();
        });
    }

    @Test
    void theHostIsThisMachine() throws Exception {
        Host host = LinuxHost.read(LinuxSettings.DEFAULTS);
        assertThat(host.kernel()).isEqualTo(System.getProperty("os.name") + " " + System.getProperty("os.version"));
        assertThat(host.hostName())
                .isEqualTo(KernelFile.text(Path.of("/proc/sys/kernel/hostname")).strip());
        assertThat(host.bootId()).isEqualTo(BootId.read(Path.of("/proc")));
        assertThat(host.cores()).isGreaterThanOrEqualTo(Runtime.getRuntime().availableProcessors());
        // By the kernel's own clock, whatever the day is here.
        assertThat(host.bootTime().orElseThrow().getEpochSecond())
                .isEqualTo((long) number("/proc/stat", "(?m)^btime (\\d+)"));
    }

    @Nested
    class Frequency extends SamplerContract {
        @Override
        protected Sampler sampler() {
            return LinuxSamplersTest.sampler("frequency");
        }
    }

    @Nested
    class Pressure extends SamplerContract {
        @Override
        protected Sampler sampler() {
            return LinuxSamplersTest.sampler("pressure");
        }
    }

    @Nested
    class Self extends SamplerContract {
        @Override
        protected Sampler sampler() {
            return LinuxSamplersTest.sampler("pistat");
        }
    }

    @Nested
    class Processes extends SamplerContract {
        @Override
        protected Sampler sampler() {
            return LinuxSamplersTest.sampler("processes");
        }
    }

    @Nested
    class Memory extends SamplerContract {
        @Override
        protected Sampler sampler() {
            return LinuxSamplersTest.sampler("memory");
        }
    }

    @Nested
    class Temperature extends SamplerContract {
        @Override
        protected Sampler sampler() {
            return LinuxSamplersTest.sampler("temperature");
        }
    }

    @Nested
    class FileSystems extends SamplerContract {
        @Override
        protected Sampler sampler() {
            return LinuxSamplersTest.sampler("filesystem");
        }
    }

    @Nested
    class Disk extends SamplerContract {
        @Override
        protected Sampler sampler() {
            return LinuxSamplersTest.sampler("disk");
        }
    }

    @Nested
    class Load extends SamplerContract {
        @Override
        protected Sampler sampler() {
            return LinuxSamplersTest.sampler("load");
        }
    }

    @Nested
    class Network extends SamplerContract {
        @Override
        protected Sampler sampler() {
            return LinuxSamplersTest.sampler("network");
        }
    }

    @Nested
    class Uptime extends SamplerContract {
        @Override
        protected Sampler sampler() {
            return LinuxSamplersTest.sampler("uptime");
        }
    }
}

package dev.pistat.collector.linux.disk;

import static dev.pistat.core.metric.DiskMetrics.DISK_BUSY_PERCENT;
import static dev.pistat.core.metric.DiskMetrics.DISK_READS;
import static dev.pistat.core.metric.DiskMetrics.DISK_READ_BYTES;
import static dev.pistat.core.metric.DiskMetrics.DISK_READ_RATE;
import static dev.pistat.core.metric.DiskMetrics.DISK_WRITES;
import static dev.pistat.core.metric.DiskMetrics.DISK_WRITE_RATE;
import static dev.pistat.core.metric.DiskMetrics.DISK_WRITTEN_BYTES;

import dev.pistat.collector.linux.kernel.InstanceTracker;
import dev.pistat.collector.linux.kernel.KernelFile;
import dev.pistat.collector.linux.kernel.ParsedLines;
import dev.pistat.collector.linux.kernel.Percent;
import dev.pistat.collector.linux.kernel.RateTracker;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.Clock;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that every disk has read and written, and how fast, from {@code /proc/diskstats}, read once a sample
 * (admin-guide/iostats.rst). Busy is the share of time with at least one request under way: an SSD that serves many at
 * once is not at its limit with 100 %.
 *
 * <p>A disk is what has a folder in {@code /sys/block}; partitions have none. Left out, unless virtual ones are wanted: what
 * software makes of memory (ram, zram), of files (loop) and of other disks (device mapper, RAID and the like), whose bytes
 * are counted there already; the boot partitions of an eMMC chip; and whatever was never read or written, such as a drive
 * without a medium. The disk that the root file system lies on is listed, whatever it is made of, unless it is a layer over
 * others.
 *
 * <p>A disk whose line makes no sense has failed alone. One that took the name of another has no rate at first.
 */
public final class DiskSampler implements Sampler {

    private static final Pattern VIRTUAL =
            Pattern.compile("(loop|ram|zram|dm-|md|drbd|bcache|zd)\\d.*|mmcblk\\d+(boot|gp)\\d+");
    private static final double MILLIS_PER_SECOND = 1_000;

    private final Path diskstats;
    private final Path block;
    private final Path devices;
    private final Path rootfs;
    private final boolean virtual;
    private final InstanceTracker instances = new InstanceTracker("disk");
    private final RateTracker<DiskStats> rates;
    private final Map<String, Boolean> whole = new HashMap<>();
    private Map<String, Optional<Object>> identities = Map.of();
    private @Nullable String root;

    public DiskSampler(Path procfs, Path sysfs, Path rootfs, boolean virtual, Clock clock) {
        diskstats = procfs.resolve("diskstats");
        block = sysfs.resolve("block");
        devices = sysfs.resolve("dev/block");
        this.rootfs = rootfs;
        this.virtual = virtual;
        rates = new RateTracker<>(clock, DiskStats::restarted);
    }

    @Override
    public String name() {
        return "disk";
    }

    @Override
    public List<Metric> metrics() {
        return List.of(
                DISK_READ_BYTES,
                DISK_WRITTEN_BYTES,
                DISK_READS,
                DISK_WRITES,
                DISK_READ_RATE,
                DISK_WRITE_RATE,
                DISK_BUSY_PERCENT);
    }

    @Override
    public void sample(SampleSink sink) throws IOException {
        ParsedLines<DiskStats> lines = read().after(identities.keySet());
        whole.keySet().retainAll(lines.names());
        lines.whole()
                .entrySet()
                .removeIf(disk -> !isListed(disk.getKey(), disk.getValue().used()));
        lines.malformed().keySet().removeIf(name -> !isListed(name, true));
        rates.add(lines.whole());
        Set<String> names = lines.names();
        notice(names);
        for (String name : instances.listed(sink, names, Set.of(root()))) {
            DiskStats now = lines.whole().get(name);
            if (now != null) {
                report(sink, name, now);
            } else {
                metrics().forEach(metric -> sink.report(new Series(metric, name), lines.failed(name)));
            }
        }
    }

    /** A disk that took the name of another between two samples. */
    private void notice(Set<String> names) {
        Map<String, Optional<Object>> now = new HashMap<>();
        for (String name : names) {
            Optional<Object> identity = KernelFile.identity(folder(name));
            now.put(name, identity);
            if (!identities.getOrDefault(name, identity).equals(identity)) {
                rates.forget(name);
                instances.replaced(name);
            }
        }
        identities = now;
    }

    private void report(SampleSink sink, String name, DiskStats now) {
        sink.value(new Series(DISK_READ_BYTES, name), bytes(KernelFile.toDouble(now.sectorsRead())));
        sink.value(new Series(DISK_WRITTEN_BYTES, name), bytes(KernelFile.toDouble(now.sectorsWritten())));
        sink.value(new Series(DISK_READS, name), KernelFile.toDouble(now.reads()));
        sink.value(new Series(DISK_WRITES, name), KernelFile.toDouble(now.writes()));
        sink.report(new Series(DISK_READ_RATE, name), rates.rate(name, DiskStats::sectorsRead, DiskSampler::bytes));
        sink.report(new Series(DISK_WRITE_RATE, name), rates.rate(name, DiskStats::sectorsWritten, DiskSampler::bytes));
        sink.report(new Series(DISK_BUSY_PERCENT, name), rates.rate(name, DiskStats::busyMillis, DiskSampler::percent));
    }

    /** None where the kernel has no disks at all. */
    private ParsedLines<DiskStats> read() throws IOException {
        try {
            return DiskStats.parse(KernelFile.text(diskstats));
        } catch (NoSuchFileException e) {
            return ParsedLines.none();
        }
    }

    private boolean isListed(String name, boolean used) {
        return whole.computeIfAbsent(name, this::isWhole)
                && (virtual || (used && !VIRTUAL.matcher(name).matches()) || name.equals(root()));
    }

    /** The disk that the root file system lies on by itself; the empty text if it has none, or one made of others. */
    private String root() {
        String known = root == null ? findRoot() : root;
        root = known;
        return known;
    }

    private String findRoot() {
        try {
            Path device = devices.resolve(FileSystemSpace.device(rootfs)).toRealPath();
            int up = Files.exists(device.resolve("partition")) ? 2 : 1;
            String disk = device.getName(device.getNameCount() - up).toString();
            return KernelFile.entries(block.resolve(disk).resolve("slaves"), "*")
                            .isEmpty()
                    ? disk.replace('!', '/')
                    : "";
        } catch (IOException e) {
            return "";
        }
    }

    private boolean isWhole(String name) {
        return Files.exists(folder(name));
    }

    /** sysfs writes the slash in a name such as {@code cciss/c0d0} as an exclamation mark. */
    private Path folder(String name) {
        return block.resolve(name.replace('/', '!'));
    }

    private static double bytes(double sectors) {
        return Math.rint(sectors * DiskStats.SECTOR_BYTES);
    }

    /** The kernel's clock ticks are coarse: the growth may be a little more than the time that passed. */
    private static double percent(double millisPerSecond) {
        return Percent.of(Math.min(millisPerSecond, MILLIS_PER_SECOND), MILLIS_PER_SECOND);
    }
}

package dev.pistat.collector.linux.disk;

import static dev.pistat.core.metric.DiskMetrics.DISK_PERCENT;
import static dev.pistat.core.metric.DiskMetrics.DISK_TOTAL;
import static dev.pistat.core.metric.DiskMetrics.DISK_USED;
import static dev.pistat.core.metric.DiskMetrics.FILESYSTEM_PERCENT;
import static dev.pistat.core.metric.DiskMetrics.FILESYSTEM_TOTAL;
import static dev.pistat.core.metric.DiskMetrics.FILESYSTEM_USED;
import static java.util.Comparator.comparingInt;

import dev.pistat.collector.linux.kernel.InstanceTracker;
import dev.pistat.collector.linux.kernel.KernelFile;
import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.collector.linux.kernel.ParsedLines;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The space of every {@linkplain Mount#real real file system}, and of the one that the configured path lies on, whatever its
 * type, as df(1) counts it.
 *
 * <p>Which there are is read from {@code mountinfo} at every sample. Each is read apart from the others, the local ones
 * too: the server of a network mount that does not answer holds up its own figures alone, and no file system is read a
 * second time while it has not answered.
 *
 * <p>Where another file system lies at the place of one than the device that {@code mountinfo} names, its figures have
 * failed: it was replaced just now, is hidden by a mount above it, or cannot be seen from this container.
 *
 * <p>In a container the host's mounts are below {@code rootfs}, if that was mounted so that later ones come along
 * (rslave, mount_namespaces(7)).
 */
public final class FileSystemSampler implements Sampler {

    /** The three series of one file system. */
    private record Figures(Series used, Series total, Series percent) {

        static final Figures CONFIGURED =
                new Figures(new Series(DISK_USED), new Series(DISK_TOTAL), new Series(DISK_PERCENT));

        static Figures of(String mount) {
            return new Figures(
                    new Series(FILESYSTEM_USED, mount),
                    new Series(FILESYSTEM_TOTAL, mount),
                    new Series(FILESYSTEM_PERCENT, mount));
        }

        List<Series> all() {
            return List.of(used, total, percent);
        }

        void report(SampleSink sink, Path path, FileSystemSpace space) {
            if (space.isCounted() && !space.isPossible()) {
                Reading failed = new Reading.Failed(
                        "the file system of " + path + " says that of " + (long) space.total() + " bytes "
                                + (long) space.free() + " are free, and " + (long) space.usable() + " for users");
                all().forEach(series -> sink.report(series, failed));
            } else if (space.isCounted()) {
                sink.value(used, space.used());
                sink.value(total, space.total());
                sink.report(percent, space.percent());
            } else {
                Reading none = new Reading.Unavailable("the file system of " + path + " counts no space");
                all().forEach(series -> sink.report(series, none));
            }
        }
    }

    /** The reading of one mount, the same until the mounts change. */
    private record MountSensor(String mount, List<Series> series, SampleSink.Sensor read) {}

    /** How space is measured. */
    public interface Measure {
        /**
         * Measures what is mounted at a path.
         *
         * @param device that of the file system that must be there ({@link Mount#knownDevice}); null if any may
         */
        FileSystemSpace space(Path path, @Nullable String device) throws Exception;
    }

    private final Path mountinfo;
    private final Path rootfs;
    private final Path diskPath;
    private final boolean virtual;
    private final Measure measure;
    private final InstanceTracker instances = new InstanceTracker("mount");
    private @Nullable String parsed;
    private Map<String, Mount> mounts = Map.of();
    private Set<String> present = Set.of();
    private List<MountSensor> sensors = List.of();
    private boolean mountHasConfigured;

    /**
     * A sampler of the mounts that a process sees.
     *
     * @param process its folder in procfs
     * @param rootfs where the machine's root is mounted
     * @param diskPath a path on the configured file system, below {@code rootfs}
     * @param virtual whether what is made by software is listed too
     */
    public FileSystemSampler(Path process, Path rootfs, Path diskPath, boolean virtual, Measure measure) {
        mountinfo = process.resolve("mountinfo");
        this.rootfs = rootfs;
        this.diskPath = diskPath.toAbsolutePath();
        this.virtual = virtual;
        this.measure = measure;
    }

    @Override
    public String name() {
        return "filesystem";
    }

    /** The configured path's come last: the mount that it lies in answers for it. */
    @Override
    public List<Metric> metrics() {
        return List.of(FILESYSTEM_USED, FILESYSTEM_TOTAL, FILESYSTEM_PERCENT, DISK_USED, DISK_TOTAL, DISK_PERCENT);
    }

    @Override
    public void sample(SampleSink sink) throws IOException {
        boolean configuredIsRead = false;
        try {
            refresh(sink);
            sensors.forEach(each -> sink.ask(each.mount, each.series, each.read));
            configuredIsRead = mountHasConfigured;
        } finally {
            if (!configuredIsRead) {
                sink.ask("configured path", Figures.CONFIGURED.all(), this::reportConfigured);
            }
        }
    }

    /** Which mounts there are, if they are not those that there were. */
    private void refresh(SampleSink sink) throws IOException {
        String text = mountinfo();
        if (text.equals(parsed)) {
            return;
        }
        Map<String, Mount> before = mounts;
        ParsedLines<Mount> lines = (text.isEmpty() ? ParsedLines.<Mount>none() : Mount.parse(text)).after(present);
        mounts = Mount.real(lines.whole().values(), virtual, diskPath);
        mounts.forEach((point, mount) -> {
            if (!before.getOrDefault(point, mount).device().equals(mount.device())) {
                instances.replaced(point);
            }
        });
        Set<String> failed = new TreeSet<>(lines.malformed().keySet());
        failed.removeIf(point -> !present.contains(point) && !point.equals("/"));
        present = new TreeSet<>(mounts.keySet());
        present.addAll(failed);
        String configured = mounts.values().stream()
                .filter(mount -> mount.holds(diskPath))
                .map(Mount::point)
                .max(comparingInt(String::length))
                .orElse(null);
        Set<String> wanted = new TreeSet<>(Set.of("/"));
        if (configured != null) {
            wanted.add(configured);
        }
        sensors = instances.listed(sink, present, wanted).stream()
                .map(point -> sensor(point, lines, point.equals(configured)))
                .toList();
        mountHasConfigured = configured != null;
        parsed = text;
    }

    private MountSensor sensor(String point, ParsedLines<Mount> lines, boolean hasConfigured) {
        Mount mount = mounts.get(point);
        return mount == null ? failed(point, lines.failed(point)) : sensor(mount, hasConfigured);
    }

    /** One whose line makes no sense now. */
    private static MountSensor failed(String point, Reading why) {
        List<Series> series = Figures.of(point).all();
        return new MountSensor(point, series, sink -> series.forEach(each -> sink.report(each, why)));
    }

    /** A mount that the configured path lies in answers for that as well, or both wait for it in one thread. */
    private MountSensor sensor(Mount mount, boolean hasConfigured) {
        Figures figures = Figures.of(mount.point());
        List<Series> series = new ArrayList<>(figures.all());
        if (hasConfigured) {
            series.addAll(Figures.CONFIGURED.all());
        }
        return new MountSensor(mount.point(), List.copyOf(series), sink -> {
            // Here, so that a name that this JVM cannot write in its locale costs its own figures alone.
            Path path = below(Path.of(mount.point()));
            FileSystemSpace space = measure.space(path, mount.knownDevice().orElse(null));
            figures.report(sink, path, space);
            if (hasConfigured && diskPath.toString().equals(mount.point())) {
                Figures.CONFIGURED.report(sink, path, space);
            } else if (hasConfigured) {
                reportConfigured(sink);
            }
        });
    }

    private void reportConfigured(SampleSink sink) throws Exception {
        Path path = below(diskPath);
        Figures.CONFIGURED.report(sink, path, measure.space(path, null));
    }

    /** Empty where the kernel has none; a file that is there has at least the root. */
    private String mountinfo() throws IOException {
        try {
            String text = KernelFile.names(mountinfo);
            if (text.isEmpty()) {
                throw new MalformedException("the whole of mountinfo", text);
            }
            return text;
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private Path below(Path path) {
        return rootfs.resolve(path.getRoot().relativize(path));
    }
}

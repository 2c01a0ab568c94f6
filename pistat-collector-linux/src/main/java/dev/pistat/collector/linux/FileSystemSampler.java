package dev.pistat.collector.linux;

import static dev.pistat.core.metric.Catalogue.DISK_PERCENT;
import static dev.pistat.core.metric.Catalogue.DISK_TOTAL;
import static dev.pistat.core.metric.Catalogue.DISK_USED;
import static dev.pistat.core.metric.Catalogue.FILESYSTEM_PERCENT;
import static dev.pistat.core.metric.Catalogue.FILESYSTEM_TOTAL;
import static dev.pistat.core.metric.Catalogue.FILESYSTEM_USED;

import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The space of every {@linkplain Mount#real real file system}, and of the one that the configured path lies on, as df(1)
 * counts it.
 *
 * <p>Which there are is read from {@code mountinfo} at every sample. Each is asked apart from the others, the local ones
 * too: the server of a network mount that does not answer holds up its own figures alone, and no file system is asked a
 * second time while it has not answered.
 *
 * <p>In a container the host's mounts are below {@code rootfs}, if that was mounted so that later ones come along
 * (rslave, mount_namespaces(7)).
 */
final class FileSystemSampler implements Sampler {

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

        void report(SampleSink sink, Path path, Space space) {
            if (space.isCounted()) {
                sink.value(used, space.used());
                sink.value(total, space.total());
                sink.report(percent, space.percent());
            } else {
                Reading none = new Reading.Unavailable("the file system of " + path + " counts no space");
                all().forEach(series -> sink.report(series, none));
            }
        }
    }

    /** How the space at a path is measured. */
    interface Measure {
        Space space(Path path) throws Exception;
    }

    private final Path mountinfo;
    private final Path rootfs;
    private final Path diskPath;
    private final boolean virtual;
    private final Measure measure;
    private final Instances instances = new Instances("mount");
    private final Set<Path> underWay = ConcurrentHashMap.newKeySet();
    private String parsed = "";
    private Map<String, Mount> mounts = Map.of();

    FileSystemSampler(LinuxSettings settings, Measure measure) {
        mountinfo = settings.process().resolve("mountinfo");
        rootfs = settings.rootfs();
        diskPath = settings.diskPath().toAbsolutePath();
        virtual = settings.virtual();
        this.measure = measure;
    }

    @Override
    public String name() {
        return "filesystem";
    }

    @Override
    public List<Metric> metrics() {
        return List.of(DISK_USED, DISK_TOTAL, DISK_PERCENT, FILESYSTEM_USED, FILESYSTEM_TOTAL, FILESYSTEM_PERCENT);
    }

    @Override
    public void sample(SampleSink sink) throws IOException {
        boolean shared = false;
        try {
            for (String mount : instances.listed(sink, mounts()).keySet()) {
                shared |= isConfigured(mount);
                ask(sink, mount);
            }
        } finally {
            if (!shared) {
                askConfigured(sink);
            }
        }
    }

    /** If the configured path is that place, this is its answer too. */
    private void ask(SampleSink sink, String mount) {
        List<Figures> figures =
                isConfigured(mount) ? List.of(Figures.of(mount), Figures.CONFIGURED) : List.of(Figures.of(mount));
        List<Series> series =
                figures.stream().flatMap(each -> each.all().stream()).toList();
        sink.ask(mount, series, answers -> {
            Path path = below(Path.of(mount));
            underWay.add(path);
            try {
                Space space = measure.space(path);
                figures.forEach(each -> each.report(answers, path, space));
            } finally {
                underWay.remove(path);
            }
        });
    }

    /** A path within a mount that does not answer would only hang as well. */
    private void askConfigured(SampleSink sink) {
        sink.ask("configured path", Figures.CONFIGURED.all(), answers -> {
            Path path = below(diskPath);
            Optional<Path> silent = underWay.stream().filter(path::startsWith).findAny();
            if (silent.isPresent()) {
                throw new IOException(silent.get() + " has not answered");
            }
            Figures.CONFIGURED.report(answers, path, measure.space(path));
        });
    }

    private boolean isConfigured(String mount) {
        return mount.equals(diskPath.toString());
    }

    private Map<String, Mount> mounts() throws IOException {
        try {
            String text = KernelFile.names(mountinfo);
            if (!text.equals(parsed)) {
                mounts = Mount.real(Mount.parse(text), virtual);
                parsed = text;
            }
            return mounts;
        } catch (NoSuchFileException e) {
            return Map.of();
        }
    }

    private Path below(Path path) {
        return rootfs.resolve(path.getRoot().relativize(path));
    }
}

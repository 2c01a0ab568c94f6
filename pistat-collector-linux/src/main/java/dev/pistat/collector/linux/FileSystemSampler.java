package dev.pistat.collector.linux;

import static dev.pistat.core.metric.Catalogue.DISK_PERCENT;
import static dev.pistat.core.metric.Catalogue.DISK_TOTAL;
import static dev.pistat.core.metric.Catalogue.DISK_USED;
import static dev.pistat.core.metric.Catalogue.FILESYSTEM_PERCENT;
import static dev.pistat.core.metric.Catalogue.FILESYSTEM_TOTAL;
import static dev.pistat.core.metric.Catalogue.FILESYSTEM_USED;
import static java.util.Comparator.comparingInt;

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
import java.util.Optional;

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
        Optional<String> within = Optional.empty();
        try {
            List<String> listed = instances.listed(sink, mounts().keySet());
            within = listed.stream().filter(mount -> diskPath.startsWith(mount)).max(comparingInt(String::length));
            for (String mount : listed) {
                ask(sink, mount, within.equals(Optional.of(mount)));
            }
        } finally {
            if (within.isEmpty()) {
                sink.ask("configured path", Figures.CONFIGURED.all(), this::reportConfigured);
            }
        }
    }

    /** A mount that the configured path lies in answers for that as well, or both wait for it in one thread. */
    private void ask(SampleSink sink, String mount, boolean hasConfigured) {
        Figures figures = Figures.of(mount);
        List<Series> series = new ArrayList<>(figures.all());
        if (hasConfigured) {
            series.addAll(Figures.CONFIGURED.all());
        }
        sink.ask(mount, series, answers -> {
            Path path = below(Path.of(mount));
            Space space = measure.space(path);
            figures.report(answers, path, space);
            if (hasConfigured && diskPath.equals(Path.of(mount))) {
                Figures.CONFIGURED.report(answers, path, space);
            } else if (hasConfigured) {
                reportConfigured(answers);
            }
        });
    }

    private void reportConfigured(SampleSink sink) throws Exception {
        Path path = below(diskPath);
        Figures.CONFIGURED.report(sink, path, measure.space(path));
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

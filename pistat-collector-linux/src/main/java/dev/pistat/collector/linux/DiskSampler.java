package dev.pistat.collector.linux;

import static dev.pistat.core.metric.Catalogue.DISK_PERCENT;
import static dev.pistat.core.metric.Catalogue.DISK_TOTAL;
import static dev.pistat.core.metric.Catalogue.DISK_USED;

import dev.pistat.core.metric.Metric;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import java.io.File;
import java.nio.file.Path;
import java.util.List;

/**
 * The space of the file system that a path lies on, as df(1) counts it: used = blocks − free blocks; percent = used /
 * (used + what is left to an ordinary user). df rounds that up to a whole percent.
 *
 * <p>Asks statvfs(3) anew at each sample, by the path: whatever is mounted there now. {@link java.nio.file.FileStore} would
 * do the same, but looks through all mounts first, and fails where it cannot find its own, as in a chroot.
 */
final class DiskSampler implements Sampler {

    private final File path;

    DiskSampler(Path path) {
        this.path = path.toFile();
    }

    @Override
    public String name() {
        return "disk";
    }

    @Override
    public List<Metric> metrics() {
        return List.of(DISK_USED, DISK_TOTAL, DISK_PERCENT);
    }

    @Override
    public void sample(SampleSink sink) {
        double total = path.getTotalSpace();
        double used = total - path.getFreeSpace();
        double usable = path.getUsableSpace();
        if (total > 0 && used >= 0 && used + usable > 0) {
            sink.value(DISK_USED, used);
            sink.value(DISK_TOTAL, total);
            sink.value(DISK_PERCENT, Percent.of(used, used + usable));
        } else if (path.exists()) {
            metrics().forEach(metric -> sink.unavailable(metric, "the file system of " + path + " counts no space"));
        } else {
            metrics().forEach(metric -> sink.failed(metric, "no such file or directory: " + path));
        }
    }
}

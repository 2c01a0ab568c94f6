package dev.pistat.collector.linux;

import static dev.pistat.core.metric.Catalogue.CPU_CORE_PERCENT;
import static dev.pistat.core.metric.Catalogue.CPU_PERCENT;

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
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The share of time since the last sample that the cores were busy, from {@code /proc/stat}, read once a sample. The first
 * look is taken when the sampler is made.
 *
 * <p>A core that is present but has no line is offline: unavailable. One that came online since the last sample has no
 * share yet: unavailable, once.
 */
final class CpuSampler implements Sampler {

    private final Path stat;
    private final Path present;
    private final SortedSet<Integer> known = new TreeSet<>();
    private Optional<ProcStat> last;

    CpuSampler(Path procfs, Path sysfs) {
        stat = procfs.resolve("stat");
        present = sysfs.resolve("devices/system/cpu/present");
        last = firstLook();
    }

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public List<Metric> metrics() {
        return List.of(CPU_PERCENT, CPU_CORE_PERCENT);
    }

    @Override
    public void sample(SampleSink sink) throws IOException {
        ProcStat now = ProcStat.parse(KernelFile.text(stat));
        ProcStat before = last.orElse(now);
        last = Optional.of(now);
        sink.report(new Series(CPU_PERCENT), now.total().busySince(before.total()));
        now.cores().forEach((core, times) -> report(sink, core, share(before.cores(), core, times)));
        known.addAll(now.cores().keySet());
        known.addAll(presentCores());
        known.stream()
                .filter(core -> !now.cores().containsKey(core))
                .forEach(core -> report(sink, core, new Reading.Unavailable("offline")));
    }

    private static Reading share(Map<Integer, ProcStat.Times> before, Integer core, ProcStat.Times now) {
        return before.containsKey(core)
                ? now.busySince(before.get(core))
                : new Reading.Unavailable("came online since the last sample");
    }

    private static void report(SampleSink sink, int core, Reading reading) {
        sink.report(new Series(CPU_CORE_PERCENT, Integer.toString(core)), reading);
    }

    private SortedSet<Integer> presentCores() throws IOException {
        try {
            return ProcStat.parseCoreList(KernelFile.text(present));
        } catch (NoSuchFileException e) {
            return new TreeSet<>();
        }
    }

    /** Empty if it fails: the first sample will fail too, and say why. */
    private Optional<ProcStat> firstLook() {
        try {
            return Optional.of(ProcStat.parse(KernelFile.text(stat)));
        } catch (IOException | MalformedException e) {
            return Optional.empty();
        }
    }
}

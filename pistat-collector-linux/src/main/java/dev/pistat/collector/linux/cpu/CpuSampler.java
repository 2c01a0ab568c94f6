package dev.pistat.collector.linux.cpu;

import static dev.pistat.core.metric.CpuMetrics.CPU_CORE_PERCENT;
import static dev.pistat.core.metric.CpuMetrics.CPU_IOWAIT_PERCENT;
import static dev.pistat.core.metric.CpuMetrics.CPU_PERCENT;
import static dev.pistat.core.metric.CpuMetrics.CPU_STEAL_PERCENT;
import static dev.pistat.core.metric.CpuMetrics.CPU_SYSTEM_PERCENT;
import static dev.pistat.core.metric.CpuMetrics.CPU_USER_PERCENT;
import static dev.pistat.core.metric.CpuMetrics.PROCESSES_BLOCKED;
import static dev.pistat.core.metric.CpuMetrics.PROCESSES_RUNNING;

import dev.pistat.collector.linux.kernel.KernelFile;
import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The use of the cores since the last sample, and the number of tasks that want them, from {@code /proc/stat}, read once a
 * sample. The first reading is taken when the sampler is made.
 *
 * <p>A core that is {@linkplain Cores there} but has no line is offline: unavailable, and so is one that had a line before. One that came online since the last sample has no
 * share yet: unavailable, once. Which ones are there is read again when one goes offline or comes back. Of more than {@value #MOST_CORES} cores the first ones are reported; the total counts all.
 */
public final class CpuSampler implements Sampler {

    static final int MOST_CORES = 64;
    private static final System.Logger LOG = System.getLogger("dev.pistat.collector.linux");

    private final Path stat;
    private final Path sysfs;
    private final SortedSet<Integer> known = new TreeSet<>();
    private Set<Integer> listed = Set.of();
    private @Nullable ProcStat last;
    private boolean saidTooMany;
    private volatile Reading busy = new Reading.Unavailable("not sampled yet");
    private volatile int online;

    public CpuSampler(Path procfs, Path sysfs) {
        stat = procfs.resolve("stat");
        this.sysfs = sysfs;
        last = firstReading();
        online = last == null ? 0 : last.cores().size();
    }

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public List<Metric> metrics() {
        return List.of(
                CPU_PERCENT,
                CPU_CORE_PERCENT,
                CPU_USER_PERCENT,
                CPU_SYSTEM_PERCENT,
                CPU_IOWAIT_PERCENT,
                CPU_STEAL_PERCENT,
                PROCESSES_RUNNING,
                PROCESSES_BLOCKED);
    }

    /** The busy share that the last sample reported. May be called by any thread. */
    public Reading busy() {
        return busy;
    }

    /** How many cores the last reading found online, 0 before the first that succeeded. May be called by any thread. */
    public int online() {
        return online;
    }

    @Override
    public void sample(SampleSink sink) throws IOException {
        ProcStat now = ProcStat.parse(KernelFile.text(stat));
        ProcStat before = last == null ? now : last;
        now.times().after(before.times().names());
        last = now;
        SortedSet<Integer> cores = now.cores();
        online = cores.size();
        ProcStat.Shares shares = now.since(before, ProcStat.ALL);
        busy = shares.busy();
        sink.report(new Series(CPU_PERCENT), shares.busy());
        SortedSet<Integer> earlier = before.cores();
        if (!cores.equals(listed)) {
            known.addAll(Cores.all(sysfs, cores));
            listed = cores;
            warnTooMany();
        }
        known.stream()
                .limit(MOST_CORES)
                .forEach(core -> sink.report(
                        new Series(CPU_CORE_PERCENT, Integer.toString(core)),
                        !cores.contains(core)
                                ? new Reading.Unavailable("offline")
                                : earlier.contains(core)
                                        ? now.since(before, ProcStat.core(core)).busy()
                                        : new Reading.Unavailable("came online since the last sample")));
        sink.report(new Series(CPU_USER_PERCENT), shares.user());
        sink.report(new Series(CPU_SYSTEM_PERCENT), shares.system());
        sink.report(new Series(CPU_IOWAIT_PERCENT), shares.iowait());
        sink.report(new Series(CPU_STEAL_PERCENT), shares.steal());
        sink.report(new Series(PROCESSES_RUNNING), now.running());
        sink.report(new Series(PROCESSES_BLOCKED), now.blocked());
    }

    private void warnTooMany() {
        if (known.size() > MOST_CORES && !saidTooMany) {
            saidTooMany = true;
            LOG.log(Level.INFO, "{0} cores: only the first {1} are shown one by one", known.size(), MOST_CORES);
        }
    }

    /** Null if it fails: the first sample will fail too, and say why. */
    private @Nullable ProcStat firstReading() {
        try {
            return ProcStat.parse(KernelFile.text(stat));
        } catch (IOException | MalformedException e) {
            return null;
        }
    }
}

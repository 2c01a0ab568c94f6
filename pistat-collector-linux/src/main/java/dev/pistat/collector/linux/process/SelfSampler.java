package dev.pistat.collector.linux.process;

import static dev.pistat.core.metric.SelfMetrics.PISTAT_CPU_PERCENT;
import static dev.pistat.core.metric.SelfMetrics.PISTAT_MEMORY_BYTES;
import static dev.pistat.core.metric.SelfMetrics.PISTAT_WRITTEN_BYTES;

import dev.pistat.collector.linux.kernel.KernelFile;
import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.collector.linux.kernel.Percent;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.Clock;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The use of the machine by PiStat itself: CPU time since the last sample as a share of all online cores' time
 * ({@code stat}), resident memory ({@code status}), and bytes written ({@code io}), of its own folder in procfs
 * (proc_pid_stat(5), proc_pid_status(5), proc_pid_io(5)). The CPU time is read for the first time when the sampler is made.
 *
 * <p>The kernel counts CPU time in steps of 10 ms: shares of a few seconds are coarse, their mean is exact. Written is what
 * was meant for disks; what was deleted before it got there is not taken off again, as the counter would go back.
 */
public final class SelfSampler implements Sampler {

    private static final double NANOS_PER_TICK = 1e7;
    private static final double KIBIBYTE = 1_024;

    private final Path self;
    private final IntSupplier cores;
    private final Clock clock;
    private @Nullable CpuTime last;

    /**
     * Reads the CPU time for the first time.
     *
     * @param self {@code /proc/self}, wherever the rest is read from
     * @param cores how many are online, 0 if that is not known
     */
    public SelfSampler(Path self, IntSupplier cores, Clock clock) {
        this.self = self;
        this.cores = cores;
        this.clock = clock;
        last = firstCpuTime();
    }

    private record CpuTime(long nanos, long ticks) {}

    @Override
    public String name() {
        return "pistat";
    }

    @Override
    public List<Metric> metrics() {
        return List.of(PISTAT_CPU_PERCENT, PISTAT_MEMORY_BYTES, PISTAT_WRITTEN_BYTES);
    }

    @Override
    public void sample(SampleSink sink) {
        cpu(sink);
        resident(sink);
        written(sink);
    }

    private void cpu(SampleSink sink) {
        try {
            CpuTime now = cpuTime();
            CpuTime before = last;
            sink.report(
                    new Series(PISTAT_CPU_PERCENT),
                    before == null
                            ? new Reading.Unavailable("no earlier sample")
                            : share(before, now, cores.getAsInt()));
            last = now;
        } catch (IOException | MalformedException e) {
            sink.failed(PISTAT_CPU_PERCENT, self.resolve("stat") + " cannot be read: " + e.getMessage());
        }
    }

    private void written(SampleSink sink) {
        Path io = self.resolve("io");
        try {
            OptionalDouble written = KernelFile.number(KernelFile.text(io), "write_bytes:");
            written.ifPresentOrElse(
                    bytes -> sink.value(PISTAT_WRITTEN_BYTES, bytes),
                    () -> sink.failed(PISTAT_WRITTEN_BYTES, io + " has no write_bytes"));
        } catch (NoSuchFileException e) {
            sink.unavailable(PISTAT_WRITTEN_BYTES, "this kernel does not count it (CONFIG_TASK_IO_ACCOUNTING)");
        } catch (IOException | MalformedException e) {
            sink.failed(PISTAT_WRITTEN_BYTES, io + " cannot be read: " + e.getMessage());
        }
    }

    private void resident(SampleSink sink) {
        Path status = self.resolve("status");
        try {
            OptionalDouble resident = KernelFile.number(KernelFile.text(status), "VmRSS:");
            resident.ifPresentOrElse(
                    kibibytes -> sink.value(PISTAT_MEMORY_BYTES, kibibytes * KIBIBYTE),
                    () -> sink.failed(PISTAT_MEMORY_BYTES, status + " has no VmRSS"));
        } catch (IOException | MalformedException e) {
            sink.failed(PISTAT_MEMORY_BYTES, status + " cannot be read: " + e.getMessage());
        }
    }

    private static Reading share(CpuTime before, CpuTime now, int cores) {
        double nanos = (double) (now.nanos - before.nanos) * cores;
        double busy = (now.ticks - before.ticks) * NANOS_PER_TICK;
        if (nanos <= 0) {
            return new Reading.Unavailable(
                    cores == 0 ? "it is not known how many cores are online" : "no time has passed");
        }
        return busy < 0
                ? new Reading.Unavailable("the kernel's counters went back")
                : new Reading.Value(Percent.of(Math.min(busy, nanos), nanos));
    }

    private CpuTime cpuTime() throws IOException {
        return new CpuTime(
                clock.monotonicNanos(),
                ProcessStat.parse(KernelFile.text(self.resolve("stat"))).ticks());
    }

    /** Null if it fails: the first sample will fail too, and say why. */
    private @Nullable CpuTime firstCpuTime() {
        try {
            return cpuTime();
        } catch (IOException | MalformedException e) {
            return null;
        }
    }
}

package dev.pistat.collector.linux.memory;

import static dev.pistat.core.metric.MemoryMetrics.MEM_AVAILABLE;
import static dev.pistat.core.metric.MemoryMetrics.MEM_BUFFERS;
import static dev.pistat.core.metric.MemoryMetrics.MEM_CACHED;
import static dev.pistat.core.metric.MemoryMetrics.MEM_DIRTY;
import static dev.pistat.core.metric.MemoryMetrics.MEM_PERCENT;
import static dev.pistat.core.metric.MemoryMetrics.MEM_TOTAL;
import static dev.pistat.core.metric.MemoryMetrics.MEM_USED;
import static dev.pistat.core.metric.MemoryMetrics.SWAP_PERCENT;
import static dev.pistat.core.metric.MemoryMetrics.SWAP_TOTAL;
import static dev.pistat.core.metric.MemoryMetrics.SWAP_USED;

import dev.pistat.collector.linux.kernel.KernelFile;
import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.collector.linux.kernel.Percent;
import dev.pistat.core.metric.MemoryMetrics;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Memory and swap, from {@code /proc/meminfo}, read once a sample (proc_meminfo(5)). Used is total less available, as
 * free(1) counts it since procps 4.
 *
 * <p>A kernel before 3.14 does not say what is available, and the sums in use instead of it differ from tool to tool: what
 * depends on it is unavailable there. Without swap, none is used, and there is no share of it.
 *
 * <p>In a container that is limited to less, the machine's figures are shown: the file knows no control groups.
 */
public final class MemorySampler implements Sampler {

    private static final double KIBIBYTE = 1_024;

    private final Path file;

    public MemorySampler(Path procfs) {
        file = procfs.resolve("meminfo");
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public List<Metric> metrics() {
        return MemoryMetrics.ALL;
    }

    @Override
    public void sample(SampleSink sink) throws IOException {
        parse(KernelFile.text(file)).forEach((metric, reading) -> sink.report(new Series(metric), reading));
    }

    /**
     * Parses the file. A figure that is no number, or more than there is, has failed with what is made of it; the others
     * stand.
     *
     * @return in the order of the metrics
     * @throws MalformedException if there is no total, or the end is missing
     */
    static Map<Metric, Reading> parse(String text) {
        Reading total = of(text, "MemTotal", MEM_TOTAL);
        if (total instanceof Reading.Unavailable || !text.endsWith("\n")) {
            throw new MalformedException("the whole of /proc/meminfo", text);
        }
        if (total instanceof Reading.Value(double all) && all <= 0) {
            total = new Reading.Failed("/proc/meminfo says that there is no memory");
        }
        Reading available = of(text, "MemAvailable", MEM_AVAILABLE);
        Reading used = less(total, available);
        Reading swap = of(text, "SwapTotal", SWAP_TOTAL);
        Reading swapUsed = less(swap, of(text, "SwapFree", SWAP_TOTAL));
        Map<Metric, Reading> readings = new LinkedHashMap<>();
        readings.put(MEM_USED, used);
        readings.put(MEM_TOTAL, total);
        readings.put(MEM_PERCENT, share(used, total));
        readings.put(MEM_AVAILABLE, within(total, available));
        readings.put(MEM_CACHED, within(total, of(text, "Cached", MEM_CACHED)));
        readings.put(MEM_BUFFERS, within(total, of(text, "Buffers", MEM_BUFFERS)));
        readings.put(MEM_DIRTY, within(total, of(text, "Dirty", MEM_DIRTY)));
        readings.put(SWAP_TOTAL, swap);
        readings.put(SWAP_USED, swapUsed);
        readings.put(SWAP_PERCENT, share(swapUsed, swap));
        return readings;
    }

    private static Reading of(String text, String name, Metric metric) {
        Reading kibibytes = KernelFile.reading(text, name + ":", "this kernel's /proc/meminfo has no " + name);
        return kibibytes instanceof Reading.Value(double number)
                ? metric.plausible(new Reading.Value(number * KIBIBYTE))
                : kibibytes;
    }

    private static Reading within(Reading whole, Reading part) {
        return whole instanceof Reading.Value(double all) && part instanceof Reading.Value(double some) && some > all
                ? new Reading.Failed("/proc/meminfo says " + (long) some + " of " + (long) all + " bytes")
                : part;
    }

    private static Reading less(Reading whole, Reading part) {
        Reading rest = within(whole, part);
        if (whole instanceof Reading.Value(double all) && rest instanceof Reading.Value(double some)) {
            return new Reading.Value(all - some);
        }
        return whole instanceof Reading.Value ? rest : whole;
    }

    private static Reading share(Reading part, Reading whole) {
        if (part instanceof Reading.Value(double some) && whole instanceof Reading.Value(double all)) {
            return all > 0 ? new Reading.Value(Percent.of(some, all)) : new Reading.Unavailable("no swap");
        }
        return part;
    }
}

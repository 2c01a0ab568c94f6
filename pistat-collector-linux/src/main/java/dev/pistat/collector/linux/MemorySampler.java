package dev.pistat.collector.linux;

import static dev.pistat.core.metric.Catalogue.MEM_PERCENT;
import static dev.pistat.core.metric.Catalogue.MEM_TOTAL;
import static dev.pistat.core.metric.Catalogue.MEM_USED;

import dev.pistat.core.metric.Metric;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import java.util.List;
import oshi.hardware.GlobalMemory;

/**
 * Memory, from {@code /proc/meminfo} by OSHI (proc_meminfo(5)). Used is total less available, as free(1) counts it since
 * procps 4. Where a kernel before 3.14 gives no {@code MemAvailable}, OSHI estimates it.
 *
 * <p>OSHI keeps what it read for 300 ms; a total of 0 is its sign that it could not read.
 */
final class MemorySampler implements Sampler {

    private final GlobalMemory memory;

    MemorySampler(GlobalMemory memory) {
        this.memory = memory;
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public List<Metric> metrics() {
        return List.of(MEM_USED, MEM_TOTAL, MEM_PERCENT);
    }

    @Override
    public void sample(SampleSink sink) {
        long available = memory.getAvailable();
        long total = memory.getTotal();
        if (total <= 0 || available < 0 || available > total) {
            throw new MalformedException("a reading of /proc/meminfo", available + " of " + total + " bytes available");
        }
        double bytes = total;
        double used = bytes - available;
        sink.value(MEM_USED, used);
        sink.value(MEM_TOTAL, bytes);
        sink.value(MEM_PERCENT, Percent.of(used, bytes));
    }
}

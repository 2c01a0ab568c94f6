package dev.pistat.core.metric;

import static dev.pistat.core.metric.Metric.counter;
import static dev.pistat.core.metric.Metric.gauge;
import static dev.pistat.core.metric.Unit.BYTES;
import static dev.pistat.core.metric.Unit.PERCENT;
import static dev.pistat.core.metric.Unit.SECONDS;

import java.util.List;

/** The metrics of PiStat itself: what it takes of the machine. */
public final class SelfMetrics {

    /** From 0 to 100, of the cores that are online. The kernel counts in steps of 10 ms: one value is coarse. */
    public static final Metric PISTAT_CPU_PERCENT = gauge(
                    "pistat_cpu_percent", PERCENT, "Share of all cores' time that PiStat itself took.")
            .from("/proc/self/stat, proc_pid_stat(5)");
    /** {@code VmRSS} of proc_pid_status(5). */
    public static final Metric PISTAT_MEMORY_BYTES = gauge(
                    "pistat_memory_bytes", BYTES, "Resident memory of PiStat itself.")
            .inWholeNumbers()
            .between(0, MemoryMetrics.MOST_MEMORY)
            .from("VmRSS of /proc/self/status, proc_pid_status(5)");
    /** Meant for disks, since PiStat was started; unavailable where the kernel does not count it. */
    public static final Metric PISTAT_WRITTEN_BYTES = counter(
                    "pistat_written_bytes", BYTES, "Bytes that PiStat itself caused to be written to disks.")
            .from("write_bytes of /proc/self/io, proc_pid_io(5)");
    /** How long a sampler took, with its sensors, by its name. One that was late has none. */
    public static final Metric PISTAT_SAMPLE_SECONDS = gauge(
                    "pistat_sample_seconds", SECONDS, "Time that one group of readings took in the last sample.")
            .by("group")
            .between(0, 1e10)
            .from("the monotonic clock, clock_gettime(2)");

    /** All of the above. */
    public static final List<Metric> ALL =
            List.of(PISTAT_CPU_PERCENT, PISTAT_MEMORY_BYTES, PISTAT_WRITTEN_BYTES, PISTAT_SAMPLE_SECONDS);

    private SelfMetrics() {}
}

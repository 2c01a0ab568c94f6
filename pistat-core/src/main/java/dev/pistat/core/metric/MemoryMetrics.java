package dev.pistat.core.metric;

import static dev.pistat.core.metric.Metric.gauge;
import static dev.pistat.core.metric.Unit.BYTES;
import static dev.pistat.core.metric.Unit.PERCENT;

import java.util.List;

/** The metrics of memory and swap. */
public final class MemoryMetrics {

    /** More than the 52 bits of an address of x86-64 reach cannot be; those of ARM have as many. */
    static final double MOST_MEMORY = 0x1p52;

    /** {@link #MEM_TOTAL} less {@link #MEM_AVAILABLE}, as free(1) counts since procps 4; unavailable where the latter is. */
    public static final Metric MEM_USED = gauge(
                    "mem_used", BYTES, "Memory that programs could not get without swapping: total less available.")
            .inWholeNumbers()
            .between(0, MOST_MEMORY)
            .from("MemTotal less MemAvailable of /proc/meminfo, proc_meminfo(5)");
    /** What the kernel has to give out, which is less than is built in; in a container too it is the machine's. */
    public static final Metric MEM_TOTAL = gauge("mem_total", BYTES, "Memory that the kernel has to give out.")
            .inWholeNumbers()
            .between(0, MOST_MEMORY)
            .from("MemTotal of /proc/meminfo, proc_meminfo(5)");
    /** {@link #MEM_USED} of {@link #MEM_TOTAL}, 0 to 100; unavailable where the former is. */
    public static final Metric MEM_PERCENT = gauge("mem_percent", PERCENT, "Used memory as a share of the total.")
            .from("MemTotal and MemAvailable of /proc/meminfo, proc_meminfo(5)");
    /** The kernel's own estimate of what can still be had; unavailable before Linux 3.14. */
    public static final Metric MEM_AVAILABLE = gauge(
                    "mem_available", BYTES, "Memory that programs can still get without swapping.")
            .inWholeNumbers()
            .between(0, MOST_MEMORY)
            .from("MemAvailable of /proc/meminfo, proc_meminfo(5)");
    /** {@code Cached} of proc_meminfo(5): file systems in memory (tmpfs) are part of it. */
    public static final Metric MEM_CACHED = gauge("mem_cached", BYTES, "Memory that holds the contents of files.")
            .inWholeNumbers()
            .between(0, MOST_MEMORY)
            .from("Cached of /proc/meminfo, proc_meminfo(5)");
    /** {@code Buffers} of proc_meminfo(5): blocks of raw disks. */
    public static final Metric MEM_BUFFERS = gauge("mem_buffers", BYTES, "Memory that holds blocks of raw disks.")
            .inWholeNumbers()
            .between(0, MOST_MEMORY)
            .from("Buffers of /proc/meminfo, proc_meminfo(5)");
    /** {@code Dirty} of proc_meminfo(5): what is on no disk yet. */
    public static final Metric MEM_DIRTY = gauge("mem_dirty", BYTES, "Memory that waits to be written to disks.")
            .inWholeNumbers()
            .between(0, MOST_MEMORY)
            .from("Dirty of /proc/meminfo, proc_meminfo(5)");
    /** All swap together; 0 on a machine without any. */
    public static final Metric SWAP_TOTAL = gauge("swap_total", BYTES, "Size of all swap.")
            .inWholeNumbers()
            .from("SwapTotal of /proc/meminfo, proc_meminfo(5)");
    /** Swap in use; 0 on a machine without any. */
    public static final Metric SWAP_USED = gauge("swap_used", BYTES, "Swap in use.")
            .inWholeNumbers()
            .from("SwapTotal less SwapFree of /proc/meminfo, proc_meminfo(5)");
    /** {@link #SWAP_USED} of {@link #SWAP_TOTAL}, 0 to 100; unavailable without swap, of which nothing is a share. */
    public static final Metric SWAP_PERCENT = gauge("swap_percent", PERCENT, "Used swap as a share of all swap.")
            .from("SwapTotal and SwapFree of /proc/meminfo, proc_meminfo(5)");

    /** All of the above. */
    public static final List<Metric> ALL = List.of(
            MEM_USED,
            MEM_TOTAL,
            MEM_PERCENT,
            MEM_AVAILABLE,
            MEM_CACHED,
            MEM_BUFFERS,
            MEM_DIRTY,
            SWAP_TOTAL,
            SWAP_USED,
            SWAP_PERCENT);

    private MemoryMetrics() {}
}

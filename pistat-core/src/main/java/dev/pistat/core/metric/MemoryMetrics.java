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
    public static final Metric MEM_USED = bytes(
                    "mem_used",
                    "Memory that programs could not get without swapping: total less available.",
                    "MemTotal less MemAvailable")
            .between(0, MOST_MEMORY);
    /** What the kernel has to give out, which is less than is built in; in a container too it is the machine's. */
    public static final Metric MEM_TOTAL = bytes("mem_total", "Memory that the kernel has to give out.", "MemTotal")
            .between(0, MOST_MEMORY);
    /** {@link #MEM_USED} of {@link #MEM_TOTAL}, 0 to 100; unavailable where the former is. */
    public static final Metric MEM_PERCENT =
            percent("mem_percent", "Used memory as a share of the total.", "MemTotal and MemAvailable");
    /** The kernel's own estimate of what can still be had; unavailable before Linux 3.14. */
    public static final Metric MEM_AVAILABLE = bytes(
                    "mem_available", "Memory that programs can still get without swapping.", "MemAvailable")
            .between(0, MOST_MEMORY);
    /** {@code Cached} of proc_meminfo(5): file systems in memory (tmpfs) are part of it. */
    public static final Metric MEM_CACHED = bytes("mem_cached", "Memory that holds the contents of files.", "Cached")
            .between(0, MOST_MEMORY);
    /** {@code Buffers} of proc_meminfo(5): blocks of raw disks. */
    public static final Metric MEM_BUFFERS = bytes("mem_buffers", "Memory that holds blocks of raw disks.", "Buffers")
            .between(0, MOST_MEMORY);
    /** {@code Dirty} of proc_meminfo(5): what is on no disk yet. */
    public static final Metric MEM_DIRTY = bytes("mem_dirty", "Memory that waits to be written to disks.", "Dirty")
            .between(0, MOST_MEMORY);
    /** All swap together; 0 on a machine without any. */
    public static final Metric SWAP_TOTAL = bytes("swap_total", "Size of all swap.", "SwapTotal");
    /** Swap in use; 0 on a machine without any. */
    public static final Metric SWAP_USED = bytes("swap_used", "Swap in use.", "SwapTotal less SwapFree");
    /** {@link #SWAP_USED} of {@link #SWAP_TOTAL}, 0 to 100; unavailable without swap, of which nothing is a share. */
    public static final Metric SWAP_PERCENT =
            percent("swap_percent", "Used swap as a share of all swap.", "SwapTotal and SwapFree");

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

    private static Metric bytes(String name, String help, String lines) {
        return gauge(name, BYTES, help).inWholeNumbers().from(source(lines));
    }

    private static Metric percent(String name, String help, String lines) {
        return gauge(name, PERCENT, help).from(source(lines));
    }

    private static String source(String lines) {
        return lines + " of /proc/meminfo, proc_meminfo(5)";
    }
}

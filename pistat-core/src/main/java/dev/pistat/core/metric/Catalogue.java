package dev.pistat.core.metric;

import static dev.pistat.core.metric.Metric.counter;
import static dev.pistat.core.metric.Metric.gauge;
import static dev.pistat.core.metric.Unit.BYTES;
import static dev.pistat.core.metric.Unit.CELSIUS;
import static dev.pistat.core.metric.Unit.NONE;
import static dev.pistat.core.metric.Unit.PERCENT;
import static dev.pistat.core.metric.Unit.SECONDS;

import java.util.List;

/** Every metric that PiStat itself knows. A new one is added here and in the sampler that reads it, and nowhere else. */
public final class Catalogue {

    public static final Metric CPU_PERCENT =
            gauge("cpu_percent", PERCENT, "Share of all cores' time since the last sample that was not idle.");
    public static final Metric CPU_CORE_PERCENT = gauge(
                    "cpu_core_percent", PERCENT, "Share of one core's time since the last sample that was not idle.")
            .by("core");
    public static final Metric MEM_USED = gauge(
                    "mem_used", BYTES, "Memory that programs could not get without swapping: total less available.")
            .inWholeNumbers();
    public static final Metric MEM_TOTAL =
            gauge("mem_total", BYTES, "Memory that the kernel has to give out.").inWholeNumbers();
    public static final Metric MEM_PERCENT = gauge("mem_percent", PERCENT, "Used memory as a share of the total.");
    public static final Metric CPU_TEMP = gauge("cpu_temp", CELSIUS, "Temperature of the processor.");
    public static final Metric DISK_USED = gauge(
                    "disk_used", BYTES, "Space in use on the configured file system, as df counts it.")
            .inWholeNumbers();
    public static final Metric DISK_TOTAL =
            gauge("disk_total", BYTES, "Size of the configured file system.").inWholeNumbers();
    public static final Metric DISK_PERCENT = gauge(
            "disk_percent", PERCENT, "Used space as a share of what a user can use of the configured file system.");
    public static final Metric LOAD_1 =
            gauge("load_1", NONE, "Tasks running or waiting for a core or a disk, averaged over 1 minute.");
    public static final Metric LOAD_5 =
            gauge("load_5", NONE, "Tasks running or waiting for a core or a disk, averaged over 5 minutes.");
    public static final Metric LOAD_15 =
            gauge("load_15", NONE, "Tasks running or waiting for a core or a disk, averaged over 15 minutes.");
    public static final Metric NET_BYTES_SENT =
            counter("net_bytes_sent", BYTES, "Bytes sent by the configured network interface, or by all real ones.");
    public static final Metric NET_BYTES_RECV = counter(
            "net_bytes_recv", BYTES, "Bytes received by the configured network interface, or by all real ones.");
    public static final Metric UPTIME_SECONDS =
            gauge("uptime_seconds", SECONDS, "Time since the kernel started.").inWholeNumbers();

    /** All of the above, in the order in which documents list them. */
    public static final List<Metric> ALL = List.of(
            CPU_PERCENT,
            CPU_CORE_PERCENT,
            MEM_USED,
            MEM_TOTAL,
            MEM_PERCENT,
            CPU_TEMP,
            DISK_USED,
            DISK_TOTAL,
            DISK_PERCENT,
            LOAD_1,
            LOAD_5,
            LOAD_15,
            NET_BYTES_SENT,
            NET_BYTES_RECV,
            UPTIME_SECONDS);

    private Catalogue() {}
}

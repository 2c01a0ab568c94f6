package dev.pistat.core.metric;

import static dev.pistat.core.metric.Metric.counter;
import static dev.pistat.core.metric.Metric.gauge;
import static dev.pistat.core.metric.Unit.BYTES;
import static dev.pistat.core.metric.Unit.BYTES_PER_SECOND;
import static dev.pistat.core.metric.Unit.NONE;
import static dev.pistat.core.metric.Unit.PERCENT;

import java.util.List;

/** The metrics of file systems, disks and flash memory. */
public final class DiskMetrics {

    /** On the file system of the configured path. One that counts no space, such as procfs, has none of the three. */
    public static final Metric DISK_USED = gauge(
                    "disk_used", BYTES, "Space in use on the configured file system, as df counts it.")
            .inWholeNumbers()
            .from("statvfs(3) of the configured path, as df(1) counts");
    /** The size of the file system that the configured path lies on. */
    public static final Metric DISK_TOTAL = gauge("disk_total", BYTES, "Size of the configured file system.")
            .inWholeNumbers()
            .from("statvfs(3) of the configured path, as df(1) counts");
    /** {@link #DISK_USED} of that and what a user can still have, 0 to 100: what is kept for root is left out, as by df(1). */
    public static final Metric DISK_PERCENT = gauge(
                    "disk_percent",
                    PERCENT,
                    "Used space as a share of what a user can use of the configured file system.")
            .from("statvfs(3) of the configured path, as df(1) counts");
    /** By the folder where it is mounted, {@code /home}. One that counts no space has none of the three. */
    public static final Metric FILESYSTEM_USED = gauge(
                    "filesystem_used", BYTES, "Space in use on one file system, as df counts it.")
            .by("mount")
            .inWholeNumbers()
            .from("statvfs(3) of each mount in mountinfo, proc_pid_mountinfo(5)");
    /** The size, by the folder where it is mounted. */
    public static final Metric FILESYSTEM_TOTAL = gauge("filesystem_total", BYTES, "Size of one file system.")
            .by("mount")
            .inWholeNumbers()
            .from("statvfs(3) of each mount in mountinfo, proc_pid_mountinfo(5)");
    /** From 0 to 100, by the folder where it is mounted; counted as {@link #DISK_PERCENT} is. */
    public static final Metric FILESYSTEM_PERCENT = gauge(
                    "filesystem_percent", PERCENT, "Used space as a share of what a user can use of one file system.")
            .by("mount")
            .from("statvfs(3) of each mount in mountinfo, proc_pid_mountinfo(5)");
    /** Read from one disk, by its name, {@code mmcblk0}. Partitions are not listed. */
    public static final Metric DISK_READ_BYTES = counter(
                    "disk_read_bytes", BYTES, "Bytes read from one disk since boot.")
            .by("device")
            .from("/proc/diskstats, admin-guide/iostats.rst");
    /** Written to one disk, by its name. */
    public static final Metric DISK_WRITTEN_BYTES = counter(
                    "disk_written_bytes", BYTES, "Bytes written to one disk since boot.")
            .by("device")
            .from("/proc/diskstats, admin-guide/iostats.rst");
    /** Requests that one disk answered, by its name: those that the kernel merged count once. */
    public static final Metric DISK_READS = counter("disk_reads", NONE, "Reads that one disk completed since boot.")
            .by("device")
            .from("/proc/diskstats, admin-guide/iostats.rst");
    /** Requests that one disk answered, by its name: those that the kernel merged count once. */
    public static final Metric DISK_WRITES = counter("disk_writes", NONE, "Writes that one disk completed since boot.")
            .by("device")
            .from("/proc/diskstats, admin-guide/iostats.rst");
    /** Since the last sample; unavailable at a disk's first one, and where its counters restarted. */
    public static final Metric DISK_READ_RATE = gauge(
                    "disk_read_rate", BYTES_PER_SECOND, "Bytes a second read from one disk.")
            .by("device")
            .from("/proc/diskstats, admin-guide/iostats.rst");
    /** Since the last sample; unavailable where {@link #DISK_READ_RATE} is. */
    public static final Metric DISK_WRITE_RATE = gauge(
                    "disk_write_rate", BYTES_PER_SECOND, "Bytes a second written to one disk.")
            .by("device")
            .from("/proc/diskstats, admin-guide/iostats.rst");
    /** From 0 to 100, since the last sample. A disk that serves many requests at once is not at its limit with 100. */
    public static final Metric DISK_BUSY_PERCENT = gauge(
                    "disk_busy_percent", PERCENT, "Share of time in which one disk had something to do.")
            .by("device")
            .from("/proc/diskstats, admin-guide/iostats.rst");
    /** From 10 to 100 in steps of 10, as the chip estimates it. A plain SD card has no such figure. */
    public static final Metric FLASH_WEAR_PERCENT = gauge(
                    "flash_wear_percent", PERCENT, "Share of its life that one eMMC chip has used up, at most.")
            .by("device")
            .inWholeNumbers()
            .from("/sys/block/mmcblkN/device/life_time, sysfs-bus-mmc");
    /** How far the spare blocks are used up: 1, 2 or 3. A plain SD card has no such figure. */
    public static final Metric FLASH_RESERVE_STATUS = gauge(
                    "flash_reserve_status", NONE, "Spare blocks of one eMMC chip: 1 normal, 2 warning, 3 urgent.")
            .by("device")
            .inWholeNumbers()
            .between(1, 3)
            .from("/sys/block/mmcblkN/device/pre_eol_info, sysfs-bus-mmc");

    /** All of the above. */
    public static final List<Metric> ALL = List.of(
            DISK_USED,
            DISK_TOTAL,
            DISK_PERCENT,
            FILESYSTEM_USED,
            FILESYSTEM_TOTAL,
            FILESYSTEM_PERCENT,
            DISK_READ_BYTES,
            DISK_WRITTEN_BYTES,
            DISK_READS,
            DISK_WRITES,
            DISK_READ_RATE,
            DISK_WRITE_RATE,
            DISK_BUSY_PERCENT,
            FLASH_WEAR_PERCENT,
            FLASH_RESERVE_STATUS);

    private DiskMetrics() {}
}

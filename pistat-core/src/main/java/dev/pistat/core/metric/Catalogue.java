package dev.pistat.core.metric;

import static dev.pistat.core.metric.Metric.counter;
import static dev.pistat.core.metric.Metric.gauge;
import static dev.pistat.core.metric.Unit.BYTES;
import static dev.pistat.core.metric.Unit.BYTES_PER_SECOND;
import static dev.pistat.core.metric.Unit.CELSIUS;
import static dev.pistat.core.metric.Unit.DBM;
import static dev.pistat.core.metric.Unit.HERTZ;
import static dev.pistat.core.metric.Unit.NONE;
import static dev.pistat.core.metric.Unit.PERCENT;
import static dev.pistat.core.metric.Unit.RPM;
import static dev.pistat.core.metric.Unit.SECONDS;
import static dev.pistat.core.metric.Unit.VOLTS;
import static dev.pistat.core.metric.Unit.WATTS;

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

    public static final Metric CPU_USER_PERCENT = gauge(
            "cpu_user_percent", PERCENT, "Share of all cores' time that programs ran, nice ones and guests included.");
    public static final Metric CPU_SYSTEM_PERCENT =
            gauge("cpu_system_percent", PERCENT, "Share of all cores' time that the kernel ran, interrupts included.");
    public static final Metric CPU_IOWAIT_PERCENT = gauge(
            "cpu_iowait_percent", PERCENT, "Share of all cores' time that was idle while a task waited for a disk.");
    public static final Metric CPU_STEAL_PERCENT =
            gauge("cpu_steal_percent", PERCENT, "Share of all cores' time that the hypervisor gave to somebody else.");
    public static final Metric CPU_FREQUENCY_HERTZ = gauge(
                    "cpu_frequency_hertz", HERTZ, "Clock rate of one core that the kernel's governor has set.")
            .by("core")
            .inWholeNumbers();
    public static final Metric PROCESSES_RUNNING = gauge(
                    "processes_running", NONE, "Tasks that run or wait for a core.")
            .inWholeNumbers();
    public static final Metric PROCESSES_BLOCKED = gauge(
                    "processes_blocked", NONE, "Tasks that wait for a disk to answer.")
            .inWholeNumbers();

    public static final Metric MEM_AVAILABLE = gauge(
                    "mem_available", BYTES, "Memory that programs can still get without swapping.")
            .inWholeNumbers();
    public static final Metric MEM_CACHED = gauge("mem_cached", BYTES, "Memory that holds the contents of files.")
            .inWholeNumbers();
    public static final Metric MEM_BUFFERS = gauge("mem_buffers", BYTES, "Memory that holds blocks of raw disks.")
            .inWholeNumbers();
    public static final Metric MEM_DIRTY = gauge("mem_dirty", BYTES, "Memory that waits to be written to disks.")
            .inWholeNumbers();
    public static final Metric SWAP_TOTAL =
            gauge("swap_total", BYTES, "Size of all swap.").inWholeNumbers();
    public static final Metric SWAP_USED =
            gauge("swap_used", BYTES, "Swap in use.").inWholeNumbers();
    public static final Metric SWAP_PERCENT = gauge("swap_percent", PERCENT, "Used swap as a share of all swap.");

    public static final Metric PRESSURE_CPU_SOME_PERCENT =
            gauge("pressure_cpu_some_percent", PERCENT, "Share of the last 10 s in which some task waited for a core.");
    public static final Metric PRESSURE_MEMORY_SOME_PERCENT = gauge(
            "pressure_memory_some_percent", PERCENT, "Share of the last 10 s in which some task waited for memory.");
    public static final Metric PRESSURE_MEMORY_FULL_PERCENT = gauge(
            "pressure_memory_full_percent", PERCENT, "Share of the last 10 s in which every task waited for memory.");
    public static final Metric PRESSURE_IO_SOME_PERCENT =
            gauge("pressure_io_some_percent", PERCENT, "Share of the last 10 s in which some task waited for a disk.");
    public static final Metric PRESSURE_IO_FULL_PERCENT =
            gauge("pressure_io_full_percent", PERCENT, "Share of the last 10 s in which every task waited for a disk.");

    public static final Metric TEMPERATURE_CELSIUS =
            gauge("temperature_celsius", CELSIUS, "Temperature of one sensor.").by("sensor");
    public static final Metric FAN_RPM =
            gauge("fan_rpm", RPM, "Speed of one fan.").by("fan").inWholeNumbers();

    public static final Metric UNDERVOLTAGE_NOW =
            flag("undervoltage_now", "1 while the supply of a Raspberry Pi is below 4.63 V, else 0.");
    public static final Metric FREQUENCY_CAPPED_NOW =
            flag("frequency_capped_now", "1 while a Raspberry Pi's firmware caps the clock rate, else 0.");
    public static final Metric THROTTLED_NOW =
            flag("throttled_now", "1 while a Raspberry Pi's firmware slows the processor down, else 0.");
    public static final Metric TEMPERATURE_LIMITED_NOW =
            flag("temperature_limited_now", "1 while a Raspberry Pi is above its soft temperature limit, else 0.");
    public static final Metric UNDERVOLTAGE_SINCE_BOOT =
            flag("undervoltage_since_boot", "1 if the supply of a Raspberry Pi was too low since it booted, else 0.");
    public static final Metric FREQUENCY_CAPPED_SINCE_BOOT =
            flag("frequency_capped_since_boot", "1 if a Raspberry Pi's clock was capped since it booted, else 0.");
    public static final Metric THROTTLED_SINCE_BOOT =
            flag("throttled_since_boot", "1 if a Raspberry Pi was slowed down since it booted, else 0.");
    public static final Metric TEMPERATURE_LIMITED_SINCE_BOOT = flag(
            "temperature_limited_since_boot", "1 if a Raspberry Pi was above its soft limit since it booted, else 0.");
    public static final Metric FIRMWARE_FREQUENCY_HERTZ = gauge(
                    "firmware_frequency_hertz", HERTZ, "Clock rate of the processor that the firmware measures.")
            .inWholeNumbers();
    public static final Metric CORE_VOLTS = gauge("core_volts", VOLTS, "Voltage of the processor's core.");
    public static final Metric POWER_WATTS = gauge(
                    "power_watts", WATTS, "Power that one rail of the board's supply gives.")
            .by("rail");
    public static final Metric BOARD_POWER_WATTS =
            gauge("board_power_watts", WATTS, "Sum over the rails that report both volts and amperes.");

    public static final Metric FILESYSTEM_USED = gauge(
                    "filesystem_used", BYTES, "Space in use on one file system, as df counts it.")
            .by("mount")
            .inWholeNumbers();
    public static final Metric FILESYSTEM_TOTAL = gauge("filesystem_total", BYTES, "Size of one file system.")
            .by("mount")
            .inWholeNumbers();
    public static final Metric FILESYSTEM_PERCENT = gauge(
                    "filesystem_percent", PERCENT, "Used space as a share of what a user can use of one file system.")
            .by("mount");

    public static final Metric DISK_READ_BYTES = counter(
                    "disk_read_bytes", BYTES, "Bytes read from one disk since boot.")
            .by("device");
    public static final Metric DISK_WRITTEN_BYTES = counter(
                    "disk_written_bytes", BYTES, "Bytes written to one disk since boot.")
            .by("device");
    public static final Metric DISK_READS = counter("disk_reads", NONE, "Reads that one disk completed since boot.")
            .by("device");
    public static final Metric DISK_WRITES = counter("disk_writes", NONE, "Writes that one disk completed since boot.")
            .by("device");
    public static final Metric DISK_READ_RATE = gauge(
                    "disk_read_rate", BYTES_PER_SECOND, "Bytes a second read from one disk.")
            .by("device");
    public static final Metric DISK_WRITE_RATE = gauge(
                    "disk_write_rate", BYTES_PER_SECOND, "Bytes a second written to one disk.")
            .by("device");
    public static final Metric DISK_BUSY_PERCENT = gauge(
                    "disk_busy_percent", PERCENT, "Share of time in which one disk had something to do.")
            .by("device");

    public static final Metric FLASH_WEAR_PERCENT = gauge(
                    "flash_wear_percent", PERCENT, "Share of its life that one eMMC chip has used up, at most.")
            .by("device")
            .inWholeNumbers();
    public static final Metric FLASH_RESERVE_STATUS = gauge(
                    "flash_reserve_status", NONE, "Spare blocks of one eMMC chip: 1 normal, 2 warning, 3 urgent.")
            .by("device")
            .inWholeNumbers();

    public static final Metric INTERFACE_RECEIVED_BYTES = counter(
                    "interface_received_bytes", BYTES, "Bytes that one network interface received since it came up.")
            .by("interface");
    public static final Metric INTERFACE_SENT_BYTES = counter(
                    "interface_sent_bytes", BYTES, "Bytes that one network interface sent since it came up.")
            .by("interface");
    public static final Metric INTERFACE_ERRORS = counter(
                    "interface_errors", NONE, "Packets that one network interface received or sent with an error.")
            .by("interface");
    public static final Metric INTERFACE_DROPS = counter(
                    "interface_drops", NONE, "Packets that one network interface received or sent and dropped.")
            .by("interface");
    public static final Metric INTERFACE_RECEIVE_RATE = gauge(
                    "interface_receive_rate", BYTES_PER_SECOND, "Bytes a second that one network interface receives.")
            .by("interface");
    public static final Metric INTERFACE_SEND_RATE = gauge(
                    "interface_send_rate", BYTES_PER_SECOND, "Bytes a second that one network interface sends.")
            .by("interface");
    public static final Metric NET_RECEIVE_RATE = gauge(
            "net_receive_rate", BYTES_PER_SECOND, "Bytes a second that all real network interfaces receive together.");
    public static final Metric NET_SEND_RATE =
            gauge("net_send_rate", BYTES_PER_SECOND, "Bytes a second that all real network interfaces send together.");

    public static final Metric WIFI_SIGNAL_DBM = gauge(
                    "wifi_signal_dbm", DBM, "Strength of the signal at one Wi-Fi interface.")
            .by("interface");
    public static final Metric WIFI_QUALITY_PERCENT = gauge(
                    "wifi_quality_percent", PERCENT, "Quality of one Wi-Fi interface's link, of the driver's best.")
            .by("interface");

    public static final Metric PISTAT_CPU_PERCENT =
            gauge("pistat_cpu_percent", PERCENT, "Share of all cores' time that PiStat itself took.");
    public static final Metric PISTAT_MEMORY_BYTES = gauge(
                    "pistat_memory_bytes", BYTES, "Resident memory of PiStat itself.")
            .inWholeNumbers();
    public static final Metric PISTAT_WRITTEN_BYTES =
            counter("pistat_written_bytes", BYTES, "Bytes that PiStat itself caused to be written to disks.");
    public static final Metric PISTAT_SAMPLE_SECONDS = gauge(
                    "pistat_sample_seconds", SECONDS, "Time that one group of readings took in the last sample.")
            .by("group");

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
            UPTIME_SECONDS,
            CPU_USER_PERCENT,
            CPU_SYSTEM_PERCENT,
            CPU_IOWAIT_PERCENT,
            CPU_STEAL_PERCENT,
            CPU_FREQUENCY_HERTZ,
            PROCESSES_RUNNING,
            PROCESSES_BLOCKED,
            MEM_AVAILABLE,
            MEM_CACHED,
            MEM_BUFFERS,
            MEM_DIRTY,
            SWAP_TOTAL,
            SWAP_USED,
            SWAP_PERCENT,
            PRESSURE_CPU_SOME_PERCENT,
            PRESSURE_MEMORY_SOME_PERCENT,
            PRESSURE_MEMORY_FULL_PERCENT,
            PRESSURE_IO_SOME_PERCENT,
            PRESSURE_IO_FULL_PERCENT,
            TEMPERATURE_CELSIUS,
            FAN_RPM,
            UNDERVOLTAGE_NOW,
            FREQUENCY_CAPPED_NOW,
            THROTTLED_NOW,
            TEMPERATURE_LIMITED_NOW,
            UNDERVOLTAGE_SINCE_BOOT,
            FREQUENCY_CAPPED_SINCE_BOOT,
            THROTTLED_SINCE_BOOT,
            TEMPERATURE_LIMITED_SINCE_BOOT,
            FIRMWARE_FREQUENCY_HERTZ,
            CORE_VOLTS,
            POWER_WATTS,
            BOARD_POWER_WATTS,
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
            FLASH_RESERVE_STATUS,
            INTERFACE_RECEIVED_BYTES,
            INTERFACE_SENT_BYTES,
            INTERFACE_ERRORS,
            INTERFACE_DROPS,
            INTERFACE_RECEIVE_RATE,
            INTERFACE_SEND_RATE,
            NET_RECEIVE_RATE,
            NET_SEND_RATE,
            WIFI_SIGNAL_DBM,
            WIFI_QUALITY_PERCENT,
            PISTAT_CPU_PERCENT,
            PISTAT_MEMORY_BYTES,
            PISTAT_WRITTEN_BYTES,
            PISTAT_SAMPLE_SECONDS);

    private Catalogue() {}

    private static Metric flag(String name, String help) {
        return gauge(name, NONE, help).inWholeNumbers();
    }
}

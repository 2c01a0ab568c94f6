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

/**
 * Every metric that PiStat itself knows. A new one is added here and in the sampler that reads it, and nowhere else.
 *
 * <p>What each is in a sentence, its unit and its kind it says itself: {@link Metric#help}. The comments add the range of
 * the values, what the instances are called, and when there are none.
 */
public final class Catalogue {

    /** More tasks than the kernel has numbers for (pid_max of proc_sys_kernel(5)) cannot be. */
    private static final double MOST_TASKS = 4_194_304;

    /** More than the 52 bits of an address of x86-64 reach cannot be; those of ARM have as many. */
    private static final double MOST_MEMORY = 0x1p52;

    /** How busy all cores are together: 0 to 100, however many there are. */
    public static final Metric CPU_PERCENT =
            gauge("cpu_percent", PERCENT, "Share of all cores' time since the last sample that was not idle.");
    /** How busy one core is, 0 to 100, by its number. One that is offline, or was at the last sample, has no share. */
    public static final Metric CPU_CORE_PERCENT = gauge(
                    "cpu_core_percent", PERCENT, "Share of one core's time since the last sample that was not idle.")
            .by("core");
    /** {@link #MEM_TOTAL} less {@link #MEM_AVAILABLE}, as free(1) counts since procps 4; unavailable where the latter is. */
    public static final Metric MEM_USED = gauge(
                    "mem_used", BYTES, "Memory that programs could not get without swapping: total less available.")
            .inWholeNumbers()
            .between(0, MOST_MEMORY);
    /** What the kernel has to give out, which is less than is built in; in a container too it is the machine's. */
    public static final Metric MEM_TOTAL = gauge("mem_total", BYTES, "Memory that the kernel has to give out.")
            .inWholeNumbers()
            .between(0, MOST_MEMORY);
    /** {@link #MEM_USED} of {@link #MEM_TOTAL}, 0 to 100; unavailable where the former is. */
    public static final Metric MEM_PERCENT = gauge("mem_percent", PERCENT, "Used memory as a share of the total.");
    /** From −40 to 150 °C, of the first source that has it: a Raspberry Pi's firmware, then the kernel's sensors. */
    public static final Metric CPU_TEMP =
            gauge("cpu_temp", CELSIUS, "Temperature of the processor.").between(-40, 150);
    /** On the file system of the configured path. One that counts no space, such as procfs, has none of the three. */
    public static final Metric DISK_USED = gauge(
                    "disk_used", BYTES, "Space in use on the configured file system, as df counts it.")
            .inWholeNumbers();
    /** The size of the file system that the configured path lies on. */
    public static final Metric DISK_TOTAL =
            gauge("disk_total", BYTES, "Size of the configured file system.").inWholeNumbers();
    /** {@link #DISK_USED} of that and what a user can still have, 0 to 100: what is kept for root is left out, as by df(1). */
    public static final Metric DISK_PERCENT = gauge(
            "disk_percent", PERCENT, "Used space as a share of what a user can use of the configured file system.");
    /** Load average over a minute: never negative, and not divided by the number of cores. */
    public static final Metric LOAD_1 = gauge(
                    "load_1", NONE, "Tasks running or waiting for a core or a disk, averaged over 1 minute.")
            .between(0, MOST_TASKS);
    /** Load average over 5 minutes: never negative, and not divided by the number of cores. */
    public static final Metric LOAD_5 = gauge(
                    "load_5", NONE, "Tasks running or waiting for a core or a disk, averaged over 5 minutes.")
            .between(0, MOST_TASKS);
    /** Load average over 15 minutes: never negative, and not divided by the number of cores. */
    public static final Metric LOAD_15 = gauge(
                    "load_15", NONE, "Tasks running or waiting for a core or a disk, averaged over 15 minutes.")
            .between(0, MOST_TASKS);
    /** Sent by the configured interface alone; while that does not exist, by all real ones together. */
    public static final Metric NET_BYTES_SENT =
            counter("net_bytes_sent", BYTES, "Bytes sent by the configured network interface, or by all real ones.");
    /** Received by the same interfaces as {@link #NET_BYTES_SENT}. */
    public static final Metric NET_BYTES_RECV = counter(
            "net_bytes_recv", BYTES, "Bytes received by the configured network interface, or by all real ones.");
    /** Whole seconds since the kernel started, time asleep included: setting the clock does not change them. */
    public static final Metric UPTIME_SECONDS = gauge("uptime_seconds", SECONDS, "Time since the kernel started.")
            .inWholeNumbers()
            .between(0, 1e10);

    /** The part of {@link #CPU_PERCENT} that programs took: with system and steal it adds up to all of that. */
    public static final Metric CPU_USER_PERCENT = gauge(
            "cpu_user_percent", PERCENT, "Share of all cores' time that programs ran, nice ones and guests included.");
    /** The part of {@link #CPU_PERCENT} that the kernel took. */
    public static final Metric CPU_SYSTEM_PERCENT =
            gauge("cpu_system_percent", PERCENT, "Share of all cores' time that the kernel ran, interrupts included.");
    /** Idle time, so no part of {@link #CPU_PERCENT}: both together are 100 at most. */
    public static final Metric CPU_IOWAIT_PERCENT = gauge(
            "cpu_iowait_percent", PERCENT, "Share of all cores' time that was idle while a task waited for a disk.");
    /** The part of {@link #CPU_PERCENT} that a virtual machine wanted and did not get. */
    public static final Metric CPU_STEAL_PERCENT =
            gauge("cpu_steal_percent", PERCENT, "Share of all cores' time that the hypervisor gave to somebody else.");
    /** By the number of the core, if that is online. A machine without cpufreq, as most virtual ones are, has none. */
    public static final Metric CPU_FREQUENCY_HERTZ = gauge(
                    "cpu_frequency_hertz", HERTZ, "Clock rate of one core that the kernel's governor has set.")
            .by("core")
            .inWholeNumbers()
            .between(0, 2e10);
    /** Threads, 4,194,304 at most, that run or wait for a core; unavailable where the kernel does not count them. */
    public static final Metric PROCESSES_RUNNING = gauge(
                    "processes_running", NONE, "Tasks that run or wait for a core.")
            .inWholeNumbers()
            .between(0, MOST_TASKS);
    /** Threads, 4,194,304 at most, that wait for a disk; unavailable where the kernel does not count them. */
    public static final Metric PROCESSES_BLOCKED = gauge(
                    "processes_blocked", NONE, "Tasks that wait for a disk to answer.")
            .inWholeNumbers()
            .between(0, MOST_TASKS);

    /** The kernel's own estimate of what can still be had; unavailable before Linux 3.14. */
    public static final Metric MEM_AVAILABLE = gauge(
                    "mem_available", BYTES, "Memory that programs can still get without swapping.")
            .inWholeNumbers()
            .between(0, MOST_MEMORY);
    /** {@code Cached} of proc_meminfo(5): file systems in memory (tmpfs) are part of it. */
    public static final Metric MEM_CACHED = gauge("mem_cached", BYTES, "Memory that holds the contents of files.")
            .inWholeNumbers()
            .between(0, MOST_MEMORY);
    /** {@code Buffers} of proc_meminfo(5): blocks of raw disks. */
    public static final Metric MEM_BUFFERS = gauge("mem_buffers", BYTES, "Memory that holds blocks of raw disks.")
            .inWholeNumbers()
            .between(0, MOST_MEMORY);
    /** {@code Dirty} of proc_meminfo(5): what is on no disk yet. */
    public static final Metric MEM_DIRTY = gauge("mem_dirty", BYTES, "Memory that waits to be written to disks.")
            .inWholeNumbers()
            .between(0, MOST_MEMORY);
    /** All swap together; 0 on a machine without any. */
    public static final Metric SWAP_TOTAL =
            gauge("swap_total", BYTES, "Size of all swap.").inWholeNumbers();
    /** Swap in use; 0 on a machine without any. */
    public static final Metric SWAP_USED =
            gauge("swap_used", BYTES, "Swap in use.").inWholeNumbers();
    /** {@link #SWAP_USED} of {@link #SWAP_TOTAL}, 0 to 100; unavailable without swap, of which nothing is a share. */
    public static final Metric SWAP_PERCENT = gauge("swap_percent", PERCENT, "Used swap as a share of all swap.");

    /** Some task waited for a core, 0 to 100. All five are unavailable where the kernel measures no pressure. */
    public static final Metric PRESSURE_CPU_SOME_PERCENT =
            gauge("pressure_cpu_some_percent", PERCENT, "Share of the last 10 s in which some task waited for a core.");
    /** Some task waited for memory: 0 to 100, as the kernel averages it over 10 s. */
    public static final Metric PRESSURE_MEMORY_SOME_PERCENT = gauge(
            "pressure_memory_some_percent", PERCENT, "Share of the last 10 s in which some task waited for memory.");
    /** Nobody got on for want of memory: 0 to 100, as the kernel averages it over 10 s. */
    public static final Metric PRESSURE_MEMORY_FULL_PERCENT = gauge(
            "pressure_memory_full_percent", PERCENT, "Share of the last 10 s in which every task waited for memory.");
    /** Some task waited for a disk: 0 to 100, as the kernel averages it over 10 s. */
    public static final Metric PRESSURE_IO_SOME_PERCENT =
            gauge("pressure_io_some_percent", PERCENT, "Share of the last 10 s in which some task waited for a disk.");
    /** Nobody got on, waiting for a disk: 0 to 100, as the kernel averages it over 10 s. */
    public static final Metric PRESSURE_IO_FULL_PERCENT =
            gauge("pressure_io_full_percent", PERCENT, "Share of the last 10 s in which every task waited for a disk.");

    /** From −40 to 150 °C, else it has failed; by the sensor's name: {@code cpu-thermal}, {@code nvme Composite}. */
    public static final Metric TEMPERATURE_CELSIUS = gauge("temperature_celsius", CELSIUS, "Temperature of one sensor.")
            .by("sensor")
            .between(-40, 150);
    /** From 0, where it stands still, to 100,000; by the fan's name: {@code pwmfan fan1}. */
    public static final Metric FAN_RPM = gauge("fan_rpm", RPM, "Speed of one fan.")
            .by("fan")
            .inWholeNumbers()
            .between(0, 100_000);

    /** Bit 0 of {@code vcgencmd get_throttled}, asked every 10 s. Without vcgencmd all eight are unavailable. */
    public static final Metric UNDERVOLTAGE_NOW =
            flag("undervoltage_now", "1 while the supply of a Raspberry Pi is below 4.63 V, else 0.");
    /** Bit 1 of {@code vcgencmd get_throttled}. */
    public static final Metric FREQUENCY_CAPPED_NOW =
            flag("frequency_capped_now", "1 while a Raspberry Pi's firmware caps the clock rate, else 0.");
    /** Bit 2 of {@code vcgencmd get_throttled}. */
    public static final Metric THROTTLED_NOW =
            flag("throttled_now", "1 while a Raspberry Pi's firmware slows the processor down, else 0.");
    /** Bit 3 of {@code vcgencmd get_throttled}. */
    public static final Metric TEMPERATURE_LIMITED_NOW =
            flag("temperature_limited_now", "1 while a Raspberry Pi is above its soft temperature limit, else 0.");
    /** Bit 16 of {@code vcgencmd get_throttled}: once it is 1 it stays so until the next boot. */
    public static final Metric UNDERVOLTAGE_SINCE_BOOT =
            flag("undervoltage_since_boot", "1 if the supply of a Raspberry Pi was too low since it booted, else 0.");
    /** Bit 17 of {@code vcgencmd get_throttled}: once it is 1 it stays so until the next boot. */
    public static final Metric FREQUENCY_CAPPED_SINCE_BOOT =
            flag("frequency_capped_since_boot", "1 if a Raspberry Pi's clock was capped since it booted, else 0.");
    /** Bit 18 of {@code vcgencmd get_throttled}: once it is 1 it stays so until the next boot. */
    public static final Metric THROTTLED_SINCE_BOOT =
            flag("throttled_since_boot", "1 if a Raspberry Pi was slowed down since it booted, else 0.");
    /** Bit 19 of {@code vcgencmd get_throttled}: once it is 1 it stays so until the next boot. */
    public static final Metric TEMPERATURE_LIMITED_SINCE_BOOT = flag(
            "temperature_limited_since_boot", "1 if a Raspberry Pi was above its soft limit since it booted, else 0.");
    /** {@code vcgencmd measure_clock arm}, asked every 30 s; unavailable without vcgencmd. */
    public static final Metric FIRMWARE_FREQUENCY_HERTZ = gauge(
                    "firmware_frequency_hertz", HERTZ, "Clock rate of the processor that the firmware measures.")
            .inWholeNumbers()
            .between(0, 2e10);
    /** {@code vcgencmd measure_volts core}, asked every 30 s, never 0; unavailable without vcgencmd. */
    public static final Metric CORE_VOLTS =
            gauge("core_volts", VOLTS, "Voltage of the processor's core.").between(0, 10);
    /** {@code vcgencmd pmic_read_adc}, asked every 30 s, to the milliwatt, by the rail's name: {@code VDD_CORE}. */
    public static final Metric POWER_WATTS = gauge(
                    "power_watts", WATTS, "Power that one rail of the board's supply gives.")
            .by("rail")
            .between(0, 1_000);
    /** Less than the board draws, for not every rail is measured; absent where {@link #POWER_WATTS} has no rail. */
    public static final Metric BOARD_POWER_WATTS = gauge(
                    "board_power_watts", WATTS, "Sum over the rails that report both volts and amperes.")
            .between(0, 1_000);

    /** By the folder where it is mounted, {@code /home}. One that counts no space has none of the three. */
    public static final Metric FILESYSTEM_USED = gauge(
                    "filesystem_used", BYTES, "Space in use on one file system, as df counts it.")
            .by("mount")
            .inWholeNumbers();
    /** The size, by the folder where it is mounted. */
    public static final Metric FILESYSTEM_TOTAL = gauge("filesystem_total", BYTES, "Size of one file system.")
            .by("mount")
            .inWholeNumbers();
    /** From 0 to 100, by the folder where it is mounted; counted as {@link #DISK_PERCENT} is. */
    public static final Metric FILESYSTEM_PERCENT = gauge(
                    "filesystem_percent", PERCENT, "Used space as a share of what a user can use of one file system.")
            .by("mount");

    /** Read from one disk, by its name, {@code mmcblk0}. Partitions are not listed. */
    public static final Metric DISK_READ_BYTES = counter(
                    "disk_read_bytes", BYTES, "Bytes read from one disk since boot.")
            .by("device");
    /** Written to one disk, by its name. */
    public static final Metric DISK_WRITTEN_BYTES = counter(
                    "disk_written_bytes", BYTES, "Bytes written to one disk since boot.")
            .by("device");
    /** Requests that one disk answered, by its name: those that the kernel merged count once. */
    public static final Metric DISK_READS = counter("disk_reads", NONE, "Reads that one disk completed since boot.")
            .by("device");
    /** Requests that one disk answered, by its name: those that the kernel merged count once. */
    public static final Metric DISK_WRITES = counter("disk_writes", NONE, "Writes that one disk completed since boot.")
            .by("device");
    /** Since the last sample; unavailable at a disk's first one, and where its counters began anew. */
    public static final Metric DISK_READ_RATE = gauge(
                    "disk_read_rate", BYTES_PER_SECOND, "Bytes a second read from one disk.")
            .by("device");
    /** Since the last sample; unavailable where {@link #DISK_READ_RATE} is. */
    public static final Metric DISK_WRITE_RATE = gauge(
                    "disk_write_rate", BYTES_PER_SECOND, "Bytes a second written to one disk.")
            .by("device");
    /** From 0 to 100, since the last sample. A disk that serves many requests at once is not at its limit with 100. */
    public static final Metric DISK_BUSY_PERCENT = gauge(
                    "disk_busy_percent", PERCENT, "Share of time in which one disk had something to do.")
            .by("device");

    /** From 10 to 100 in steps of 10, as the chip estimates it. A plain SD card has no such figure. */
    public static final Metric FLASH_WEAR_PERCENT = gauge(
                    "flash_wear_percent", PERCENT, "Share of its life that one eMMC chip has used up, at most.")
            .by("device")
            .inWholeNumbers();
    /** How far the spare blocks are used up: 1, 2 or 3. A plain SD card has no such figure. */
    public static final Metric FLASH_RESERVE_STATUS = gauge(
                    "flash_reserve_status", NONE, "Spare blocks of one eMMC chip: 1 normal, 2 warning, 3 urgent.")
            .by("device")
            .inWholeNumbers()
            .between(1, 3);

    /** Received by one interface, by its name, {@code eth0}; from 0 again whenever it comes anew. */
    public static final Metric INTERFACE_RECEIVED_BYTES = counter(
                    "interface_received_bytes", BYTES, "Bytes that one network interface received since it came up.")
            .by("interface");
    /** Sent by one interface, by its name; from 0 again whenever it comes anew. */
    public static final Metric INTERFACE_SENT_BYTES = counter(
                    "interface_sent_bytes", BYTES, "Bytes that one network interface sent since it came up.")
            .by("interface");
    /** Packets of both directions together, by the interface's name. */
    public static final Metric INTERFACE_ERRORS = counter(
                    "interface_errors", NONE, "Packets that one network interface received or sent with an error.")
            .by("interface");
    /** Packets of both directions together, with those that the hardware had no room for; by the interface's name. */
    public static final Metric INTERFACE_DROPS = counter(
                    "interface_drops", NONE, "Packets that one network interface received or sent and dropped.")
            .by("interface");
    /** Since the last sample; unavailable at the first one, where counters began anew, and above the link's speed. */
    public static final Metric INTERFACE_RECEIVE_RATE = gauge(
                    "interface_receive_rate", BYTES_PER_SECOND, "Bytes a second that one network interface receives.")
            .by("interface");
    /** Since the last sample; unavailable as {@link #INTERFACE_RECEIVE_RATE} is. */
    public static final Metric INTERFACE_SEND_RATE = gauge(
                    "interface_send_rate", BYTES_PER_SECOND, "Bytes a second that one network interface sends.")
            .by("interface");
    /** All real interfaces together. Absent where one of them has no rate: a part of the sum is none. */
    public static final Metric NET_RECEIVE_RATE = gauge(
            "net_receive_rate", BYTES_PER_SECOND, "Bytes a second that all real network interfaces receive together.");
    /** All real interfaces together. Absent where one of them has no rate: a part of the sum is none. */
    public static final Metric NET_SEND_RATE =
            gauge("net_send_rate", BYTES_PER_SECOND, "Bytes a second that all real network interfaces send together.");

    /** From −120 to −1 dBm; unavailable while not connected, and where the driver gives something else. */
    public static final Metric WIFI_SIGNAL_DBM = gauge(
                    "wifi_signal_dbm", DBM, "Strength of the signal at one Wi-Fi interface.")
            .by("interface")
            .between(-120, -1);
    /** From 0 to 100 of the driver's best; unavailable while not connected, and where that best is not known. */
    public static final Metric WIFI_QUALITY_PERCENT = gauge(
                    "wifi_quality_percent", PERCENT, "Quality of one Wi-Fi interface's link, of the driver's best.")
            .by("interface");

    /** From 0 to 100, of the cores that are online. The kernel counts in steps of 10 ms: one value is coarse. */
    public static final Metric PISTAT_CPU_PERCENT =
            gauge("pistat_cpu_percent", PERCENT, "Share of all cores' time that PiStat itself took.");
    /** {@code VmRSS} of proc_pid_status(5). */
    public static final Metric PISTAT_MEMORY_BYTES = gauge(
                    "pistat_memory_bytes", BYTES, "Resident memory of PiStat itself.")
            .inWholeNumbers()
            .between(0, MOST_MEMORY);
    /** Meant for disks, since PiStat was started; unavailable where the kernel does not count it. */
    public static final Metric PISTAT_WRITTEN_BYTES =
            counter("pistat_written_bytes", BYTES, "Bytes that PiStat itself caused to be written to disks.");
    /** How long a sampler took, with its sensors, by its name. One that was late has none. */
    public static final Metric PISTAT_SAMPLE_SECONDS = gauge(
                    "pistat_sample_seconds", SECONDS, "Time that one group of readings took in the last sample.")
            .by("group")
            .between(0, 1e10);

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
        return gauge(name, NONE, help).inWholeNumbers().between(0, 1);
    }
}

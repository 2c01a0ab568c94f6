package dev.pistat.core.metric;

import static dev.pistat.core.metric.Metric.gauge;
import static dev.pistat.core.metric.Unit.HERTZ;
import static dev.pistat.core.metric.Unit.NONE;
import static dev.pistat.core.metric.Unit.PERCENT;

import java.util.List;

/** The metrics of the processor: how busy it is, how fast it runs, and how many tasks want it. */
public final class CpuMetrics {

    /** More tasks than the kernel has numbers for (pid_max of proc_sys_kernel(5)) cannot be. */
    private static final double MOST_TASKS = 4_194_304;

    /** How busy all cores are together: 0 to 100, however many there are. */
    public static final Metric CPU_PERCENT = gauge(
                    "cpu_percent", PERCENT, "Share of all cores' time since the last sample that was not idle.")
            .from("/proc/stat, proc_stat(5)");
    /** How busy one core is, 0 to 100, by its number. One that is offline, or was at the last sample, has no share. */
    public static final Metric CPU_CORE_PERCENT = gauge(
                    "cpu_core_percent", PERCENT, "Share of one core's time since the last sample that was not idle.")
            .by("core")
            .from("/proc/stat, proc_stat(5); /sys/devices/system/cpu, admin-guide/cputopology.rst");
    /** Load average over a minute: never negative, and not divided by the number of cores. */
    public static final Metric LOAD_1 = gauge(
                    "load_1", NONE, "Tasks running or waiting for a core or a disk, averaged over 1 minute.")
            .between(0, MOST_TASKS)
            .from("/proc/loadavg, proc_loadavg(5)");
    /** Load average over 5 minutes: never negative, and not divided by the number of cores. */
    public static final Metric LOAD_5 = gauge(
                    "load_5", NONE, "Tasks running or waiting for a core or a disk, averaged over 5 minutes.")
            .between(0, MOST_TASKS)
            .from("/proc/loadavg, proc_loadavg(5)");
    /** Load average over 15 minutes: never negative, and not divided by the number of cores. */
    public static final Metric LOAD_15 = gauge(
                    "load_15", NONE, "Tasks running or waiting for a core or a disk, averaged over 15 minutes.")
            .between(0, MOST_TASKS)
            .from("/proc/loadavg, proc_loadavg(5)");
    /** The part of {@link #CPU_PERCENT} that programs took: with system and steal it adds up to all of that. */
    public static final Metric CPU_USER_PERCENT = gauge(
                    "cpu_user_percent",
                    PERCENT,
                    "Share of all cores' time that programs ran, nice ones and guests included.")
            .from("user and nice of /proc/stat, proc_stat(5)");
    /** The part of {@link #CPU_PERCENT} that the kernel took. */
    public static final Metric CPU_SYSTEM_PERCENT = gauge(
                    "cpu_system_percent", PERCENT, "Share of all cores' time that the kernel ran, interrupts included.")
            .from("system, irq and softirq of /proc/stat, proc_stat(5)");
    /** Idle time, so no part of {@link #CPU_PERCENT}: both together are 100 at most. */
    public static final Metric CPU_IOWAIT_PERCENT = gauge(
                    "cpu_iowait_percent",
                    PERCENT,
                    "Share of all cores' time that was idle while a task waited for a disk.")
            .from("iowait of /proc/stat, proc_stat(5)");
    /** The part of {@link #CPU_PERCENT} that a virtual machine wanted and did not get. */
    public static final Metric CPU_STEAL_PERCENT = gauge(
                    "cpu_steal_percent", PERCENT, "Share of all cores' time that the hypervisor gave to others.")
            .from("steal of /proc/stat, proc_stat(5)");
    /** By the number of the core, if that is online. A machine without cpufreq, as most virtual ones are, has none. */
    public static final Metric CPU_FREQUENCY_HERTZ = gauge(
                    "cpu_frequency_hertz", HERTZ, "Clock rate of one core that the kernel's governor has set.")
            .by("core")
            .inWholeNumbers()
            .between(0, 2e10)
            .from("/sys/devices/system/cpu/cpufreq, admin-guide/pm/cpufreq.rst");
    /** Threads, 4,194,304 at most, that run or wait for a core; unavailable where the kernel does not count them. */
    public static final Metric PROCESSES_RUNNING = gauge(
                    "processes_running", NONE, "Tasks that run or wait for a core.")
            .inWholeNumbers()
            .between(0, MOST_TASKS)
            .from("procs_running of /proc/stat, proc_stat(5)");
    /** Threads, 4,194,304 at most, that wait for a disk; unavailable where the kernel does not count them. */
    public static final Metric PROCESSES_BLOCKED = gauge(
                    "processes_blocked", NONE, "Tasks that wait for a disk to answer.")
            .inWholeNumbers()
            .between(0, MOST_TASKS)
            .from("procs_blocked of /proc/stat, proc_stat(5)");

    /** All of the above. */
    public static final List<Metric> ALL = List.of(
            CPU_PERCENT,
            CPU_CORE_PERCENT,
            LOAD_1,
            LOAD_5,
            LOAD_15,
            CPU_USER_PERCENT,
            CPU_SYSTEM_PERCENT,
            CPU_IOWAIT_PERCENT,
            CPU_STEAL_PERCENT,
            CPU_FREQUENCY_HERTZ,
            PROCESSES_RUNNING,
            PROCESSES_BLOCKED);

    private CpuMetrics() {}
}

package dev.pistat.core.metric;

import static dev.pistat.core.metric.Metric.gauge;
import static dev.pistat.core.metric.Unit.PERCENT;

import java.util.List;

/** The metrics of pressure: the share of time in which tasks were held up. Unavailable where the kernel measures none. */
public final class PressureMetrics {

    /** Some task waited for a core, 0 to 100. All five are unavailable where the kernel measures no pressure. */
    public static final Metric PRESSURE_CPU_SOME_PERCENT = gauge(
                    "pressure_cpu_some_percent",
                    PERCENT,
                    "Share of the last 10 s in which some task waited for a core.")
            .from("some of /proc/pressure/cpu, accounting/psi.rst");
    /** Some task waited for memory: 0 to 100, as the kernel averages it over 10 s. */
    public static final Metric PRESSURE_MEMORY_SOME_PERCENT = gauge(
                    "pressure_memory_some_percent",
                    PERCENT,
                    "Share of the last 10 s in which some task waited for memory.")
            .from("some of /proc/pressure/memory, accounting/psi.rst");
    /** Every task waited for memory: 0 to 100, as the kernel averages it over 10 s. */
    public static final Metric PRESSURE_MEMORY_FULL_PERCENT = gauge(
                    "pressure_memory_full_percent",
                    PERCENT,
                    "Share of the last 10 s in which every task waited for memory.")
            .from("full of /proc/pressure/memory, accounting/psi.rst");
    /** Some task waited for a disk: 0 to 100, as the kernel averages it over 10 s. */
    public static final Metric PRESSURE_IO_SOME_PERCENT = gauge(
                    "pressure_io_some_percent", PERCENT, "Share of the last 10 s in which some task waited for a disk.")
            .from("some of /proc/pressure/io, accounting/psi.rst");
    /** Every task waited for a disk: 0 to 100, as the kernel averages it over 10 s. */
    public static final Metric PRESSURE_IO_FULL_PERCENT = gauge(
                    "pressure_io_full_percent",
                    PERCENT,
                    "Share of the last 10 s in which every task waited for a disk.")
            .from("full of /proc/pressure/io, accounting/psi.rst");

    /** All of the above. */
    public static final List<Metric> ALL = List.of(
            PRESSURE_CPU_SOME_PERCENT,
            PRESSURE_MEMORY_SOME_PERCENT,
            PRESSURE_MEMORY_FULL_PERCENT,
            PRESSURE_IO_SOME_PERCENT,
            PRESSURE_IO_FULL_PERCENT);

    private PressureMetrics() {}
}

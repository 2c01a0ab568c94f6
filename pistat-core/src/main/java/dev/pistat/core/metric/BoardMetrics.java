package dev.pistat.core.metric;

import static dev.pistat.core.metric.Metric.gauge;
import static dev.pistat.core.metric.Unit.CELSIUS;
import static dev.pistat.core.metric.Unit.HERTZ;
import static dev.pistat.core.metric.Unit.NONE;
import static dev.pistat.core.metric.Unit.RPM;
import static dev.pistat.core.metric.Unit.SECONDS;
import static dev.pistat.core.metric.Unit.VOLTS;
import static dev.pistat.core.metric.Unit.WATTS;

import java.util.List;

/** The metrics of the board: temperatures, fans, uptime, and what a Raspberry Pi's firmware says of itself. */
public final class BoardMetrics {

    /** From −40 to 150 °C, of the first source that has it: a Raspberry Pi's firmware, then the kernel's sensors. */
    public static final Metric CPU_TEMP = gauge("cpu_temp", CELSIUS, "Temperature of the processor.")
            .between(-40, 150)
            .from("vcgencmd measure_temp, else /sys/class/thermal, else /sys/class/hwmon");
    /** Whole seconds since the kernel started, time asleep included: setting the clock does not change them. */
    public static final Metric UPTIME_SECONDS = gauge("uptime_seconds", SECONDS, "Time since the kernel started.")
            .inWholeNumbers()
            .between(0, 1e10)
            .from("/proc/uptime, proc_uptime(5)");
    /** From −40 to 150 °C, else it has failed; by the sensor's name: {@code cpu-thermal}, {@code nvme Composite}. */
    public static final Metric TEMPERATURE_CELSIUS = gauge("temperature_celsius", CELSIUS, "Temperature of one sensor.")
            .by("sensor")
            .between(-40, 150)
            .from("/sys/class/thermal, sysfs-class-thermal; /sys/class/hwmon, sysfs-class-hwmon");
    /** From 0, where it stands still, to 100,000; by the fan's name: {@code pwmfan fan1}. */
    public static final Metric FAN_RPM = gauge("fan_rpm", RPM, "Speed of one fan.")
            .by("fan")
            .inWholeNumbers()
            .between(0, 100_000)
            .from("/sys/class/hwmon, sysfs-class-hwmon");
    /** Bit 0 of {@code vcgencmd get_throttled}, asked every 10 s. Without vcgencmd all eight are unavailable. */
    public static final Metric UNDERVOLTAGE_NOW =
            flag("undervoltage_now", 0, "1 while the supply of a Raspberry Pi is below 4.63 V, else 0.");
    /** Bit 1 of {@code vcgencmd get_throttled}. */
    public static final Metric FREQUENCY_CAPPED_NOW =
            flag("frequency_capped_now", 1, "1 while a Raspberry Pi's firmware caps the clock rate, else 0.");
    /** Bit 2 of {@code vcgencmd get_throttled}. */
    public static final Metric THROTTLED_NOW =
            flag("throttled_now", 2, "1 while a Raspberry Pi's firmware slows the processor down, else 0.");
    /** Bit 3 of {@code vcgencmd get_throttled}. */
    public static final Metric TEMPERATURE_LIMITED_NOW =
            flag("temperature_limited_now", 3, "1 while a Raspberry Pi is above its soft temperature limit, else 0.");
    /** Bit 16 of {@code vcgencmd get_throttled}: once it is 1 it stays so until the next boot. */
    public static final Metric UNDERVOLTAGE_SINCE_BOOT = flag(
            "undervoltage_since_boot", 16, "1 if the supply of a Raspberry Pi was too low since it booted, else 0.");
    /** Bit 17 of {@code vcgencmd get_throttled}: once it is 1 it stays so until the next boot. */
    public static final Metric FREQUENCY_CAPPED_SINCE_BOOT =
            flag("frequency_capped_since_boot", 17, "1 if a Raspberry Pi's clock was capped since it booted, else 0.");
    /** Bit 18 of {@code vcgencmd get_throttled}: once it is 1 it stays so until the next boot. */
    public static final Metric THROTTLED_SINCE_BOOT =
            flag("throttled_since_boot", 18, "1 if a Raspberry Pi was slowed down since it booted, else 0.");
    /** Bit 19 of {@code vcgencmd get_throttled}: once it is 1 it stays so until the next boot. */
    public static final Metric TEMPERATURE_LIMITED_SINCE_BOOT = flag(
            "temperature_limited_since_boot",
            19,
            "1 if a Raspberry Pi was above its soft limit since it booted, else 0.");
    /** {@code vcgencmd measure_clock arm}, asked every 30 s; unavailable without vcgencmd. */
    public static final Metric FIRMWARE_FREQUENCY_HERTZ = gauge(
                    "firmware_frequency_hertz", HERTZ, "Clock rate of the processor that the firmware measures.")
            .inWholeNumbers()
            .between(0, 2e10)
            .from("vcgencmd measure_clock arm");
    /** {@code vcgencmd measure_volts core}, asked every 30 s, never 0; unavailable without vcgencmd. */
    public static final Metric CORE_VOLTS = gauge("core_volts", VOLTS, "Voltage of the processor's core.")
            .between(0, 10)
            .from("vcgencmd measure_volts core");
    /** {@code vcgencmd pmic_read_adc}, asked every 30 s, to the milliwatt, by the rail's name: {@code VDD_CORE}. */
    public static final Metric POWER_WATTS = gauge(
                    "power_watts", WATTS, "Power that one rail of the board's supply gives.")
            .by("rail")
            .between(0, 1_000)
            .from("vcgencmd pmic_read_adc");
    /** Less than the board draws, for not every rail is measured; absent where {@link #POWER_WATTS} has no rail. */
    public static final Metric BOARD_POWER_WATTS = gauge(
                    "board_power_watts", WATTS, "Sum over the rails that report both volts and amperes.")
            .between(0, 1_000)
            .from("vcgencmd pmic_read_adc");

    /** All of the above. */
    public static final List<Metric> ALL = List.of(
            CPU_TEMP,
            UPTIME_SECONDS,
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
            BOARD_POWER_WATTS);

    private BoardMetrics() {}

    private static Metric flag(String name, int bit, String help) {
        return gauge(name, NONE, help).inWholeNumbers().between(0, 1).from("bit " + bit + " of vcgencmd get_throttled");
    }
}

package dev.pistat.core.metric;

import static dev.pistat.core.metric.Metric.counter;
import static dev.pistat.core.metric.Metric.gauge;
import static dev.pistat.core.metric.Unit.BYTES;
import static dev.pistat.core.metric.Unit.BYTES_PER_SECOND;
import static dev.pistat.core.metric.Unit.DBM;
import static dev.pistat.core.metric.Unit.NONE;
import static dev.pistat.core.metric.Unit.PERCENT;

import java.util.List;

/** The metrics of network interfaces, Wi-Fi among them. */
public final class NetworkMetrics {

    /** Sent by the configured interface alone; while that does not exist, by all real ones together. */
    public static final Metric NET_BYTES_SENT = counter(
                    "net_bytes_sent", BYTES, "Bytes sent by the configured network interface, or by all real ones.")
            .from("/proc/net/dev, proc_pid_net(5)");
    /** Received by the same interfaces as {@link #NET_BYTES_SENT}. */
    public static final Metric NET_BYTES_RECV = counter(
                    "net_bytes_recv", BYTES, "Bytes received by the configured network interface, or by all real ones.")
            .from("/proc/net/dev, proc_pid_net(5)");
    /** Received by one interface, by its name, {@code eth0}; from 0 again whenever it comes back. */
    public static final Metric INTERFACE_RECEIVED_BYTES = counter(
                    "interface_received_bytes", BYTES, "Bytes that one network interface received since it came up.")
            .by("interface")
            .from("/proc/net/dev, proc_pid_net(5)");
    /** Sent by one interface, by its name; from 0 again whenever it comes back. */
    public static final Metric INTERFACE_SENT_BYTES = counter(
                    "interface_sent_bytes", BYTES, "Bytes that one network interface sent since it came up.")
            .by("interface")
            .from("/proc/net/dev, proc_pid_net(5)");
    /** Packets of both directions together, by the interface's name. */
    public static final Metric INTERFACE_ERRORS = counter(
                    "interface_errors", NONE, "Packets that one network interface received or sent with an error.")
            .by("interface")
            .from("/proc/net/dev, proc_pid_net(5)");
    /** Packets of both directions together, with those that the hardware had no room for; by the interface's name. */
    public static final Metric INTERFACE_DROPS = counter(
                    "interface_drops", NONE, "Packets that one network interface received or sent and dropped.")
            .by("interface")
            .from("/proc/net/dev, proc_pid_net(5)");
    /** Since the last sample; unavailable at the first one, where counters restarted, and above the link's speed. */
    public static final Metric INTERFACE_RECEIVE_RATE = gauge(
                    "interface_receive_rate", BYTES_PER_SECOND, "Bytes a second that one network interface receives.")
            .by("interface")
            .from("/proc/net/dev, proc_pid_net(5)");
    /** Since the last sample; unavailable as {@link #INTERFACE_RECEIVE_RATE} is. */
    public static final Metric INTERFACE_SEND_RATE = gauge(
                    "interface_send_rate", BYTES_PER_SECOND, "Bytes a second that one network interface sends.")
            .by("interface")
            .from("/proc/net/dev, proc_pid_net(5)");
    /** All real interfaces together. Absent where one of them has no rate: a part of the sum is none. */
    public static final Metric NET_RECEIVE_RATE = gauge(
                    "net_receive_rate",
                    BYTES_PER_SECOND,
                    "Bytes a second that all real network interfaces receive together.")
            .from("/proc/net/dev of the interfaces with hardware in /sys/class/net, sysfs-class-net");
    /** All real interfaces together. Absent where one of them has no rate: a part of the sum is none. */
    public static final Metric NET_SEND_RATE = gauge(
                    "net_send_rate", BYTES_PER_SECOND, "Bytes a second that all real network interfaces send together.")
            .from("/proc/net/dev of the interfaces with hardware in /sys/class/net, sysfs-class-net");
    /** From −120 to −1 dBm; unavailable while not connected, and where the driver gives something else. */
    public static final Metric WIFI_SIGNAL_DBM = gauge(
                    "wifi_signal_dbm", DBM, "Strength of the signal at one Wi-Fi interface.")
            .by("interface")
            .between(-120, -1)
            .from("/proc/net/wireless, net/wireless/wext-compat.c");
    /** From 0 to 100 of the driver's best; unavailable while not connected, and where that best is not known. */
    public static final Metric WIFI_QUALITY_PERCENT = gauge(
                    "wifi_quality_percent", PERCENT, "Quality of one Wi-Fi interface's link, of the driver's best.")
            .by("interface")
            .from("/proc/net/wireless, net/wireless/wext-compat.c");

    /** All of the above. */
    public static final List<Metric> ALL = List.of(
            NET_BYTES_SENT,
            NET_BYTES_RECV,
            INTERFACE_RECEIVED_BYTES,
            INTERFACE_SENT_BYTES,
            INTERFACE_ERRORS,
            INTERFACE_DROPS,
            INTERFACE_RECEIVE_RATE,
            INTERFACE_SEND_RATE,
            NET_RECEIVE_RATE,
            NET_SEND_RATE,
            WIFI_SIGNAL_DBM,
            WIFI_QUALITY_PERCENT);

    private NetworkMetrics() {}
}

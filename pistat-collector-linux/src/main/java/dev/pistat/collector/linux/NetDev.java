package dev.pistat.collector.linux;

import java.util.Map;
import java.util.StringTokenizer;
import java.util.TreeMap;

/**
 * The counters of one network interface in {@code /proc/net/dev} (proc_pid_net(5)), which are those of
 * {@code statistics} in sysfs (sysfs-class-net-statistics): 64 bits without a sign.
 *
 * @param received bytes
 * @param sent bytes
 * @param errors packets with an error, of both directions
 * @param drops packets dropped, of both directions; the received ones with those that the hardware had no room for
 */
record NetDev(long received, long sent, double errors, double drops) {

    /** bytes, packets, errs, drop, fifo, frame, compressed, multicast; bytes, packets, errs, drop, and four more. */
    private static final int COUNTERS = 16;

    private static final int SENT = 8;

    /**
     * Parses the whole file.
     *
     * @return by the interface's name
     * @throws MalformedException if a line is not whole
     */
    static Map<String, NetDev> parse(String text) {
        Map<String, NetDev> interfaces = new TreeMap<>();
        if (!text.startsWith("Inter-|") || !text.endsWith("\n")) {
            throw new MalformedException("the whole of net/dev", text);
        }
        text.lines().skip(2).forEach(line -> {
            int colon = line.lastIndexOf(':');
            String name = line.substring(0, Math.max(0, colon)).strip();
            StringTokenizer counters = new StringTokenizer(line.substring(colon + 1), " ");
            if (name.isEmpty() || counters.countTokens() < COUNTERS) {
                throw new MalformedException("the counters of an interface", line);
            }
            interfaces.put(name, counters(counters));
        });
        return interfaces;
    }

    /** Whether these cannot have grown out of the earlier ones. */
    static boolean anew(NetDev before, NetDev now) {
        return Looks.wentBack(before.received, now.received) || Looks.wentBack(before.sent, now.sent);
    }

    private static NetDev counters(StringTokenizer fields) {
        long[] counters = new long[COUNTERS];
        for (int i = 0; i < COUNTERS; i++) {
            counters[i] = KernelFile.counter(fields.nextToken());
        }
        return new NetDev(
                counters[0],
                counters[SENT],
                KernelFile.toDouble(counters[2]) + KernelFile.toDouble(counters[SENT + 2]),
                KernelFile.toDouble(counters[3]) + KernelFile.toDouble(counters[SENT + 3]));
    }
}

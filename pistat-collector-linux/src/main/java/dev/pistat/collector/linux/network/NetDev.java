package dev.pistat.collector.linux.network;

import dev.pistat.collector.linux.kernel.KernelFile;
import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.collector.linux.kernel.ParsedLines;
import dev.pistat.collector.linux.kernel.RateTracker;
import java.util.StringTokenizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    /**
     * As the kernel's dev_valid_name() has it, with a colon in the name of an alias, such as {@code eth0:1}: it ends at the
     * last colon before a space.
     */
    private static final Pattern NAME = Pattern.compile("\\s*([^\\s/]{1,15}):");

    /** bytes, packets, errs, drop, fifo, frame, compressed, multicast; bytes, packets, errs, drop, and four more. */
    private static final int COUNTERS = 16;

    private static final int SENT = 8;

    /**
     * Parses the whole file.
     *
     * @return by the interface's name
     * @throws MalformedException if the file is cut off
     */
    static ParsedLines<NetDev> parse(String text) {
        if (!text.startsWith("Inter-|") || !text.endsWith("\n")) {
            throw new MalformedException("the whole of net/dev", text);
        }
        return ParsedLines.parse(KernelFile.lines(text).skip(2), NetDev::name, NetDev::counters);
    }

    /** Whether these cannot have grown out of the earlier ones. */
    static boolean restarted(NetDev before, NetDev now) {
        return RateTracker.wentBack(before.received, now.received) || RateTracker.wentBack(before.sent, now.sent);
    }

    /** The interface that a line of a file in {@code /proc/net} begins with. */
    static String name(String line) {
        return named(line).group(1);
    }

    /** What comes after the name and its colon in such a line. */
    static String afterName(String line) {
        return line.substring(named(line).end());
    }

    private static Matcher named(String line) {
        Matcher name = NAME.matcher(line);
        if (!name.lookingAt()) {
            throw new MalformedException("an interface", line);
        }
        return name;
    }

    private static NetDev counters(String line) {
        StringTokenizer fields = new StringTokenizer(afterName(line), " ");
        if (fields.countTokens() < COUNTERS) {
            throw new MalformedException("the counters of an interface", line);
        }
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

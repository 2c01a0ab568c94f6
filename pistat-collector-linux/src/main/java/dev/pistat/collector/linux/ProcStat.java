package dev.pistat.collector.linux;

import dev.pistat.core.metric.Reading;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code /proc/stat} says (proc_stat(5)).
 *
 * @param total the time of all cores together
 * @param cores the time of each core that is online, by the kernel's own number: an offline one has no line
 * @param running tasks that run or wait for a core; empty where the kernel does not say
 * @param blocked tasks that wait for a disk; empty where the kernel does not say
 */
record ProcStat(Times total, SortedMap<Integer, Times> cores, OptionalDouble running, OptionalDouble blocked) {

    private static final Pattern SPACES = Pattern.compile(" +");
    private static final Pattern CORE = Pattern.compile("cpu(\\d{1,4})");
    private static final Pattern RANGE = Pattern.compile("(\\d{1,4})(?:-(\\d{1,4}))?");
    /** user, nice, system, idle: every kernel has these; iowait, irq, softirq and steal came later. */
    private static final int FEWEST_TIMES = 4;

    /**
     * Time since boot in ticks of 1/100 s, each the 64 bits of the kernel's counter. Guest time is part of user time, and
     * nice guest time of nice time; they are not counted again.
     *
     * @param user programs: user + nice
     * @param system the kernel: system + irq + softirq
     * @param steal taken by the hypervisor
     * @param idle idle + iowait: only the sum is to be trusted, as the kernel books the wait under way now as the one and
     *     now as the other, and both may run back for that
     * @param iowait the part of {@code idle} in which a task waited for a disk
     */
    record Times(long user, long system, long steal, long idle, long iowait) {

        /** So far even the sum runs back by races within the kernel; after a core was unplugged it may fall far more. */
        private static final double SMALL_SLIP = 100;

        /** Where the time went that passed since an earlier look. */
        Shares since(Times before) {
            double userTicks = (double) (user - before.user);
            double systemTicks = (double) (system - before.system);
            double stealTicks = (double) (steal - before.steal);
            double idleTicks = (double) (idle - before.idle);
            double iowaitTicks = (double) (iowait - before.iowait);
            if (userTicks < 0 || systemTicks < 0 || stealTicks < 0 || idleTicks < -SMALL_SLIP) {
                return Shares.none("the kernel's counters went back");
            }
            return Shares.of(userTicks, systemTicks, stealTicks, Math.max(0, idleTicks), iowaitTicks);
        }
    }

    /**
     * Parts of a stretch of time, in percent with two decimals. User, system and steal add up to busy exactly, busy and
     * iowait to 100 at most: what is rounded is where each part ends, not the part itself.
     */
    record Shares(Reading busy, Reading user, Reading system, Reading steal, Reading iowait) {

        static Shares none(String why) {
            Reading none = new Reading.Unavailable(why);
            return new Shares(none, none, none, none, none);
        }

        /** Of ticks that are not negative; only {@code iowait}, a part of {@code idle}, may be, and is none then. */
        static Shares of(double user, double system, double steal, double idle, double iowait) {
            double busy = user + system + steal;
            double all = busy + idle;
            if (all == 0) {
                return none("no time has passed since the last sample");
            }
            double userEnd = Percent.of(user, all);
            double systemEnd = Percent.of(user + system, all);
            double busyEnd = Percent.of(busy, all);
            double iowaitEnd = Percent.of(busy + Math.clamp(iowait, 0, idle), all);
            return new Shares(
                    new Reading.Value(busyEnd),
                    new Reading.Value(userEnd),
                    between(userEnd, systemEnd),
                    between(systemEnd, busyEnd),
                    between(busyEnd, iowaitEnd));
        }

        private static Reading between(double from, double to) {
            return new Reading.Value(Percent.rounded(to - from));
        }
    }

    /** @throws MalformedException if the lines of the cores are not whole, or a number of tasks is none */
    static ProcStat parse(String text) {
        Optional<Times> total = Optional.empty();
        SortedMap<Integer, Times> cores = new TreeMap<>();
        Iterator<String> lines = text.lines().iterator();
        while (lines.hasNext()) {
            String line = lines.next();
            if (!line.startsWith("cpu")) {
                return new ProcStat(
                        total.orElseThrow(() -> new MalformedException("the time of all cores", line)),
                        cores,
                        KernelFile.number(text, "procs_running"),
                        KernelFile.number(text, "procs_blocked"));
            }
            String[] fields = SPACES.split(line);
            Times times = times(fields, line);
            Matcher core = CORE.matcher(fields[0]);
            if (fields[0].equals("cpu")) {
                total = Optional.of(times);
            } else if (core.matches()) {
                cores.put(Integer.parseInt(core.group(1)), times);
            } else {
                throw new MalformedException("a core", line);
            }
        }
        throw new MalformedException("the whole of /proc/stat", text);
    }

    /** Parses a list of cores such as {@code 0-3,6}, {@code /sys/devices/system/cpu/present} (cputopology.rst). */
    static SortedSet<Integer> parseCoreList(String text) {
        SortedSet<Integer> cores = new TreeSet<>();
        for (String part : text.strip().split(",", -1)) {
            Matcher range = RANGE.matcher(part);
            if (!range.matches()) {
                throw new MalformedException("a list of cores", text);
            }
            int first = Integer.parseInt(range.group(1));
            int last =
                    Optional.ofNullable(range.group(2)).map(Integer::parseInt).orElse(first);
            for (int core = first; core <= last; core++) {
                cores.add(core);
            }
        }
        return cores;
    }

    private static Times times(String[] fields, String line) {
        if (fields.length <= FEWEST_TIMES) {
            throw new MalformedException("the times of a core", line);
        }
        long iowait = field(fields, 5);
        return new Times(
                field(fields, 1) + field(fields, 2),
                field(fields, 3) + field(fields, 6) + field(fields, 7),
                field(fields, 8),
                field(fields, 4) + iowait,
                iowait);
    }

    private static long field(String[] fields, int place) {
        return place < fields.length ? KernelFile.counter(fields[place]) : 0;
    }
}

package dev.pistat.collector.linux.cpu;

import dev.pistat.collector.linux.kernel.KernelFile;
import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.collector.linux.kernel.ParsedLines;
import dev.pistat.collector.linux.kernel.Percent;
import dev.pistat.core.metric.Reading;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The content of {@code /proc/stat} (proc_stat(5)).
 *
 * @param times of {@link #ALL all cores together}, and of each that is online: an offline one has no line
 * @param running tasks that run or wait for a core; unavailable where the kernel does not say
 * @param blocked tasks that wait for a disk; unavailable where the kernel does not say
 */
public record ProcStat(ParsedLines<Times> times, Reading running, Reading blocked) {

    /** The name of all cores together. A single one is called so too, with its number: {@link #core}. */
    static final String ALL = "cpu";

    private static final String NOT_COUNTED = "the kernel does not count them";
    private static final Pattern SPACES = Pattern.compile(" +");
    private static final Pattern NAME = Pattern.compile(ALL + "(0|[1-9]\\d{0,3})?");
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
     * @param idle idle + iowait: only the sum can be trusted, as the kernel books the wait under way now as the one and
     *     now as the other, and both may run back for that
     * @param iowait the part of {@code idle} in which a task waited for a disk
     */
    record Times(long user, long system, long steal, long idle, long iowait) {

        /** So far even the sum runs back by races within the kernel; after a core was unplugged it may fall far more. */
        private static final double SMALL_SLIP = 100;

        /** Where the time went that passed since an earlier reading. */
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
            return none(new Reading.Unavailable(why));
        }

        static Shares none(Reading why) {
            return new Shares(why, why, why, why, why);
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

    /**
     * Parses the whole file.
     *
     * @throws MalformedException if the file is cut off in the lines of the cores, or there are none
     */
    public static ProcStat parse(String text) {
        List<String> lines = KernelFile.lines(text).toList();
        List<String> cores =
                lines.stream().takeWhile(line -> line.startsWith(ALL)).toList();
        if (cores.isEmpty() || cores.size() == lines.size()) {
            throw new MalformedException("the whole of /proc/stat", text);
        }
        return new ProcStat(
                ParsedLines.parse(cores.stream(), ProcStat::name, ProcStat::times),
                KernelFile.reading(text, "procs_running", NOT_COUNTED),
                KernelFile.reading(text, "procs_blocked", NOT_COUNTED));
    }

    /** The name of a core in {@link #times}. */
    static String core(int number) {
        return ALL + number;
    }

    /** The numbers of the cores that are online. */
    public SortedSet<Integer> cores() {
        return times.names().stream()
                .filter(name -> !name.equals(ALL))
                .map(name -> Integer.valueOf(name.substring(ALL.length())))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Where the time of all cores, or of one, went since an earlier reading. */
    Shares since(ProcStat before, String name) {
        Times now = times.whole().get(name);
        Times then = before.times.whole().get(name);
        if (now == null) {
            return Shares.none(times.failed(name));
        }
        return then == null
                ? Shares.none(new Reading.Unavailable("it had no figures at the last sample"))
                : now.since(then);
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

    private static String name(String line) {
        String name = SPACES.split(line, 2)[0];
        if (!NAME.matcher(name).matches()) {
            throw new MalformedException("a core", line);
        }
        return name;
    }

    private static Times times(String line) {
        String[] fields = SPACES.split(line);
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

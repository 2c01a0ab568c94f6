package dev.pistat.collector.linux;

import dev.pistat.core.metric.Reading;
import java.util.Iterator;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code /proc/stat} says of the cores' time since boot (proc_stat(5)).
 *
 * @param total all cores together
 * @param cores each core that is online, by the kernel's own number: an offline one has no line
 */
record ProcStat(Times total, SortedMap<Integer, Times> cores) {

    private static final Pattern SPACES = Pattern.compile(" +");
    private static final Pattern CORE = Pattern.compile("cpu(\\d{1,4})");
    private static final Pattern RANGE = Pattern.compile("(\\d{1,4})(?:-(\\d{1,4}))?");
    /** user, nice, system, idle: every kernel has these; iowait, irq, softirq and steal came later. */
    private static final int FEWEST_TIMES = 4;

    /**
     * Time since boot in ticks of 1/100 s. Guest time is part of user time, and nice guest time of nice time; they are not
     * counted again.
     *
     * @param busy user + nice + system + irq + softirq + steal
     * @param idle idle + iowait: only the sum is to be trusted, as the kernel books the wait under way now as the one and
     *     now as the other, and both may run back for that
     */
    record Times(double busy, double idle) {

        /** So far even the sum runs back by races within the kernel; after a core was unplugged it may fall far more. */
        private static final double SMALL_SLIP = 100;

        /** The busy share of the time that passed since an earlier look; unavailable if that cannot be told. */
        Reading busySince(Times before) {
            double busyTicks = busy - before.busy;
            double idleTicks = idle - before.idle;
            if (busyTicks < 0 || idleTicks < -SMALL_SLIP) {
                return new Reading.Unavailable("the kernel's counters went back");
            }
            double ticks = busyTicks + Math.max(0, idleTicks);
            return ticks == 0
                    ? new Reading.Unavailable("no time has passed since the last sample")
                    : new Reading.Value(Percent.of(busyTicks, ticks));
        }
    }

    /** @throws MalformedException if the lines of the cores are not whole */
    static ProcStat parse(String text) {
        Optional<Times> total = Optional.empty();
        SortedMap<Integer, Times> cores = new TreeMap<>();
        Iterator<String> lines = text.lines().iterator();
        while (lines.hasNext()) {
            String line = lines.next();
            if (!line.startsWith("cpu")) {
                return new ProcStat(
                        total.orElseThrow(() -> new MalformedException("the time of all cores", line)), cores);
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
        double busy = field(fields, 1) + field(fields, 2) + field(fields, 3);
        busy += field(fields, 6) + field(fields, 7) + field(fields, 8);
        return new Times(busy, field(fields, 4) + field(fields, 5));
    }

    private static double field(String[] fields, int place) {
        return place < fields.length ? KernelFile.count(fields[place]) : 0;
    }
}

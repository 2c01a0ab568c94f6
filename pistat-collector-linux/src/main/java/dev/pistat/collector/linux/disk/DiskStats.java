package dev.pistat.collector.linux.disk;

import dev.pistat.collector.linux.kernel.KernelFile;
import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.collector.linux.kernel.ParsedLines;
import dev.pistat.collector.linux.kernel.RateTracker;
import java.util.StringTokenizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The counters of one disk or partition in {@code /proc/diskstats} (admin-guide/iostats.rst), each 64 bits without a sign.
 *
 * <p>All but the last are an {@code unsigned long} of the kernel, which one of 32 bits wraps at 2<sup>32</sup>.
 *
 * @param reads that were completed
 * @param sectorsRead of 512 bytes, whatever the disk's own
 * @param writes that were completed
 * @param sectorsWritten of 512 bytes
 * @param busyMillis in which there was something to do; every kernel wraps it at 2<sup>32</sup>, after 50 busy days
 */
record DiskStats(long reads, long sectorsRead, long writes, long sectorsWritten, long busyMillis) {

    static final int SECTOR_BYTES = 512;

    /** The third field: the two before it are the device's number. */
    private static final Pattern NAME = Pattern.compile(" *\\d+ +\\d+ +([^ ]+)");

    /** Since Linux 2.6.25 for partitions too. Discards came with 4.18, flushes with 5.5: 15 and 17. */
    private static final int FEWEST_COUNTERS = 11;

    /**
     * Parses the whole file.
     *
     * @return by name, partitions too
     * @throws MalformedException if the file is cut off
     */
    static ParsedLines<DiskStats> parse(String text) {
        if (!text.isEmpty() && !text.endsWith("\n")) {
            throw new MalformedException("the whole of diskstats", text.substring(text.lastIndexOf('\n') + 1));
        }
        return ParsedLines.parse(KernelFile.lines(text), DiskStats::name, DiskStats::counters);
    }

    /** Whether these cannot have grown out of the earlier ones. */
    static boolean restarted(DiskStats before, DiskStats now) {
        return RateTracker.wentBack(before.reads, now.reads)
                || RateTracker.wentBack(before.sectorsRead, now.sectorsRead)
                || RateTracker.wentBack(before.writes, now.writes)
                || RateTracker.wentBack(before.sectorsWritten, now.sectorsWritten)
                || RateTracker.wentBack(before.busyMillis, now.busyMillis);
    }

    /** Whether it has ever been read or written: a drive or card reader without a medium has not. */
    boolean used() {
        return reads != 0 || writes != 0;
    }

    private static String name(String line) {
        Matcher name = NAME.matcher(line);
        if (!name.lookingAt()) {
            throw new MalformedException("a disk", line);
        }
        return name.group(1);
    }

    private static DiskStats counters(String line) {
        StringTokenizer fields = new StringTokenizer(line, " ");
        if (fields.countTokens() < 3 + FEWEST_COUNTERS) {
            throw new MalformedException("the counters of a disk", line);
        }
        fields.nextToken();
        fields.nextToken();
        fields.nextToken();
        long reads = KernelFile.counter(fields.nextToken());
        fields.nextToken();
        long sectorsRead = KernelFile.counter(fields.nextToken());
        fields.nextToken();
        long writes = KernelFile.counter(fields.nextToken());
        fields.nextToken();
        long sectorsWritten = KernelFile.counter(fields.nextToken());
        fields.nextToken();
        fields.nextToken();
        return new DiskStats(reads, sectorsRead, writes, sectorsWritten, KernelFile.counter(fields.nextToken()));
    }
}

package dev.pistat.collector.linux.disk;

import static dev.pistat.core.metric.DiskMetrics.FLASH_RESERVE_STATUS;
import static dev.pistat.core.metric.DiskMetrics.FLASH_WEAR_PERCENT;

import dev.pistat.collector.linux.kernel.InstanceLimit;
import dev.pistat.collector.linux.kernel.KernelFile;
import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.Clock;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The wear of each eMMC chip, as it estimates itself (JEDEC eMMC 5.0, EXT_CSD bytes 267 to 269), from
 * {@code /sys/block/mmcblkN/device} (Documentation/ABI/testing/sysfs-bus-mmc): the share of its life that is used, in steps
 * of 10 %, their upper end, of the worse of its two kinds of memory; and what is left of its spare blocks. The kernel asks
 * the chip when it comes, so the files answer from memory and the figures change at the next boot: they are read when a chip
 * comes or goes, and every ten minutes; in between the last answer stands.
 *
 * <p>A plain SD card has neither file, a chip may leave either undefined: unavailable.
 */
public final class FlashWearSampler implements Sampler {

    private static final Pattern DEVICE = Pattern.compile("mmcblk\\d{1,4}");
    private static final Pattern LIFE_TIME = Pattern.compile("0x([0-9a-f]{2}) 0x([0-9a-f]{2})");
    private static final Pattern PRE_END_OF_LIFE = Pattern.compile("0x0([0-3])");
    private static final int EXCEEDED = 11;
    private static final int STEP = 10;
    private static final int ALL = 100;

    private static final Duration READ_AGAIN_AFTER = Duration.ofMinutes(10);

    private final Path block;
    private final Clock clock;
    private final InstanceLimit limit = new InstanceLimit();
    private Map<Path, Object> devices = Map.of();
    private Map<Series, Reading> readings = Map.of();
    private long readNanos;

    public FlashWearSampler(Path sysfs, Clock clock) {
        block = sysfs.resolve("block");
        this.clock = clock;
        readNanos = clock.monotonicNanos();
    }

    @Override
    public String name() {
        return "flash";
    }

    @Override
    public List<Metric> metrics() {
        return List.of(FLASH_WEAR_PERCENT, FLASH_RESERVE_STATUS);
    }

    @Override
    public void sample(SampleSink sink) throws IOException {
        Map<Path, Object> now = devices();
        long nanos = clock.monotonicNanos();
        if (!now.equals(devices) || nanos - readNanos >= READ_AGAIN_AFTER.toNanos()) {
            readings = read(now.keySet());
            devices = now;
            readNanos = nanos;
        }
        readings.forEach(sink::report);
    }

    /** Each with what tells it from another in the same slot. */
    private Map<Path, Object> devices() throws IOException {
        Map<Path, Object> found = new TreeMap<>();
        for (Path each : KernelFile.entries(block, "mmcblk*")) {
            if (DEVICE.matcher(each.getFileName().toString()).matches()) {
                KernelFile.identity(each).ifPresent(identity -> found.put(each, identity));
            }
        }
        return found;
    }

    private Map<Series, Reading> read(Collection<Path> found) {
        Map<Series, Reading> read = new LinkedHashMap<>();
        for (Path each : limit.first(List.copyOf(found), "flash devices")) {
            String device = each.getFileName().toString();
            read.put(
                    new Series(FLASH_WEAR_PERCENT, device),
                    reading(each.resolve("device/life_time"), FlashWearSampler::parseLifeTime));
            read.put(
                    new Series(FLASH_RESERVE_STATUS, device),
                    reading(each.resolve("device/pre_eol_info"), FlashWearSampler::parsePreEndOfLife));
        }
        return read;
    }

    private static Reading reading(Path file, Function<String, Integer> parse) {
        try {
            int value = parse.apply(KernelFile.text(file));
            return value == 0 ? new Reading.Unavailable("the chip does not say") : new Reading.Value(value);
        } catch (NoSuchFileException e) {
            return new Reading.Unavailable("it keeps no such figure, as a plain SD card");
        } catch (IOException | MalformedException e) {
            return new Reading.Failed(file + " cannot be read: " + e.getMessage());
        }
    }

    /** Percent, of {@code 0x01 0x02}: at most 100, where the estimated life is over; 0 where both are undefined. */
    static int parseLifeTime(String text) {
        Matcher matcher = LIFE_TIME.matcher(text.strip());
        if (!matcher.matches()) {
            throw new MalformedException("the life time of a chip", text);
        }
        int worse = Math.max(Integer.parseInt(matcher.group(1), 16), Integer.parseInt(matcher.group(2), 16));
        if (worse > EXCEEDED) {
            throw new MalformedException("the life time of a chip", text);
        }
        return Math.min(STEP * worse, ALL);
    }

    /** Of {@code 0x01}: 1 normal, 2 warning, 3 urgent; 0 where it is undefined. */
    static int parsePreEndOfLife(String text) {
        Matcher matcher = PRE_END_OF_LIFE.matcher(text.strip());
        if (!matcher.matches()) {
            throw new MalformedException("the state of a chip's spare blocks", text);
        }
        return Integer.parseInt(matcher.group(1));
    }
}

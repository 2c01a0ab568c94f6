package dev.pistat.collector.linux;

import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A temperature sensor or a fan of the kernel: one file.
 *
 * @param series what it reports
 * @param chip what the kernel calls the zone or the chip that it belongs to
 * @param file thousandths of a degree Celsius, or revolutions per minute (sysfs-class-thermal, sysfs-class-hwmon)
 * @param processor how well it stands for the processor's temperature, 0 best; empty if it measures something else
 */
record Sensor(Series series, String chip, Path file, Optional<Integer> processor) {

    private static final double COLDEST = -40;
    private static final double HOTTEST = 150;
    private static final int FASTEST = 100_000;
    private static final Pattern MILLIDEGREES = Pattern.compile("-?\\d{1,9}");
    private static final Pattern REVOLUTIONS = Pattern.compile("\\d{1,9}");

    /** Reads the file, which may take its time. */
    Reading read() {
        try {
            String text = KernelFile.text(file);
            return isFan() ? turning(chip, parseRevolutions(text)) : plausible(chip, parseMillidegrees(text));
        } catch (NoSuchFileException e) {
            return new Reading.Unavailable("no such file: " + file);
        } catch (IOException | MalformedException e) {
            return new Reading.Failed(file + " cannot be read: " + e.getMessage());
        }
    }

    private boolean isFan() {
        return series.metric().whole();
    }

    /** The temperature if anything on a board can have it; {@code source} says what it said. */
    static Reading plausible(String source, double celsius) {
        return celsius >= COLDEST && celsius <= HOTTEST
                ? new Reading.Value(celsius)
                : new Reading.Failed(source + " says " + celsius + " °C");
    }

    /** A fan that stands still turns 0 times. */
    private static Reading turning(String source, int revolutions) {
        return revolutions <= FASTEST
                ? new Reading.Value(revolutions)
                : new Reading.Failed(source + " says " + revolutions + " revolutions a minute");
    }

    /**
     * Parses thousandths of a degree, as sysfs writes them.
     *
     * @return degrees
     * @throws MalformedException if it is anything else
     */
    static double parseMillidegrees(String text) {
        return number(MILLIDEGREES, "a temperature", text) / 1_000.0;
    }

    /** Parses revolutions per minute. */
    static int parseRevolutions(String text) {
        return number(REVOLUTIONS, "a fan's speed", text);
    }

    private static int number(Pattern pattern, String expected, String text) {
        String number = text.strip();
        if (!pattern.matcher(number).matches()) {
            throw new MalformedException(expected, text);
        }
        return Integer.parseInt(number);
    }
}

package dev.pistat.collector.linux.board;

import dev.pistat.collector.linux.kernel.KernelFile;
import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A temperature sensor or a fan of the kernel: one file, and what stands beside it.
 *
 * <p>A temperature is in thousandths of a degree, but some drivers of older boards give whole degrees. So a figure that is
 * plausible as degrees is taken for degrees, until the sensor has said 1,000 or more: from then on all are thousandths. Only
 * a sensor in thousandths that stays within 0.15 °C of freezing from the first reading on is read wrong.
 *
 * @param series what it reports
 * @param chip what the kernel calls the zone or the chip that it belongs to
 * @param file thousandths of a degree Celsius, or revolutions per minute (sysfs-class-thermal, sysfs-class-hwmon)
 * @param processor how well it stands for the processor's temperature, 0 best; null if it measures something else
 * @param doubts the files beside it that may say not to believe it: {@code temp1_fault}, {@code temp1_enable}
 * @param thousandths the files that have given thousandths of a degree; shared by all sensors, thread-safe
 */
public record Sensor(
        Series series, String chip, Path file, @Nullable Integer processor, List<Path> doubts, Set<Path> thousandths) {

    private static final double COLDEST = -40;
    private static final double HOTTEST = 150;
    /** Below that sensors in degrees have stray figures too, such as 255. */
    private static final int SURELY_THOUSANDTHS = 1_000;
    /** 65,535 is a register without a reading. */
    private static final int FASTEST = 65_534;

    private static final Pattern ZERO = Pattern.compile("0+");
    private static final Pattern POSITIVE = Pattern.compile("0*[1-9]\\d*");
    private static final Pattern TEMPERATURE = Pattern.compile("-?\\d{1,9}");
    private static final Pattern REVOLUTIONS = Pattern.compile("\\d{1,9}");

    /** Reads the files, which may take its time. */
    Reading read() {
        try {
            for (Path each : doubts) {
                Optional<Reading> doubt = doubt(chip, String.valueOf(each.getFileName()), KernelFile.text(each));
                if (doubt.isPresent()) {
                    return doubt.get();
                }
            }
            String text = KernelFile.text(file);
            return isFan() ? turning(chip, parseRevolutions(text)) : plausible(chip, celsius(parseTemperature(text)));
        } catch (NoSuchFileException e) {
            return new Reading.Unavailable("no such file: " + file);
        } catch (IOException | MalformedException e) {
            return new Reading.Failed(file + " cannot be read: " + e.getMessage());
        }
    }

    private boolean isFan() {
        return series.metric().whole();
    }

    /**
     * Why a sensor is not to be believed (Documentation/hwmon/sysfs-interface.rst).
     *
     * @param attribute the file's name: of its end {@code _enable} 0 means switched off, of {@code _fault} anything else a fault
     */
    static Optional<Reading> doubt(String source, String attribute, String text) {
        String number = text.strip();
        if (attribute.endsWith("_enable")) {
            return ZERO.matcher(number).matches()
                    ? Optional.of(new Reading.Unavailable("switched off: " + attribute + " of " + source + " is 0"))
                    : Optional.empty();
        }
        return POSITIVE.matcher(number).matches()
                ? Optional.of(new Reading.Failed(
                        attribute + " of " + source + " is " + number + ": the driver does not believe the sensor"))
                : Optional.empty();
    }

    private double celsius(int said) {
        if (Math.abs(said) >= SURELY_THOUSANDTHS) {
            thousandths.add(file);
        }
        boolean degrees = said >= COLDEST && said <= HOTTEST && !thousandths.contains(file);
        return degrees ? said : said / 1_000.0;
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
     * Parses a temperature, as sysfs writes it.
     *
     * @return thousandths of a degree, of some drivers degrees
     * @throws MalformedException if it is anything else
     */
    static int parseTemperature(String text) {
        return number(TEMPERATURE, "a temperature", text);
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

package dev.pistat.collector.linux;

import static dev.pistat.core.metric.Catalogue.CPU_TEMP;

import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The temperature of the processor, in degrees Celsius, from the first source that gives a plausible one:
 *
 * <ol>
 *   <li>{@code vcgencmd measure_temp}, the firmware of a Raspberry Pi
 *   <li>{@code /sys/class/thermal} (sysfs-class-thermal): a zone whose type names the processor ({@code cpu-thermal},
 *       {@code x86_pkg_temp}), else the chip that it is on ({@code soc-thermal}), the lowest number first
 *   <li>{@code /sys/class/hwmon} (sysfs-class-hwmon): the same by name ({@code coretemp}, {@code k10temp}), its first sensor
 * </ol>
 *
 * <p>Zones of anything else are left alone: a Wi-Fi card's temperature is not the processor's. Plausible is −40 to 150 °C.
 * Without any such sensor it is unavailable; if there is one and none can be read, failed.
 */
final class TemperatureSampler implements Sampler {

    private static final double LOWEST = -40;
    private static final double HIGHEST = 150;
    private static final Pattern MILLIDEGREES = Pattern.compile("-?\\d{1,9}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    /** By rank. A word within the name: there are {@code cpu0-thermal}, {@code big-cpu}, {@code soc_dts0}. */
    private static final List<Pattern> NAMES = List.of(
            Pattern.compile("cpu|x86_pkg_temp|coretemp|k8temp|k10temp|zenpower", Pattern.CASE_INSENSITIVE),
            Pattern.compile("soc|package|core|bcm2835|imx", Pattern.CASE_INSENSITIVE));

    private final Vcgencmd vcgencmd;
    private final Path thermal;
    private final Path hwmon;

    TemperatureSampler(Vcgencmd vcgencmd, Path sysfs) {
        this.vcgencmd = vcgencmd;
        thermal = sysfs.resolve("class/thermal");
        hwmon = sysfs.resolve("class/hwmon");
    }

    /** A sensor of the kernel, and how well its name fits: 0 best. */
    private record Sensor(String name, Path file, int rank, int number) {}

    @Override
    public String name() {
        return "temperature";
    }

    @Override
    public List<Metric> metrics() {
        return List.of(CPU_TEMP);
    }

    @Override
    public void sample(SampleSink sink) throws IOException, InterruptedException {
        Reading answer = vcgencmd.temperature();
        if (!(answer instanceof Reading.Value)) {
            answer = firstValue(answer, sensors(thermal, "thermal_zone*", "type", "temp"));
        }
        if (!(answer instanceof Reading.Value)) {
            answer = firstValue(answer, sensors(hwmon, "hwmon*", "name", "temp*_input"));
        }
        sink.report(new Series(CPU_TEMP), answer);
    }

    /** The value if it is plausible; else it is absent, and {@code source} says what it said. */
    static Reading plausible(String source, double celsius) {
        return celsius >= LOWEST && celsius <= HIGHEST
                ? new Reading.Value(celsius)
                : new Reading.Unavailable(source + " says " + celsius + " °C");
    }

    /**
     * Parses thousandths of a degree, as sysfs writes them.
     *
     * @return degrees
     * @throws MalformedException if it is anything else
     */
    static double parseMillidegrees(String text) {
        String number = text.strip();
        if (!MILLIDEGREES.matcher(number).matches()) {
            throw new MalformedException("a temperature", text);
        }
        return Integer.parseInt(number) / 1_000.0;
    }

    /** The first value; without one, {@code before} if that failed, else the last reason. */
    private static Reading firstValue(Reading before, List<Sensor> sensors) {
        Reading answer = before;
        for (Iterator<Sensor> rest = sensors.iterator(); rest.hasNext() && !(answer instanceof Reading.Value); ) {
            Reading next = read(rest.next());
            answer = answer instanceof Reading.Failed && !(next instanceof Reading.Value) ? answer : next;
        }
        return answer;
    }

    private static Reading read(Sensor sensor) {
        try {
            return plausible(sensor.name, parseMillidegrees(KernelFile.text(sensor.file)));
        } catch (IOException | MalformedException e) {
            return new Reading.Failed(sensor.file + " cannot be read: " + e.getMessage());
        }
    }

    /** The sensors below {@code folder} that measure the processor, best first. */
    private static List<Sensor> sensors(Path folder, String glob, String nameFile, String values) throws IOException {
        List<Sensor> sensors = new ArrayList<>();
        for (Path each : KernelFile.entries(folder, glob)) {
            String name = name(each.resolve(nameFile));
            OptionalInt rank = rank(name);
            if (rank.isPresent()) {
                KernelFile.entries(each, values).stream()
                        .min(Comparator.comparingInt(TemperatureSampler::number))
                        .ifPresent(file -> sensors.add(new Sensor(name, file, rank.getAsInt(), number(each))));
            }
        }
        sensors.sort(Comparator.comparingInt(Sensor::rank).thenComparingInt(Sensor::number));
        return sensors;
    }

    private static String name(Path file) {
        try {
            return KernelFile.text(file).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static OptionalInt rank(String name) {
        return IntStream.range(0, NAMES.size())
                .filter(rank -> NAMES.get(rank).matcher(name).find())
                .findFirst();
    }

    private static int number(Path path) {
        Matcher number = NUMBER.matcher(path.getFileName().toString());
        return number.find() ? Integer.parseInt(number.group()) : 0;
    }
}

package dev.pistat.collector.linux.board;

import static dev.pistat.core.metric.BoardMetrics.FAN_RPM;
import static dev.pistat.core.metric.BoardMetrics.TEMPERATURE_CELSIUS;

import dev.pistat.collector.linux.kernel.InstanceLimit;
import dev.pistat.collector.linux.kernel.KernelFile;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The temperature sensors and fans that the kernel knows: zones of {@code /sys/class/thermal} (sysfs-class-thermal), chips
 * of {@code /sys/class/hwmon} (sysfs-class-hwmon). Which ones there are is looked up at every call; names and labels are
 * read only when one came or went, or after a minute: a chip that has just come may still lack its files. For one thread
 * at a time.
 *
 * <p>A zone is called by its type ({@code cpu-thermal}), a sensor of a chip by the chip's name and its label
 * ({@code nvme Composite}), or its number without one ({@code rp1_adc temp1}). If two have the same name, both also get
 * what tells them apart: zones their number, chips the device that they are on ({@code nvme Composite (nvme0)}), which
 * does not depend on the order in which drivers are loaded.
 *
 * <p>The files of a chip stand in its folder, or where that has none of them, as with drivers that register without
 * attributes, in its device's: {@code hwmon0/device/temp1_input}.
 *
 * <p>A chip that repeats a zone is left out: its device is the zone, or, in old kernels, it has no device
 * and the zone's name, with an underscore for each hyphen.
 */
public final class Sensors {

    private static final Duration READ_AGAIN_AFTER = Duration.ofMinutes(1);
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final int LONGEST_NAME = 60;
    private static final int MOST_FOLDERS = 1_000_000;

    /** By rank. A word within the name: there are {@code cpu0-thermal}, {@code big-cpu}, {@code soc_dts0}. */
    private static final List<Pattern> PROCESSORS = List.of(
            Pattern.compile("cpu|x86_pkg_temp|coretemp|k8temp|k10temp|zenpower", Pattern.CASE_INSENSITIVE),
            Pattern.compile("soc|package|core|bcm2835|imx", Pattern.CASE_INSENSITIVE));

    private final Path thermal;
    private final Path hwmon;
    private final Clock clock;
    private final InstanceLimit temperatures = new InstanceLimit();
    private final InstanceLimit fans = new InstanceLimit();
    private final Set<Path> thousandths = ConcurrentHashMap.newKeySet();
    private Map<Path, Object> folders = Map.of();
    private long readNanos;
    private List<Sensor> sensors = List.of();

    public Sensors(Path sysfs, Clock clock) {
        thermal = sysfs.resolve("class/thermal");
        hwmon = sysfs.resolve("class/hwmon");
        this.clock = clock;
        readNanos = clock.monotonicNanos();
    }

    /** A sensor before it has a name: the names that it could have, the plainest first. */
    private record Found(
            Path file,
            String chip,
            List<String> names,
            @Nullable Integer processor) {}

    /** Those that are there now. */
    List<Sensor> now() throws IOException {
        Map<Path, Object> now = folders();
        long nanos = clock.monotonicNanos();
        if (!now.equals(folders) || nanos - readNanos >= READ_AGAIN_AFTER.toNanos()) {
            folders.forEach((folder, key) -> {
                if (!key.equals(now.get(folder))) {
                    thousandths.removeIf(file -> file.startsWith(folder));
                }
            });
            sensors = read(now.keySet());
            folders = now;
            readNanos = nanos;
        }
        return sensors;
    }

    /** Each with the key of its file: another device may get the number of one that went. */
    private Map<Path, Object> folders() throws IOException {
        Map<Path, Object> folders = new HashMap<>();
        for (Path each : KernelFile.entries(thermal, "thermal_zone*")) {
            KernelFile.identity(each).ifPresent(key -> folders.put(each, key));
        }
        for (Path each : KernelFile.entries(hwmon, "hwmon*")) {
            KernelFile.identity(each).ifPresent(key -> folders.put(each, key));
        }
        return folders;
    }

    private List<Sensor> read(Set<Path> folders) throws IOException {
        Map<Path, String> zones = names(folders, thermal, "type");
        Map<Path, String> chips = names(folders, hwmon, "name");
        Set<String> mirrors =
                zones.values().stream().map(type -> type.replace('-', '_')).collect(Collectors.toSet());
        List<Found> hot = new ArrayList<>();
        List<Found> turning = new ArrayList<>();
        zones.forEach((folder, type) -> hot.add(zone(folder, type)));
        for (Map.Entry<Path, String> chip : chips.entrySet()) {
            String device = device(chip.getKey()).orElse(null);
            boolean mirror = device == null ? mirrors.contains(chip.getValue()) : device.startsWith("thermal_zone");
            if (!mirror) {
                hot.addAll(channels(chip.getKey(), chip.getValue(), device, "temp"));
                turning.addAll(channels(chip.getKey(), chip.getValue(), device, "fan"));
            }
        }
        List<Sensor> all = new ArrayList<>(temperatures.first(named(TEMPERATURE_CELSIUS, hot), "temperature sensors"));
        all.addAll(fans.first(named(FAN_RPM, turning), "fans"));
        return List.copyOf(all);
    }

    private static Map<Path, String> names(Set<Path> folders, Path parent, String file) {
        Map<Path, String> names = new HashMap<>();
        folders.stream()
                .filter(folder -> folder.startsWith(parent))
                .forEach(folder -> names.put(
                        folder,
                        name(folder.resolve(file))
                                .or(() -> name(folder.resolve("device").resolve(file)))
                                .orElse(folder.getFileName().toString())));
        return names;
    }

    private static Found zone(Path folder, String type) {
        Integer processor =
                rank(type).map(rank -> order(0, rank, number(folder))).orElse(null);
        List<String> names = List.of(type, type + " " + number(folder), folder.getFileName() + " " + type);
        return new Found(folder.resolve("temp"), type, names, processor);
    }

    /** The sensors of a chip that measure the same; if any, the first one stands for the chip. */
    private static List<Found> channels(Path folder, String chip, @Nullable String device, String kind)
            throws IOException {
        List<Path> files = KernelFile.entries(attributes(folder), kind + "*_input").stream()
                .sorted(Comparator.comparingInt(Sensors::number))
                .toList();
        List<Found> found = new ArrayList<>();
        for (Path file : files) {
            Integer processor = found.isEmpty() && kind.equals("temp")
                    ? rank(chip).map(rank -> order(1, rank, number(folder))).orElse(null)
                    : null;
            found.add(new Found(file, chip, names(folder, file, chip, device), processor));
        }
        return found;
    }

    private static Path attributes(Path folder) throws IOException {
        return KernelFile.entries(folder, "{temp,fan}*_input").isEmpty() ? folder.resolve("device") : folder;
    }

    /** The files beside a sensor's that may say not to believe it. A zone has none: its mode says who acts on it. */
    private static List<Path> doubts(Path file) {
        String input = file.getFileName().toString();
        return Stream.of("_fault", "_enable")
                .filter(end -> input.endsWith("_input"))
                .map(end -> file.resolveSibling(input.replace("_input", end)))
                .filter(Files::exists)
                .toList();
    }

    private static List<String> names(Path folder, Path file, String chip, @Nullable String device) {
        String channel = file.getFileName().toString().replace("_input", "");
        String label = name(file.resolveSibling(channel + "_label")).orElse(channel);
        String number = folder.getFileName().toString();
        String where = " (" + (device == null ? number : device);
        String plain = chip + " " + label;
        return List.of(plain, plain + where + ")", plain + where + " " + channel + ")", number + " " + channel);
    }

    private List<Sensor> named(Metric metric, List<Found> found) {
        List<String> names = distinct(found.stream().map(Found::names).toList());
        return IntStream.range(0, names.size())
                .mapToObj(i -> new Sensor(
                        new Series(metric, names.get(i)),
                        found.get(i).chip,
                        found.get(i).file,
                        found.get(i).processor,
                        doubts(found.get(i).file),
                        thousandths))
                .sorted(Comparator.comparing(sensor -> sensor.series().instance()))
                .toList();
    }

    /**
     * Gives each the first of its names that no other has, and none a name that two could have.
     *
     * @param choices for each, the plainest name first; the last ones all differ
     */
    static List<String> distinct(List<List<String>> choices) {
        int[] chosen = new int[choices.size()];
        Function<Integer, String> name = i -> choices.get(i).get(chosen[i]);
        int most = choices.stream().mapToInt(List::size).max().orElse(0);
        for (int round = 1; round < most; round++) {
            Map<String, Long> taken = IntStream.range(0, chosen.length)
                    .boxed()
                    .collect(Collectors.groupingBy(name, Collectors.counting()));
            IntStream.range(0, chosen.length)
                    .filter(i -> chosen[i] + 1 < choices.get(i).size())
                    .boxed()
                    .filter(i -> taken.getOrDefault(name.apply(i), 1L) > 1)
                    .toList()
                    .forEach(i -> chosen[i]++);
        }
        return IntStream.range(0, chosen.length).boxed().map(name).toList();
    }

    /** The last part of the path of the device that a chip is on, such as {@code nvme0} or {@code 1-0048}. */
    private static Optional<String> device(Path folder) {
        try {
            return Optional.of(
                    folder.resolve("device").toRealPath().getFileName().toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> name(Path file) {
        try {
            return Optional.of(parseName(KernelFile.text(file))).filter(name -> !name.isEmpty());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The first line of a name or label, without anything that does not belong into one. Empty if there is nothing. */
    static String parseName(String text) {
        String line = KernelFile.lines(text.strip()).findFirst().orElse("").replaceAll("[^\\x20-\\x7e]", "?");
        return line.substring(0, Math.min(line.length(), LONGEST_NAME)).strip();
    }

    /** Zones before chips, the better name first, then the lower number. */
    private static int order(int source, int rank, int number) {
        return (source * PROCESSORS.size() + rank) * MOST_FOLDERS + Math.min(number, MOST_FOLDERS - 1);
    }

    private static int number(Path path) {
        Matcher number = NUMBER.matcher(path.getFileName().toString());
        return number.find() ? Integer.parseInt(number.group()) : 0;
    }

    private static Optional<Integer> rank(String name) {
        return IntStream.range(0, PROCESSORS.size())
                .filter(rank -> PROCESSORS.get(rank).matcher(name).find())
                .boxed()
                .findFirst();
    }
}

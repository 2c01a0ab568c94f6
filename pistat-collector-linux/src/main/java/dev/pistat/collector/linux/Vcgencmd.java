package dev.pistat.collector.linux;

import dev.pistat.core.metric.Reading;
import dev.pistat.core.port.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code vcgencmd}, which asks the firmware of a Raspberry Pi (vcgencmd(1)). Whoever has a program of that name is asked,
 * whatever the board. Where there is none, nothing is started, and it is looked for again after an hour. For one thread at
 * a time.
 */
final class Vcgencmd {

    private static final Duration LOOK_AGAIN_AFTER = Duration.ofHours(1);
    private static final Pattern TEMPERATURE = Pattern.compile("temp=(-?\\d{1,4}(?:\\.\\d{1,3})?)'C");

    private final List<Path> folders;
    private final Duration limit;
    private final Clock clock;
    private final Command command = new Command();
    private Optional<Path> program = Optional.empty();
    private Optional<Long> lookedNanos = Optional.empty();

    /**
     * @param folders where the program is looked for, in this order
     * @param limit how long an answer may take
     */
    Vcgencmd(List<Path> folders, Duration limit, Clock clock) {
        this.folders = List.copyOf(folders);
        this.limit = limit;
        this.clock = clock;
    }

    /** The folders of {@code PATH}, and where Raspberry Pi OS has it, now and before: a service's path may be short. */
    static List<Path> folders() {
        String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
        return Stream.concat(Stream.of(path.split(":", -1)), Stream.of("/usr/bin", "/opt/vc/bin"))
                .filter(folder -> folder.startsWith("/"))
                .map(Path::of)
                .distinct()
                .toList();
    }

    /** The chip's temperature in degrees Celsius; unavailable without the program, or if it says exactly 0. */
    Reading temperature() throws InterruptedException {
        Optional<Path> found = find();
        if (found.isEmpty()) {
            return new Reading.Unavailable("no temperature sensor");
        }
        try {
            double celsius =
                    parseTemperature(command.output(limit, List.of(found.get().toString(), "measure_temp")));
            return celsius == 0
                    ? new Reading.Unavailable("vcgencmd says 0 °C: it does not know")
                    : TemperatureSampler.plausible("vcgencmd", celsius);
        } catch (IOException e) {
            return new Reading.Failed(String.valueOf(e.getMessage()));
        } catch (MalformedException e) {
            return new Reading.Failed("vcgencmd measure_temp: " + e.getMessage());
        }
    }

    /** Parses an answer such as {@code temp=48.3'C}. */
    static double parseTemperature(String answer) {
        Matcher temperature = TEMPERATURE.matcher(answer.strip());
        if (!temperature.matches()) {
            throw new MalformedException("a temperature", answer);
        }
        return Double.parseDouble(temperature.group(1));
    }

    private Optional<Path> find() {
        if (program.filter(Files::isExecutable).isPresent()) {
            return program;
        }
        long now = clock.monotonicNanos();
        boolean wait = lookedNanos.isPresent() && now - lookedNanos.get() < LOOK_AGAIN_AFTER.toNanos();
        if (program.isPresent() || !wait) {
            lookedNanos = Optional.of(now);
            program = folders.stream()
                    .map(folder -> folder.resolve("vcgencmd"))
                    .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                    .findFirst();
        }
        return program;
    }
}

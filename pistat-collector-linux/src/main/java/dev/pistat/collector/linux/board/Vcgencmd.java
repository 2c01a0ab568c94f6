package dev.pistat.collector.linux.board;

import dev.pistat.collector.linux.kernel.Command;
import dev.pistat.collector.linux.kernel.KernelFile;
import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.port.Clock;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The program {@code vcgencmd}, which asks the firmware of a Raspberry Pi (vcgencmd(1)). It is used where there is one,
 * whatever the board. Where there is none, nothing is started, and it is looked for again after an hour. So is what the
 * firmware refused. Thread-safe: it runs once at a time.
 */
public final class Vcgencmd {

    private static final System.Logger LOG = System.getLogger("dev.pistat.collector.linux");
    private static final Duration AGAIN_AFTER = Duration.ofHours(1);
    private static final Pattern NOT_ALLOWED =
            Pattern.compile("VCHI initiali[sz]ation failed|(?i:open|permission)[^\n]*/dev/vc");

    private final List<Path> folders;
    private final Duration limit;
    private final Clock clock;
    private final Path dev;
    private final Command processes = new Command();
    private final Lock turn = new ReentrantLock(true);
    private final Map<String, Refusal> refusals = new HashMap<>();
    private @Nullable Path program;
    private @Nullable Long searchedNanos;
    private boolean saidNotAllowed;

    /**
     * The program in the first of these folders that has it.
     *
     * @param folders where the program is looked for, in this order
     * @param limit how long the answers of one turn may take
     */
    public Vcgencmd(List<Path> folders, Duration limit, Clock clock) {
        this(folders, limit, clock, Path.of("/dev"));
    }

    /** With another folder of devices. */
    public Vcgencmd(List<Path> folders, Duration limit, Clock clock, Path dev) {
        this.folders = List.copyOf(folders);
        this.limit = limit;
        this.clock = clock;
        this.dev = dev;
    }

    /** What came of a command. */
    sealed interface Answer {

        /** What the program printed. */
        record Text(String text) implements Answer {}

        /** Why there is no answer. */
        record None(Reading why) implements Answer {}
    }

    private record Refusal(long nanos, Answer answer) {}

    /** The folders of {@code PATH}, and where Raspberry Pi OS has it, now and before: a service's path may be short. */
    public static List<Path> folders() {
        String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
        return Stream.concat(Stream.of(path.split(":", -1)), Stream.of("/usr/bin", "/opt/vc/bin"))
                .filter(folder -> folder.startsWith("/"))
                .map(Path::of)
                .distinct()
                .toList();
    }

    /** Held by a caller that asks several times in a row; the answers share {@link #limit}. */
    Lock turn() {
        return turn;
    }

    /** How long the answers of one turn may take. */
    Duration limit() {
        return limit;
    }

    /** The chip's temperature in degrees Celsius; unavailable without the program, or if it says exactly 0. */
    Reading temperature() throws InterruptedException {
        if (!exists()) {
            return new Reading.Unavailable("no temperature sensor");
        }
        return switch (ask("measure_temp", limit)) {
            case Answer.Text(String text) -> temperature(text);
            case Answer.None(Reading why) -> why;
        };
    }

    private static Reading temperature(String text) {
        try {
            double celsius = VcgencmdOutput.temperature(text);
            return celsius == 0
                    ? new Reading.Unavailable("vcgencmd says 0 °C: it does not know")
                    : Sensor.plausible("vcgencmd", celsius);
        } catch (MalformedException e) {
            return new Reading.Failed("vcgencmd measure_temp: " + e.getMessage());
        }
    }

    /** Whether there is such a program. */
    boolean exists() throws InterruptedException {
        turn.lockInterruptibly();
        try {
            return find() != null;
        } finally {
            turn.unlock();
        }
    }

    /**
     * Asks, when it is this thread's turn. What was refused within the last hour is not asked: the answer is the same.
     *
     * @param command the command and its arguments, with a space between two
     * @param limit how long the answer may take
     */
    Answer ask(String command, Duration limit) throws InterruptedException {
        turn.lockInterruptibly();
        try {
            Path found = find();
            if (found == null) {
                return new Answer.None(
                        new Reading.Unavailable("no vcgencmd: not a Raspberry Pi, or its programs are not installed"));
            }
            long now = clock.monotonicNanos();
            refusals.values().removeIf(refusal -> now - refusal.nanos >= AGAIN_AFTER.toNanos());
            Refusal refusal = refusals.get(command);
            return refusal == null ? answer(found, command, limit) : refusal.answer;
        } finally {
            turn.unlock();
        }
    }

    private Answer answer(Path program, String command, Duration limit) throws InterruptedException {
        try {
            String text = processes.output(
                    limit,
                    Stream.concat(Stream.of(program.toString()), Stream.of(command.split(" ", -1)))
                            .toList());
            return isRefusal(text)
                    ? refused(command, text, "vcgencmd " + command + " is refused")
                    : new Answer.Text(text);
        } catch (Command.RefusedException e) {
            return isRefusal(e.printed())
                    ? refused(command, e.printed(), String.valueOf(e.getMessage()))
                    : new Answer.None(new Reading.Failed(String.valueOf(e.getMessage())));
        } catch (IOException e) {
            return new Answer.None(new Reading.Failed(String.valueOf(e.getMessage())));
        }
    }

    private static boolean isRefusal(String text) {
        return NOT_ALLOWED.matcher(text).find() || isUnknown(text);
    }

    /** As the firmware answers to what it does not know, and what its error is otherwise. */
    private static boolean isUnknown(String text) {
        return text.contains("Command not registered")
                || KernelFile.lines(text).anyMatch(line -> line.startsWith("error="));
    }

    private Answer refused(String command, String text, String message) {
        Answer answer = new Answer.None(why(command, text, message));
        refusals.put(command, new Refusal(clock.monotonicNanos(), answer));
        return answer;
    }

    private Reading why(String command, String text, String message) {
        if (NOT_ALLOWED.matcher(text).find()) {
            Reading why = FirmwareDevice.why(text, dev);
            if (why instanceof Reading.Failed(String advice) && !saidNotAllowed) {
                saidNotAllowed = true;
                LOG.log(Level.WARNING, advice);
            }
            return why;
        }
        return isUnknown(text)
                ? new Reading.Unavailable("the firmware does not know " + command)
                : new Reading.Failed(message);
    }

    private @Nullable Path find() {
        if (program != null && Files.isExecutable(program)) {
            return program;
        }
        long now = clock.monotonicNanos();
        boolean wait = searchedNanos != null && now - searchedNanos < AGAIN_AFTER.toNanos();
        if (program != null || !wait) {
            searchedNanos = now;
            refusals.clear();
            program = folders.stream()
                    .map(folder -> folder.resolve("vcgencmd"))
                    .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                    .findFirst()
                    .orElse(null);
        }
        return program;
    }
}

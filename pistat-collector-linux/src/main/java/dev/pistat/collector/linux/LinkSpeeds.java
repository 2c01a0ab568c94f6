package dev.pistat.collector.linux;

import dev.pistat.core.metric.Reading;
import dev.pistat.core.port.Clock;
import dev.pistat.core.port.SampleSink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The speeds of links, from {@code /sys/class/net/NAME/speed} (sysfs-class-net), by which a rate that no link can carry is
 * told. The kernel asks the driver for it, so it is asked apart from all else, every half minute, and at the next sample
 * once a rate was refused: the link may have become faster.
 */
final class LinkSpeeds {

    private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(30);
    private static final double BYTES_PER_MEGABIT = 125_000;
    /** Two samples are not exactly as far apart as the driver's updates of its counters. */
    private static final double TOLERANCE = 1.1;

    private static final Pattern MEGABITS = Pattern.compile("[1-9]\\d{0,8}");

    /** @param bytesPerSecond empty if it is not known: the link is down, or is none of a fixed speed, such as Wi-Fi */
    private record Speed(OptionalDouble bytesPerSecond, long nanos) {}

    private final Path net;
    private final Clock clock;
    private final Map<String, Speed> known = new ConcurrentHashMap<>();
    private final Set<String> doubted = new HashSet<>();

    /** @param net {@code /sys/class/net} */
    LinkSpeeds(Path net, Clock clock) {
        this.net = net;
        this.clock = clock;
    }

    /** Has the speeds asked that are not known or may have changed. */
    void ask(SampleSink sink, Collection<String> names) {
        known.keySet().retainAll(names);
        doubted.retainAll(names);
        long now = clock.monotonicNanos();
        for (String name : names) {
            Optional<Speed> last = Optional.ofNullable(known.get(name));
            if (doubted.remove(name) || last.isEmpty() || now - last.get().nanos > ASK_AGAIN_AFTER.toNanos()) {
                sink.ask("speed of " + name, List.of(), answers -> known.put(name, new Speed(read(name), now)));
            }
        }
    }

    /** The rate, unless the link could not carry it. */
    Reading possible(String name, Reading rate) {
        Optional<Speed> speed = Optional.ofNullable(known.get(name));
        if (rate instanceof Reading.Value(double bytes)
                && speed.isPresent()
                && bytes > TOLERANCE * speed.get().bytesPerSecond().orElse(Double.MAX_VALUE)) {
            doubted.add(name);
            return new Reading.Unavailable("faster than the link: " + (long) bytes + " bytes a second");
        }
        return rate;
    }

    /**
     * Parses megabits a second.
     *
     * @return bytes a second; empty for −1, 0 and all that is no speed
     */
    static OptionalDouble parse(String text) {
        String megabits = text.strip();
        return MEGABITS.matcher(megabits).matches()
                ? OptionalDouble.of(Integer.parseInt(megabits) * BYTES_PER_MEGABIT)
                : OptionalDouble.empty();
    }

    /** A link that is down, or has no speed, gives EINVAL. */
    private OptionalDouble read(String name) {
        try {
            return parse(KernelFile.text(net.resolve(name).resolve("speed")));
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }
}

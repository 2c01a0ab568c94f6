package dev.pistat.collector.linux.network;

import dev.pistat.collector.linux.kernel.KernelFile;
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
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The speeds of links, from {@code /sys/class/net/NAME/speed} (sysfs-class-net), by which a rate that no link can carry is
 * told. The kernel asks the driver for it, so it is asked apart from all else, every half minute, and at the next sample
 * once a rate was refused: the link may have become faster.
 *
 * <p>Bonds, VLANs and bridges carry what the interfaces below them carry together ({@code lower_NAME}). The kernel's own
 * figure for them would refuse what is true: a bond's leaves out members of unknown speed, a bridge's is that of its fastest
 * port. Nor are the figures of other software interfaces of use: veth(4) and tun say a speed that they do not keep to.
 */
final class LinkSpeeds {

    private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(30);
    private static final double BYTES_PER_MEGABIT = 125_000;
    /** Two samples are not exactly as far apart as the driver's updates of its counters. */
    private static final double TOLERANCE = 1.1;

    /** The kernel's MAX_NEST_DEV. */
    private static final int DEEPEST = 8;

    private static final String BELOW = "lower_";
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

    /** Has the speeds read that are not known or may have changed. */
    void ask(SampleSink sink, Collection<String> names) {
        known.keySet().retainAll(names);
        doubted.retainAll(names);
        long now = clock.monotonicNanos();
        for (String name : names) {
            Speed last = known.get(name);
            if (doubted.remove(name) || last == null || now - last.nanos > ASK_AGAIN_AFTER.toNanos()) {
                sink.ask("speed of " + name, List.of(), own -> known.put(name, new Speed(read(name), now)));
            }
        }
    }

    /** The rate, unless the link could not carry it. */
    Reading possible(String name, Reading rate) {
        Speed speed = known.get(name);
        if (rate instanceof Reading.Value(double bytes)
                && speed != null
                && bytes > TOLERANCE * speed.bytesPerSecond().orElse(Double.MAX_VALUE)) {
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

    private OptionalDouble read(String name) {
        return Link.read(net.resolve(name)).combined() ? below(name, DEEPEST) : own(name);
    }

    /** Unknown if that of any is; nothing below is no speed either. */
    private OptionalDouble below(String name, int deepest) {
        double sum = 0;
        for (String each : namesBelow(name)) {
            Link link = Link.read(net.resolve(each));
            OptionalDouble speed = OptionalDouble.empty();
            if (link.combined() && deepest > 0) {
                speed = below(each, deepest - 1);
            } else if (link.hardware()) {
                speed = own(each);
            }
            if (speed.isEmpty()) {
                return speed;
            }
            sum += speed.getAsDouble();
        }
        return sum > 0 ? OptionalDouble.of(sum) : OptionalDouble.empty();
    }

    private List<String> namesBelow(String name) {
        try {
            return KernelFile.entries(net.resolve(name), BELOW + "*").stream()
                    .map(link -> link.getFileName().toString().substring(BELOW.length()))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** A link that is down, or has no speed, gives EINVAL. */
    private OptionalDouble own(String name) {
        try {
            return parse(KernelFile.text(net.resolve(name).resolve("speed")));
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }
}

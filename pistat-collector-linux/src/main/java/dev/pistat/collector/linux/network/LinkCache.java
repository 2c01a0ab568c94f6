package dev.pistat.collector.linux.network;

import dev.pistat.collector.linux.kernel.KernelFile;
import dev.pistat.core.port.Clock;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The {@linkplain Link kinds} of the network interfaces. All that sysfs says takes several files each, so it is
 * read when an interface comes, when another has taken its name, and every half minute.
 */
final class LinkCache {

    private static final Duration REFRESH_AFTER = Duration.ofSeconds(30);

    /** @param identity null without sysfs */
    private record Seen(@Nullable Object identity, long nanos, Link link) {}

    private final Path net;
    private final Clock clock;
    private final Map<String, Seen> seen = new HashMap<>();

    /** @param net {@code /sys/class/net} */
    LinkCache(Path net, Clock clock) {
        this.net = net;
        this.clock = clock;
    }

    /**
     * The interfaces that are called so now.
     *
     * @param replaced takes the names that belong to another interface than at the last call
     */
    Map<String, Link> of(Collection<String> names, Consumer<String> replaced) {
        seen.keySet().retainAll(new HashSet<>(names));
        long now = clock.monotonicNanos();
        Map<String, Link> links = new HashMap<>();
        for (String name : names) {
            Optional<Path> folder = folder(name);
            Object identity = folder.flatMap(KernelFile::identity).orElse(null);
            Seen before = seen.get(name);
            boolean another = before != null && !Objects.equals(before.identity, identity);
            if (another) {
                replaced.accept(name);
            }
            if (before == null || another || now - before.nanos > REFRESH_AFTER.toNanos()) {
                Link link = folder.map(Link::read).orElse(Link.UNKNOWN);
                before = new Seen(identity, now, link);
                seen.put(name, before);
            }
            links.put(name, before.link);
        }
        return links;
    }

    /** Empty for a name that this JVM cannot write in its locale. */
    private Optional<Path> folder(String name) {
        try {
            return Optional.of(net.resolve(name));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}

package dev.pistat.collector.linux.kernel;

import dev.pistat.core.history.Event;
import dev.pistat.core.port.SampleSink;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The instances of one kind that there are, from sample to sample: an event for each that came or went since the sample before, and at most 64 of
 * them to be listed.
 */
public final class InstanceTracker {

    /** A machine with more than this has them by mistake or by the hundred: neither belongs on a dashboard. */
    public static final int MOST = 64;

    private static final System.Logger LOG = System.getLogger("dev.pistat.collector.linux");

    private final String kind;
    private @Nullable SortedSet<String> last;
    private final Set<String> replaced = new HashSet<>();
    private boolean said;

    /**
     * A tracker that knows no instance.
     *
     * @param kind what they are, in one word: {@code interface}
     */
    public InstanceTracker(String kind) {
        this.kind = kind;
    }

    /** That name belongs to another instance than at the sample before: one went, one came. */
    public void replaced(String name) {
        replaced.add(name);
    }

    /**
     * Those that are listed in any case, and the first by name of the others: 64 together. That there are more is said in the log,
     * once.
     *
     * @param always which are listed in any case, if they are present
     */
    public List<String> listed(SampleSink sink, Collection<String> present, Set<String> always) {
        SortedSet<String> now = new TreeSet<>(present);
        SortedSet<String> before = last;
        if (before != null) {
            Predicate<String> another = replaced::contains;
            before.stream()
                    .filter(another.or(name -> !now.contains(name)))
                    .forEach(name -> sink.event(Event.DISAPPEARED, kind + ' ' + name, "is gone"));
            now.stream()
                    .filter(another.or(name -> !before.contains(name)))
                    .forEach(name -> sink.event(Event.APPEARED, kind + ' ' + name, "is there now"));
        }
        replaced.clear();
        last = now;
        if (now.size() > MOST && !said) {
            said = true;
            LOG.log(Level.WARNING, now.size() + " of the kind '" + kind + "': only the first " + MOST + " are listed");
        }
        return Stream.concat(now.stream().filter(always::contains), now.stream().filter(name -> !always.contains(name)))
                .limit(MOST)
                .sorted()
                .toList();
    }
}

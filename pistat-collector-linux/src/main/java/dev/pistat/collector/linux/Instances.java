package dev.pistat.collector.linux;

import dev.pistat.core.metric.Event;
import dev.pistat.core.port.SampleSink;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The instances of one kind that there are: an event for each that came or went since the look before, and at most 64 of
 * them to be listed.
 */
final class Instances {

    /** A machine with more than this has them by mistake or by the hundred: neither belongs on a dashboard. */
    static final int MOST = 64;

    private static final System.Logger LOG = System.getLogger("dev.pistat.collector.linux");

    private final String kind;
    private Optional<SortedSet<String>> last = Optional.empty();
    private boolean said;

    /** @param kind what they are, in one word: {@code interface} */
    Instances(String kind) {
        this.kind = kind;
    }

    /** The first 64 by name. That there are more is said in the log, once. */
    List<String> listed(SampleSink sink, Collection<String> present) {
        SortedSet<String> now = new TreeSet<>(present);
        last.ifPresent(before -> {
            now.stream().filter(name -> !before.contains(name)).forEach(name -> came(sink, name));
            before.stream().filter(name -> !now.contains(name)).forEach(name -> went(sink, name));
        });
        last = Optional.of(now);
        if (now.size() > MOST && !said) {
            said = true;
            LOG.log(Level.WARNING, now.size() + " of the kind '" + kind + "': only the first " + MOST + " are listed");
        }
        return now.stream().limit(MOST).toList();
    }

    private void came(SampleSink sink, String name) {
        sink.event(Event.APPEARED, kind + ' ' + name, "is there now");
    }

    private void went(SampleSink sink, String name) {
        sink.event(Event.DISAPPEARED, kind + ' ' + name, "is gone");
    }
}

package dev.pistat.core.recording;

import dev.pistat.core.history.Event;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/** The events of a recorder that wait for the store, each told to the log; of one kind and subject only some. Not thread-safe. */
final class EventLog {

    private static final System.Logger LOG = System.getLogger("dev.pistat.recorder");
    private static final int MOST_WAITING = 1_000;

    private final EventLimit limit = new EventLimit();
    private List<Event> waiting = new ArrayList<>();

    /** Adds an event, unless there were too many of its kind and subject. */
    void add(Event event, long nanos) {
        limit.take(event, nanos).ifPresent(this::keep);
    }

    /** Adds the last of those that were held back, where it may be told now. */
    void addDue(long nanos) {
        limit.due(nanos).forEach(this::keep);
    }

    List<Event> waiting() {
        return waiting;
    }

    /** Forgets what waits: the store has it. */
    void clear() {
        waiting = new ArrayList<>();
    }

    private void keep(Event event) {
        LOG.log(event.kind().endsWith("_failed") ? Level.WARNING : Level.INFO, event.subject() + ": " + event.text());
        if (waiting.size() < MOST_WAITING) {
            waiting.add(event);
        }
    }
}

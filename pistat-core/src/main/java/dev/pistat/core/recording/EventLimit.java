package dev.pistat.core.recording;

import dev.pistat.core.history.Event;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A limit on events of one kind about one subject: ten in a row, then one an hour. Of those that are held back the last one
 * is told when its hour has come, with the number of the others. Not thread-safe.
 */
final class EventLimit {

    private static final int IN_A_ROW = 10;
    private static final long THEN_ONE_EACH_NANOS = Duration.ofHours(1).toNanos();
    /** The number of subjects that are remembered: a sampler may name a new one at each event. */
    private static final int MOST_SUBJECTS = 1_000;

    private final Map<List<String>, Told> told = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<List<String>, Told> eldest) {
            return size() > MOST_SUBJECTS;
        }
    };

    /** The event, or nothing if it has to wait. */
    Optional<Event> take(Event event, long nanos) {
        Told before = told.computeIfAbsent(List.of(event.kind(), event.subject()), none -> new Told(nanos));
        before.last = Optional.of(event);
        before.held++;
        return before.next(nanos);
    }

    /** The last of those that were held back, where it may be told now. */
    List<Event> due(long nanos) {
        return told.values().stream()
                .filter(each -> each.held > 0)
                .flatMap(each -> each.next(nanos).stream())
                .toList();
    }

    /** What was told of one subject. */
    private static final class Told {

        /** When as many may be told in a row as ever. */
        private long freeAtNanos;

        private int held;
        private Optional<Event> last = Optional.empty();

        private Told(long nanos) {
            freeAtNanos = nanos;
        }

        private Optional<Event> next(long nanos) {
            long free = freeAtNanos - nanos > 0 ? freeAtNanos : nanos;
            if (free - nanos > (IN_A_ROW - 1) * THEN_ONE_EACH_NANOS) {
                return Optional.empty();
            }
            freeAtNanos = free + THEN_ONE_EACH_NANOS;
            int others = held - 1;
            held = 0;
            return last.map(event -> others == 0 ? event : with(event, others));
        }

        private static Event with(Event event, int others) {
            return new Event(
                    event.at(),
                    event.kind(),
                    event.subject(),
                    event.text() + " (the last of " + (others + 1) + " such events; the others are not kept)");
        }
    }
}

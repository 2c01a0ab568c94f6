package dev.pistat.core.history;

import java.time.Instant;
import java.util.Optional;

/**
 * A query for events. Immutable.
 *
 * @param after only those with a higher id; 0 for all
 * @param from included
 * @param to excluded
 * @param kind only those of this kind; empty for all
 * @param most the most events that are returned, those with the lowest ids
 */
public record EventQuery(long after, Instant from, Instant to, Optional<String> kind, int most) {

    /**
     * All events of a range of time.
     *
     * @param from included
     * @param to excluded
     * @return of any kind, and however many
     */
    public static EventQuery between(Instant from, Instant to) {
        return new EventQuery(0, from, to, Optional.empty(), Integer.MAX_VALUE);
    }

    /**
     * Whether an event is one of those asked for. How many are wanted at most does not count here.
     *
     * @param kept with the id that the store gave it
     * @return whether its id, time and kind are all as they should be
     */
    public boolean takes(KeptEvent kept) {
        Event event = kept.event();
        return kept.id() > after
                && !event.at().isBefore(from)
                && event.at().isBefore(to)
                && kind.map(event.kind()::equals).orElse(true);
    }
}

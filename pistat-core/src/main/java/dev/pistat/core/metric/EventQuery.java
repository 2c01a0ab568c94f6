package dev.pistat.core.metric;

import java.time.Instant;
import java.util.Optional;

/**
 * Which events are asked for. Immutable.
 *
 * @param after only those with a higher id; 0 for all
 * @param from included
 * @param to excluded
 * @param kind only those of this kind
 * @param most at most so many, the ones with the lowest ids
 */
public record EventQuery(long after, Instant from, Instant to, Optional<String> kind, int most) {

    /** All events of a range of time. */
    public static EventQuery between(Instant from, Instant to) {
        return new EventQuery(0, from, to, Optional.empty(), Integer.MAX_VALUE);
    }

    /** Whether an event is one of those asked for. */
    public boolean takes(KeptEvent kept) {
        Event event = kept.event();
        return kept.id() > after
                && !event.at().isBefore(from)
                && event.at().isBefore(to)
                && kind.map(event.kind()::equals).orElse(true);
    }
}

package dev.pistat.core.history;

/**
 * An event as a store keeps it. Immutable.
 *
 * @param id grows from event to event, in the order in which they were appended, whatever the clock said; above 0
 * @param event as it was appended, but at the right time if the clock was wrong then and the store could tell
 */
public record KeptEvent(long id, Event event) {}

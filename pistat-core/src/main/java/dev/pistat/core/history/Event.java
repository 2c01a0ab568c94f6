package dev.pistat.core.history;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Something that happened at a moment, as opposed to a value over time. Immutable.
 *
 * @param at when it was noticed, to the microsecond
 * @param kind what happened, one of the constants here or a sampler's own: lower-case words joined by underscores
 * @param subject whom it happened to: a sampler, a sensor, a device
 * @param text one line for people
 */
public record Event(Instant at, String kind, String subject, String text) {

    /** Recording began. */
    public static final String STARTED = "started";
    /** The machine was started again since the last sample. */
    public static final String BOOTED = "booted";
    /** A network interface, disk or mount came. */
    public static final String APPEARED = "appeared";
    /** A network interface, disk or mount went. */
    public static final String DISAPPEARED = "disappeared";
    /** A sampler or one of its sensors threw, missed the deadline, or reported a failed reading. */
    public static final String SAMPLER_FAILED = "sampler_failed";
    /** A sampler or sensor that had failed works again. */
    public static final String SAMPLER_RECOVERED = "sampler_recovered";
    /** The machine slept, and woke up. */
    public static final String SLEPT = "slept";
    /** Wall time moved against monotonic time: the clock was set. */
    public static final String CLOCK_STEPPED = "clock_stepped";
    /** The store refused a sample. */
    public static final String STORE_FAILED = "store_failed";
    /** The store takes samples again. */
    public static final String STORE_RECOVERED = "store_recovered";

    /** Samples that waited for the store had to go, for there was no room to keep them. */
    public static final String SAMPLES_LOST = "samples_lost";
    /** The oldest of the history was removed, for it had grown to its limit. */
    public static final String HISTORY_SHORTENED = "history_shortened";
    /** The history's file was lost or damaged, and a new one was begun. */
    public static final String HISTORY_REPLACED = "history_replaced";

    /** Cuts the time to the microsecond. */
    public Event {
        at = at.truncatedTo(ChronoUnit.MICROS);
    }
}

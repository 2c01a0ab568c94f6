package dev.pistat.core.port;

import dev.pistat.core.history.Chart;
import dev.pistat.core.history.Event;
import dev.pistat.core.history.EventQuery;
import dev.pistat.core.history.KeptEvent;
import dev.pistat.core.history.RecordedTime;
import dev.pistat.core.history.Retention;
import dev.pistat.core.history.Row;
import dev.pistat.core.history.Tier;
import dev.pistat.core.history.TopProcesses;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A store of samples and events. Thread-safe: one thread appends while others read. Whatever goes wrong is a
 * {@link StoreException}.
 *
 * <p>Samples are kept in the order of their ids. Wall time may jump back between them; a range of wall time holds every
 * sample whose time lies in it, in the order of the ids.
 */
public interface MetricStore extends AutoCloseable {

    /**
     * Keeps a sample's values and events, without top processes.
     *
     * @param sample readings without a value are not kept
     * @param events of its tick, in the order in which they get their ids
     * @throws StoreException if it cannot be kept, or if its id is not above every id before
     */
    default void append(Sample sample, List<Event> events) {
        append(sample, events, null);
    }

    /**
     * Keeps a sample's values, and the events and top processes of its tick.
     *
     * @param sample readings without a value are not kept
     * @param events of its tick, in the order in which they get their ids
     * @param topProcesses of its tick; null if no sampler reported them
     * @throws StoreException if it cannot be kept, or if its id is not above every id before
     */
    @SuppressWarnings("exports") // who uses this need not have JSpecify
    void append(Sample sample, List<Event> events, @Nullable TopProcesses topProcesses);

    /** {@return the sample with the highest id, with its values only; empty if nothing was ever kept} */
    Optional<Sample> newest();

    /** {@return every series that has, or had, values here, in the order in which they first appeared} */
    List<Series> series();

    /**
     * Hands over the stored rows of a range of wall time, oldest first, as a stream: memory does not grow with the range,
     * and a slow taker holds nothing up. Rows without any value of the series asked for are left out.
     *
     * @param series which values; one that is not known here has no value
     * @param from included
     * @param to excluded
     * @param taker called on the caller's thread; it answers whether it wants more. What it throws comes out of this method
     */
    void rows(List<Series> series, Instant from, Instant to, Predicate<Row> taker);

    /**
     * The history of some series in a limited number of points, whatever the length of the range: from buckets where there
     * are more samples than points, else the samples themselves. What was appended last is in it.
     *
     * @param series which lines; one that is not known here has no values
     * @param from included; not before 1900
     * @param to excluded; after {@code from}, and not after 2200
     * @param points at least 1
     * @return all lines in the order asked for; the range may be a little wider, as buckets are whole
     */
    Chart chart(List<Series> series, Instant from, Instant to, int points);

    /**
     * How far back a tier reaches.
     *
     * @param tier also one that is not kept, which has nothing
     * @return the time of the oldest sample, or where the oldest bucket begins; empty if the tier has nothing: what it has not
     *     rolled up yet is in a finer one
     */
    Optional<Instant> oldest(Tier tier);

    /**
     * The events that are asked for.
     *
     * @param query which, and how many at most
     * @return in the order of their ids: that in which they were appended
     */
    List<KeptEvent> events(EventQuery query);

    /**
     * The events of a range of wall time.
     *
     * @param from included
     * @param to excluded
     * @return in the order in which they were appended
     */
    default List<Event> events(Instant from, Instant to) {
        return events(EventQuery.between(from, to)).stream()
                .map(KeptEvent::event)
                .toList();
    }

    /**
     * The last top processes at or before a moment.
     *
     * @param at wall time
     * @return however old; empty if there are none
     */
    Optional<TopProcesses> topProcesses(Instant at);

    /**
     * Rolls up what is complete and forgets what need not be kept any longer, as the store's {@link Retention} says, but
     * never the newest sample. Nothing grows old by a clock: ages are counted in the time that was recorded since
     * ({@link RecordedTime}), and what is forgotten beside samples goes by whole days. To repeat it changes nothing. It is
     * called now and then, by one thread at a time, while others append and read.
     */
    void maintain();

    /**
     * Puts samples of the running boot, with their events and top processes, where they belong in wall time: the clock was
     * wrong when they were taken, and has been set. Those that are off by less than a second may stay.
     *
     * @param firstId the first of the samples
     * @param offset wall time less monotonic time, now and all along
     */
    void retime(long firstId, Duration offset);

    /** {@return why what was appended cannot be written, or has not been for too long, and waits or is refused; empty if all is well} */
    Optional<String> trouble();

    /** Writes what still waits, and lets go of everything. Closing twice is harmless. */
    @Override
    void close();
}

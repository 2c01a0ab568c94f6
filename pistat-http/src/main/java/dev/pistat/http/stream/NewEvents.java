package dev.pistat.http.stream;

import dev.pistat.core.history.EventQuery;
import dev.pistat.core.history.KeptEvent;
import dev.pistat.core.port.Clock;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.port.StoreException;
import dev.pistat.core.text.LogLimit;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/** The new events, read from a store: once for all streams that have come equally far. Thread-safe. */
final class NewEvents {

    /** A page that is shorter is the last one. */
    static final int PAGE = 1_000;

    private static final System.Logger LOG = System.getLogger("dev.pistat.http");

    private final MetricStore store;
    private final LogLimit unreadable;
    private final ReentrantLock lock = new ReentrantLock();
    private long newest;
    private Asked last = new Asked(-1, -1, List.of());

    private record Asked(long eventId, long sampleId, List<KeptEvent> answer) {}

    NewEvents(MetricStore store, Clock clock) {
        this.store = store;
        this.unreadable = new LogLimit(clock::monotonicNanos);
    }

    /**
     * The next events after one, in the order of their ids; none while the store cannot be read.
     *
     * @param sampleId of the last sample: at the same one, the store is not asked again for the same
     */
    List<KeptEvent> after(long eventId, long sampleId) {
        lock.lock();
        try {
            if (last.eventId() != eventId || last.sampleId() != sampleId) {
                last = new Asked(eventId, sampleId, page(eventId).orElse(List.of()));
            }
            return last.answer();
        } finally {
            lock.unlock();
        }
    }

    /** The highest id of an event, 0 if there is none; empty while the store cannot be read. */
    OptionalLong newestId() {
        lock.lock();
        try {
            Optional<List<KeptEvent>> page;
            do {
                page = page(newest);
                newest = page.filter(events -> !events.isEmpty())
                        .map(events -> events.getLast().id())
                        .orElse(newest);
            } while (page.map(List::size).orElse(0) == PAGE);
            return page.isPresent() ? OptionalLong.of(newest) : OptionalLong.empty();
        } finally {
            lock.unlock();
        }
    }

    private Optional<List<KeptEvent>> page(long eventId) {
        try {
            List<KeptEvent> events =
                    store.events(new EventQuery(eventId, Instant.MIN, Instant.MAX, Optional.empty(), PAGE));
            return Optional.of(events);
        } catch (StoreException e) {
            if (!Thread.currentThread().isInterrupted()) {
                unreadable
                        .of("streams go on without events, which could not be read: " + e.getMessage())
                        .ifPresent(line -> LOG.log(Level.WARNING, line));
            }
            return Optional.empty();
        }
    }
}

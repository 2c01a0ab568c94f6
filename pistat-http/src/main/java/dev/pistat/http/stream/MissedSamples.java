package dev.pistat.http.stream;

import dev.pistat.core.history.Row;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.Clock;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.port.StoreException;
import dev.pistat.core.text.LogLimit;
import dev.pistat.core.text.Times;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The samples that a stream has missed, read from a store, an hour at most. Thread-safe. */
final class MissedSamples {

    private static final System.Logger LOG = System.getLogger("dev.pistat.http");

    static final Duration HOUR = Duration.ofHours(1);
    /** Most streams were away for seconds: the hour is read only where that is not enough. */
    private static final Duration RECENT = Duration.ofMinutes(5);
    /** Each may hold a page of the store's, half a megabyte, for as long as its client is slow. */
    private static final int AT_ONCE = 4;

    private final MetricStore store;
    private final Clock clock;
    private final LogLimit unreadable;
    private final Semaphore turns = new Semaphore(AT_ONCE, true);

    MissedSamples(MetricStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
        this.unreadable = new LogLimit(clock::monotonicNanos);
    }

    /**
     * Hands over the stored samples with a higher id, in the order of their ids, one by one as they are read. Those of a
     * clock that was up to an hour ahead are among them. While the store cannot be read there are none.
     *
     * @param until the newest that streams have heard of. The store may have one more already, but a position ahead of them
     *     would be taken for one of another history
     * @param taker may wait as long as it likes; what it throws comes out of here
     * @return false if this stream's turn did not come in time
     */
    boolean after(long id, long until, Duration maxWait, Consumer<Sample> taker) throws InterruptedException {
        if (!turns.tryAcquire(maxWait.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        try {
            Walk walk = new Walk(id, until, store.series(), taker);
            Instant now = clock.wall();
            store.rows(walk.series, now.minus(RECENT), now.plus(HOUR), walk::next);
            if (walk.last < until) {
                store.rows(walk.series, now.minus(HOUR), now.plus(HOUR), walk::any);
            }
        } catch (StoreException e) {
            if (!Thread.currentThread().isInterrupted()) {
                unreadable
                        .of("a stream goes on without what it missed: " + e.getMessage())
                        .ifPresent(line -> LOG.log(Level.WARNING, line));
            }
        } finally {
            turns.release();
        }
        return true;
    }

    /** The way through the rows, from one look to the next. */
    private static final class Walk {

        private final long until;
        private final List<Series> series;
        private final Consumer<Sample> taker;
        private long last;

        private Walk(long last, long until, List<Series> series, Consumer<Sample> taker) {
            this.last = last;
            this.until = until;
            this.series = series;
            this.taker = taker;
        }

        /** Takes a row only if none is missing before it. */
        private boolean next(Row row) {
            return row.id() <= last + 1 && any(row);
        }

        private boolean any(Row row) {
            if (row.id() > last && row.id() <= until) {
                taker.accept(sample(row));
                last = row.id();
            }
            return true;
        }

        private Sample sample(Row row) {
            Map<Series, Reading> values = new LinkedHashMap<>();
            for (int place = 0; place < row.size(); place++) {
                if (row.has(place)) {
                    values.put(series.get(place), new Reading.Value(row.value(place)));
                }
            }
            return new Sample(row.id(), Times.instant(row.atMicros()), row.monotonicMicros(), row.bootId(), values);
        }
    }
}

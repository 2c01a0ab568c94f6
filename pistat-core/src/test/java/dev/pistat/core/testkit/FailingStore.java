package dev.pistat.core.testkit;

import dev.pistat.core.history.Chart;
import dev.pistat.core.history.Event;
import dev.pistat.core.history.EventQuery;
import dev.pistat.core.history.KeptEvent;
import dev.pistat.core.history.Row;
import dev.pistat.core.history.Tier;
import dev.pistat.core.history.TopProcesses;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.port.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A store before another one that fails as long as it is told to, as on a full disk. Thread-safe. */
public class FailingStore implements MetricStore {

    private final MetricStore store;
    private volatile String failure = "";

    /**
     * Passes everything on, until it is told to fail.
     *
     * @param store closed with this one
     */
    public FailingStore(MetricStore store) {
        this.store = store;
    }

    /**
     * From now on refuses to append and to read.
     *
     * @param why the message of every {@link StoreException}, and the store's {@link #trouble}; not empty
     */
    public void fail(String why) {
        failure = why;
    }

    /** From now on works again. */
    public void recover() {
        failure = "";
    }

    @Override
    public void append(Sample sample, List<Event> events, @Nullable TopProcesses topProcesses) {
        working().append(sample, events, topProcesses);
    }

    @Override
    public Optional<Sample> newest() {
        return working().newest();
    }

    @Override
    public List<Series> series() {
        return working().series();
    }

    @Override
    public void rows(List<Series> series, Instant from, Instant to, Predicate<Row> taker) {
        working().rows(series, from, to, taker);
    }

    @Override
    public Optional<Instant> oldest(Tier tier) {
        return working().oldest(tier);
    }

    @Override
    public List<KeptEvent> events(EventQuery query) {
        return working().events(query);
    }

    @Override
    public Optional<String> trouble() {
        return failure.isEmpty() ? store.trouble() : Optional.of(failure);
    }

    @Override
    public Optional<TopProcesses> topProcesses(Instant at) {
        return working().topProcesses(at);
    }

    @Override
    public Chart chart(List<Series> series, Instant from, Instant to, int points) {
        return working().chart(series, from, to, points);
    }

    @Override
    public void maintain() {
        working().maintain();
    }

    @Override
    public void retime(long firstId, Duration offset) {
        working().retime(firstId, offset);
    }

    @Override
    public void close() {
        store.close();
    }

    private MetricStore working() {
        if (!failure.isEmpty()) {
            throw new StoreException(failure);
        }
        return store;
    }
}

package dev.pistat.core.recording;

import dev.pistat.core.history.Event;
import dev.pistat.core.history.TopProcesses;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.port.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * A writer that hands samples to the store, with the events that wait, and notes when it refuses one. Used by the recorder's
 * thread.
 */
final class SampleWriter {

    private final MetricStore store;
    private final EventLog events;
    private long lastId;
    private boolean failing;

    SampleWriter(MetricStore store, EventLog events, long lastId) {
        this.store = store;
        this.events = events;
        this.lastId = lastId;
    }

    /** One more than the last, or than the store's: another history may have taken the place of its own. */
    long nextId() {
        try {
            lastId = Math.max(lastId, store.newest().map(Sample::id).orElse(lastId));
        } catch (StoreException e) {
            // To append will fail as well, which is noted.
        }
        return ++lastId;
    }

    void keep(Sample sample, @Nullable TopProcesses topProcesses, long nanos) {
        try {
            store.append(sample, events.waiting(), topProcesses);
            events.clear();
            if (failing) {
                failing = false;
                events.add(new Event(sample.at(), Event.STORE_RECOVERED, "store", "takes samples again"), nanos);
            }
        } catch (StoreException e) {
            if (!failing) {
                failing = true;
                events.add(new Event(sample.at(), Event.STORE_FAILED, "store", String.valueOf(e.getMessage())), nanos);
            }
        }
    }
}

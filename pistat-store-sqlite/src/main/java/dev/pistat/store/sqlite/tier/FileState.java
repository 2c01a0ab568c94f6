package dev.pistat.store.sqlite.tier;

import dev.pistat.core.history.RecordedTime;
import dev.pistat.core.metric.Series;
import dev.pistat.store.sqlite.sample.Runs;
import dev.pistat.store.sqlite.sample.StoredSeries;
import java.util.Map;

/** The state of the file as of the last change, known without reading it. It must not be changed. */
public record FileState(Map<Series, StoredSeries> series, Runs runs, PendingRollups pending, RecordedTime recorded) {

    public FileState with(Map<Series, StoredSeries> other) {
        return new FileState(other, runs, pending, recorded);
    }

    public FileState with(Runs other) {
        return new FileState(series, other, pending, recorded);
    }

    public FileState with(PendingRollups other) {
        return new FileState(series, runs, other, recorded);
    }
}

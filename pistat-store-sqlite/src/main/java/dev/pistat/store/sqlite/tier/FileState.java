package dev.pistat.store.sqlite.tier;

import dev.pistat.core.history.RecordedTime;
import dev.pistat.core.metric.Series;
import dev.pistat.store.sqlite.sample.Runs;
import dev.pistat.store.sqlite.sample.StoredSeries;
import java.util.Map;

/** What is known of the file without reading it, as of the last change. Not to be changed. */
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

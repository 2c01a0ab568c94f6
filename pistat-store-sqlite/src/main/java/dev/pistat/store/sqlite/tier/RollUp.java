package dev.pistat.store.sqlite.tier;

import dev.pistat.core.history.Buckets;
import dev.pistat.core.metric.Series;
import dev.pistat.store.sqlite.sample.StoredSeries;
import dev.pistat.store.sqlite.sample.TopProcessesColumn;
import dev.pistat.store.sqlite.sample.WriteBuffer;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The roll-up: the buckets of a tier from what is finer. */
public final class RollUp {

    private RollUp() {}

    /** Rolls up one unit of a tier. */
    public static FileState unit(Handle handle, FileState state, TierTable tier, long unit) {
        List<Series> all = List.copyOf(state.series().keySet());
        List<Buckets> lines = new ChartReader(handle, all, state, WriteBuffer.Batch.NOTHING).unit(tier, unit);
        tier.write(handle, unit, lines, state.series(), state.pending().mustRebuild(tier, unit));
        if (tier == TierTable.FIVE_MINUTES) {
            TopProcessesColumn.rollUp(handle, state.runs(), unit, unit + tier.unit);
            for (Buckets line : lines) {
                StoredSeries stored = state.series().get(line.series());
                if (stored != null && !line.isEmpty()) {
                    handle.execute(
                            "UPDATE series SET last_at = max(coalesce(last_at, 0), ?) WHERE id = ?",
                            unit + tier.unit,
                            stored.id());
                }
            }
        }
        return state.with(state.pending().without(handle, tier, unit));
    }
}

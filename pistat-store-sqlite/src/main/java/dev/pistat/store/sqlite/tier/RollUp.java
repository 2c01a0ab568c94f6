package dev.pistat.store.sqlite.tier;

import dev.pistat.core.history.Buckets;
import dev.pistat.core.metric.Series;
import dev.pistat.store.sqlite.sample.StoredSeries;
import dev.pistat.store.sqlite.sample.TopProcessesColumn;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Makes the buckets of a tier from what is finer. */
public final class RollUp {

    private RollUp() {}

    /** Rolls up one unit of a tier. */
    public static FileState unit(Handle handle, FileState state, TierTable tier, long unit) throws SQLException {
        List<Series> all = List.copyOf(state.series().keySet());
        List<Buckets> lines = new ChartReader(
                        handle, all, state.series(), state.runs(), state.pending(), Long.MAX_VALUE)
                .unit(tier, unit);
        tier.write(handle, unit, lines, state.series(), state.pending().isAfresh(tier, unit));
        if (tier == TierTable.FIVE_MINUTES) {
            TopProcessesColumn.rollUp(handle, state.runs(), unit, unit + tier.unit);
            try (PreparedStatement seen = handle.getConnection()
                    .prepareStatement("UPDATE series SET last_at = max(coalesce(last_at, 0), ?) WHERE id = ?")) {
                for (Buckets line : lines) {
                    StoredSeries stored = state.series().get(line.series());
                    if (stored != null && !line.isEmpty()) {
                        seen.setLong(1, unit + tier.unit);
                        seen.setInt(2, stored.id());
                        seen.executeUpdate();
                    }
                }
            }
        }
        return state.with(state.pending().without(handle, tier, unit));
    }
}

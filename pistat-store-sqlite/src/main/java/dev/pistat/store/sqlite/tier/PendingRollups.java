package dev.pistat.store.sqlite.tier;

import dev.pistat.store.sqlite.sample.WriteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The units that must still be rolled up: the hours whose samples the tier of five minutes has not, and the days whose hours
 * the tiers above have not. A chart takes these from the finer tier. It stands in the file, in the same transaction as what
 * it speaks of: a crash repeats a roll-up, and never leaves one out. Immutable.
 */
public record PendingRollups(Map<TierTable, NavigableMap<Long, Boolean>> units) {

    public static PendingRollups read(Handle handle) {
        Map<TierTable, NavigableMap<Long, Boolean>> units = new HashMap<>();
        handle.createQuery("SELECT tier, unit, afresh FROM pending")
                .map((row, context) -> new Unit(TierTable.valueOf(row.getString(1)), row.getLong(2), row.getBoolean(3)))
                .forEach(unit -> units.computeIfAbsent(unit.tier(), none -> new TreeMap<>())
                        .put(unit.start(), unit.rebuild()));
        return new PendingRollups(units);
    }

    /** With what samples at a moment leave to be done. */
    public PendingRollups with(Handle handle, long at, boolean rebuild) {
        PendingRollups result = this;
        for (TierTable tier : TierTable.values()) {
            long unit = tier.unitOf(at);
            Boolean present = result.of(tier).get(unit);
            if (present == null || (rebuild && !present)) {
                handle.execute(
                        "INSERT OR REPLACE INTO pending (tier, unit, afresh) VALUES (?, ?, ?)",
                        tier.name(),
                        unit,
                        rebuild);
                result = result.changed(tier, unit, rebuild);
            }
        }
        return result;
    }

    /** With what samples at some moments leave to be done that are not in the file yet. */
    public PendingRollups with(List<WriteBuffer.Entry> unwritten) {
        PendingRollups result = this;
        for (WriteBuffer.Entry entry : unwritten) {
            for (TierTable tier : TierTable.values()) {
                if (!result.of(tier).containsKey(tier.unitOf(entry.at()))) {
                    result = result.changed(tier, tier.unitOf(entry.at()), false);
                }
            }
        }
        return result;
    }

    /** Without a unit that was rolled up. */
    public PendingRollups without(Handle handle, TierTable tier, long unit) {
        handle.execute("DELETE FROM pending WHERE tier = ? AND unit = ?", tier.name(), unit);
        return changed(tier, unit, null);
    }

    boolean mustRebuild(TierTable tier, long unit) {
        return of(tier).getOrDefault(unit, false);
    }

    /** The units but one, oldest first. */
    public List<Long> without(TierTable tier, long unit) {
        return of(tier).keySet().stream().filter(each -> each != unit).toList();
    }

    /** The units that overlap a range of time, oldest first. */
    List<Long> within(TierTable tier, long from, long to) {
        return List.copyOf(of(tier).subMap(tier.unitOf(from), true, to, false).keySet());
    }

    private NavigableMap<Long, Boolean> of(TierTable tier) {
        return units.getOrDefault(tier, new TreeMap<>());
    }

    private PendingRollups changed(TierTable tier, long unit, @Nullable Boolean rebuild) {
        Map<TierTable, NavigableMap<Long, Boolean>> changed = new HashMap<>(units);
        NavigableMap<Long, Boolean> ofTier = new TreeMap<>(of(tier));
        if (rebuild == null) {
            ofTier.remove(unit);
        } else {
            ofTier.put(unit, rebuild);
        }
        changed.put(tier, ofTier);
        return new PendingRollups(changed);
    }

    private record Unit(TierTable tier, long start, boolean rebuild) {}
}

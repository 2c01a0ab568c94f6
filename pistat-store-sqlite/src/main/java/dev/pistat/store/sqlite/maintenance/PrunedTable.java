package dev.pistat.store.sqlite.maintenance;

import dev.pistat.core.history.RecordedTime.Range;
import dev.pistat.core.history.Retention;
import dev.pistat.store.sqlite.tier.TierTable;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * A table whose rows are forgotten by whole days: a tier, the events, the top processes.
 *
 * @param what its rows, in the log
 * @param keptFor how long they are kept
 * @param days how many days go at once: as many as a row spans
 * @param key the column that tells the time
 * @param keys which of its values lie in a range of time as a whole
 */
record PrunedTable(
        String table,
        String what,
        Function<Retention, Duration> keptFor,
        int days,
        String key,
        UnaryOperator<Range> keys) {

    static final List<PrunedTable> ALL = Stream.concat(
                    Stream.of(TierTable.values()).map(PrunedTable::of),
                    Stream.of(timed("event", "events"), timed("look", "top processes")))
            .toList();

    private static PrunedTable of(TierTable tier) {
        int days =
                Math.toIntExact(Math.max(1, Duration.ofNanos(tier.span * 1_000).toDays()));
        return new PrunedTable(
                tier.table, "rows of " + tier.tier.text(), retention -> retention.of(tier.tier), days, "id", tier::ids);
    }

    private static PrunedTable timed(String table, String what) {
        return new PrunedTable(table, what, Retention::notable, 1, "at", UnaryOperator.identity());
    }

    /** Forgets the rows of a range of time, and tells how many. */
    int prune(Handle handle, Range range) {
        Range gone = keys.apply(range);
        return handle.execute(
                "DELETE FROM " + table + " WHERE " + key + " >= ? AND " + key + " < ?", gone.from(), gone.to());
    }

    /** Whether there are rows of a range of time. */
    boolean has(Handle handle, Range range) {
        Range asked = keys.apply(range);
        return handle.createQuery("SELECT 1 FROM " + table + " WHERE " + key + " >= ? AND " + key + " < ? LIMIT 1")
                .bind(0, asked.from())
                .bind(1, asked.to())
                .mapTo(int.class)
                .findOne()
                .isPresent();
    }
}

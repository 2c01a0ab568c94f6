package dev.pistat.store.sqlite;

import dev.pistat.core.metric.Buckets;
import dev.pistat.core.metric.Event;
import dev.pistat.core.metric.Retention;
import dev.pistat.core.metric.Row;
import dev.pistat.core.metric.Series;
import dev.pistat.core.metric.Tier;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Rolls up, forgets, and keeps the file small: in small transactions, between which samples are written. Each is whole by
 * itself, so that it does not matter where a crash comes.
 */
final class Tending {

    private static final int PRUNED_AT_ONCE = 1_000;
    private static final String PRUNE =
            "DELETE FROM sample WHERE id IN (SELECT id FROM sample WHERE id >= ? AND id < ? ORDER BY id LIMIT ?)";
    private static final long CLOSE = micros(Duration.ofSeconds(1));
    private static final long NO_HISTORY_BEFORE = Row.micros(Instant.parse("2020-01-01T00:00:00Z"));

    private final StoreSettings settings;
    private final Steps steps;

    Tending(StoreSettings settings, Steps steps) {
        this.settings = settings;
        this.steps = steps;
    }

    /** Makes one change at a time, on the thread that asks. */
    interface Steps {

        void step(History.Change change);

        History.State state();

        /** Something that people should know of. */
        void note(Event event);
    }

    void tend(Instant now) {
        long moment = Row.micros(now);
        rollUp(moment);
        Retention retention = settings.retention();
        pruneSamples(Row.micros(retention.horizon(Tier.SAMPLES, now)));
        steps.step((handle, state) -> {
            for (TierTable tier : TierTable.values()) {
                // What the next tier still needs is kept, also of a tier that is switched off.
                long needed = state.pending().oldest(TierTable.HOURLY);
                tier.prune(handle, Math.min(Row.micros(retention.horizon(tier.tier, now)), needed));
            }
            handle.execute("DELETE FROM event WHERE at < ?", Row.micros(retention.notableHorizon(now)));
            CulpritColumn.prune(handle, Row.micros(retention.notableHorizon(now)));
            return state;
        });
        forgetSeries(now);
        if (settings.maxBytes() > 0) {
            shorten(now);
        }
    }

    private void rollUp(long now) {
        for (TierTable tier : TierTable.values()) {
            for (long unit : steps.state().pending().until(tier, now)) {
                steps.step((handle, state) -> rolledUp(handle, state, tier, unit));
            }
        }
    }

    static History.State rolledUp(Handle handle, History.State state, TierTable tier, long unit) throws SQLException {
        List<Series> all = List.copyOf(state.series().keySet());
        List<Buckets> lines = new ChartQuery(handle, all, state.series(), state.runs(), state.pending(), Long.MAX_VALUE)
                .unit(tier, unit);
        tier.write(handle, unit, lines, state.series(), state.pending().isAfresh(tier, unit));
        if (tier == TierTable.FIVE_MINUTES) {
            CulpritColumn.rollUp(handle, state.runs(), unit, unit + tier.unit);
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
        return new History.State(state.series(), state.runs(), state.pending().without(handle, tier, unit));
    }

    private void pruneSamples(long horizon) {
        long newest = steps.state().runs().last().map(Runs.Run::lastId).orElse(0L);
        long before = Math.min(horizon, steps.state().pending().oldest(TierTable.FIVE_MINUTES));
        for (Runs.Run run : steps.state().runs().within(Long.MIN_VALUE, before)) {
            int[] pruned = {PRUNED_AT_ONCE};
            while (pruned[0] == PRUNED_AT_ONCE) {
                steps.step((handle, state) -> {
                    long endId = Math.min(newest, run.idAt(before, handle));
                    pruned[0] = handle.execute(PRUNE, run.firstId(), endId, PRUNED_AT_ONCE);
                    if (endId <= run.lastId() || pruned[0] == PRUNED_AT_ONCE) {
                        return state;
                    }
                    handle.execute("DELETE FROM run WHERE first_id = ?", run.firstId());
                    Runs runs = state.runs().copy();
                    runs.remove(run);
                    return new History.State(state.series(), runs, state.pending());
                });
            }
        }
    }

    /** Frees the columns of series that no sample has any more, and forgets those of which nothing is kept. */
    private void forgetSeries(Instant now) {
        Retention retention = settings.retention();
        Duration longest = retention.samples();
        for (Tier tier : Tier.values()) {
            longest = retention.of(tier).compareTo(longest) > 0 ? retention.of(tier) : longest;
        }
        // Rows of the tiers go only when their whole span is old.
        long gone = Row.micros(now.minus(longest)) - TierTable.DAILY.span;
        long unused = Row.micros(now.minus(retention.samples()));
        steps.step((handle, state) -> {
            List<Integer> freed = new ArrayList<>();
            for (int column : handle.createQuery(
                            "SELECT column_number FROM series WHERE column_number IS NOT NULL AND last_at < ?")
                    .bind(0, unused)
                    .mapTo(Integer.class)
                    .list()) {
                Optional<Integer> used = handle.createQuery(
                                "SELECT 1 FROM sample WHERE c" + column + " IS NOT NULL LIMIT 1")
                        .mapTo(Integer.class)
                        .findOne();
                if (used.isEmpty()) {
                    handle.execute("UPDATE series SET column_number = NULL WHERE column_number = ?", column);
                    freed.add(column);
                }
            }
            int forgotten = handle.execute("DELETE FROM series WHERE column_number IS NULL AND last_at < ?", gone);
            if (freed.isEmpty() && forgotten == 0) {
                return state;
            }
            Map<Series, StoredSeries> known = new LinkedHashMap<>(state.series());
            known.replaceAll((series, stored) -> stored.column()
                            .filter(column -> !freed.contains(column.number()))
                            .isPresent()
                    ? stored
                    : new StoredSeries(stored.id(), stored.scale(), Optional.empty()));
            List<Integer> left = handle.createQuery("SELECT id FROM series")
                    .mapTo(Integer.class)
                    .list();
            known.values().removeIf(stored -> !left.contains(stored.id()));
            Schema.showIn(handle, known);
            return new History.State(known, state.runs(), state.pending());
        });
    }

    /**
     * Puts samples of the running boot where their monotonic time has them. Where the wrong time lies in the samples' own
     * retention, or before there was any PiStat, it is rolled up anew, without them; in between, their buckets stay.
     */
    void retime(long firstId, long offset) {
        steps.step((handle, state) -> {
            String bootId = state.runs().last().map(Runs.Run::bootId).orElse("");
            Map<Long, Long> moved = new LinkedHashMap<>();
            List<long[]> samples = handle.createQuery("SELECT id, at, monotonic FROM sample WHERE id >= ? ORDER BY id")
                    .bind(0, firstId)
                    .map((row, context) -> new long[] {row.getLong(1), row.getLong(2), row.getLong(3)})
                    .list();
            long lastId = Long.MIN_VALUE;
            for (long[] sample : samples) {
                lastId = Math.abs(sample[1] - sample[2] - offset) >= CLOSE ? sample[0] : lastId;
            }
            if (lastId == Long.MIN_VALUE) {
                return state;
            }
            Pending pending = state.pending();
            long kept =
                    samples.getLast()[2] + offset - micros(settings.retention().samples());
            long before = Long.MAX_VALUE;
            handle.execute("DELETE FROM run WHERE first_id > ?", firstId);
            for (long[] sample : samples) {
                long at = sample[1];
                if (sample[0] <= lastId) {
                    at = sample[2] + offset;
                    moved.put(sample[1], at);
                    pending = pending.with(handle, sample[1], sample[1] >= kept || sample[1] < NO_HISTORY_BEFORE)
                            .with(handle, at, false);
                }
                if (at < before) {
                    handle.execute("INSERT OR REPLACE INTO run (first_id, boot_id) VALUES (?, ?)", sample[0], bootId);
                }
                before = at;
            }
            handle.execute("UPDATE sample SET at = monotonic + ? WHERE id >= ? AND id <= ?", offset, firstId, lastId);
            handle.createQuery("SELECT id, at FROM event WHERE at >= ? AND at <= ?")
                    .bind(0, Collections.min(moved.keySet()))
                    .bind(1, Collections.max(moved.keySet()))
                    .map((row, context) -> new long[] {row.getLong(1), row.getLong(2)})
                    .list()
                    .forEach(event -> Optional.ofNullable(moved.get(event[1]))
                            .ifPresent(to -> handle.execute("UPDATE event SET at = ? WHERE id = ?", to, event[0])));
            return new History.State(state.series(), Runs.read(handle), pending);
        });
    }

    private void shorten(Instant now) {
        SizeLimit limit = new SizeLimit(settings.maxBytes());
        boolean more = true;
        while (more) {
            boolean[] cut = {false};
            steps.step((handle, state) -> {
                Optional<Event> done = limit.cut(handle, state.runs(), now);
                cut[0] = done.isPresent();
                done.ifPresent(steps::note);
                return done.isPresent() ? new History.State(state.series(), Runs.read(handle), state.pending()) : state;
            });
            more = cut[0];
        }
        limit.giveBack(steps);
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }
}

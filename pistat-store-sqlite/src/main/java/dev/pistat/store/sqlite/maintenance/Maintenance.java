package dev.pistat.store.sqlite.maintenance;

import dev.pistat.core.history.Event;
import dev.pistat.core.history.RecordedTime;
import dev.pistat.core.history.RecordedTime.Day;
import dev.pistat.core.history.RecordedTime.Range;
import dev.pistat.core.history.Retention;
import dev.pistat.core.metric.Series;
import dev.pistat.core.text.Times;
import dev.pistat.store.sqlite.history.History;
import dev.pistat.store.sqlite.history.RecordedTable;
import dev.pistat.store.sqlite.sample.MetricsView;
import dev.pistat.store.sqlite.sample.Runs;
import dev.pistat.store.sqlite.sample.StoredSeries;
import dev.pistat.store.sqlite.tier.FileState;
import dev.pistat.store.sqlite.tier.PendingRollups;
import dev.pistat.store.sqlite.tier.RollUp;
import dev.pistat.store.sqlite.tier.TierTable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * The maintenance of a file: it rolls up, forgets, and keeps the file small, in small transactions, between which samples
 * are written. Each is whole by itself, so that it does not matter where a crash comes.
 */
public final class Maintenance {

    private static final int PRUNED_AT_ONCE = 1_000;
    /** Leaves what is not rolled up yet: others write meanwhile. */
    private static final String PRUNE = """
            DELETE FROM sample WHERE id IN (
                SELECT id FROM sample WHERE id < ? AND at >= ifnull((
                    SELECT max(unit) FROM pending WHERE tier = ? AND unit <= at), at - ?) + ?
                ORDER BY id LIMIT ?)""";

    private static final Duration LONGEST_SPAN = Duration.ofNanos(TierTable.DAILY.span * 1_000);
    private static final long CLOSE = micros(Duration.ofSeconds(1));
    private static final long NO_HISTORY_BEFORE = Times.micros(Instant.parse("2020-01-01T00:00:00Z"));

    private final Retention retention;
    private final long maxBytes;
    private final Consumer<History.Change> steps;
    private final Consumer<Event> note;
    private final PruneLog log;

    /**
     * Maintains a history.
     *
     * @param retention how long what is kept
     * @param maxBytes how large the file may grow; 0 sets no limit
     * @param steps makes one change at a time, on the thread that asks
     * @param note is told what people should know of
     * @param log of what goes for its age
     */
    public Maintenance(
            Retention retention, long maxBytes, Consumer<History.Change> steps, Consumer<Event> note, PruneLog log) {
        this.retention = retention;
        this.maxBytes = maxBytes;
        this.steps = steps;
        this.note = note;
        this.log = log;
    }

    public void run() {
        // Both as of one moment: what is old must be rolled up, and others write meanwhile.
        List<Long> begin = new ArrayList<>();
        steps.accept((handle, state) -> {
            state.runs()
                    .last()
                    .ifPresent(run ->
                            begin.addAll(List.of(run.lastAt(), state.runs().idAfter(retention.samples(), handle))));
            return state;
        });
        if (begin.isEmpty()) {
            return;
        }
        rollUp(begin.getFirst());
        pruneSamples(begin.getLast());
        steps.accept((handle, state) -> {
            if (!isRolledUp(state)) {
                return state; // others wrote meanwhile: next time
            }
            for (PrunedTable kept : PrunedTable.ALL) {
                for (Range range : state.recorded().olderThan(kept.keptFor().apply(retention))) {
                    log.add(kept.what(), kept.prune(handle, range), range.to());
                }
            }
            return forgetDays(handle, state);
        });
        forgetSeries();
        if (maxBytes > 0) {
            shorten();
        }
        steps.accept((handle, state) -> {
            log.logDaily(state.recorded().total());
            return state;
        });
    }

    /** Forgets the days of which nothing can be left. */
    private FileState forgetDays(Handle handle, FileState state) {
        Duration all = retention.longest().plus(retention.notable()).plus(LONGEST_SPAN);
        if (state.recorded().olderThan(all).isEmpty()) {
            return state;
        }
        RecordedTime recorded = state.recorded().copy();
        RecordedTable.forget(handle, recorded, all);
        return new FileState(state.series(), state.runs(), state.pending(), recorded);
    }

    /** Whether no tier needs a finer one any more, but for the newest sample's day. */
    private static boolean isRolledUp(FileState state) {
        long newest = state.runs().last().orElseThrow().lastAt();
        return Stream.of(TierTable.values())
                .allMatch(tier ->
                        state.pending().without(tier, tier.unitOf(newest)).isEmpty());
    }

    /** Rolls up all but what the newest sample's hour and day still get, whatever the clock says. */
    private void rollUp(long newest) {
        for (TierTable tier : TierTable.values()) {
            List<Long> units = new ArrayList<>();
            steps.accept((handle, state) -> {
                units.addAll(state.pending().without(tier, tier.unitOf(newest)));
                return state;
            });
            units.forEach(unit -> steps.accept((handle, state) -> RollUp.unit(handle, state, tier, unit)));
        }
    }

    private void pruneSamples(long endId) {
        boolean[] more = {true};
        while (more[0]) {
            steps.accept((handle, state) -> {
                TierTable tier = TierTable.FIVE_MINUTES;
                int gone = handle.execute(PRUNE, endId, tier.name(), tier.unit, tier.unit, PRUNED_AT_ONCE);
                more[0] = gone == PRUNED_AT_ONCE;
                if (gone == 0) {
                    return state;
                }
                Runs left = state.runs().copy();
                log.add("samples", gone, left.forgetEmpty(handle));
                return state.with(left);
            });
        }
    }

    /** Frees the columns of series that no sample has any more, and forgets those of which nothing is kept. */
    private void forgetSeries() {
        // Rows of the tiers go only when their whole span is old.
        Duration longest = retention.longest().plus(LONGEST_SPAN);
        steps.accept((handle, state) -> {
            List<Range> gone = state.recorded().olderThan(longest);
            List<Range> unused = state.recorded().olderThan(retention.samples());
            List<Integer> freed = new ArrayList<>();
            for (int column : seenIn(handle, unused, "column_number", "column_number IS NOT NULL")) {
                Optional<Integer> used = handle.createQuery(
                                "SELECT 1 FROM sample WHERE c" + column + " IS NOT NULL LIMIT 1")
                        .mapTo(Integer.class)
                        .findOne();
                if (used.isEmpty()) {
                    handle.execute("UPDATE series SET column_number = NULL WHERE column_number = ?", column);
                    freed.add(column);
                }
            }
            List<Integer> forgotten = seenIn(handle, gone, "id", "column_number IS NULL");
            forgotten.forEach(id -> handle.execute("DELETE FROM series WHERE id = ?", id));
            if (freed.isEmpty() && forgotten.isEmpty()) {
                return state;
            }
            Map<Series, StoredSeries> known = new LinkedHashMap<>(state.series());
            known.replaceAll((series, stored) -> stored.column()
                            .filter(column -> !freed.contains(column.number()))
                            .isPresent()
                    ? stored
                    : new StoredSeries(stored.id(), stored.scale(), Optional.empty()));
            known.values().removeIf(stored -> forgotten.contains(stored.id()));
            MetricsView.showIn(handle, known);
            return state.with(known);
        });
    }

    /** A column of the series that were last seen in some ranges of time. */
    private static List<Integer> seenIn(Handle handle, List<Range> ranges, String column, String which) {
        return ranges.stream()
                .flatMap(range -> handle
                        .createQuery(
                                "SELECT " + column + " FROM series WHERE last_at > ? AND last_at <= ? AND " + which)
                        .bind(0, range.from())
                        .bind(1, range.to())
                        .mapTo(Integer.class)
                        .list()
                        .stream())
                .toList();
    }

    /**
     * Puts samples of the running boot where their monotonic time has them. Where the wrong time lies in the samples' own
     * retention, or before there was any PiStat, it is rolled up again, without them; in between, their buckets stay.
     */
    public void retime(long firstId, long offset) {
        steps.accept((handle, state) -> {
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
            PendingRollups pending = state.pending();
            RecordedTime recorded = state.recorded().copy();
            Map<Long, Day> days = new LinkedHashMap<>();
            long kept = samples.getLast()[2] + offset - micros(retention.samples());
            long before = Long.MAX_VALUE;
            handle.execute("DELETE FROM run WHERE first_id > ?", firstId);
            for (long[] sample : samples) {
                long at = sample[1];
                if (sample[0] <= lastId) {
                    at = sample[2] + offset;
                    moved.put(sample[1], at);
                    Day day = recorded.visit(at);
                    days.put(day.number(), day);
                    pending = pending.with(handle, sample[1], sample[1] >= kept || sample[1] < NO_HISTORY_BEFORE)
                            .with(handle, at, false);
                }
                if (at < before) {
                    handle.execute("INSERT OR REPLACE INTO run (first_id, boot_id) VALUES (?, ?)", sample[0], bootId);
                }
                before = at;
            }
            days.values().forEach(day -> RecordedTable.write(handle, day));
            handle.execute("UPDATE sample SET at = monotonic + ? WHERE id >= ? AND id <= ?", offset, firstId, lastId);
            handle.createQuery("SELECT id, at FROM event WHERE at >= ? AND at <= ?")
                    .bind(0, Collections.min(moved.keySet()))
                    .bind(1, Collections.max(moved.keySet()))
                    .map((row, context) -> new long[] {row.getLong(1), row.getLong(2)})
                    .list()
                    .forEach(event -> Optional.ofNullable(moved.get(event[1]))
                            .ifPresent(to -> handle.execute("UPDATE event SET at = ? WHERE id = ?", to, event[0])));
            return new FileState(state.series(), Runs.read(handle), pending, recorded);
        });
    }

    private void shorten() {
        SizeLimit limit = new SizeLimit(maxBytes);
        boolean[] more = {true};
        while (more[0]) {
            steps.accept((handle, state) -> {
                Runs left = state.runs().copy();
                Optional<Event> done = limit.cut(handle, left, state.recorded());
                more[0] = done.isPresent();
                done.ifPresent(note);
                return state.with(left);
            });
        }
        limit.shrinkFile(steps);
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }
}

package dev.pistat.store.sqlite;

import dev.pistat.core.metric.Event;
import dev.pistat.core.metric.Row;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Keeps the file below a size: the oldest tenth of the largest table goes, again and again until it fits. The last 24 hours
 * stay.
 *
 * @param maxBytes the size
 */
record SizeLimit(long maxBytes) {

    private static final int PAGES_AT_ONCE = 500;
    private static final Duration ALWAYS_KEPT = Duration.ofHours(24);

    /** Cuts once, if the file's content is larger than it may be, and tells what went. */
    Optional<Event> cut(Handle handle, Runs runs, Instant now) {
        long bytes = (pragma(handle, "page_count") - pragma(handle, "freelist_count")) * pragma(handle, "page_size");
        if (bytes <= maxBytes) {
            return Optional.empty();
        }
        long notAfter = Row.micros(now.minus(ALWAYS_KEPT));
        return Stream.concat(Stream.of("sample"), Stream.of(TierTable.values()).map(tier -> tier.table))
                .sorted(Comparator.comparingLong((String table) -> bytes(handle, table))
                        .reversed())
                .flatMap(table -> cut(handle, table, runs, notAfter).stream())
                .findFirst()
                .map(to ->
                        new Event(now, Event.HISTORY_SHORTENED, "store", "the file had reached max_megabytes: " + to));
    }

    /** Gives free pages back to the file system, a few at a time. */
    void giveBack(Tending.Steps steps) {
        long[] free = {1};
        while (free[0] > 0) {
            steps.step((handle, state) -> {
                long pages = pragma(handle, "page_count");
                free[0] = pages * pragma(handle, "page_size") > maxBytes ? pragma(handle, "freelist_count") : 0;
                if (free[0] > 0) {
                    // As a query it gives back a page for each row that is fetched, and Jdbi fetches one.
                    try (Statement statement = handle.getConnection().createStatement()) {
                        statement.executeUpdate("PRAGMA incremental_vacuum(" + PAGES_AT_ONCE + ")");
                    }
                    free[0] = pragma(handle, "page_count") < pages ? free[0] : 0;
                }
                return state;
            });
        }
    }

    private static Optional<String> cut(Handle handle, String table, Runs runs, long notAfter) {
        for (TierTable tier : TierTable.values()) {
            if (tier.table.equals(table)) {
                return tier.cutOldest(handle, notAfter)
                        .map(to -> "of the tier " + tier.tier.text() + " everything before " + Row.instant(to)
                                + " was removed");
            }
        }
        long oldest = runs.oldestAt();
        if (oldest >= notAfter) {
            return Optional.empty();
        }
        long to = oldest + (notAfter - oldest) / 10 + 1;
        int gone = 0;
        for (Runs.Run run : runs.within(Long.MIN_VALUE, to)) {
            long endId = Math.min(
                    run.idAt(to, handle), runs.last().map(Runs.Run::lastId).orElse(0L));
            gone += handle.execute("DELETE FROM sample WHERE id >= ? AND id < ?", run.firstId(), endId);
            if (endId > run.lastId()) {
                handle.execute("DELETE FROM run WHERE first_id = ?", run.firstId());
            }
        }
        return gone == 0
                ? Optional.empty()
                : Optional.of(gone + " samples from before " + Row.instant(to) + " were removed");
    }

    private static long bytes(Handle handle, String table) {
        return handle.createQuery("SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name = ? AND aggregate = TRUE")
                .bind(0, table)
                .mapTo(long.class)
                .one();
    }

    private static long pragma(Handle handle, String name) {
        return handle.createQuery("PRAGMA " + name).mapTo(long.class).one();
    }
}

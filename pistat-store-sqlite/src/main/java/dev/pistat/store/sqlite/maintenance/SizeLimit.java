package dev.pistat.store.sqlite.maintenance;

import dev.pistat.core.history.Event;
import dev.pistat.core.history.RecordedTime;
import dev.pistat.core.history.RecordedTime.Range;
import dev.pistat.core.text.Times;
import dev.pistat.store.sqlite.history.History;
import dev.pistat.store.sqlite.sample.Runs;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * A limit for the size of the file: the oldest tenth of the largest table goes, again and again until it fits. What was
 * recorded in the last 24 hours stays.
 *
 * @param maxBytes the size
 */
record SizeLimit(long maxBytes) {

    private static final int PAGES_AT_ONCE = 500;
    private static final Duration ALWAYS_KEPT = Duration.ofHours(24);

    /** Cuts once, if the file's content is larger than it may be, and tells what went. */
    Optional<Event> cut(Handle handle, Runs runs, RecordedTime recorded) {
        long bytes = (pragma(handle, "page_count") - pragma(handle, "freelist_count")) * pragma(handle, "page_size");
        if (bytes <= maxBytes) {
            return Optional.empty();
        }
        Instant now = Times.instant(runs.last().orElseThrow().lastAt());
        return Stream.concat(
                        Stream.of(new Cut("sample", () -> cutSamples(handle, runs))),
                        PrunedTable.ALL.stream()
                                .map(kept -> new Cut(kept.table(), () -> cutDays(handle, kept, recorded))))
                .sorted(Comparator.comparingLong((Cut cut) -> bytes(handle, cut.table()))
                        .reversed())
                .flatMap(cut -> cut.what().get().stream())
                .findFirst()
                .map(gone -> new Event(
                        now,
                        Event.HISTORY_SHORTENED,
                        "store",
                        "the file had reached max_megabytes: " + gone + " were removed"));
    }

    /** Gives free pages back to the file system, a few at a time. */
    void shrinkFile(Consumer<History.Change> steps) {
        long[] free = {1};
        while (free[0] > 0) {
            steps.accept((handle, state) -> {
                long pages = pragma(handle, "page_count");
                free[0] = pages * pragma(handle, "page_size") > maxBytes ? pragma(handle, "freelist_count") : 0;
                if (free[0] > 0) {
                    // As a query it gives back a page for each row that is fetched, and Jdbi fetches one.
                    try (Statement statement = handle.getConnection().createStatement()) {
                        statement.executeUpdate("PRAGMA incremental_vacuum(" + PAGES_AT_ONCE + ")");
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                    free[0] = pragma(handle, "page_count") < pages ? free[0] : 0;
                }
                return state;
            });
        }
    }

    private static Optional<String> cutSamples(Handle handle, Runs runs) {
        long first = handle.createQuery("SELECT min(id) FROM sample")
                .mapTo(long.class)
                .one();
        long end = runs.idAfter(ALWAYS_KEPT, handle);
        if (end <= first) {
            return Optional.empty();
        }
        int gone = handle.execute("DELETE FROM sample WHERE id < ?", first + (end - first) / 10 + 1);
        return Optional.of(gone + " samples of before " + Times.instant(runs.forgetEmpty(handle)));
    }

    private static Optional<String> cutDays(Handle handle, PrunedTable kept, RecordedTime recorded) {
        List<Range> days = recorded.daysOlderThan(ALWAYS_KEPT, kept.days()).stream()
                .filter(day -> kept.has(handle, day))
                .toList();
        List<Range> oldest = days.subList(0, Math.ceilDiv(days.size(), 10));
        int gone = oldest.stream().mapToInt(day -> kept.prune(handle, day)).sum();
        return oldest.stream()
                .map(Range::to)
                .max(Comparator.naturalOrder())
                .map(before -> gone + " " + kept.what() + " of before " + Times.instant(before));
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

    private record Cut(String table, Supplier<Optional<String>> what) {}
}

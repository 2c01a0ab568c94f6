package dev.pistat.store.sqlite.history;

import dev.pistat.core.history.RecordedTime;
import dev.pistat.core.history.RecordedTime.Day;
import dev.pistat.core.history.RecordedTime.Moment;
import dev.pistat.store.sqlite.tier.TierTable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/** The table of the recorded time: a row for each day, a few thousand in ten years. */
public final class RecordedTable {

    private static final long DAY = Duration.ofDays(1).toNanos() / 1_000;

    private RecordedTable() {}

    static void create(Handle handle) {
        handle.execute("CREATE TABLE IF NOT EXISTS recorded"
                + " (day INTEGER PRIMARY KEY, last_at INTEGER NOT NULL, until INTEGER NOT NULL)");
    }

    /** What the file says, of a file that has no such table nothing. */
    static RecordedTime read(Handle handle) {
        if (handle.createQuery("SELECT 1 FROM sqlite_master WHERE name = 'recorded'")
                .mapTo(int.class)
                .findOne()
                .isEmpty()) {
            return new RecordedTime(List.of(), Optional.empty());
        }
        return new RecordedTime(
                handle.createQuery("SELECT day, last_at, until FROM recorded")
                        .map((row, context) -> new Day(row.getLong(1), row.getLong(2), row.getLong(3)))
                        .list(),
                newest(handle));
    }

    public static void write(Handle handle, Day day) {
        handle.execute(
                "INSERT OR REPLACE INTO recorded (day, last_at, until) VALUES (?, ?, ?)",
                day.number(),
                day.lastAt(),
                day.until());
    }

    public static void writeAll(Handle handle, RecordedTime recorded) {
        handle.execute("DELETE FROM recorded");
        recorded.days().forEach(day -> write(handle, day));
    }

    public static void forget(Handle handle, RecordedTime recorded, Duration age) {
        recorded.forget(age).forEach(day -> handle.execute("DELETE FROM recorded WHERE day = ?", day));
    }

    /** Fills the table of a file that had none, or lost it: each day on which anything is kept counts as a whole one. */
    public static void fillIfEmpty(Handle handle) {
        if (handle.createQuery("SELECT 1 FROM recorded LIMIT 1")
                .mapTo(int.class)
                .findOne()
                .isPresent()) {
            return;
        }
        SortedSet<Long> days = new TreeSet<>();
        for (TierTable tier : TierTable.values()) {
            for (long span : tier.spans(handle)) {
                for (long at = span * tier.span; at < (span + 1) * tier.span; at += DAY) {
                    days.add(Math.floorDiv(at, DAY));
                }
            }
        }
        // SQLite rounds towards 1970.
        days.addAll(handle.createQuery("SELECT DISTINCT at / " + DAY + " - (at % " + DAY + " < 0) FROM sample")
                .mapTo(Long.class)
                .list());
        Optional<Moment> newest = newest(handle);
        long until = 0;
        for (long day : days) {
            until += DAY;
            write(handle, new Day(day, (day + 1) * DAY - 1, until));
        }
        // Whatever the days say, the newest sample was recorded last.
        long total = until;
        newest.ifPresent(last -> write(handle, new Day(Math.floorDiv(last.at(), DAY), last.at(), total)));
    }

    private static Optional<Moment> newest(Handle handle) {
        return handle.createQuery("""
                        SELECT at, monotonic, (SELECT boot_id FROM run WHERE first_id <= id ORDER BY first_id DESC LIMIT 1)
                        FROM sample ORDER BY id DESC LIMIT 1""")
                .map((row, context) -> new Moment(
                        row.getLong(1),
                        row.getLong(2),
                        Optional.ofNullable(row.getString(3)).orElse("")))
                .findOne();
    }
}

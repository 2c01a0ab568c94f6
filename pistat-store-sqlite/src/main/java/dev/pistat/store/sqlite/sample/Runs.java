package dev.pistat.store.sqlite.sample;

import dev.pistat.core.history.RecordedTime.Moment;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The runs of the file, in the order of their ids. A run is a stretch of samples from one boot within which wall time
 * never goes back: a moment is found in it by halving, without an index that every append would have to write.
 * Thread-safe.
 */
public final class Runs {

    private final List<Run> runs;

    private Runs(List<Run> runs) {
        this.runs = runs;
    }

    /** Reads the runs; those without samples are left out. */
    public static Runs read(Handle handle) {
        return new Runs(new ArrayList<>(handle.createQuery("""
                        WITH span AS (
                            SELECT first_id, boot_id, lead(first_id, 1, ?) OVER (ORDER BY first_id) AS end_id FROM run)
                        SELECT span.first_id, boot_id, first.at, first.monotonic, last.id, last.at, last.monotonic FROM span
                        JOIN sample first
                            ON first.id = (SELECT min(id) FROM sample WHERE id >= span.first_id AND id < end_id)
                        JOIN sample last
                            ON last.id = (SELECT max(id) FROM sample WHERE id >= span.first_id AND id < end_id)
                        ORDER BY span.first_id""")
                .bind(0, Long.MAX_VALUE)
                .map((row, context) -> new Run(
                        row.getLong(1),
                        new Moment(row.getLong(3), row.getLong(4), row.getString(2)),
                        row.getLong(5),
                        new Moment(row.getLong(6), row.getLong(7), row.getString(2))))
                .list()));
    }

    /** The run with the newest sample. */
    public synchronized Optional<Run> last() {
        return runs.isEmpty() ? Optional.empty() : Optional.of(runs.getLast());
    }

    /** Whether a sample belongs to the last run; otherwise it begins a new one. */
    public synchronized boolean goOnWith(Moment moment) {
        return !runs.isEmpty()
                && runs.getLast().bootId().equals(moment.bootId())
                && runs.getLast().lastAt() <= moment.at();
    }

    /** Notes that a sample was stored. */
    public synchronized void add(long id, Moment moment) {
        if (goOnWith(moment)) {
            Run last = runs.removeLast();
            runs.add(new Run(last.firstId(), last.first(), id, moment));
        } else {
            runs.add(new Run(id, moment, id, moment));
        }
    }

    /** The id from which on no sample is older than an amount of recorded time; below all ids if none is. */
    public long idAfter(Duration age, Handle handle) {
        long left = age.toNanos() / 1_000;
        for (Run run : copy().runs.reversed()) {
            long length = run.first().until(run.last());
            if (length > left) {
                return run.idAtMonotonic(run.last().monotonic() - left, handle);
            }
            left -= length;
        }
        return Long.MIN_VALUE;
    }

    /** The run with the last sample before an id. */
    public synchronized Optional<Run> before(long id) {
        return runs.reversed().stream().filter(run -> run.firstId() < id).findFirst();
    }

    /** No runs. */
    public Runs none() {
        return new Runs(new ArrayList<>());
    }

    /** The same runs, to be changed without changing these. */
    public synchronized Runs copy() {
        return new Runs(new ArrayList<>(runs));
    }

    /** When the oldest sample is. */
    public Optional<Long> oldest(Handle handle) {
        return within(Long.MIN_VALUE, Long.MAX_VALUE).stream()
                .flatMap(run -> run.first(handle).stream())
                .min(Comparator.naturalOrder());
    }

    /** Forgets the first runs, whose samples were removed, here and in the file. Tells when the oldest one left was taken. */
    public synchronized long forgetEmpty(Handle handle) {
        long[] oldest = handle.createQuery("SELECT id, at FROM sample ORDER BY id LIMIT 1")
                .map((row, context) -> new long[] {row.getLong(1), row.getLong(2)})
                .one();
        runs.removeIf(run -> run.lastId() < oldest[0]);
        handle.execute("DELETE FROM run WHERE first_id < ?", runs.getFirst().firstId());
        return oldest[1];
    }

    /** The runs that may have samples in a range of time, as they are now. */
    public synchronized List<Run> within(long from, long to) {
        return runs.stream()
                .filter(run -> run.firstAt() < to && run.lastAt() >= from)
                .toList();
    }

    /**
     * One run.
     *
     * @param firstId what it began with, which may have been pruned since
     * @param first not after any sample of the run
     * @param lastId its newest sample
     * @param last the time of that
     */
    public record Run(long firstId, Moment first, long lastId, Moment last) {

        public String bootId() {
            return last.bootId();
        }

        long firstAt() {
            return first.at();
        }

        public long lastAt() {
            return last.at();
        }

        /** The id from which on no sample of the run is before a moment; one more than the last if all are. */
        public long idAt(long moment, Handle handle) {
            if (moment <= firstAt()) {
                return firstId;
            }
            return moment > lastAt() ? lastId + 1 : search("at", moment, handle);
        }

        /** The same, of the monotonic clock. */
        private long idAtMonotonic(long moment, Handle handle) {
            return search("monotonic", moment, handle);
        }

        private long search(String column, long moment, Handle handle) {
            long low = firstId;
            long end = lastId + 1;
            // Prepared once: of a short history, to look for its beginning takes as long as to read it.
            try (PreparedStatement query = handle.getConnection()
                    .prepareStatement(
                            "SELECT id, " + column + " FROM sample WHERE id >= ? AND id <= ? ORDER BY id LIMIT 1")) {
                query.setLong(2, lastId);
                while (low < end) {
                    long middle = low + (end - low) / 2;
                    query.setLong(1, middle);
                    try (ResultSet found = query.executeQuery()) {
                        if (found.next() && found.getLong(2) < moment) {
                            low = found.getLong(1) + 1;
                        } else {
                            end = middle;
                        }
                    }
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return end;
        }

        /** The time of its oldest sample. */
        private Optional<Long> first(Handle handle) {
            return handle.createQuery("SELECT at FROM sample WHERE id >= ? AND id <= ? ORDER BY id LIMIT 1")
                    .bind(0, firstId)
                    .bind(1, lastId)
                    .mapTo(Long.class)
                    .findOne();
        }
    }
}

package dev.pistat.store.sqlite;

import dev.pistat.core.port.StoreException;
import dev.pistat.core.text.Times;
import dev.pistat.store.sqlite.file.FileLock;
import dev.pistat.store.sqlite.file.ReadConnection;
import dev.pistat.store.sqlite.file.SqliteErrors;
import dev.pistat.store.sqlite.tier.BucketPresence;
import dev.pistat.store.sqlite.tier.TierTable;
import java.nio.BufferUnderflowException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;

/**
 * The state of a database: whether it is damaged, and what is in it. Another program may go on writing into it; what waits
 * in the memory of that program is not counted. Immutable.
 *
 * @param damage what is wrong with it, a few lines; empty if it is sound
 * @param fileBytes the size of the file
 * @param logBytes the size of the write-ahead log beside it, whose content goes into the file by and by
 * @param openIn the program that writes into it, in words, such as {@code PiStat (pid 123)}; empty if there is none
 * @param contents what each table holds, and how many samples have top processes; empty if there is damage
 */
public record SqliteCheck(
        List<String> damage, long fileBytes, long logBytes, Optional<String> openIn, List<Contents> contents) {

    private static final int MOST_LINES = 10;
    /** Instructions of SQLite's virtual machine, some milliseconds. */
    private static final int STEP = 20_000;
    /** How many of them a check takes, about: enough for a progress bar. */
    private static final int STEPS_PER_SAMPLE = 6;

    private static final int STEPS_PER_PAGE = 17;

    /** Takes copies of the lists. */
    public SqliteCheck {
        damage = List.copyOf(damage);
        contents = List.copyOf(contents);
    }

    /**
     * What there is of one thing.
     *
     * @param name of the table in the file, or {@code processes}, those that used most
     * @param count how many samples, buckets or other things
     * @param series of how many series; 0 for what has none
     * @param oldest the earliest of them; empty if there is nothing
     * @param newest the latest of them; of buckets, where it begins
     */
    public record Contents(String name, long count, int series, Optional<Instant> oldest, Optional<Instant> newest) {}

    /**
     * Checks a database.
     *
     * @param file the database, which stays as it is
     * @param progress is told now and then, on this thread, how much is done, from 0 to about 1: it is an estimate
     * @return what was found; damage is no exception
     * @throws StoreException if it is not there, is not PiStat's, or cannot be read for another reason than damage
     */
    public static SqliteCheck of(Path file, DoubleConsumer progress) {
        List<String> damage = new ArrayList<>();
        List<Contents> contents = new ArrayList<>();
        try (Handle handle = ReadConnection.open(file)) {
            damage.addAll(integrity(handle, progress));
            if (damage.isEmpty()) {
                contents.addAll(contents(handle));
            }
        } catch (JdbiException | SQLException e) {
            damage.add(damageOf(file, e));
        } catch (BufferUnderflowException e) {
            damage.add("buckets that cannot be read");
        }
        return new SqliteCheck(
                damage,
                file.toFile().length(),
                Path.of(file + "-wal").toFile().length(),
                FileLock.holder(file),
                contents);
    }

    /** @see <a href="https://www.sqlite.org/pragma.html#pragma_integrity_check">PRAGMA integrity_check</a> */
    private static List<String> integrity(Handle handle, DoubleConsumer progress) throws SQLException {
        double steps = handle.createQuery("SELECT page_count * " + STEPS_PER_PAGE
                        + " + (SELECT coalesce(max(id) - min(id), 0) FROM sample) * " + STEPS_PER_SAMPLE
                        + " FROM pragma_page_count")
                .mapTo(double.class)
                .one();
        ProgressHandler.setHandler(handle.getConnection(), STEP, new ProgressHandler() {
            private long done;

            @Override
            protected int progress() {
                done += STEP;
                progress.accept(done / steps);
                return 0;
            }
        });
        try {
            List<String> lines = handle.createQuery("PRAGMA integrity_check(" + MOST_LINES + ")")
                    .mapTo(String.class)
                    .list();
            return lines.equals(List.of("ok")) ? List.of() : lines;
        } finally {
            ProgressHandler.clearHandler(handle.getConnection());
        }
    }

    private static List<Contents> contents(Handle handle) {
        int series = handle.createQuery("SELECT count(column_number) FROM series")
                .mapTo(int.class)
                .one();
        List<Contents> contents = new ArrayList<>();
        contents.add(things(handle, "sample", "sample", series));
        for (TierTable tier : TierTable.values()) {
            contents.add(buckets(handle, tier));
        }
        contents.add(things(handle, "event", "event", 0));
        contents.add(things(
                handle,
                "processes",
                "(SELECT at FROM sample WHERE culprits IS NOT NULL UNION SELECT at FROM look)",
                0));
        return contents;
    }

    private static Contents things(Handle handle, String name, String table, int series) {
        return handle.createQuery("SELECT count(*), min(at), max(at) FROM " + table)
                .map((row, context) -> new Contents(
                        name, row.getLong(1), series, instant(row.getObject(2)), instant(row.getObject(3))))
                .one();
    }

    private static Contents buckets(Handle handle, TierTable tier) {
        Set<Long> series = new HashSet<>();
        LongSummaryStatistics moments = new LongSummaryStatistics();
        handle.createQuery("SELECT id, buckets FROM " + tier.table)
                .map((row, context) -> new Packed(row.getLong(1), row.getBytes(2)))
                .forEach(packed -> {
                    series.add(TierTable.seriesOf(packed.id()));
                    BucketPresence.placesOf(tier, packed.buckets()).orElseThrow(BufferUnderflowException::new).stream()
                            .forEach(place -> moments.accept(tier.startOf(packed.id()) + place * tier.step));
                });
        boolean any = moments.getCount() > 0;
        return new Contents(
                tier.table,
                moments.getCount(),
                series.size(),
                instant(any ? moments.getMin() : null),
                instant(any ? moments.getMax() : null));
    }

    @SuppressWarnings("ArrayRecordComponent") // for a moment only
    private record Packed(long id, byte[] buckets) {}

    private static Optional<Instant> instant(@Nullable Object micros) {
        return micros instanceof Number number ? Optional.of(Times.instant(number.longValue())) : Optional.empty();
    }

    /** What SQLite says of damage; anything else goes out as it is: SQLITE_CORRUPT, SQLITE_NOTADB. */
    private static String damageOf(Path file, Exception e) {
        Throwable cause = e instanceof JdbiException ? e.getCause() : e;
        if (cause instanceof SQLException failure && Set.of(11, 26).contains(failure.getErrorCode() & 0xff)) {
            return String.valueOf(failure.getMessage());
        }
        throw SqliteErrors.trouble(file, e);
    }
}

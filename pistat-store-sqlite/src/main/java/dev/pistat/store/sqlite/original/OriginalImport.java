package dev.pistat.store.sqlite.original;

import dev.pistat.core.history.RecordedTime;
import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.port.StoreException;
import dev.pistat.core.text.Times;
import dev.pistat.store.sqlite.SqliteMetricStore;
import dev.pistat.store.sqlite.file.DatabaseFiles;
import dev.pistat.store.sqlite.file.SameAccess;
import dev.pistat.store.sqlite.history.History;
import dev.pistat.store.sqlite.history.RecordedTable;
import dev.pistat.store.sqlite.sample.Runs;
import dev.pistat.store.sqlite.sample.WriteBuffer;
import dev.pistat.store.sqlite.tier.BucketPresence;
import dev.pistat.store.sqlite.tier.FileState;
import dev.pistat.store.sqlite.tier.RollUp;
import dev.pistat.store.sqlite.tier.TierTable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jdbi.v3.core.Handle;

/**
 * Brings the rows of the original PiStat's database into a history: all of them become samples, are rolled up,
 * in one transaction. It prunes nothing: what is old is for {@link SqliteMetricStore#tend}, which is told the time.
 */
public final class OriginalImport {

    private static final System.Logger LOG = System.getLogger("dev.pistat.store");
    private static final int ROWS_AT_ONCE = 1_000;
    private static final int ROWS_BETWEEN_LINES = 100_000;

    private final Handle handle;
    private final History history;
    /** The times of the samples that are there, sorted. */
    private final long[] present;
    /** Where there are no samples any more. */
    private final BucketPresence rolledUp;
    /** Imported samples come before all that are there: the newest sample stays the newest. */
    private final long shift;

    private final WriteBuffer waiting = new WriteBuffer(Long.MAX_VALUE);
    private FileState state;
    private long count;
    private long newest = Long.MIN_VALUE;

    private OriginalImport(Handle handle, History history, FileState before, OriginalFile original) {
        this.handle = handle;
        this.history = history;
        state = new FileState(
                before.series(),
                Runs.read(handle).none(),
                before.pending(),
                new RecordedTime(List.of(), Optional.empty()));
        present = handle.createQuery("SELECT at FROM sample ORDER BY at").mapTo(Long.class).stream()
                .mapToLong(Long::longValue)
                .toArray();
        rolledUp = new BucketPresence(handle);
        shift = present.length == 0
                ? 0
                : handle.createQuery("SELECT min((SELECT min(id) FROM sample), (SELECT min(first_id) FROM run))")
                                .mapTo(long.class)
                                .one()
                        - 1
                        - original.lastId();
    }

    /**
     * Takes the original's database over: when this returns the path leads to a new file with all of its rows, and the
     * original is {@code NAME.python-backup}. If it ends in between, the original is where it was.
     */
    public static void adopt(Path path, Allowlist allowlist) {
        try {
            Path real = path.toRealPath();
            Path made = DatabaseFiles.beside(real, ".adopting");
            Path backup = DatabaseFiles.freeName(DatabaseFiles.beside(real, ".python-backup"));
            DatabaseFiles.deleteLeft(made);
            SameAccess.create(made, real);
            LOG.log(Level.INFO, path + ": is the original PiStat's; its rows are brought over");
            long brought;
            try (OriginalFile original = OriginalFile.open(real);
                    History history = History.open(made, allowlist)) {
                long rows = original.rows();
                brought = bring(original, history, done -> {
                    if (done % ROWS_BETWEEN_LINES == 0) {
                        LOG.log(Level.INFO, path + ": " + done + " of " + rows + " rows");
                    }
                });
            }
            DatabaseFiles.requireWhole(made);
            keep(real, backup);
            Files.deleteIfExists(DatabaseFiles.beside(made, ".lock"));
            Files.move(made, real, StandardCopyOption.ATOMIC_MOVE);
            LOG.log(
                    Level.INFO,
                    path + ": " + brought + " rows were brought over; the original is " + backup
                            + ", delete it when you like");
        } catch (IOException e) {
            throw new StoreException(
                    path + ": the original PiStat's database cannot be taken over: " + e.getMessage(), e);
        }
    }

    /**
     * Brings over the rows whose time is not there yet.
     *
     * @param progress called now and then with the number of rows looked at
     * @return how many were new
     */
    public static long bring(OriginalFile original, History history, LongConsumer progress) {
        long[] brought = {0};
        history.change((handle, before) -> {
            OriginalImport coming = new OriginalImport(handle, history, before, original);
            long[] looked = {0};
            original.samples(sample -> {
                coming.add(sample);
                if (++looked[0] % ROWS_AT_ONCE == 0) {
                    coming.write();
                    progress.accept(looked[0]);
                }
            });
            coming.write();
            brought[0] = coming.count;
            return coming.count == 0 ? before : coming.rolledUp(before.recorded());
        });
        return brought[0];
    }

    private void add(Sample sample) {
        if (!isThere(Times.micros(sample.at()))) {
            waiting.add(
                    new Sample(
                            sample.id() + shift,
                            sample.at(),
                            sample.monotonicMicros(),
                            sample.bootId(),
                            sample.readings()),
                    List.of(),
                    Optional.empty());
            count++;
            newest = Math.max(newest, Times.micros(sample.at()));
        }
    }

    private boolean isThere(long at) {
        boolean old = present.length > 0 && at < present[0];
        return old ? rolledUp.at(at) : Arrays.binarySearch(present, at) >= 0;
    }

    private void write() {
        WriteBuffer.Batch batch = waiting.batch();
        state = history.written(handle, state, batch);
        waiting.remove(batch);
    }

    /** Rolls up within the same transaction. What is too old to be kept goes later, by who knows the time. */
    private FileState rolledUp(RecordedTime before) throws SQLException {
        RecordedTime recorded = before.copy();
        // All of it comes before what is there, as its ids do.
        recorded.addEarlier(state.recorded());
        RecordedTable.writeAll(handle, recorded);
        state = new FileState(state.series(), Runs.read(handle), state.pending(), recorded);
        for (TierTable tier : TierTable.values()) {
            for (long unit : state.pending().without(tier, tier.unitOf(newest))) {
                state = RollUp.unit(handle, state, tier, unit);
            }
        }
        return state;
    }

    /** Gives the file a second name; where the file system has no such thing, makes a copy. */
    private static void keep(Path file, Path backup) throws IOException {
        try {
            Files.createLink(backup, file);
        } catch (IOException | UnsupportedOperationException e) {
            Files.copy(file, backup, StandardCopyOption.COPY_ATTRIBUTES);
        }
        for (String left : List.of("-journal", "-wal", "-shm")) {
            if (Files.exists(DatabaseFiles.beside(file, left))) {
                Files.copy(DatabaseFiles.beside(file, left), DatabaseFiles.beside(backup, left));
                Files.delete(DatabaseFiles.beside(file, left));
            }
        }
    }
}

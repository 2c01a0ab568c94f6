package dev.pistat.store.sqlite.original;

import dev.pistat.core.history.RecordedTime;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.port.StoreException;
import dev.pistat.core.text.Times;
import dev.pistat.store.sqlite.history.History;
import dev.pistat.store.sqlite.history.RecordedTable;
import dev.pistat.store.sqlite.sample.Runs;
import dev.pistat.store.sqlite.sample.WriteBuffer;
import dev.pistat.store.sqlite.tier.BucketPresence;
import dev.pistat.store.sqlite.tier.FileState;
import dev.pistat.store.sqlite.tier.RollUp;
import dev.pistat.store.sqlite.tier.TierTable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * The import of the rows of the original PiStat's database into a history: all of them become samples, are rolled up,
 * in one transaction. It prunes nothing: what is old goes with the next maintenance.
 */
public final class OriginalImport {

    private static final int ROWS_AT_ONCE = 1_000;

    private final Handle handle;
    private final History history;
    /** The times of the samples that are there, sorted. */
    private final long[] present;
    /** Where there are no samples any more. */
    private final BucketPresence rolledUp;
    /** Imported samples come before all that are there: the newest sample stays the newest. */
    private final long shift;

    private final WriteBuffer waiting = new WriteBuffer("import", Long.MAX_VALUE);
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
     * Brings over the rows whose time is not there yet.
     *
     * @param file a database, which stays as it is
     * @param into gives the history, once the database is known to be the original's
     * @param progress is told now and then how many rows were looked at, of how many
     * @return how many were new; empty if the database is none of the original's, or cannot be opened
     * @throws StoreException if the rows cannot be read
     */
    public static OptionalLong importInto(Path file, Supplier<History> into, BiConsumer<Long, Long> progress) {
        if (!OriginalFile.is(file)) {
            return OptionalLong.empty();
        }
        try (OriginalFile original = OriginalFile.open(file)) {
            long rows = original.rows();
            return OptionalLong.of(bring(original, into.get(), looked -> progress.accept(looked, rows)));
        }
    }

    private static long bring(OriginalFile original, History history, LongConsumer progress) {
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
                    null);
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
    private FileState rolledUp(RecordedTime before) {
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
}

package dev.pistat.store.sqlite;

import dev.pistat.core.history.Chart;
import dev.pistat.core.history.Event;
import dev.pistat.core.history.EventQuery;
import dev.pistat.core.history.KeptEvent;
import dev.pistat.core.history.Row;
import dev.pistat.core.history.Tier;
import dev.pistat.core.history.TopProcesses;
import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.port.StoreException;
import dev.pistat.core.text.Times;
import dev.pistat.store.sqlite.file.FileCheck;
import dev.pistat.store.sqlite.file.FileLock;
import dev.pistat.store.sqlite.maintenance.Maintenance;
import dev.pistat.store.sqlite.maintenance.PruneLog;
import dev.pistat.store.sqlite.original.OriginalImport;
import dev.pistat.store.sqlite.sample.Micros;
import dev.pistat.store.sqlite.sample.WriteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A store that keeps years of history in a SQLite file, which {@code sqlite3} can read at any time: the view {@code metrics}
 * shows the samples. Thread-safe. A file is for one store at a time, of one program.
 *
 * <p>Samples wait in memory for {@link StoreSettings#flush}, and then go into the file in one transaction that has reached
 * the disk when it is over; readers see them before. So {@code kill -9} or a power cut costs at most that time, and
 * never the file. {@link #append} waits for no disk: where the file cannot be written, the samples wait on, 8 MB of them at
 * most, and are written when it can be.
 */
public final class SqliteMetricStore implements MetricStore {

    private static final long MOST_WAITING_BYTES = 8_000_000;

    private final StoreSettings settings;
    private final WriteBuffer buffer;
    private final CurrentHistory current;
    private final BufferWriter writer;
    private final PruneLog pruned;
    private final Maintenance maintenance;

    private SqliteMetricStore(Path path, Allowlist allowlist, StoreSettings settings, @Nullable FileLock lock) {
        this.settings = settings;
        buffer = new WriteBuffer(path.toString(), MOST_WAITING_BYTES);
        current = new CurrentHistory(path, allowlist, buffer, lock);
        writer = new BufferWriter(path, current, buffer, settings.flush());
        pruned = new PruneLog(path);
        maintenance = new Maintenance(settings.retention(), settings.maxBytes(), writer::change, current::note, pruned);
    }

    /**
     * Opens the store, and makes its file if that is missing or empty. The database of the original PiStat, a Python
     * program, is taken over: its rows are brought into a new file, and it is kept as {@code NAME.python-backup}. A damaged
     * file of PiStat is moved aside as {@code NAME.damaged-TIME}, and what can be read of it is brought into a new one.
     *
     * @param file where the history is, or will be; SQLite's own files and a lock lie beside it
     * @param allowlist the metrics that are known: series of others stay in the file, but are not shown
     * @param settings how long what is kept, how long samples wait, and how large the file may grow
     * @return the only store of that file, until it is closed
     * @throws StoreException if the file cannot be opened or made, is already open, here or in another program, or is
     *     another's; then it is left untouched
     */
    public static SqliteMetricStore open(Path file, Allowlist allowlist, StoreSettings settings) {
        FileLock lock = FileLock.of(file);
        try {
            if (FileCheck.check(file) == FileCheck.Found.OTHERS) {
                Adoption.adopt(file, allowlist, lock::lock);
            } else {
                lock.lock();
            }
            return new SqliteMetricStore(file, allowlist, settings, lock);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Opens a file only to read what is in it now, while PiStat may be writing it: {@link #append} and everything else that
     * changes it is refused.
     *
     * @param file a history of PiStat's, which stays as it is
     * @param allowlist the metrics that are known: series of others are not shown
     * @return without what waits in the memory of the program that writes
     * @throws StoreException if it is not there or cannot be read
     */
    public static SqliteMetricStore openToRead(Path file, Allowlist allowlist) {
        return new SqliteMetricStore(file, allowlist, StoreSettings.DEFAULTS, null);
    }

    /**
     * Brings the rows of a database of the original PiStat into this history. To repeat it adds nothing.
     *
     * @param file the original's, which stays as it is
     * @param progress is told now and then, on this thread, how much is done, from 0 to 1
     * @return how many were new
     * @throws StoreException if the file is none of the original's, or cannot be read; or if this store cannot be written
     */
    public long importOriginal(Path file, DoubleConsumer progress) {
        flush();
        return writer.exclusively(history -> {
            long brought = OriginalImport.importInto(
                            file, () -> history, (done, rows) -> progress.accept((double) done / rows))
                    .orElseThrow(() ->
                            new StoreException(file + ": is not a database of the original PiStat that can be read"));
            buffer.follow(history.newest(), history.lastEventId());
            return brought;
        });
    }

    @Override
    @SuppressWarnings("exports") // who uses this need not have JSpecify
    public void append(Sample sample, List<Event> events, @Nullable TopProcesses topProcesses) {
        writer.checkOpen();
        int dropped = buffer.add(sample, events, topProcesses);
        if (dropped > 0) {
            current.note(
                    Event.SAMPLES_LOST,
                    "the file cannot be written for so long that " + dropped
                            + " samples had to go: every second one of the oldest that wait");
        }
        writer.added();
    }

    @Override
    public Optional<Sample> newest() {
        return buffer.newest();
    }

    @Override
    public List<Series> series() {
        Stream<Series> waiting = buffer.batch().entries().stream()
                .map(WriteBuffer.Entry::series)
                .distinct()
                .flatMap(List::stream);
        return Stream.concat(current.get().state().series().keySet().stream(), waiting)
                .distinct()
                .toList();
    }

    @Override
    public void rows(List<Series> series, Instant from, Instant to, Predicate<Row> taker) {
        WriteBuffer.Batch waiting = buffer.batch();
        if (current.read(history -> history.rows(series, from, to, waiting.firstId(), taker))) {
            WriteBuffer.rows(waiting.within(Micros.ceil(from), Micros.ceil(to)).entries(), series, taker);
        }
    }

    @Override
    public Chart chart(List<Series> series, Instant from, Instant to, int points) {
        WriteBuffer.Batch waiting = buffer.batch();
        return current.read(history -> history.chart(settings.retention(), series, from, to, points, waiting));
    }

    @Override
    public Optional<Instant> oldest(Tier tier) {
        Stream<Long> waiting =
                tier == Tier.SAMPLES ? buffer.batch().entries().stream().map(WriteBuffer.Entry::at) : Stream.of();
        return Stream.concat(waiting, current.read(history -> history.oldest(tier)).stream())
                .min(Comparator.naturalOrder())
                .map(Times::instant);
    }

    @Override
    public List<KeptEvent> events(EventQuery query) {
        WriteBuffer.Batch waiting = buffer.batch();
        return Stream.concat(
                        current.read(history -> history.events(query)).stream(),
                        waiting.events().stream().filter(query::takes))
                // One that is written just now is in both.
                .distinct()
                .limit(query.most())
                .toList();
    }

    @Override
    public Optional<String> trouble() {
        return writer.trouble();
    }

    @Override
    public Optional<TopProcesses> topProcesses(Instant at) {
        return Stream.concat(
                        buffer.batch().entries().stream().flatMap(entry -> entry.processes().stream()),
                        current.read(history -> history.topProcesses(at)).stream())
                .filter(found -> !found.at().isAfter(at))
                .max(Comparator.comparing(TopProcesses::at));
    }

    /** {@inheritDoc} It works in small steps, between which samples are written. */
    @Override
    public void maintain() {
        flush();
        if (current.check()) {
            writer.soon();
        }
        maintenance.run();
    }

    @Override
    public void retime(long firstId, Duration offset) {
        flush();
        maintenance.retime(firstId, offset.toNanos() / 1_000);
    }

    /**
     * Writes what waits.
     *
     * @throws StoreException if that cannot be; then it waits on
     */
    public void flush() {
        writer.flush();
    }

    @Override
    public void close() {
        if (buffer.close()) {
            writer.close(pruned::flush);
        }
    }
}

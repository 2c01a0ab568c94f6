package dev.pistat.store.sqlite;

import dev.pistat.core.history.Chart;
import dev.pistat.core.history.Event;
import dev.pistat.core.history.EventQuery;
import dev.pistat.core.history.KeptEvent;
import dev.pistat.core.history.Row;
import dev.pistat.core.history.Tier;
import dev.pistat.core.history.TopProcesses;
import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.port.StoreException;
import dev.pistat.core.text.Times;
import dev.pistat.store.sqlite.file.DamagedException;
import dev.pistat.store.sqlite.file.DatabaseFiles;
import dev.pistat.store.sqlite.file.FileCheck;
import dev.pistat.store.sqlite.file.FileLock;
import dev.pistat.store.sqlite.file.SameAccess;
import dev.pistat.store.sqlite.history.History;
import dev.pistat.store.sqlite.history.RecordedTable;
import dev.pistat.store.sqlite.maintenance.Maintenance;
import dev.pistat.store.sqlite.maintenance.PruneLog;
import dev.pistat.store.sqlite.original.OriginalFile;
import dev.pistat.store.sqlite.original.OriginalImport;
import dev.pistat.store.sqlite.salvage.Salvage;
import dev.pistat.store.sqlite.sample.Micros;
import dev.pistat.store.sqlite.sample.WriteBuffer;
import dev.pistat.store.sqlite.tier.FileState;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps years of history in a SQLite file, which {@code sqlite3} can read at any time: the view {@code metrics} shows the
 * samples. Thread-safe. A file is for one store at a time, of one program.
 *
 * <p>Samples wait in memory for {@link StoreSettings#flush}, and then go into the file in one transaction that has reached
 * the disk when it is over; whoever reads sees them before. So {@code kill -9} or a power cut costs at most so much, and
 * never the file. {@link #append} waits for no disk: where the file cannot be written, the samples wait on, 8 MB of them at
 * most, and are written when it can be.
 */
public final class SqliteMetricStore implements MetricStore {

    private static final System.Logger LOG = System.getLogger("dev.pistat.store");
    private static final long MOST_WAITING_BYTES = 8_000_000;
    private static final Duration TRY_AGAIN = Duration.ofSeconds(10);
    private static final long CHECK_EVERY_MICROS = Duration.ofDays(1).toNanos() / 1_000;

    private final Path path;
    private final Allowlist allowlist;
    private final StoreSettings settings;
    /** Of a store that writes. */
    private final Optional<FileLock> claim;

    private final WriteBuffer waiting = new WriteBuffer(MOST_WAITING_BYTES);
    /** Held while the file is changed. Fair, so that a flush comes through between the steps of a long tending. */
    private final ReentrantLock writing = new ReentrantLock(true);

    private final ScheduledThreadPoolExecutor writer;
    private volatile History history;
    private volatile Optional<Sample> newest = Optional.empty();
    private boolean closing;
    private volatile boolean closed;
    /** What is to be brought over into a new file before anything is written. */
    private volatile boolean damaged;
    /** Whether a query failed as it does not on a sound file. */
    private volatile boolean suspected;
    /** How much was recorded when the file was looked through, in microseconds; empty before the first time. */
    private OptionalLong checked = OptionalLong.empty();
    /** A file that was just made does not get damaged by what only may be damage. */
    private boolean salvaged;
    /** Whether the file was closed, and could not be opened again yet. */
    private volatile boolean shut;

    private Optional<Future<?>> nextFlush = Optional.empty();
    private volatile Optional<String> trouble = Optional.empty();
    private final PruneLog pruned;

    private SqliteMetricStore(Path path, Allowlist allowlist, StoreSettings settings, Optional<FileLock> claim) {
        this.path = path;
        this.allowlist = allowlist;
        this.settings = settings;
        this.claim = claim;
        pruned = new PruneLog(path);
        history = claim.isPresent() ? opened() : History.openToRead(path, allowlist);
        try {
            follow(history);
        } catch (RuntimeException e) {
            history.close();
            throw e;
        }
        writer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("pistat-writer").factory());
        // To close writes what waits by itself: no thread is to wait until it would have been due.
        writer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
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
        FileLock claim = FileLock.of(file);
        try {
            boolean others = FileCheck.look(file) == FileCheck.Found.OTHERS;
            if (others && !OriginalFile.is(file)) {
                throw FileCheck.others(file);
            }
            claim.lock();
            if (others) {
                OriginalImport.adopt(file, allowlist);
            }
            return new SqliteMetricStore(file, allowlist, settings, Optional.of(claim));
        } catch (RuntimeException e) {
            claim.close();
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
        return new SqliteMetricStore(file, allowlist, StoreSettings.DEFAULTS, Optional.empty());
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
        if (!Files.isReadable(file) || !OriginalFile.is(file)) {
            throw new StoreException(file + ": is not a database of the original PiStat that can be read");
        }
        flush();
        writing.lock();
        try (OriginalFile original = OriginalFile.open(file)) {
            checkOpen();
            double rows = original.rows();
            long brought = OriginalImport.bring(original, history, looked -> progress.accept(looked / rows));
            newest = newest.or(history::newest);
            return brought;
        } finally {
            writing.unlock();
        }
    }

    @Override
    @SuppressWarnings("exports") // who uses this need not have JSpecify
    public void append(Sample sample, List<Event> events, @Nullable TopProcesses culprits) {
        synchronized (waiting) {
            checkOpen();
            if (closing) {
                throw new StoreException(path + ": is closed");
            }
            newest.filter(last -> sample.id() <= last.id()).ifPresent(last -> {
                throw new StoreException(
                        path + ": sample " + sample.id() + " comes after sample " + last.id() + ": ids must grow");
            });
            int dropped = waiting.add(sample, events, Optional.ofNullable(culprits));
            newest = Optional.of(valuesOf(sample));
            if (dropped > 0) {
                note(
                        Event.SAMPLES_LOST,
                        "the file cannot be written for so long that " + dropped
                                + " samples had to go: every second one of the oldest that wait");
            }
            flushLater(settings.flush());
        }
        if (settings.flush().isZero()) {
            flushOrTryAgain();
        } else if (damaged || shut || !history.file().isThere()) {
            replaceSoon();
        }
    }

    @Override
    public Optional<Sample> newest() {
        return newest;
    }

    @Override
    public List<Series> series() {
        WriteBuffer.Batch last = batch();
        Set<Series> all = new LinkedHashSet<>(history.state().series().keySet());
        last.entries().stream().map(WriteBuffer.Entry::series).distinct().forEach(all::addAll);
        return List.copyOf(all);
    }

    @Override
    public void rows(List<Series> series, Instant from, Instant to, Predicate<Row> taker) {
        WriteBuffer.Batch last = batch();
        if (reading(() -> history.rows(series, from, to, last.firstId(), taker))) {
            WriteBuffer.rows(last.within(Micros.ceil(from), Micros.ceil(to)).entries(), series, taker);
        }
    }

    @Override
    public Chart chart(List<Series> series, Instant from, Instant to, int points) {
        while (true) {
            WriteBuffer.Batch last = batch();
            Chart chart = reading(() -> history.chart(settings.retention(), series, from, to, points, last));
            // What was written meanwhile may have been rolled up too, and would count twice.
            if (!history.reaches(last.firstId())) {
                return chart;
            }
        }
    }

    @Override
    public Optional<Instant> oldest(Tier tier) {
        WriteBuffer.Batch last = batch();
        Optional<Long> written = reading(() -> history.oldest(tier));
        Stream<Long> waits = tier == Tier.SAMPLES ? last.entries().stream().map(WriteBuffer.Entry::at) : Stream.of();
        return Stream.concat(written.stream(), waits)
                .min(Comparator.naturalOrder())
                .map(Times::instant);
    }

    @Override
    public List<KeptEvent> events(EventQuery query) {
        WriteBuffer.Batch last = batch();
        return Stream.concat(
                        reading(() -> history.events(query)).stream(),
                        last.events().stream().filter(query::takes))
                // One that is written just now is in both.
                .distinct()
                .limit(query.most())
                .toList();
    }

    @Override
    public Optional<String> trouble() {
        return trouble.or(this::delay);
    }

    /** A disk that hangs reports no error. By the time of the samples, which goes on. */
    private Optional<String> delay() {
        long flush = settings.flush().toNanos() / 1_000;
        long longest = Math.max(2 * flush, TRY_AGAIN.toNanos() / 1_000);
        synchronized (waiting) {
            return waiting.oldest()
                    .filter(oldest -> newest.filter(last -> last.monotonicMicros() - oldest.monotonic() > longest)
                            .isPresent())
                    .map(oldest -> path + ": nothing could be written since " + Times.instant(oldest.at())
                            + ", samples wait in memory: the disk does not answer, or is too slow");
        }
    }

    @Override
    public Optional<TopProcesses> topProcesses(Instant at) {
        return Stream.concat(
                        batch().entries().stream().flatMap(entry -> entry.culprits().stream()),
                        reading(() -> history.topProcesses(at)).stream())
                .filter(look -> !look.at().isAfter(at))
                .max((one, other) -> one.at().compareTo(other.at()));
    }

    /** {@inheritDoc} It works in small steps, between which samples are written. */
    @Override
    public void tend() {
        flush();
        lookThrough(history.state().recorded().total());
        new Maintenance(settings.retention(), settings.maxBytes(), steps(), pruned).tend();
    }

    @Override
    public void retime(long firstId, Duration offset) {
        flush();
        new Maintenance(settings.retention(), settings.maxBytes(), steps(), pruned)
                .retime(firstId, offset.toNanos() / 1_000);
    }

    /**
     * Writes what waits.
     *
     * @throws StoreException if that cannot be; then it waits on
     */
    public void flush() {
        writing.lock();
        try {
            if (!batch().isEmpty()) {
                checkOpen();
                reopenIfNeeded();
                WriteBuffer.Batch batch = batch();
                history.write(batch);
                written(batch);
            }
        } catch (StoreException e) {
            noteDamage(e);
            failed(e);
            throw e;
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void close() {
        synchronized (waiting) {
            if (closing) {
                return;
            }
            closing = true;
        }
        writer.shutdown();
        writing.lock();
        try {
            try {
                flush();
            } catch (StoreException e) {
                LOG.log(Level.ERROR, batch().entries().size() + " samples are lost: " + e.getMessage());
            }
            closed = true;
            pruned.tell();
            history.close();
        } finally {
            claim.ifPresent(FileLock::close);
            writing.unlock();
        }
    }

    private <T> T reading(Supplier<T> query) {
        try {
            return query.get();
        } catch (DamagedException e) {
            damaged |= e.isCertain();
            suspected |= !e.isCertain();
            throw e;
        }
    }

    /** Has SQLite look through the whole file: not all damage shows when it is used, and some hides what lies behind it. */
    private void lookThrough(long recorded) {
        if (!suspected && checked.isPresent() && recorded - checked.getAsLong() < CHECK_EVERY_MICROS) {
            return;
        }
        suspected = false;
        checked = OptionalLong.of(recorded);
        List<String> found = SqliteCheck.of(path, done -> {}).damage();
        found.forEach(line -> LOG.log(Level.WARNING, path + ": " + line));
        if (!found.isEmpty()) {
            damaged = true;
            replaceSoon();
        }
    }

    private void noteDamage(StoreException e) {
        if (e instanceof DamagedException damage && (damage.isCertain() || !salvaged)) {
            damaged = true;
        }
    }

    private History opened() {
        try {
            return History.open(path, allowlist);
        } catch (DamagedException e) {
            LOG.log(Level.WARNING, e.getMessage());
            return salvaged();
        }
    }

    /** Opens the file that the path leads to now, where that is another one, or was away; begins a new one if it is damaged. */
    private void reopenIfNeeded() {
        boolean other = !history.file().isThere();
        if (!other && !damaged && !shut) {
            return;
        }
        shutDown();
        if (history.file().isDiskAway()) {
            throw new StoreException(
                    path + ": its folder is on another disk than before; mount the one with the history"
                            + " again, or restart PiStat to begin a new history there");
        }
        if (other) {
            takeUpOther();
        } else if (damaged) {
            damaged = false;
            try {
                history = salvaged();
            } catch (StoreException e) {
                noteDamage(e);
                damaged |= !(e instanceof DamagedException);
                throw e;
            }
        } else {
            history = opened();
        }
        shut = false;
    }

    private void shutDown() {
        if (!shut) {
            shut = true;
            try {
                history.close();
            } catch (RuntimeException e) {
                LOG.log(Level.DEBUG, "the old file could not be closed", e);
            }
        }
    }

    private void takeUpOther() {
        FileCheck.look(path); // says better what is wrong than a lock file that cannot be made
        claim.orElseThrow().lockAgain();
        boolean gone = Files.notExists(path);
        Optional<Path> log = logAside();
        history = opened();
        damaged = false;
        synchronized (waiting) {
            follow(history);
            String leftLog = log.map(aside -> "; what was written last into the one before is in " + aside)
                    .orElse("");
            note(
                    Event.HISTORY_REPLACED,
                    path
                            + (gone ? ": somebody removed it; a new history was begun" : ": is another file now")
                            + leftLog);
        }
    }

    private Optional<Path> logAside() {
        Optional<Path> log = history.file().orphanedLog();
        try {
            return log.isPresent()
                    ? Optional.of(DatabaseFiles.moveLogAside(log.get(), lastWritten()))
                    : Optional.empty();
        } catch (IOException e) {
            throw new StoreException(
                    path + ": is another file now, and the log of the one before cannot be moved aside: "
                            + e.getMessage(),
                    e);
        }
    }

    /** What was shown as the newest sample still is, under an id that samples of the other file do not have. */
    private void follow(History file) {
        Optional<Sample> inFile = file.newest();
        long lastInFile = inFile.map(Sample::id).orElse(Long.MIN_VALUE);
        waiting.samplesFollow(lastInFile);
        waiting.eventsFollow(file.lastEventId());
        long last = Math.max(lastInFile, waiting.lastId().orElse(Long.MIN_VALUE));
        newest = newest.map(sample -> sample.id() >= last
                        ? sample
                        : new Sample(last, sample.at(), sample.monotonicMicros(), sample.bootId(), sample.readings()))
                .or(() -> inFile);
    }

    /**
     * Reads what can be read into a new file, and writes there what waits: only if all of that works the two change places.
     */
    private History salvaged() {
        salvaged = true;
        Path made = DatabaseFiles.beside(path, ".salvaging");
        String saved = "";
        WriteBuffer.Batch batch;
        try {
            DatabaseFiles.deleteLeft(made);
            SameAccess.create(made, path);
            try (History begun = History.open(made, allowlist)) {
                String[] counted = {""};
                begun.change((handle, before) -> {
                    counted[0] = Salvage.bring(path, handle).toString();
                    RecordedTable.fillIfEmpty(handle);
                    return History.read(handle, allowlist);
                });
                saved = counted[0];
                synchronized (waiting) {
                    // What is found may have higher ids than what could be seen of the damaged file.
                    follow(begun);
                    batch = waiting.batch();
                }
                begun.write(batch);
            }
            DatabaseFiles.requireWhole(made);
            Path aside = DatabaseFiles.moveAside(path, lastWritten());
            Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
            History begun = History.open(path, allowlist);
            synchronized (waiting) {
                waiting.remove(batch);
                note(
                        Event.HISTORY_REPLACED,
                        path + ": was damaged; it is now " + aside + ", and what could be read of it was brought over: "
                                + saved);
            }
            return begun;
        } catch (IOException e) {
            throw new StoreException(path + ": is damaged, and no new file can be made: " + e.getMessage(), e);
        }
    }

    private Instant lastWritten() {
        try {
            return Files.getLastModifiedTime(path).toInstant();
        } catch (IOException e) {
            return Instant.EPOCH;
        }
    }

    private WriteBuffer.Batch batch() {
        synchronized (waiting) {
            return waiting.batch();
        }
    }

    private void written(WriteBuffer.Batch batch) {
        synchronized (waiting) {
            waiting.remove(batch);
            if (trouble.isPresent()) {
                trouble = Optional.empty();
                note(Event.STORE_RECOVERED, "the file can be written again");
            }
        }
    }

    private void failed(StoreException e) {
        synchronized (waiting) {
            if (trouble.isEmpty()) {
                note(Event.STORE_FAILED, e.getMessage() + " (samples wait in memory)");
            }
            trouble = Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void note(String kind, String text) {
        LOG.log(kind.equals(Event.STORE_RECOVERED) ? Level.INFO : Level.WARNING, text);
        waiting.add(new Event(newest.map(Sample::at).orElseGet(this::lastWritten), kind, "store", text));
    }

    private void flushLater(Duration delay) {
        if (nextFlush.isEmpty() && !delay.isZero()) {
            try {
                nextFlush =
                        Optional.of(writer.schedule(this::flushOrTryAgain, delay.toMillis(), TimeUnit.MILLISECONDS));
            } catch (RejectedExecutionException e) {
                // It is being closed, which flushes.
            }
        }
    }

    private void replaceSoon() {
        try {
            writer.execute(this::flushOrTryAgain);
        } catch (RejectedExecutionException e) {
            // It is being closed, which flushes.
        }
    }

    private void flushOrTryAgain() {
        synchronized (waiting) {
            nextFlush = Optional.empty();
        }
        try {
            flush();
        } catch (StoreException e) {
            synchronized (waiting) {
                flushLater(TRY_AGAIN);
            }
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "samples could not be written, for a reason that was not foreseen", e);
        }
    }

    private Maintenance.Steps steps() {
        return new Maintenance.Steps() {
            @Override
            public void step(History.Change change) {
                writing.lock();
                try {
                    checkOpen();
                    if (shut) {
                        throw new StoreException(path + ": is not open at the moment");
                    }
                    history.change(change);
                } catch (DamagedException e) {
                    noteDamage(e);
                    throw e;
                } finally {
                    writing.unlock();
                }
            }

            @Override
            public FileState state() {
                return history.state();
            }

            @Override
            public void note(Event event) {
                LOG.log(Level.WARNING, path + ": " + event.text());
                synchronized (waiting) {
                    waiting.add(event);
                }
            }
        };
    }

    private void checkOpen() {
        if (closed) {
            throw new StoreException(path + ": is closed");
        }
        if (claim.isEmpty()) {
            throw new StoreException(path + ": was opened only to be read");
        }
    }

    private static Sample valuesOf(Sample sample) {
        Map<Series, Reading> values = new LinkedHashMap<>(sample.readings());
        values.values().removeIf(reading -> !(reading instanceof Reading.Value));
        return new Sample(sample.id(), sample.at(), sample.monotonicMicros(), sample.bootId(), values);
    }
}

package dev.pistat.store.sqlite;

import dev.pistat.core.metric.Chart;
import dev.pistat.core.metric.Culprits;
import dev.pistat.core.metric.Event;
import dev.pistat.core.metric.EventQuery;
import dev.pistat.core.metric.Grid;
import dev.pistat.core.metric.KeptEvent;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Row;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.metric.Tier;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.port.StoreException;
import dev.pistat.core.recording.Allowlist;
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
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

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

    private final Path path;
    private final Allowlist allowlist;
    private final StoreSettings settings;
    /** Of a store that writes. */
    private final Optional<Claim> claim;

    private final Waiting waiting = new Waiting(MOST_WAITING_BYTES);
    /** Held while the file is changed. Fair, so that a flush comes through between the steps of a long tending. */
    private final ReentrantLock writing = new ReentrantLock(true);

    private final ScheduledThreadPoolExecutor writer;
    private volatile History history;
    private volatile Optional<Sample> newest = Optional.empty();
    private boolean closing;
    private volatile boolean closed;
    private volatile boolean damaged;
    private Optional<Future<?>> nextFlush = Optional.empty();
    private volatile Optional<String> trouble = Optional.empty();

    private SqliteMetricStore(Path path, Allowlist allowlist, StoreSettings settings, Optional<Claim> claim) {
        this.path = path;
        this.allowlist = allowlist;
        this.settings = settings;
        this.claim = claim;
        history = claim.isPresent() ? opened() : History.openToRead(path, allowlist);
        try {
            newest = history.newest();
            waiting.eventsFollow(history.lastEventId());
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
        Claim claim = Claim.of(file);
        try {
            FileCheck.Found found = FileCheck.look(file);
            claim.lock();
            if (found == FileCheck.Found.ORIGINAL) {
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
    public void append(Sample sample, List<Event> events, Optional<Culprits> culprits) {
        synchronized (waiting) {
            checkOpen();
            if (closing) {
                throw new StoreException(path + ": is closed");
            }
            newest.filter(last -> sample.id() <= last.id()).ifPresent(last -> {
                throw new StoreException(
                        path + ": sample " + sample.id() + " comes after sample " + last.id() + ": ids must grow");
            });
            int dropped = waiting.add(sample, events, culprits);
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
        } else if (damaged || !history.file().isThere()) {
            replaceSoon();
        }
    }

    @Override
    public Optional<Sample> newest() {
        return newest;
    }

    @Override
    public List<Series> series() {
        Waiting.Batch last = batch();
        Set<Series> all = new LinkedHashSet<>(history.state().series().keySet());
        last.entries().stream().map(Waiting.Entry::series).distinct().forEach(all::addAll);
        return List.copyOf(all);
    }

    @Override
    public void rows(List<Series> series, Instant from, Instant to, Consumer<Row> taker) {
        Waiting.Batch last = batch();
        reading(() -> {
            history.rows(series, from, to, last.firstId(), taker);
            return last;
        });
        Waiting.rows(last.within(Micros.ceil(from), Micros.ceil(to)).entries(), series, taker);
    }

    @Override
    public Chart chart(List<Series> series, Instant from, Instant to, int points) {
        Grid grid = Grid.of(
                from, to, points, settings.retention(), newest.map(Sample::at).orElse(to));
        while (true) {
            Waiting.Batch last = batch();
            Chart chart = reading(() -> history.chart(grid, series, from, to, points, last));
            // What was written meanwhile may have been rolled up too, and would count twice.
            if (!history.reaches(last.firstId())) {
                return chart;
            }
        }
    }

    @Override
    public Optional<Instant> oldest(Tier tier) {
        Waiting.Batch last = batch();
        Optional<Long> written = reading(() -> history.oldest(tier));
        Stream<Long> waits = tier == Tier.SAMPLES ? last.entries().stream().map(Waiting.Entry::at) : Stream.of();
        return Stream.concat(written.stream(), waits)
                .min(Comparator.naturalOrder())
                .map(Row::instant);
    }

    @Override
    public List<KeptEvent> events(EventQuery query) {
        Waiting.Batch last = batch();
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
        return trouble;
    }

    @Override
    public Optional<Culprits> culprits(Instant at) {
        return Stream.concat(
                        batch().entries().stream().flatMap(entry -> entry.culprits().stream()),
                        reading(() -> history.culprits(at)).stream())
                .filter(look -> !look.at().isAfter(at))
                .max((one, other) -> one.at().compareTo(other.at()));
    }

    /** {@inheritDoc} It works in small steps, between which samples are written. */
    @Override
    public void tend(Instant now) {
        flush();
        new Tending(settings, steps()).tend(now);
    }

    @Override
    public void retime(long firstId, Duration offset) {
        flush();
        new Tending(settings, steps()).retime(firstId, offset.toNanos() / 1_000);
    }

    /**
     * Writes what waits.
     *
     * @throws StoreException if that cannot be; then it waits on
     */
    public void flush() {
        writing.lock();
        try {
            Waiting.Batch batch = batch();
            if (!batch.isEmpty()) {
                checkOpen();
                replaceIfNeeded();
                history.write(batch);
                written(batch);
            }
        } catch (StoreException e) {
            damaged |= e instanceof DamagedException;
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
            history.close();
        } finally {
            claim.ifPresent(Claim::close);
            writing.unlock();
        }
    }

    private <T> T reading(Supplier<T> query) {
        try {
            return query.get();
        } catch (DamagedException e) {
            damaged = true;
            throw e;
        }
    }

    private History opened() {
        try {
            return History.open(path, allowlist);
        } catch (DamagedException e) {
            return salvaged();
        }
    }

    /** Begins a new file where the old one was deleted, or is damaged. */
    private void replaceIfNeeded() {
        boolean gone = !history.file().isThere();
        if (!gone && !damaged) {
            return;
        }
        try {
            history.close();
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "the old file could not be closed", e);
        }
        if (gone) {
            history = opened();
            synchronized (waiting) {
                note(Event.HISTORY_REPLACED, path + ": somebody removed it; a new history was begun");
            }
        } else {
            history = salvaged();
        }
        damaged = false;
    }

    /** Reads what can be read into a new file, and only then lets the two change places. */
    private History salvaged() {
        Path made = Salvage.beside(path, ".salvaging");
        String saved = "";
        try {
            Salvage.deleteLeft(made);
            try (History begun = History.open(made, allowlist)) {
                String[] counted = {""};
                begun.change((handle, before) -> {
                    counted[0] = Salvage.bring(path, handle).toString();
                    return begun.read(handle, allowlist);
                });
                saved = counted[0];
            }
            OriginalImport.requireWhole(made);
            Path aside = Salvage.moveAside(path, lastWritten());
            Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
            History begun = History.open(path, allowlist);
            newest = newest.or(begun::newest);
            synchronized (waiting) {
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

    private Waiting.Batch batch() {
        synchronized (waiting) {
            return waiting.batch();
        }
    }

    private void written(Waiting.Batch batch) {
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

    private Tending.Steps steps() {
        return new Tending.Steps() {
            @Override
            public void step(History.Change change) {
                writing.lock();
                try {
                    checkOpen();
                    history.change(change);
                } catch (DamagedException e) {
                    damaged = true;
                    throw e;
                } finally {
                    writing.unlock();
                }
            }

            @Override
            public History.State state() {
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

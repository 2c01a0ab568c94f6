package dev.pistat.store.sqlite;

import dev.pistat.core.history.Event;
import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.port.StoreException;
import dev.pistat.store.sqlite.file.DamagedException;
import dev.pistat.store.sqlite.file.DatabaseFiles;
import dev.pistat.store.sqlite.file.FileCheck;
import dev.pistat.store.sqlite.file.FileLock;
import dev.pistat.store.sqlite.history.History;
import dev.pistat.store.sqlite.salvage.Salvage;
import dev.pistat.store.sqlite.sample.WriteBuffer;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The history that the path leads to: opened again where another file has taken its place, and begun again where it is damaged. Any thread
 * reads it; one at a time opens it again.
 */
final class CurrentHistory {

    private static final System.Logger LOG = System.getLogger("dev.pistat.store");
    private static final long CHECK_EVERY_MICROS = Duration.ofDays(1).toNanos() / 1_000;

    private final Path path;
    private final Allowlist allowlist;
    private final WriteBuffer buffer;
    /** Of a store that writes. */
    private final @Nullable FileLock lock;

    private volatile History history;
    /** Whether the file must be replaced by a new one before anything is written. */
    private volatile boolean damaged;
    /** Whether a query failed as it does not on a sound file. */
    private volatile boolean suspected;
    /** Whether the file was closed, and could not be opened again yet. */
    private volatile boolean shut;
    /** Whether the file was made from a damaged one: what only may be damage does not make a second one. */
    private boolean salvaged;
    /** How much was recorded when the file was checked, in microseconds. */
    private @Nullable Long checkedAt;

    CurrentHistory(Path path, Allowlist allowlist, WriteBuffer buffer, @Nullable FileLock lock) {
        this.path = path;
        this.allowlist = allowlist;
        this.buffer = buffer;
        this.lock = lock;
        history = lock == null ? History.openToRead(path, allowlist) : opened();
        try {
            buffer.follow(history.newest(), history.lastEventId());
        } catch (RuntimeException e) {
            history.close();
            throw e;
        }
    }

    boolean isReadOnly() {
        return lock == null;
    }

    History get() {
        return history;
    }

    /** The history, unless its file was closed and could not be opened again yet. */
    History getOpen() {
        if (shut) {
            throw new StoreException(path + ": is not open at the moment");
        }
        return history;
    }

    /** Runs a query, and notes where it meets damage. */
    <T> T read(Function<History, T> query) {
        try {
            return query.apply(history);
        } catch (DamagedException e) {
            damaged |= e.isCertain();
            suspected |= !e.isCertain();
            throw e;
        }
    }

    /** Whether the next write begins by opening a file again. */
    boolean needsReplacement() {
        return damaged || shut || !history.file().identity().isThere();
    }

    /** Notes that a write failed. */
    void writeFailed(StoreException e) {
        if (e instanceof DamagedException damage && (damage.isCertain() || !salvaged)) {
            damaged = true;
        }
    }

    /**
     * Has SQLite check the whole file, once a day: not all damage shows when it is used, and some hides what lies behind it.
     *
     * @return whether it was found damaged
     */
    boolean check() {
        long recorded = history.state().recorded().total();
        if (!suspected && checkedAt != null && recorded - checkedAt < CHECK_EVERY_MICROS) {
            return false;
        }
        suspected = false;
        checkedAt = recorded;
        List<String> found = SqliteCheck.of(path, done -> {}).damage();
        found.forEach(line -> LOG.log(Level.WARNING, path + ": " + line));
        damaged |= !found.isEmpty();
        return !found.isEmpty();
    }

    /** Notes an event of the store itself. */
    void note(String kind, String text) {
        LOG.log(kind.equals(Event.STORE_RECOVERED) ? Level.INFO : Level.WARNING, text);
        buffer.add(new Event(buffer.newestAt().orElseGet(this::lastWritten), kind, "store", text));
    }

    /** Notes an event of the file. */
    void note(Event event) {
        LOG.log(Level.WARNING, path + ": " + event.text());
        buffer.add(event);
    }

    /** Opens the file that the path leads to now, where that is another one or was away; begins a new one if it is damaged. */
    void reopenIfNeeded() {
        if (!needsReplacement()) {
            return;
        }
        boolean other = !history.file().identity().isThere();
        shutDown();
        if (history.file().identity().isDiskAway()) {
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
                writeFailed(e);
                damaged |= !(e instanceof DamagedException);
                throw e;
            }
        } else {
            history = opened();
        }
        shut = false;
    }

    void close() {
        try {
            history.close();
        } finally {
            if (lock != null) {
                lock.close();
            }
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
        FileCheck.check(path); // says better what is wrong than a lock file that cannot be made
        if (lock != null) {
            lock.lockAgain();
        }
        boolean gone = Files.notExists(path);
        Optional<Path> log = logAside();
        history = opened();
        damaged = false;
        buffer.follow(history.newest(), history.lastEventId());
        note(
                Event.HISTORY_REPLACED,
                path
                        + (gone ? ": the file was removed; a new history was begun" : ": is another file now")
                        + log.map(aside -> "; what was written last into the one before is in " + aside)
                                .orElse(""));
    }

    private Optional<Path> logAside() {
        Optional<Path> log = history.file().identity().orphanedLog();
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

    /** Reads what can be read into a new file, and writes there what waits: only if all of that works the two change places. */
    private History salvaged() {
        salvaged = true;
        try {
            NewFile made = NewFile.inPlaceOf(path, ".salvaging");
            String[] saved = {""};
            WriteBuffer.Batch batch;
            try (History begun = History.open(made.path(), allowlist)) {
                begun.fill(
                        allowlist,
                        handle -> saved[0] = Salvage.recover(path, handle).toString());
                // What is found may have higher ids than what could be seen of the damaged file.
                batch = buffer.follow(begun.newest(), begun.lastEventId());
                begun.write(batch);
            }
            made.requireWhole();
            Path aside = DatabaseFiles.moveAside(path, lastWritten());
            made.takePlace();
            History begun = History.open(path, allowlist);
            buffer.remove(batch);
            note(
                    Event.HISTORY_REPLACED,
                    path + ": was damaged; it is now " + aside + ", and what could be read of it was brought over: "
                            + saved[0]);
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
}

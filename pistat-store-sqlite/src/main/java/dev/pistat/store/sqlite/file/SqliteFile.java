package dev.pistat.store.sqlite.file;

import dev.pistat.core.port.StoreException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.sqlite3.SQLitePlugin;
import org.sqlite.NativeLibraryNotFoundException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The file, its one writing connection, and what its errors mean. */
public final class SqliteFile implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("dev.pistat.store");

    public static final int PAGE_BYTES = 4096;
    private static final Set<SQLiteErrorCode> NO_SHARED_MEMORY = EnumSet.of(
            SQLiteErrorCode.SQLITE_IOERR_SHMOPEN,
            SQLiteErrorCode.SQLITE_IOERR_SHMLOCK,
            SQLiteErrorCode.SQLITE_IOERR_SHMMAP);
    private static final Set<SQLiteErrorCode> NO_LOCKS = EnumSet.of(
            SQLiteErrorCode.SQLITE_IOERR_LOCK,
            SQLiteErrorCode.SQLITE_IOERR_RDLOCK,
            SQLiteErrorCode.SQLITE_IOERR_UNLOCK,
            SQLiteErrorCode.SQLITE_IOERR_CHECKRESERVEDLOCK);
    private static final Set<SQLiteErrorCode> NO_SYNC =
            EnumSet.of(SQLiteErrorCode.SQLITE_IOERR_FSYNC, SQLiteErrorCode.SQLITE_IOERR_DIR_FSYNC);

    /** The primary codes of what says nothing of the file: the disk, permissions, locks, memory. */
    private static final Set<Integer> OF_THE_SURROUNDINGS = Set.of(3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15, 21, 22, 23);

    private static final String LOCAL_DISK = "choose a [database] path on a local disk";

    private static final int CACHE_PAGES = 100;
    private static final int LOG_PAGES = 200;
    /** Less than a stopping program may take. */
    private static final int WAIT_FOR_LOCK_MILLIS = 1_000;

    private final Path file;
    private final Handle writer;
    private final boolean guest;
    private final Optional<Object> key;
    private final Optional<Object> disk;
    private final Path log;
    private final Optional<Object> logKey;

    private SqliteFile(Path file, Handle writer, boolean guest) {
        this.file = file;
        this.writer = writer;
        this.guest = guest;
        key = key(file);
        log = DatabaseFiles.beside(real(file), "-wal");
        disk = disk(log);
        logKey = key(log);
    }

    /** Opens the file, makes it if it is missing or empty, and refuses one that is not PiStat's. */
    public static SqliteFile open(Path file, Consumer<Handle> schema) {
        try {
            return switch (FileCheck.look(file)) {
                case DAMAGED -> throw new DamagedException(file + ": is damaged", true);
                case OTHERS -> throw FileCheck.others(file);
                case NEW, OURS -> new SqliteFile(file, connect(file, schema), false);
            };
        } catch (RuntimeException e) {
            throw trouble(file, e);
        }
    }

    /** Opens a file that is there, only to read it. */
    public static SqliteFile openToRead(Path file) {
        return new SqliteFile(file, ReadConnection.open(file), true);
    }

    /** Whether the path still leads to the file that was opened. */
    public boolean isThere() {
        return key.equals(key(file));
    }

    /**
     * Whether the path leads to nothing, and the folder where the file was is on another disk than before: the one that was
     * mounted there is away.
     */
    public boolean isDiskAway() {
        Optional<Object> now = disk(log);
        return key(file).isEmpty() && now.isPresent() && !now.equals(disk);
    }

    /** The log of this file, after another file has taken its place: to that one it does not belong. Empty if there is none. */
    public Optional<Path> orphanedLog() {
        return !isThere() && logKey.isPresent() && logKey.equals(key(log)) ? Optional.of(log) : Optional.empty();
    }

    /**
     * Makes a change, all of it or nothing, on the only connection that writes: for one thread at a time. Jdbi's own
     * transactions are not used: where another program's lock does not go away they leave one open, and nothing is
     * committed from then on.
     *
     * @throws StoreException if it cannot be made
     */
    public <T> T change(Function<Handle, T> change) {
        try {
            return change(writer, change);
        } catch (RuntimeException e) {
            throw trouble(file, e);
        }
    }

    /** Reads on the connection of {@link #openToRead}. */
    public <T> T look(Function<Handle, T> look) {
        return look.apply(writer);
    }

    /** A new connection that only reads. */
    Handle reader() {
        if (guest) {
            return ReadConnection.open(file);
        }
        SQLiteConfig config = config();
        config.setReadOnly(true);
        return handle(file, config);
    }

    /** What went wrong, in words for people. */
    public StoreException trouble(Throwable e) {
        return trouble(file, e);
    }

    /** Closes the writing connection. As the last one, it brings the file up to date and removes its log. */
    @Override
    public void close() {
        writer.close();
    }

    /** The path, as it was given: what every message begins with. */
    @Override
    public String toString() {
        return file.toString();
    }

    private static <T> T change(Handle writer, Function<Handle, T> change) {
        writer.execute("BEGIN IMMEDIATE");
        try {
            T result = change.apply(writer);
            writer.execute("COMMIT");
            return result;
        } catch (RuntimeException | Error e) {
            try {
                writer.execute("ROLLBACK");
            } catch (JdbiException rolledBackAlready) {
                e.addSuppressed(rolledBackAlready);
            }
            throw e;
        }
    }

    private static Optional<Object> key(Path file) {
        try {
            return Optional.ofNullable(
                    Files.readAttributes(file, BasicFileAttributes.class).fileKey());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Object> disk(Path file) {
        try {
            return Optional.of(Files.getAttribute(file.resolveSibling("."), "unix:dev"));
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file.toAbsolutePath();
        }
    }

    /** Of 400 KB where SQLite would take 2 MB for each connection: Linux keeps the pages in memory as well. */
    private static SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.setCacheSize(CACHE_PAGES);
        return config;
    }

    /**
     * Opens it with a write-ahead log; with a rollback journal where that does not work, as on a file system on which programs
     * share no memory. That is tried each time, for the file may have come from another disk.
     */
    private static Handle connect(Path file, Consumer<Handle> schema) {
        try {
            return connect(file, schema, true);
        } catch (JdbiException e) {
            if (!isWithoutLog(e)) {
                throw e;
            }
            leaveLog(file);
            Handle writer = connect(file, schema, false);
            LOG.log(
                    Level.WARNING,
                    file + ": SQLite's write-ahead log does not work on this file system; a rollback journal is used,"
                            + " with which reading and writing wait for each other");
            return writer;
        }
    }

    /** Whether it is the index of the log that cannot be had: of that alone is SQLITE_CANTOPEN said once the file is open. */
    private static boolean isWithoutLog(JdbiException e) {
        return isWithoutSharedMemory(e) || (e.getCause() instanceof SQLException cause && cause.getErrorCode() == 14);
    }

    /** Whether it is the file system, on which programs share no memory. */
    static boolean isWithoutSharedMemory(JdbiException e) {
        return e.getCause() instanceof SQLiteException cause && NO_SHARED_MEMORY.contains(cause.getResultCode());
    }

    private static Handle connect(Path file, Consumer<Handle> schema, boolean log) {
        SQLiteConfig config = config();
        // A commit waits for the disk, once. There are few: samples wait in memory and are written together.
        config.setSynchronous(SynchronousMode.FULL);
        Handle writer = handle(file, config);
        try {
            // Asked of SQLite, not of the file: a kill while it was made may have left tables that are rolled back now.
            if (isEmpty(writer)) {
                // These hold only if they come before the first table and before WAL.
                writer.execute("PRAGMA page_size = " + PAGE_BYTES);
                writer.execute("PRAGMA auto_vacuum = INCREMENTAL");
                change(writer, handle -> {
                    handle.execute("PRAGMA application_id = " + FileCheck.APPLICATION_ID);
                    handle.execute("PRAGMA user_version = " + FileCheck.FORMAT);
                    schema.accept(handle);
                    return handle;
                });
            }
            if (log) {
                useLog(writer);
            }
            return writer;
        } catch (RuntimeException e) {
            writer.close();
            throw e;
        }
    }

    private static void useLog(Handle writer) {
        pragma(writer, "journal_mode = WAL");
        // A log that has its length already is written over, which spares the file system's own blocks.
        writer.execute("PRAGMA wal_autocheckpoint = " + LOG_PAGES);
        writer.execute("PRAGMA journal_size_limit = " + 4 * LOG_PAGES * PAGE_BYTES);
        // Only who reads through the log sees whether it works.
        isEmpty(writer);
    }

    /** Brings into the file what a log may have: who has it alone needs no shared memory for that. */
    private static void leaveLog(Path file) {
        try (Handle alone = handle(file, new SQLiteConfig())) {
            pragma(alone, "locking_mode = EXCLUSIVE");
            pragma(alone, "journal_mode = DELETE");
        }
        try {
            Files.deleteIfExists(
                    DatabaseFiles.beside(file.toRealPath(), "-shm")); // which SQLite leaves where it cannot use it
        } catch (IOException e) {
            LOG.log(Level.DEBUG, file + "-shm stays: " + e);
        }
    }

    private static void pragma(Handle handle, String change) {
        handle.createQuery("PRAGMA " + change).mapTo(String.class).one();
    }

    private static boolean isEmpty(Handle handle) {
        return handle.createQuery("SELECT count(*) = 0 FROM sqlite_master")
                .mapTo(boolean.class)
                .one();
    }

    private static Handle handle(Path file, SQLiteConfig config) {
        config.setBusyTimeout(WAIT_FOR_LOCK_MILLIS);
        SQLiteDataSource source = new SQLiteDataSource(config);
        // A URI, in which no character of the path means anything else.
        source.setUrl("jdbc:sqlite:" + file.toUri());
        return PlainSql.jdbi(source).installPlugin(new SQLitePlugin()).open();
    }

    /** What went wrong with a file, in words for people: what is not foreseen comes from what stands in it. */
    public static StoreException trouble(Path file, Throwable e) {
        String why = Objects.requireNonNullElse(e.getMessage(), e.toString());
        return known(file, e).orElseGet(() -> new DamagedException(file + ": is damaged (" + why + ")", false, e));
    }

    private static Optional<StoreException> known(Path file, Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof StoreException known) {
                return Optional.of(known);
            }
            if (cause instanceof SQLException failure) {
                int code = failure.getErrorCode() & 0xff;
                if (code == 11 || code == 26) {
                    return Optional.of(new DamagedException(file + ": is damaged", true, e));
                }
                boolean surroundings = OF_THE_SURROUNDINGS.contains(code) || !(failure instanceof SQLiteException);
                return Optional.of(
                        surroundings
                                ? new StoreException(file + ": " + words(failure), e)
                                : new DamagedException(file + ": is damaged (" + failure.getMessage() + ")", false, e));
            }
        }
        return Optional.empty();
    }

    /** @see <a href="https://www.sqlite.org/rescode.html">SQLite's result codes</a> */
    private static String words(SQLException failure) {
        if (failure.getCause() instanceof NativeLibraryNotFoundException) {
            return "SQLite's native library cannot be loaded from the temporary folder "
                    + System.getProperty("java.io.tmpdir")
                    + ": choose one that programs may run in, by -Djava.io.tmpdir";
        }
        // The driver's error code is the low byte of this.
        SQLiteErrorCode code = failure instanceof SQLiteException e ? e.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
        if (code == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE) { // of the log's index
            return "the disk is full; make room on it";
        }
        if (NO_SHARED_MEMORY.contains(code)) {
            return "its file system shares no memory between programs, which SQLite's write-ahead log needs; "
                    + LOCAL_DISK;
        }
        if (NO_LOCKS.contains(code)) {
            return "its file system cannot lock files; mount it with locks (NFS needs lockd), or " + LOCAL_DISK;
        }
        if (NO_SYNC.contains(code)) {
            return "its file system cannot tell that data has reached the disk (fsync); look at the kernel's log, or "
                    + LOCAL_DISK + ": " + failure.getMessage();
        }
        return switch (failure.getErrorCode() & 0xff) {
            case 5, 6 -> "another program keeps it locked; close that program";
            case 8 -> "is read-only; make it writable, or choose another [database] path";
            case 10 -> "the disk reports an error; look at the kernel's log, and at the card: " + failure.getMessage();
            case 13 -> "the disk is full; make room on it";
            case 14 -> "cannot be opened or created; check the folder, or choose another [database] path";
            default -> String.valueOf(failure.getMessage());
        };
    }
}

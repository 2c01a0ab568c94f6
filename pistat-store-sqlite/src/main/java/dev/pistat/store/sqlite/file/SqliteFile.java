package dev.pistat.store.sqlite.file;

import dev.pistat.core.port.StoreException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.sqlite3.SQLitePlugin;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;

/** The file, its one writing connection, and what its errors mean. */
public final class SqliteFile implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("dev.pistat.store");

    public static final int PAGE_BYTES = 4096;
    private static final int CACHE_PAGES = 100;
    private static final int LOG_PAGES = 200;
    /** Less than a stopping program may take. */
    private static final int WAIT_FOR_LOCK_MILLIS = 1_000;

    private final Path file;
    private final Handle writer;
    private final boolean readOnly;
    private final FileIdentity identity;

    private SqliteFile(Path file, Handle writer, boolean readOnly) {
        this.file = file;
        this.writer = writer;
        this.readOnly = readOnly;
        identity = new FileIdentity(file);
    }

    /** Opens the file, makes it if it is missing or empty, and refuses one that is not PiStat's. */
    public static SqliteFile open(Path file, Consumer<Handle> schema) {
        try {
            return switch (FileCheck.check(file)) {
                case DAMAGED -> throw new DamagedException(file + ": is damaged", true);
                case OTHERS -> throw FileCheck.others(file);
                case NEW, OURS -> new SqliteFile(file, connect(file, schema), false);
            };
        } catch (RuntimeException e) {
            throw SqliteErrors.trouble(file, e);
        }
    }

    /** Opens a file that is there, only to read it. */
    public static SqliteFile openToRead(Path file) {
        return new SqliteFile(file, ReadConnection.open(file), true);
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
            throw SqliteErrors.trouble(file, e);
        }
    }

    /** Which file that is, and whether the path still leads to it. */
    public FileIdentity identity() {
        return identity;
    }

    /** Reads on the connection of {@link #openToRead}. */
    public <T> T look(Function<Handle, T> look) {
        return look.apply(writer);
    }

    /** A new connection that only reads. */
    Handle reader() {
        if (readOnly) {
            return ReadConnection.open(file);
        }
        SQLiteConfig config = config();
        config.setReadOnly(true);
        return handle(file, config);
    }

    /** What went wrong, in words for people. */
    public StoreException trouble(Throwable e) {
        return SqliteErrors.trouble(file, e);
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
        return SqliteErrors.isWithoutSharedMemory(e)
                || (e.getCause() instanceof SQLException cause && cause.getErrorCode() == 14);
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
}

package dev.pistat.store.sqlite;

import dev.pistat.core.port.StoreException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.sqlite3.SQLitePlugin;
import org.sqlite.NativeLibraryNotFoundException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;

/** The file, its one writing connection, and what its errors mean. */
final class SqliteFile implements AutoCloseable {

    private static final int PAGE_BYTES = 4096;
    /** Less than a stopping program may take. */
    private static final int WAIT_FOR_LOCK_MILLIS = 1_000;

    /**
     * The files that are open in this JVM. One more look at such a file, from the same process, would drop the locks
     * that keep other programs from taking its log away (fcntl(2): closing any descriptor of a file releases them).
     */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final Path claim;
    private final Handle writer;

    private SqliteFile(Path file, Path claim, Handle writer) {
        this.file = file;
        this.claim = claim;
        this.writer = writer;
    }

    /** Opens the file, makes it if it is missing or empty, and refuses one that is not PiStat's. */
    static SqliteFile open(Path file) {
        Path claim = file.toAbsolutePath().normalize();
        if (!OPEN.add(claim)) {
            throw new StoreException(file + ": is open in this program already");
        }
        try {
            boolean isNew = FileCheck.isNew(file);
            return new SqliteFile(file, claim, connect(file, isNew));
        } catch (RuntimeException e) {
            OPEN.remove(claim);
            throw trouble(file, e);
        }
    }

    /**
     * Makes a change, all of it or nothing, on the only connection that writes: for one thread at a time. Jdbi's own
     * transactions are not used: where another program's lock does not go away they leave one open, and nothing is
     * committed from then on.
     *
     * @throws StoreException if it cannot be made
     */
    <T> T change(Function<Handle, T> change) {
        try {
            return change(writer, change);
        } catch (RuntimeException e) {
            throw trouble(e);
        }
    }

    /** A new connection that only reads. */
    Handle reader() {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        return handle(file, config);
    }

    /** What went wrong, in words for people. */
    StoreException trouble(Throwable e) {
        return trouble(file, e);
    }

    /** Closes the writing connection. As the last one, it brings the file up to date and removes its log. */
    @Override
    public void close() {
        try {
            writer.close();
        } finally {
            OPEN.remove(claim);
        }
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
        } catch (RuntimeException e) {
            try {
                writer.execute("ROLLBACK");
            } catch (JdbiException rolledBackAlready) {
                e.addSuppressed(rolledBackAlready);
            }
            throw e;
        }
    }

    private static Handle connect(Path file, boolean isNew) {
        SQLiteConfig config = new SQLiteConfig();
        // Only checkpoints wait for the disk. A power cut may cost the commits that Linux had not written yet, about
        // half a minute's, and never the file.
        config.setSynchronous(SynchronousMode.NORMAL);
        Handle writer = handle(file, config);
        try {
            if (isNew) {
                // These hold only if they come before the first table and before WAL.
                writer.execute("PRAGMA page_size = " + PAGE_BYTES);
                writer.execute("PRAGMA auto_vacuum = INCREMENTAL");
                change(writer, handle -> {
                    handle.execute("PRAGMA application_id = " + FileCheck.APPLICATION_ID);
                    handle.execute("PRAGMA user_version = " + FileCheck.FORMAT);
                    Schema.create(handle);
                    return handle;
                });
            }
            String mode = writer.createQuery("PRAGMA journal_mode = WAL")
                    .mapTo(String.class)
                    .one();
            if (!mode.equals("wal")) {
                throw new StoreException(file + ": SQLite's write-ahead log does not work on this file system; choose a"
                        + " [database] path on a local disk");
            }
            return writer;
        } catch (RuntimeException e) {
            writer.close();
            throw e;
        }
    }

    private static Handle handle(Path file, SQLiteConfig config) {
        config.setBusyTimeout(WAIT_FOR_LOCK_MILLIS);
        SQLiteDataSource source = new SQLiteDataSource(config);
        // A URI, in which no character of the path means anything else.
        source.setUrl("jdbc:sqlite:" + file.toUri());
        return Jdbi.create(source).installPlugin(new SQLitePlugin()).open();
    }

    private static StoreException trouble(Path file, Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof StoreException known) {
                return known;
            }
            if (cause instanceof SQLException failure) {
                return new StoreException(file + ": " + words(failure), e);
            }
        }
        return new StoreException(file + ": " + e, e);
    }

    /** @see <a href="https://www.sqlite.org/rescode.html">SQLite's result codes</a> */
    private static String words(SQLException failure) {
        if (failure.getCause() instanceof NativeLibraryNotFoundException) {
            return "SQLite's native library cannot be loaded from the temporary folder "
                    + System.getProperty("java.io.tmpdir")
                    + ": choose one that programs may run in, by -Djava.io.tmpdir";
        }
        return switch (failure.getErrorCode() & 0xff) {
            case 5, 6 -> "another program keeps it locked; close that program";
            case 8 -> "is read-only; make it writable, or choose another [database] path";
            case 10 -> "the disk reports an error; look at the kernel's log, and at the card: " + failure.getMessage();
            case 11, 26 -> "is damaged; move it away, and a new one is begun";
            case 13 -> "the disk is full; make room on it";
            case 19 -> "another PiStat writes into it; stop one of them";
            case 14 -> "cannot be opened or created; check the folder, or choose another [database] path";
            default -> String.valueOf(failure.getMessage());
        };
    }
}

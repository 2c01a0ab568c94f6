package dev.pistat.store.sqlite.file;

import dev.pistat.core.port.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/**
 * A connection to a file that a PiStat may be writing into, of this program or another. It looks at nothing except through
 * SQLite: any other look would drop the locks that this program has on the file (fcntl_locking(2)).
 */
public final class ReadConnection {

    private static final int WAIT_FOR_LOCK_MILLIS = 10_000;
    /** SQLITE_NOTADB. */
    private static final int NO_DATABASE = 26;
    /** SQLITE_READONLY, SQLITE_CANTOPEN. */
    private static final Set<Integer> MAY_NOT_WRITE = Set.of(8, 14);

    private ReadConnection() {}

    /**
     * Opens it for queries. It is not opened read-only, although nothing is changed: only a connection that may write
     * takes away, as the last one, the log that it needs for reading. Who may only read gets one all the same.
     *
     * @throws StoreException if it is not there or not PiStat's, or cannot be read
     */
    public static Handle open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw refused(file, Files.exists(file) ? "is not a file" : "there is no history yet: no such file");
        }
        if (!Files.isReadable(file)) {
            throw refused(file, "no permission to read it");
        }
        try {
            try {
                return open(file, "");
            } catch (JdbiException e) {
                if (!isAtRest(file, e)) {
                    throw e;
                }
                return open(file, "?immutable=1");
            }
        } catch (JdbiException e) {
            boolean noDatabase = e.getCause() instanceof SQLException cause && cause.getErrorCode() == NO_DATABASE;
            throw noDatabase ? refused(file, "is not a SQLite database") : SqliteErrors.trouble(file, e);
        }
    }

    private static Handle open(Path file, String how) {
        SQLiteConfig config = new SQLiteConfig();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.setBusyTimeout(WAIT_FOR_LOCK_MILLIS);
        SQLiteDataSource source = new SQLiteDataSource(config);
        // A URI, in which no character of the path means anything else.
        source.setUrl("jdbc:sqlite:" + file.toUri() + how);
        Handle handle = PlainSql.jdbi(source).open();
        try {
            check(file, pragma(handle, "application_id"), pragma(handle, "user_version"));
            return handle;
        } catch (RuntimeException e) {
            handle.close();
            throw e;
        }
    }

    /**
     * Whether it can only be read as it lies there: PiStat is stopped, and the index of the log that SQLite reads through cannot
     * be had. This user may not make it, or no user may on a file system that is mounted read-only; or the file came from another
     * disk, and this one shares no memory between programs.
     */
    private static boolean isAtRest(Path file, JdbiException e) {
        int code = e.getCause() instanceof SQLException cause ? cause.getErrorCode() : 0;
        boolean refused = MAY_NOT_WRITE.contains(code & 0xff) && Files.notExists(Path.of(file + "-shm"));
        return (refused || SqliteErrors.isWithoutSharedMemory(e))
                && Path.of(file + "-wal").toFile().length() == 0
                && Files.notExists(Path.of(file + "-journal"));
    }

    private static void check(Path file, int application, int format) {
        if (application != FileCheck.APPLICATION_ID) {
            throw refused(file, "is not a history of PiStat's");
        }
        if (format != FileCheck.FORMAT) {
            String versions = " (its format is " + format + ", this PiStat knows " + FileCheck.FORMAT + ")";
            throw refused(
                    file,
                    format > FileCheck.FORMAT
                            ? "was written by a newer PiStat" + versions + "; update this one"
                            : "was written by a PiStat that was never released" + versions);
        }
    }

    private static int pragma(Handle handle, String name) {
        return handle.createQuery("PRAGMA " + name).mapTo(int.class).one();
    }

    private static StoreException refused(Path file, String why) {
        return new StoreException(file + ": " + why);
    }
}

package dev.pistat.store.sqlite.file;

import dev.pistat.core.port.StoreException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.NativeLibraryNotFoundException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The errors of SQLite in words for people, and whether they tell of damage. */
public final class SqliteErrors {

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

    private SqliteErrors() {}

    /** Whether it is the file system, on which programs share no memory. */
    static boolean isWithoutSharedMemory(JdbiException e) {
        return e.getCause() instanceof SQLiteException cause && NO_SHARED_MEMORY.contains(cause.getResultCode());
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

package dev.pistat.store.sqlite;

import dev.pistat.core.port.StoreException;
import dev.pistat.store.sqlite.file.ReadConnection;
import dev.pistat.store.sqlite.file.SameAccess;
import dev.pistat.store.sqlite.file.SqliteErrors;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.function.DoubleConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.ProgressHandler;

/**
 * A copy of a database in a new file, as it is at one moment, while another program may go on writing into it. What waits
 * in the memory of that program is not in the copy.
 *
 * @see <a href="https://www.sqlite.org/lang_vacuum.html#vacuuminto">VACUUM INTO</a>
 */
public final class SqliteBackup {

    private static final System.Logger LOG = System.getLogger("dev.pistat.store");
    /** Instructions of SQLite's virtual machine, some milliseconds. */
    private static final int STEP = 1_000;

    private SqliteBackup() {}

    /**
     * Writes the copy. It gets its name when all of it has reached the disk, and is for the same users as the database.
     *
     * @param database PiStat's, which stays as it is
     * @param to the new file, in a folder that there is
     * @param progress is told now and then, on this thread, how much is done, from 0 to about 1
     * @return the size of the copy in bytes
     * @throws StoreException if there is such a file, or the database cannot be read, or the copy not be written; then
     *     nothing is left of it
     */
    public static long write(Path database, Path to, DoubleConsumer progress) {
        Path target = to.toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null || Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw refused(to, "exists; delete it, or choose another name");
        }
        if (!Files.isDirectory(folder)) {
            throw refused(to, "the folder " + folder + " does not exist; create it, or choose another name");
        }
        if (!Files.isWritable(folder)) {
            throw refused(to, "nothing can be written into " + folder + "; choose another name");
        }
        Path unfinished = folder.resolve(
                target.getFileName() + "." + ProcessHandle.current().pid() + ".unfinished");
        Path journal = Path.of(unfinished + "-journal"); // SQLite's
        unfinished.toFile().deleteOnExit(); // for Ctrl-C
        journal.toFile().deleteOnExit();
        try {
            copy(database, unfinished, progress);
            sync(unfinished, StandardOpenOption.WRITE);
            Files.move(unfinished, target);
            syncName(folder);
            return Files.size(target);
        } catch (FileAlreadyExistsException e) {
            throw refused(to, "has come to exist meanwhile; delete it, or choose another name");
        } catch (IOException e) {
            throw new StoreException(to + ": cannot be written: " + e + "; choose another name", e);
        } catch (JdbiException e) {
            throw trouble(database, to, e);
        } finally {
            delete(unfinished);
            delete(journal);
        }
    }

    private static void copy(Path database, Path to, DoubleConsumer progress) throws IOException {
        try (Handle handle = ReadConnection.open(database)) {
            long bytes = handle.createQuery("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
                    .mapTo(long.class)
                    .one();
            ProgressHandler.setHandler(handle.getConnection(), STEP, new ProgressHandler() {
                @Override
                protected int progress() {
                    progress.accept((double) to.toFile().length() / bytes);
                    return 0;
                }
            });
            Files.deleteIfExists(to); // of one that was killed, and had the same process id
            SameAccess.create(to, database);
            handle.execute("VACUUM INTO ?", to.toString());
        } catch (SQLException e) {
            throw new IllegalStateException(e); // the driver takes a handler for its own connections
        }
    }

    /** SQLITE_FULL and SQLITE_CANTOPEN are of the new file: the database has been opened. */
    private static StoreException trouble(Path database, Path to, JdbiException e) {
        int code = e.getCause() instanceof SQLException cause ? cause.getErrorCode() & 0xff : 0;
        return switch (code) {
            case 13 -> refused(to, "the disk is full; make room on it, or choose a place on another one");
            case 14 -> refused(to, "cannot be created there; choose another name");
            default -> SqliteErrors.trouble(database, e);
        };
    }

    /** Waits until it has reached the disk (fsync(2)). */
    private static void sync(Path file, StandardOpenOption how) throws IOException {
        try (FileChannel channel = FileChannel.open(file, how)) {
            channel.force(true);
        }
    }

    /** The same for the names in a folder, where the file system can. */
    private static void syncName(Path folder) {
        try {
            sync(folder, StandardOpenOption.READ);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, folder + " cannot be synced: " + e);
        }
    }

    private static void delete(Path unfinished) {
        try {
            Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            LOG.log(Level.WARNING, unfinished + " stays: " + e);
        }
    }

    private static StoreException refused(Path to, String why) {
        return new StoreException(to + ": " + why);
    }
}

package dev.pistat.store.sqlite.file;

import dev.pistat.core.port.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The right to be the only one who writes into a database: within this program by a list, among programs by a locked
 * file beside the database, {@code NAME.lock}, with the process id in it.
 *
 * <p>The kernel lets go of the lock when the process ends, however it ends. The lock file stays. Were it removed, a
 * program that had opened it just before would hold the lock of a file without a name, and the next one that of a new
 * file: both would write. Java cannot tell which file a channel is open on, so it would go unnoticed.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/fcntl_locking.2.html">fcntl_locking(2)</a>
 */
public final class FileLock implements AutoCloseable {

    /**
     * The databases that are locked in this JVM. One more access to such a file, from the same process, would drop the locks
     * that keep other programs away (fcntl_locking(2): closing any descriptor of a file releases them).
     */
    private static final Set<Path> TAKEN = ConcurrentHashMap.newKeySet();

    private static final int MOST_LINKS = 40;
    private static final int PID_BYTES = 20;

    private final Path file;
    private final Path real;
    private @Nullable FileChannel lock;

    private FileLock(Path file, Path real) {
        this.file = file;
        this.real = real;
    }

    /**
     * Takes a database within this program, whichever path leads to it, and touches nothing: whether the file is
     * PiStat's can be looked at before {@link #lock} makes a file beside it.
     *
     * @throws StoreException if it is taken already
     */
    public static FileLock of(Path file) {
        Path real = real(file);
        if (!TAKEN.add(real)) {
            throw new StoreException(file + ": is open in this program already");
        }
        return new FileLock(file, real);
    }

    /**
     * Keeps other programs out until this is closed.
     *
     * @throws StoreException if one has it already, or if a lock file cannot be made
     */
    public void lock() {
        Path lockFile = lockFile(real);
        try {
            // A link is not followed: it might lead out of the folder.
            FileChannel channel = FileChannel.open(
                    lockFile,
                    Set.of(
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            LinkOption.NOFOLLOW_LINKS));
            lock = channel;
            if (channel.tryLock() == null) {
                throw new StoreException(file + ": " + holder(channel) + " has it open; stop that one first");
            }
            channel.write(ascii(ProcessHandle.current().pid() + "\n"), 0);
            giveToOwner(lockFile);
        } catch (IOException e) {
            throw new StoreException(
                    file + ": the lock file " + lockFile + " cannot be made: " + reason(e) + remedy(reason(e))
                            + ", or choose another [database] path",
                    e);
        }
    }

    /**
     * Keeps other programs out of the file that the path leads to now: with another disk the lock file is another one.
     *
     * @throws StoreException as {@link #lock}
     */
    public void lockAgain() {
        unlock();
        lock();
    }

    /** The program that has a database locked, in words; empty if none has. */
    public static Optional<String> holder(Path file) {
        Path real = real(file);
        if (TAKEN.contains(real)) {
            return Optional.of("this program");
        }
        try (FileChannel channel =
                FileChannel.open(lockFile(real), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            // Only one that no program has can be shared.
            return channel.tryLock(0, Long.MAX_VALUE, true) == null ? Optional.of(holder(channel)) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new StoreException(file + ": its lock file cannot be read: " + reason(e), e);
        }
    }

    /** Lets others have it. */
    @Override
    public void close() {
        try {
            unlock();
        } finally {
            TAKEN.remove(real);
        }
    }

    private void unlock() {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            throw new StoreException(file + ": cannot be unlocked: " + reason(e), e);
        } finally {
            lock = null;
        }
    }

    /** The path that every link and every folder leads to, of a file that may not be there yet. */
    private static Path real(Path file) {
        Path target = file.toAbsolutePath();
        try {
            for (int links = 0; links < MOST_LINKS && Files.isSymbolicLink(target); links++) {
                target = target.resolveSibling(Files.readSymbolicLink(target));
            }
            Path folder = target.getParent();
            return folder == null ? target : folder.toRealPath().resolve(target.getFileName());
        } catch (IOException e) {
            // The folder is not there, so no program can have the file open.
            return target.normalize();
        }
    }

    private static Path lockFile(Path real) {
        return real.resolveSibling(real.getFileName() + ".lock");
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(PID_BYTES);
        channel.read(text, 0);
        String pid = StandardCharsets.US_ASCII
                .decode(text.flip())
                .toString()
                .lines()
                .findFirst()
                .orElse("");
        return pid.matches("\\d+") ? "PiStat (pid " + pid + ")" : "another PiStat";
    }

    /** After root has locked a database once, its owner must still be able to. */
    private void giveToOwner(Path lockFile) throws IOException {
        UserPrincipal owner = Files.getOwner(Files.exists(real) ? real : lockFile.resolveSibling("."));
        if (!owner.equals(Files.getOwner(lockFile))) {
            try {
                Files.setOwner(lockFile, owner);
            } catch (FileSystemException onlyRootMay) {
                // Then the file belongs to this user, as everything that a user makes in another's folder.
                return;
            }
        }
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String remedy(String reason) {
        if (reason.contains("No space")) {
            return "; make room on its disk";
        }
        // ENOLCK, EOPNOTSUPP (fcntl_locking(2))
        return reason.contains("No locks") || reason.contains("not supported")
                ? "; its file system has no locks: mount it with them (NFS needs lockd)"
                : "; change the permissions or the mount of its folder";
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "no permission";
        }
        return e instanceof FileSystemException failure && failure.getReason() != null
                ? failure.getReason()
                : String.valueOf(e.getMessage());
    }
}

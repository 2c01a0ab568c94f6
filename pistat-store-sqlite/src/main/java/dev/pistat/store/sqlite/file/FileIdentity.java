package dev.pistat.store.sqlite.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A file of its own, under whatever name, with its log: another one may take its place, and its disk may go. */
public final class FileIdentity {

    private final Path file;
    private final Path log;
    private final @Nullable Object key;
    private final @Nullable Object disk;
    private final @Nullable Object logKey;

    /** Of the file that a path leads to now. */
    FileIdentity(Path file) {
        this.file = file;
        log = DatabaseFiles.beside(real(file), "-wal");
        key = key(file);
        disk = disk(log);
        logKey = key(log);
    }

    /** Whether the path still leads to the file that was opened. */
    public boolean isThere() {
        return Objects.equals(key, key(file));
    }

    /**
     * Whether the path leads to nothing, and the folder where the file was is on another disk than before: the one that was
     * mounted there is away.
     */
    public boolean isDiskAway() {
        Object now = disk(log);
        return key(file) == null && now != null && !now.equals(disk);
    }

    /** The log of this file, after another file has taken its place: to that one it does not belong. Empty if there is none. */
    public Optional<Path> orphanedLog() {
        return !isThere() && logKey != null && logKey.equals(key(log)) ? Optional.of(log) : Optional.empty();
    }

    private static @Nullable Object key(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return null;
        }
    }

    private static @Nullable Object disk(Path file) {
        try {
            return Files.getAttribute(file.resolveSibling("."), "unix:dev");
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file.toAbsolutePath();
        }
    }
}

package dev.pistat.store.sqlite.file;

import dev.pistat.core.port.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** The files that a database consists of, by their names. */
public final class DatabaseFiles {

    /** What a database may consist of, by the ends of their names. */
    private static final List<String> FILES = List.of("", "-journal", "-wal", "-shm");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private DatabaseFiles() {}

    /**
     * Renames a file, with its log, to {@code NAME.damaged-20261122T193000Z}; if that is taken, with {@code -2} behind it,
     * and so on.
     *
     * @return where it is now
     * @throws StoreException if it cannot be renamed
     */
    public static Path moveAside(Path file, Instant now) {
        try {
            Path real = file.toRealPath();
            Path aside = freeName(beside(real, ".damaged-" + TIME.format(now)));
            // The file itself comes last: if this ends in between, it is still found in its place, and damaged.
            for (String suffix : List.of("-shm", "-wal", "-journal", "")) {
                Path from = beside(real, suffix);
                if (Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
                    Files.move(from, beside(aside, suffix));
                }
            }
            return aside;
        } catch (IOException e) {
            throw new StoreException(
                    file + ": is damaged and cannot be moved aside: " + e.getMessage() + "; move it away yourself", e);
        }
    }

    /**
     * Renames the log of a file in whose place another one is, to {@code NAME.replaced-20261122T193000Z-wal}: SQLite would play
     * it into that one.
     *
     * @return where it is now
     */
    public static Path moveLogAside(Path log, Instant now) throws IOException {
        String name = log.getFileName().toString();
        Path file = log.resolveSibling(name.substring(0, name.length() - "-wal".length()));
        Path aside = freeName(beside(file, ".replaced-" + TIME.format(now)));
        Files.deleteIfExists(beside(file, "-shm")); // an index of the log, which SQLite makes again
        return Files.move(log, beside(aside, "-wal"));
    }

    /** A name under which no part of a database lies: this one, or one with {@code -2}, {@code -3} behind it. */
    public static Path freeName(Path wanted) {
        Path free = wanted;
        for (int number = 2; isTaken(free); number++) {
            free = beside(wanted, "-" + number);
        }
        return free;
    }

    private static boolean isTaken(Path aside) {
        return FILES.stream().anyMatch(suffix -> Files.exists(beside(aside, suffix), LinkOption.NOFOLLOW_LINKS));
    }

    /** Removes what was left of making a file. */
    public static void deleteLeft(Path made) throws IOException {
        for (String suffix : FILES) {
            Files.deleteIfExists(beside(made, suffix));
        }
    }

    /** The file of the same name with something behind it. */
    public static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    /** A file that was closed has no log any more, unless there was no room to write what is in it into the file. */
    public static void requireWhole(Path made) {
        if (Files.exists(beside(made, "-wal"))) {
            throw new StoreException(made + ": the disk is full; make room on it");
        }
    }
}

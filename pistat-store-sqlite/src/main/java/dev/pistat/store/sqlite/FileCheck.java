package dev.pistat.store.sqlite;

import dev.pistat.core.port.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Looks at a file before anything else touches it, and refuses what is not PiStat's own.
 *
 * @see <a href="https://www.sqlite.org/fileformat2.html#the_database_header">the header of a SQLite file</a>
 */
final class FileCheck {

    /** Marks the file as PiStat's: "PiSt". */
    static final int APPLICATION_ID = 0x50695374;
    /** The format of the tables. A file with a higher one is from the future. */
    static final int FORMAT = 2;

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    /** How long the header of a SQLite file is. */
    static final int HEADER_BYTES = 100;
    /** With the beginning of the first page's content. */
    private static final int READ_BYTES = 108;

    private static final int PAGES_AT = 28;
    private static final int LARGEST_ROOT_AT = 52;
    private static final int FORMAT_AT = 60;
    private static final int APPLICATION_ID_AT = 68;
    /** How many rows the first page of the table of tables has. */
    private static final int TABLES_AT = 103;

    private static final String OTHERWISE = "move it away, or choose another [database] path";

    private FileCheck() {}

    /** What a path leads to. */
    enum Found {
        /** Nothing, an empty file, or one that a PiStat had only begun when it was killed: it is still to be made. */
        NEW,
        /** A file of this PiStat. */
        OURS,
        /** The database of the original PiStat. */
        ORIGINAL
    }

    /**
     * Looks at the file.
     *
     * @throws StoreException if it cannot be opened or made there, or belongs to nobody that is known here
     */
    static Found look(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(file)) {
            throw refused(file, "is a folder, not a file; choose another [database] path");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw refused(file, "is a device or a pipe, not a file; choose another [database] path");
        }
        if (!Files.isDirectory(folder)) {
            throw refused(
                    file, "the folder " + folder + " does not exist; create it, or choose another [database] path");
        }
        if (!Files.isWritable(folder) || !Files.isExecutable(folder)) {
            throw refused(
                    file,
                    "PiStat cannot write in the folder " + folder
                            + "; change its permissions or its mount, or choose another [database] path");
        }
        if (!Files.exists(file)) {
            return Found.NEW;
        }
        if (!Files.isReadable(file) || !Files.isWritable(file)) {
            throw refused(
                    file,
                    "PiStat cannot read and write it; change its permissions or its mount,"
                            + " or choose another [database] path");
        }
        byte[] header = header(file);
        return header.length == 0 ? Found.NEW : owner(file, header);
    }

    private static Found owner(Path file, byte[] header) {
        if (!isDatabase(header)) {
            throw refused(file, "is not a SQLite database; it was left untouched: " + OTHERWISE);
        }
        int format = ByteBuffer.wrap(header).getInt(FORMAT_AT);
        if (ByteBuffer.wrap(header).getInt(APPLICATION_ID_AT) != APPLICATION_ID) {
            if (header.length == READ_BYTES && isBegun(ByteBuffer.wrap(header))) {
                return Found.NEW;
            }
            if (OriginalFile.is(file)) {
                return Found.ORIGINAL;
            }
            throw refused(file, "belongs to another program; it was left untouched: " + OTHERWISE);
        }
        if (format < FORMAT) {
            throw refused(file, "was written by a PiStat that was never released; it was left untouched: " + OTHERWISE);
        }
        if (format > FORMAT) {
            String versions = "its format is " + format + ", this PiStat knows " + FORMAT;
            throw refused(
                    file,
                    "was written by a newer PiStat (" + versions + "); it was left untouched: update PiStat, or "
                            + OTHERWISE);
        }
        return Found.OURS;
    }

    /** Whether it is as {@code PRAGMA auto_vacuum} leaves a new file: one page, of which SQLite may clean up, no table. */
    private static boolean isBegun(ByteBuffer header) {
        return header.getInt(PAGES_AT) == 1
                && header.getInt(LARGEST_ROOT_AT) != 0
                && header.getInt(FORMAT_AT) == 0
                && header.getInt(APPLICATION_ID_AT) == 0
                && header.getShort(TABLES_AT) == 0;
    }

    private static byte[] header(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(READ_BYTES);
        } catch (IOException e) {
            String why = e instanceof AccessDeniedException ? "no permission" : e.getMessage();
            throw new StoreException(file + ": cannot be read: " + why, e);
        }
    }

    /** Whether a SQLite file begins so. */
    static boolean isDatabase(byte[] header) {
        return header.length >= HEADER_BYTES
                && ByteBuffer.wrap(header, 0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
    }

    private static StoreException refused(Path file, String why) {
        return new StoreException(file + ": " + why);
    }
}

package dev.pistat.store.sqlite.file;

import dev.pistat.core.port.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * A check of a file before anything else touches it, which refuses what is not PiStat's own.
 *
 * @see <a href="https://www.sqlite.org/fileformat2.html#the_database_header">the header of a SQLite file</a>
 */
public final class FileCheck {

    /** Marks the file as PiStat's: "PiSt". */
    public static final int APPLICATION_ID = 0x50695374;
    /** The format of the tables. A file with a higher one is from the future. */
    public static final int FORMAT = 2;

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    /** How long the header of a SQLite file is. */
    public static final int HEADER_BYTES = 100;
    /** With the beginning of the first page's content. */
    private static final int READ_BYTES = 108;

    private static final int PAGE_SIZE_AT = 16;
    private static final int VERSIONS_AT = 18;
    private static final int RESERVED_AT = 20;
    private static final int PAGES_AT = 28;
    private static final int LARGEST_ROOT_AT = 52;
    private static final int ENCODING_AT = 56;
    private static final int FORMAT_AT = 60;
    private static final int APPLICATION_ID_AT = 68;
    /** How many rows the first page of the table of tables has. */
    private static final int TABLES_AT = 103;

    private static final int SMALLEST_PAGE = 512;
    private static final int LARGEST_PAGE = 65_536;
    /** In place of the versions of SQLite's format that may write and read it. */
    private static final byte ROLLBACK_JOURNAL = 1;

    private static final byte LOG = 2;
    private static final int UTF_8 = 1;
    /** No bytes at the end of a page, and three fractions that never changed. */
    private static final int NOTHING_RESERVED = 0x00402020;

    /** The marks of other programs differ from PiStat's by more. */
    private static final int MOST_WRONG_BITS = 3;
    /** No PiStat will ever get there: such a number is a bit that turned over. */
    private static final int MOST_FORMATS = 127;

    private static final String OTHERWISE = "move it away, or choose another [database] path";

    private FileCheck() {}

    /** What a path leads to. */
    public enum Found {
        /** Nothing, an empty file, or one that a PiStat had only begun when it was killed: it is still to be made. */
        NEW,
        /** A file of this PiStat. */
        OURS,
        /** A file of this PiStat that does not even begin as it should. */
        DAMAGED,
        /** The database of another program, such as the original PiStat. */
        OTHERS
    }

    /**
     * Looks at the file.
     *
     * @throws StoreException if it cannot be opened or made there, or is no database
     */
    public static Found check(Path file) {
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

    /** What to say of {@link Found#OTHERS}. */
    public static StoreException others(Path file) {
        return refused(file, "belongs to another program; it was left untouched: " + OTHERWISE);
    }

    private static Found owner(Path file, byte[] header) {
        int wrong = wrongBits(header);
        int format = header.length < HEADER_BYTES ? 0 : ByteBuffer.wrap(header).getInt(FORMAT_AT);
        boolean impossible = format <= 0 || format > MOST_FORMATS;
        if (wrong <= MOST_WRONG_BITS && (wrong > 0 || impossible)) {
            return Found.DAMAGED;
        }
        if (!isDatabase(header)) {
            throw refused(file, "is not a SQLite database; it was left untouched: " + OTHERWISE);
        }
        if (ByteBuffer.wrap(header).getInt(APPLICATION_ID_AT) != APPLICATION_ID) {
            if (header.length == READ_BYTES && isBegun(ByteBuffer.wrap(header))) {
                return Found.NEW;
            }
            return Found.OTHERS;
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

    /** Whether it is the header of a file of PiStat's, of which a few bits may be wrong. */
    public static boolean isOurs(byte[] header) {
        return wrongBits(header) <= MOST_WRONG_BITS;
    }

    /** How many bits differ from those that stand in the header of every file of PiStat's. */
    private static int wrongBits(byte[] header) {
        if (header.length < HEADER_BYTES) {
            return Integer.MAX_VALUE;
        }
        ByteBuffer bytes = ByteBuffer.wrap(header);
        int wrong = Integer.bitCount(bytes.getInt(APPLICATION_ID_AT) ^ APPLICATION_ID)
                + Integer.bitCount(bytes.getInt(ENCODING_AT) ^ UTF_8)
                + Integer.bitCount(bytes.getInt(RESERVED_AT) ^ NOTHING_RESERVED);
        for (int i = 0; i < MAGIC.length; i++) {
            wrong += Integer.bitCount((bytes.get(i) ^ MAGIC[i]) & 0xff);
        }
        for (int i = VERSIONS_AT; i < RESERVED_AT; i++) {
            wrong += bytes.get(i) == ROLLBACK_JOURNAL || bytes.get(i) == LOG ? 0 : 1;
        }
        return wrong + (pageBytes(bytes).isPresent() ? 0 : 1);
    }

    /** How long the pages are; empty if it is a length that they cannot have. */
    public static OptionalInt pageBytes(ByteBuffer header) {
        int size = Short.toUnsignedInt(header.getShort(PAGE_SIZE_AT));
        int bytes = size == 1 ? LARGEST_PAGE : size;
        return bytes >= SMALLEST_PAGE && Integer.bitCount(bytes) == 1 ? OptionalInt.of(bytes) : OptionalInt.empty();
    }

    /** Whether a SQLite file begins so. */
    public static boolean isDatabase(byte[] header) {
        return header.length >= HEADER_BYTES
                && ByteBuffer.wrap(header, 0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
    }

    private static StoreException refused(Path file, String why) {
        return new StoreException(file + ": " + why);
    }
}

package dev.pistat.store.sqlite;

import dev.pistat.core.metric.SeedField;
import dev.pistat.core.port.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Looks at a file before anything else touches it, and refuses what is not PiStat's own.
 *
 * @see <a href="https://www.sqlite.org/fileformat2.html#the_database_header">the header of a SQLite file</a>
 */
final class FileCheck {

    /** Marks the file as PiStat's: "PiSt". */
    static final int APPLICATION_ID = 0x50695374;
    /** The format of the tables. A file with a higher one is from the future. */
    static final int FORMAT = 1;

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_BYTES = 100;
    private static final int FORMAT_AT = 60;
    private static final int APPLICATION_ID_AT = 68;
    private static final String OTHERWISE = "move it away, or choose another [database] path";

    private FileCheck() {}

    /**
     * Whether the file is still to be made: missing or empty.
     *
     * @throws StoreException if it cannot be opened or made there, or is not PiStat's
     */
    static boolean isNew(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(file)) {
            throw refused(file, "is a folder, not a file; choose another [database] path");
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
            return true;
        }
        if (!Files.isRegularFile(file)) {
            throw refused(file, "is a device or a pipe, not a file; choose another [database] path");
        }
        if (!Files.isReadable(file) || !Files.isWritable(file)) {
            throw refused(
                    file,
                    "PiStat cannot read and write it; change its permissions or its mount,"
                            + " or choose another [database] path");
        }
        byte[] header = header(file);
        if (header.length == 0) {
            return true;
        }
        checkOwner(file, header);
        return false;
    }

    private static void checkOwner(Path file, byte[] header) {
        if (header.length < HEADER_BYTES
                || !ByteBuffer.wrap(header, 0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            throw refused(file, "is not a SQLite database; it was left untouched: " + OTHERWISE);
        }
        int format = ByteBuffer.wrap(header).getInt(FORMAT_AT);
        if (ByteBuffer.wrap(header).getInt(APPLICATION_ID_AT) != APPLICATION_ID) {
            String owner = isOriginal(file)
                    ? "is the database of the original Python PiStat, which this version cannot take over yet"
                    : "belongs to another program";
            throw refused(file, owner + "; it was left untouched: " + OTHERWISE);
        }
        if (format > FORMAT) {
            String versions = "its format is " + format + ", this PiStat knows " + FORMAT;
            throw refused(
                    file,
                    "was written by a newer PiStat (" + versions + "); it was left untouched: update PiStat, or "
                            + OTHERWISE);
        }
    }

    private static byte[] header(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(HEADER_BYTES);
        } catch (IOException e) {
            String why = e instanceof AccessDeniedException ? "no permission" : e.getMessage();
            throw new StoreException(file + ": cannot be read: " + why, e);
        }
    }

    /** Whether it has the original's table. SQLite is told that nothing changes the file, and takes no lock. */
    private static boolean isOriginal(Path file) {
        List<String> original = Stream.concat(
                        Stream.of("id", "timestamp"), SeedField.ALL.stream().map(SeedField::name))
                .toList();
        try (Handle handle = Jdbi.open("jdbc:sqlite:" + file.toUri() + "?mode=ro&immutable=1")) {
            return handle.createQuery("SELECT name FROM pragma_table_info('metrics') ORDER BY cid")
                    .mapTo(String.class)
                    .list()
                    .equals(original);
        } catch (JdbiException e) {
            return false;
        }
    }

    private static StoreException refused(Path file, String why) {
        return new StoreException(file + ": " + why);
    }
}

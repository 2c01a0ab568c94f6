package dev.pistat.store.sqlite.page;

import dev.pistat.core.port.StoreException;
import dev.pistat.store.sqlite.file.FileCheck;
import dev.pistat.store.sqlite.file.SqliteFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The pages of a SQLite database, with what its write-ahead log has committed laid over them. SQLite has no part in it,
 * no lock is taken and nothing is written: for a file that SQLite cannot read any more.
 *
 * @see <a href="https://www.sqlite.org/fileformat2.html">the format of SQLite's files</a>
 */
final class Pages implements AutoCloseable {

    private static final int LARGEST_ROOT_AT = 52;

    private final FileChannel file;
    private final WriteAheadLog log;
    private final ByteBuffer header;
    private final int pageBytes;
    private final int count;

    private Pages(Path path, FileChannel file) throws IOException {
        this.file = file;
        header = ByteBuffer.allocate(FileCheck.HEADER_BYTES);
        boolean whole = WriteAheadLog.fill(file, 0, header);
        pageBytes = FileCheck.pageBytes(header).orElse(SqliteFile.PAGE_BYTES);
        if (!whole || !(FileCheck.isOurs(header.array()) || FileCheck.isDatabase(header.array()))) {
            throw new StoreException(path + ": does not begin as a SQLite database does");
        }
        log = WriteAheadLog.of(path, pageBytes);
        count = log.pageCount() > 0 ? log.pageCount() : (int) Math.min(Integer.MAX_VALUE - 1, file.size() / pageBytes);
    }

    /**
     * Opens a database and the log beside it.
     *
     * @throws StoreException if it cannot be opened or does not begin as a SQLite database does
     */
    static Pages open(Path path) {
        try {
            FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
            try {
                return new Pages(path, file);
            } catch (IOException | StoreException e) {
                file.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StoreException(path + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** How many there are, or by the log should be. They count from 1. */
    int count() {
        return count;
    }

    /** How many bytes each has: SQLite reserves none. */
    int bytes() {
        return pageBytes;
    }

    /** Whether there are pages that tell for each page what it is part of, as in every file with auto-vacuum. */
    boolean mapped() {
        return header.getInt(LARGEST_ROOT_AT) != 0;
    }

    /** A page; empty if the file does not have it whole, or the disk fails there. */
    Optional<ByteBuffer> page(int number) {
        ByteBuffer page = ByteBuffer.allocate(pageBytes);
        boolean there = number >= 1
                && number <= count
                && (log.read(number, page) || WriteAheadLog.fill(file, (number - 1L) * pageBytes, page.clear()));
        return there ? Optional.of(page) : Optional.empty();
    }

    @Override
    public void close() {
        try (file;
                log) {
            // Both, even if one fails.
        } catch (IOException e) {
            throw new StoreException("A damaged file cannot be closed: " + e.getMessage(), e);
        }
    }
}

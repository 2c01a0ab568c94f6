package dev.pistat.store.sqlite.page;

import dev.pistat.core.port.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The pages that a SQLite write-ahead log has committed, up to the first frame that is damaged, read without SQLite.
 *
 * @see <a href="https://www.sqlite.org/fileformat2.html#the_write_ahead_log">the write-ahead log</a>
 */
final class WriteAheadLog implements AutoCloseable {

    private static final int HEADER_BYTES = 32;
    private static final int FRAME_HEADER_BYTES = 24;
    /** The last bit, left out here, says in which order of bytes the checksums were made. */
    private static final int MAGIC = 0x377f0682;

    private final Optional<FileChannel> log;
    private final int pageBytes;
    private final Map<Integer, Long> places = new HashMap<>();
    private int pageCount;

    private WriteAheadLog(Optional<FileChannel> log, int pageBytes) {
        this.log = log;
        this.pageBytes = pageBytes;
        log.ifPresent(this::readFrames);
    }

    /** Opens the log of a database; one that is missing or is no log has committed nothing. */
    static WriteAheadLog of(Path database, int pageBytes) throws IOException {
        Path path = database.resolveSibling(database.getFileName() + "-wal");
        return new WriteAheadLog(
                Files.isReadable(path)
                        ? Optional.of(FileChannel.open(path, StandardOpenOption.READ))
                        : Optional.empty(),
                pageBytes);
    }

    /** How many pages the database had after the last commit, 0 if nothing was committed. */
    int pageCount() {
        return pageCount;
    }

    /** Fills a buffer with the last committed state of a page; false if the log does not have the page. */
    boolean read(int page, ByteBuffer into) {
        Long place = places.get(page);
        return place != null && log.isPresent() && fill(log.get(), place, into);
    }

    @Override
    public void close() throws IOException {
        if (log.isPresent()) {
            log.get().close();
        }
    }

    /**
     * Fills a buffer from a place in a file on; false if the file ends before, or if the disk fails there.
     *
     * @throws StoreException if the thread is interrupted, which is no fault of the file
     */
    static boolean fill(FileChannel file, long place, ByteBuffer into) {
        try {
            while (into.hasRemaining()) {
                if (file.read(into, place + into.position()) < 0) {
                    return false;
                }
            }
            into.flip();
            return true;
        } catch (ClosedChannelException e) {
            throw new StoreException("Reading a damaged file was interrupted", e);
        } catch (IOException badSector) {
            return false;
        }
    }

    private void readFrames(FileChannel file) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        if (!fill(file, 0, header) || (header.getInt(0) & ~1) != MAGIC || header.getInt(8) != pageBytes) {
            return;
        }
        long salt = header.getLong(16);
        ByteOrder order = (header.getInt(0) & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        long sum = checksum(0, header.slice(0, 24).order(order));
        if (sum != header.getLong(24)) {
            return;
        }
        Map<Integer, Long> uncommitted = new HashMap<>();
        ByteBuffer frame = ByteBuffer.allocate(FRAME_HEADER_BYTES + pageBytes);
        for (long place = HEADER_BYTES; fill(file, place, frame.clear()); place += frame.capacity()) {
            sum = checksum(sum, frame.slice(0, 8).order(order));
            sum = checksum(sum, frame.slice(FRAME_HEADER_BYTES, pageBytes).order(order));
            if (frame.getLong(8) != salt || frame.getLong(16) != sum) {
                return;
            }
            uncommitted.put(frame.getInt(0), place + FRAME_HEADER_BYTES);
            if (frame.getInt(4) != 0) {
                pageCount = frame.getInt(4);
                places.putAll(uncommitted);
                uncommitted.clear();
            }
        }
    }

    /** Goes on with a checksum of two halves. */
    private static long checksum(long sum, ByteBuffer words) {
        int first = (int) (sum >>> 32);
        int second = (int) sum;
        while (words.hasRemaining()) {
            first += words.getInt() + second;
            second += words.getInt() + first;
        }
        return ((long) first << 32) | Integer.toUnsignedLong(second);
    }
}

package dev.pistat.store.sqlite.original;

import dev.pistat.core.metric.Sample;
import dev.pistat.core.port.StoreException;
import dev.pistat.store.sqlite.page.DamagedFile;
import dev.pistat.store.sqlite.page.DamagedFile.Table;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * The database of the original PiStat, a Python program: read, and never changed.
 *
 * <p>Where that program was killed, it left a journal or a log beside the file. Only together are they what was committed,
 * and SQLite changes the file when it puts them together. So they are copied to the temporary folder then, and the copy is
 * read. For one thread at a time.
 *
 * @see <a href="https://www.sqlite.org/lockingv3.html#hot_journals">hot journals</a>
 */
final class OriginalFile implements AutoCloseable {

    /** In the header: 2 if a log lies beside the file while it is open. */
    private static final int WRITE_VERSION_AT = 18;
    /** SQLite's codes for a disk that fails, a file that is damaged, and one that is so from its beginning on. */
    private static final List<Integer> DAMAGED = List.of(10, 11, 26);

    private final Path file;
    private final Path read;
    private final Optional<Path> copies;
    private final Handle handle;

    private OriginalFile(Path file, Path read, Optional<Path> copies, String options) {
        this.file = file;
        this.read = read;
        this.copies = copies;
        handle = connect(read, options);
    }

    /** Whether a file has the original's table. SQLite is told that nothing changes the file, and takes no lock. */
    static boolean is(Path file) {
        try (Handle handle = connect(file, "?mode=ro&immutable=1")) {
            return handle.createQuery("SELECT name FROM pragma_table_info('metrics') WHERE EXISTS ("
                            + "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'metrics') ORDER BY cid")
                    .mapTo(String.class)
                    .list()
                    .equals(OriginalRows.COLUMNS);
        } catch (JdbiException e) {
            return false;
        }
    }

    /**
     * Opens a file that {@linkplain #is is} an original's.
     *
     * @throws StoreException if it cannot be read, or where that is needed copied
     */
    static OriginalFile open(Path file) {
        try {
            Path real = file.toRealPath();
            if (parts(real).size() > 1) {
                Path copy = copy(real);
                return new OriginalFile(file, copy, Optional.ofNullable(copy.getParent()), "");
            }
            // To open a file that is kept with a log makes one. Where none is left, no program has the file open.
            String options = isKeptWithLog(real) ? "?mode=ro&immutable=1" : "?mode=ro";
            return new OriginalFile(file, real, Optional.empty(), options);
        } catch (IOException | JdbiException e) {
            throw unreadable(file, e);
        }
    }

    /** How many rows there are; if the file is damaged, how many can be read. */
    long rows() {
        try (PreparedStatement query =
                        handle.getConnection().prepareStatement("SELECT count(*) FROM metrics NOT INDEXED");
                ResultSet count = query.executeQuery()) {
            return count.getLong(1);
        } catch (SQLException e) {
            long[] rows = {0};
            readDamaged(e, row -> rows[0]++);
            return rows[0];
        }
    }

    /** The highest id, 0 if there is no row. */
    long lastId() {
        try (PreparedStatement query = handle.getConnection()
                        .prepareStatement("SELECT coalesce(max(id), 0) FROM metrics NOT INDEXED");
                ResultSet last = query.executeQuery()) {
            return last.getLong(1);
        } catch (SQLException e) {
            long[] last = {0};
            readDamaged(e, row -> {
                if (row[0] instanceof Number id) {
                    last[0] = Math.max(last[0], id.longValue());
                }
            });
            return last[0];
        }
    }

    /**
     * Hands over the rows as samples, in the order in which they were taken, with their ids. Rows whose time cannot be are
     * skipped, and if the file is damaged those that cannot be read.
     *
     * @return how many were skipped; how many cannot be read is estimated
     * @throws StoreException if the file cannot be read at all
     */
    long samples(Consumer<Sample> taker) {
        Taking taking = new Taking(taker);
        String sql = "SELECT " + String.join(", ", OriginalRows.COLUMNS) + " FROM metrics NOT INDEXED ORDER BY id";
        try (PreparedStatement query = handle.getConnection().prepareStatement(sql);
                ResultSet rows = query.executeQuery()) {
            @Nullable Object[] row = new @Nullable Object[OriginalRows.COLUMNS.size()];
            while (rows.next()) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = rows.getObject(i + 1);
                }
                taking.take(row);
            }
            return taking.skipped;
        } catch (SQLException e) {
            return readDamaged(e, taking::take) + taking.skipped;
        }
    }

    @Override
    public void close() {
        handle.close();
        copies.ifPresent(OriginalFile::delete);
    }

    /** Reads the pages one by one, if SQLite cannot; tells how many rows are lost. */
    private long readDamaged(SQLException failure, Consumer<@Nullable Object[]> rows) {
        if (!DAMAGED.contains(failure.getErrorCode() & 0xff)) {
            throw unreadable(file, failure);
        }
        try (DamagedFile damaged = DamagedFile.open(read)) {
            Table table = damaged.tables().get("metrics");
            if (table == null) {
                throw unreadable(file, failure);
            }
            return damaged.read(table, row -> rows.accept(Arrays.copyOf(row, OriginalRows.COLUMNS.size())))
                    .lost();
        }
    }

    private static Handle connect(Path file, String options) {
        return Jdbi.open("jdbc:sqlite:" + file.toUri() + options);
    }

    /** The file, and what was left beside it. */
    private static List<Path> parts(Path file) throws IOException {
        List<Path> parts = new ArrayList<>(List.of(file));
        for (String suffix : List.of("-journal", "-wal")) {
            Path part = file.resolveSibling(file.getFileName() + suffix);
            if (Files.exists(part) && Files.size(part) > 0) {
                parts.add(part);
            }
        }
        return parts;
    }

    private static boolean isKeptWithLog(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] header = in.readNBytes(WRITE_VERSION_AT + 1);
            return header.length > WRITE_VERSION_AT && header[WRITE_VERSION_AT] == 2;
        }
    }

    /** Copies a file, with what was left beside it, to a folder of its own. */
    private static Path copy(Path file) throws IOException {
        Path folder = Files.createTempDirectory("pistat-");
        try {
            List<String> before = states(file);
            for (Path part : parts(file)) {
                Files.copy(part, folder.resolve(part.getFileName()));
            }
            if (!states(file).equals(before)) {
                throw new StoreException(file + ": another program writes into it; stop that one first");
            }
            return folder.resolve(file.getFileName());
        } catch (IOException | StoreException e) {
            delete(folder);
            throw e;
        }
    }

    private static List<String> states(Path file) throws IOException {
        List<String> states = new ArrayList<>();
        for (Path part : parts(file)) {
            states.add(part + " " + Files.size(part) + " " + Files.getLastModifiedTime(part));
        }
        return states;
    }

    private static void delete(Path folder) {
        try (Stream<Path> copies = Files.list(folder)) {
            for (Path copy : copies.toList()) {
                Files.delete(copy);
            }
            Files.delete(folder);
        } catch (IOException e) {
            // What is in the temporary folder goes some day by itself.
            return;
        }
    }

    private static StoreException unreadable(Path file, Exception e) {
        String why = e instanceof FileSystemException failure && failure.getReason() != null
                ? failure.getFile() + ": " + failure.getReason()
                : e.getMessage();
        return new StoreException(file + ": the original PiStat's database cannot be read: " + why, e);
    }

    /** Makes samples, of each row once. */
    private static final class Taking {

        private final OriginalRows rows = new OriginalRows();
        private final Consumer<Sample> taker;
        private long lastId = Long.MIN_VALUE;
        private long skipped;

        private Taking(Consumer<Sample> taker) {
            this.taker = taker;
        }

        void take(@Nullable Object[] row) {
            if (row[0] instanceof Number id && id.longValue() > lastId) {
                lastId = id.longValue();
                Optional<Sample> sample = rows.sample(row);
                skipped += sample.isPresent() ? 0 : 1;
                sample.ifPresent(taker);
            }
        }
    }
}

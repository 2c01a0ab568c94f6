package dev.pistat.store.sqlite.page;

import dev.pistat.store.sqlite.file.FileCheck;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a SQLite database of which parts are damaged, read from its pages. A table is a tree, of which SQLite
 * reaches nothing below a damaged page. In a file with auto-vacuum every page is also noted with the page above it, and
 * by that list the way goes up instead: only where that is damaged too, rows on intact pages are not found.
 *
 * <p>Each page is read a few times at most, whatever it holds. What is damaged without a trace, within a text or a blob,
 * cannot be told: SQLite's pages have no checksums.
 *
 * @see <a href="https://www.sqlite.org/fileformat2.html#b_tree_pages">the pages of a tree</a>
 */
public final class DamagedFile implements AutoCloseable {

    private static final int SCHEMA_PAGE = 1;
    /** SQLite's own limit is 20. */
    private static final int DEEPEST = 20;
    /** More than any row that PiStat or its forerunner writes. */
    private static final int MOST_ROW_BYTES = 1 << 24;

    private final Pages pages;
    private final int[] roots;

    private DamagedFile(Pages pages) {
        this.pages = pages;
        roots = PageMap.roots(pages);
    }

    /**
     * Opens a file, with the write-ahead log beside it.
     *
     * @throws dev.pistat.core.port.StoreException if it cannot be opened or does not begin as a SQLite database does
     */
    public static DamagedFile open(Path file) {
        return new DamagedFile(Pages.open(file));
    }

    /** The tables that the file's schema still names, by their names. */
    public Map<String, Table> tables() {
        Map<String, Table> tables = new LinkedHashMap<>();
        read(new Table(SCHEMA_PAGE, ""), row -> {
            if (row.length == 5
                    && "table".equals(row[0])
                    && row[1] instanceof String name
                    && row[3] instanceof Long root
                    && root > 0
                    && row[4] instanceof String sql) {
                tables.put(name, new Table(root.intValue(), sql));
            }
        });
        return tables;
    }

    /**
     * Hands over the rows of a table, mostly in the order of its key: the values in the order of the columns, as {@link
     * StoredRow} has them. A whole key that is the table's first column stands there. Columns that were added after the
     * row are missing.
     */
    public Found read(Table table, Consumer<@Nullable Object[]> rows) {
        Walk walk = new Walk(table, rows);
        walk.visit(table.root(), 0);
        for (int page = 1; page < roots.length; page++) {
            if (roots[page] == table.root()) {
                walk.visit(page, 0);
            }
        }
        return walk.found();
    }

    @Override
    public void close() {
        pages.close();
    }

    /**
     * A table.
     *
     * @param root the page on which its tree begins
     * @param sql the statement that made it
     */
    public record Table(int root, String sql) {

        /** Whether its rows lie in the order of a whole number, and not of a key of several columns. */
        boolean hasRowid() {
            return !sql.contains("WITHOUT ROWID");
        }
    }

    /**
     * How much of a table was found.
     *
     * @param rows how many were read
     * @param lost how many were not: for each unreadable page as many as the others have on average
     */
    public record Found(long rows, long lost) {}

    private final class Walk {

        private final Table table;
        private final Consumer<@Nullable Object[]> rows;
        private final BitSet visited = new BitSet();
        private long read;
        private long leaves;
        private long damagedRows;
        private long damagedPages;

        private Walk(Table table, Consumer<@Nullable Object[]> rows) {
            this.table = table;
            this.rows = rows;
        }

        Found found() {
            return new Found(read, damagedRows + damagedPages * Math.max(1, read / Math.max(1, leaves)));
        }

        /** Goes through a page and all that is below it, once. */
        void visit(int number, int depth) {
            if (number >= 1 && number < roots.length) {
                if (visited.get(number)) {
                    return;
                }
                visited.set(number);
            }
            Optional<ByteBuffer> page = pages.page(number);
            if (depth > DEEPEST || page.isEmpty() || !visit(number, page.get(), depth)) {
                damagedPages++;
            }
        }

        private boolean visit(int number, ByteBuffer page, int depth) {
            int begin = number == SCHEMA_PAGE ? FileCheck.HEADER_BYTES : 0;
            int type = page.get(begin);
            boolean leaf = type == (table.hasRowid() ? 13 : 10);
            if (!leaf && type != (table.hasRowid() ? 5 : 2)) {
                return false;
            }
            int cells = Short.toUnsignedInt(page.getShort(begin + 3));
            int places = begin + (leaf ? 8 : 12);
            if (places + 2 * cells > page.limit()) {
                return false;
            }
            leaves += leaf ? 1 : 0;
            for (int i = 0; i < cells; i++) {
                visitCell(page, Short.toUnsignedInt(page.getShort(places + 2 * i)), leaf, depth);
            }
            if (!leaf) {
                visit(page.getInt(begin + 8), depth + 1);
            }
            return true;
        }

        private void visitCell(ByteBuffer page, int place, boolean leaf, int depth) {
            if (place + Integer.BYTES > page.limit()) {
                damagedRows++;
                return;
            }
            if (!leaf) {
                visit(page.getInt(place), depth + 1);
            }
            if (leaf || !table.hasRowid()) {
                Optional<@Nullable Object[]> row = row(page, leaf ? place : place + Integer.BYTES);
                row.ifPresent(rows);
                read += row.isPresent() ? 1 : 0;
                damagedRows += row.isPresent() ? 0 : 1;
            }
        }

        private Optional<@Nullable Object[]> row(ByteBuffer page, int place) {
            try {
                page.position(place);
                long bytes = StoredRow.varint(page);
                long key = table.hasRowid() ? StoredRow.varint(page) : 0;
                if (bytes < 0 || bytes > MOST_ROW_BYTES) {
                    return Optional.empty();
                }
                Optional<@Nullable Object[]> row = StoredRow.read(content(page, (int) bytes));
                if (table.hasRowid() && row.isPresent() && row.get().length > 0 && row.get()[0] == null) {
                    row.get()[0] = key;
                }
                return row;
            } catch (BufferUnderflowException leadsOutOfThePage) {
                return Optional.empty();
            }
        }

        /** The content of a row, of which a long one has its end on pages of its own, each of which names the next. */
        private ByteBuffer content(ByteBuffer page, int bytes) {
            int usable = page.limit();
            int most = table.hasRowid() ? usable - 35 : (usable - 12) * 64 / 255 - 23;
            if (bytes <= most) {
                return take(page, bytes);
            }
            int least = (usable - 12) * 32 / 255 - 23;
            int here = least + (bytes - least) % (usable - 4);
            ByteBuffer whole = ByteBuffer.allocate(bytes);
            whole.put(take(page, here <= most ? here : least));
            int next = page.getInt();
            while (whole.hasRemaining()) {
                ByteBuffer more = pages.page(next).orElseThrow(BufferUnderflowException::new);
                next = more.getInt();
                whole.put(take(more, Math.min(whole.remaining(), more.remaining())));
            }
            if (next != 0) {
                throw new BufferUnderflowException();
            }
            return whole.flip();
        }

        private static ByteBuffer take(ByteBuffer page, int bytes) {
            if (bytes > page.remaining()) {
                throw new BufferUnderflowException();
            }
            ByteBuffer taken = page.slice(page.position(), bytes);
            page.position(page.position() + bytes);
            return taken;
        }
    }
}

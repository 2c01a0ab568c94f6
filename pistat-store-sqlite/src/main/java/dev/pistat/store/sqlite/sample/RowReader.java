package dev.pistat.store.sqlite.sample;

import dev.pistat.core.metric.Kind;
import dev.pistat.core.metric.Series;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.sqlite.core.Codes;
import org.sqlite.core.CoreStatement;
import org.sqlite.core.DB;

/**
 * A reader of the rows of some series, page by page, so that between two pages nothing is held open.
 *
 * <p>What costs most is to fetch a column from SQLite, so a page is first read without its ids: if there are as many rows
 * as ids, each is known. Monotonic time is only fetched for counters, which are the only ones to need it. And the values
 * are taken from the driver's own database object: its result set makes two objects for each, which takes more than half
 * of the time.
 */
public final class RowReader {

    private static final int MOST_ROWS = 1_000;
    private static final int FEWEST_ROWS = 100;
    private static final int VALUES = 20_000;

    private final int size;
    private final List<Asked> known = new ArrayList<>();
    private final boolean counting;
    private final String sql;
    private final String sqlWithIds;
    private final int pageRows;

    public RowReader(List<Series> series, Map<Series, StoredSeries> stored) {
        size = series.size();
        counting = series.stream().anyMatch(each -> each.metric().kind() == Kind.COUNTER);
        StringBuilder select = new StringBuilder("SELECT at");
        for (int place = 0; place < size; place++) {
            int asked = place;
            Optional.ofNullable(stored.get(series.get(place)))
                    .flatMap(StoredSeries::column)
                    .ifPresent(column -> {
                        known.add(new Asked(asked, column));
                        select.append(", ").append(column.name());
                    });
        }
        select.append(counting ? ", monotonic" : "");
        sql = select + " FROM sample";
        sqlWithIds = select + ", id FROM sample";
        pageRows = Math.clamp(VALUES / Math.max(1, size), FEWEST_ROWS, MOST_ROWS);
    }

    /** Whether nothing was asked for that the file has. */
    public boolean isEmpty() {
        return known.isEmpty();
    }

    /** A page to read into, again and again. */
    public RowPage newPage() {
        return new RowPage(size);
    }

    /** Reads the last row before an id, if there is one. */
    public void before(Handle handle, long id, RowPage page) {
        page.clear(1);
        walk(
                handle,
                sqlWithIds + " WHERE id < " + id + " ORDER BY id DESC LIMIT 1",
                cells -> add(cells, cells.whole(idPlace()), page));
    }

    /** Reads the next rows, from an id up to the last. */
    public RowPage read(Handle handle, long fromId, long lastId, RowPage page) {
        if (fromId > lastId) {
            page.clear(0);
            page.end(fromId, lastId);
            return page;
        }
        long pageEnd = Math.min(lastId, fromId + pageRows - 1);
        page.clear((int) (pageEnd + 1 - fromId));
        long[] id = {fromId};
        walk(handle, sql + range(fromId, pageEnd), cells -> add(cells, id[0]++, page));
        if (id[0] == pageEnd + 1) {
            page.end(pageEnd + 1, lastId);
            return page;
        }
        page.clear(pageRows);
        long[] last = {lastId, 0};
        walk(handle, sqlWithIds + range(fromId, lastId), cells -> {
            last[0] = cells.whole(idPlace());
            last[1]++;
            add(cells, last[0], page);
        });
        page.end(last[1] == pageRows ? last[0] + 1 : lastId + 1, lastId);
        return page;
    }

    private String range(long fromId, long lastId) {
        return " WHERE id >= " + fromId + " AND id <= " + lastId + " ORDER BY id LIMIT " + pageRows;
    }

    /** The row that SQLite stands at. */
    private record Cells(DB db, long statement) {

        boolean isReal(int place) throws SQLException {
            return db.column_type(statement, place) == Codes.SQLITE_FLOAT;
        }

        boolean isWhole(int place) throws SQLException {
            return db.column_type(statement, place) == Codes.SQLITE_INTEGER;
        }

        double real(int place) throws SQLException {
            return db.column_double(statement, place);
        }

        long whole(int place) throws SQLException {
            return db.column_long(statement, place);
        }
    }

    private interface RowTaker {
        void take(Cells cells) throws SQLException;
    }

    private static void walk(Handle handle, String select, RowTaker taker) {
        try (PreparedStatement statement = handle.getConnection().prepareStatement(select)) {
            ((CoreStatement) statement).pointer.safeRunConsume((db, address) -> {
                Cells cells = new Cells(db, address);
                int code = db.step(address);
                while (code == Codes.SQLITE_ROW) {
                    taker.take(cells);
                    code = db.step(address);
                }
                if (code != Codes.SQLITE_DONE) {
                    db.throwex(code);
                }
            });
        } catch (SQLException e) {
            throw new IllegalStateException(select, e);
        }
    }

    private void add(Cells cells, long id, RowPage page) throws SQLException {
        boolean any = false;
        for (int i = 0; i < known.size(); i++) {
            Asked asked = known.get(i);
            if (cells.isWhole(i + 1)) {
                page.set(asked.place(), asked.column().value(cells.whole(i + 1)));
            } else if (cells.isReal(i + 1)) {
                page.set(asked.place(), cells.real(i + 1));
            } else {
                continue;
            }
            any = true;
        }
        if (any) {
            page.add(id, cells.whole(0), counting ? cells.whole(known.size() + 1) : 0);
        }
    }

    private int idPlace() {
        return known.size() + (counting ? 2 : 1);
    }

    private record Asked(int place, Column column) {}
}

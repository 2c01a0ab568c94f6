package dev.pistat.store.sqlite;

import dev.pistat.core.metric.Kind;
import dev.pistat.core.metric.Row;
import dev.pistat.core.metric.Series;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Reads the rows of some series page by page, so that between two pages nothing is held open.
 *
 * <p>What costs most is to fetch a column from SQLite, so a page is first read without its ids: if there are as many rows
 * as ids, each is known. Monotonic time is only fetched for counters, which are the only ones to need it.
 */
final class RowQuery {

    private static final int MOST_ROWS = 1_000;
    private static final int FEWEST_ROWS = 100;
    private static final int VALUES = 20_000;

    private final int size;
    private final List<Asked> known = new ArrayList<>();
    private final boolean counting;
    private final String sql;
    private final String sqlWithIds;
    private final String sqlBefore;
    private final int pageRows;

    RowQuery(List<Series> series, Map<Series, StoredSeries> stored) {
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
        sql = select + " FROM sample WHERE id >= ? AND id <= ? ORDER BY id LIMIT ?";
        sqlWithIds = select + ", id FROM sample WHERE id >= ? AND id <= ? ORDER BY id LIMIT ?";
        sqlBefore = select + ", id FROM sample WHERE id < ? ORDER BY id DESC LIMIT 1";
        pageRows = Math.clamp(VALUES / Math.max(1, size), FEWEST_ROWS, MOST_ROWS);
    }

    /** Whether nothing was asked for that the file has. */
    boolean isEmpty() {
        return known.isEmpty();
    }

    /** The last row before an id. */
    Optional<Row> before(Handle handle, long id, String bootId) {
        try (Query query = handle.createQuery(sqlBefore)) {
            return query.bind(0, id).scanResultSet((rows, context) -> {
                ResultSet stored = rows.get();
                return stored.next() ? row(stored, stored.getLong(idPlace()), bootId) : Optional.empty();
            });
        }
    }

    /** The next rows, from an id up to the last. */
    Page page(Handle handle, long fromId, long lastId, String bootId) {
        if (fromId > lastId) {
            return new Page(List.of(), fromId, lastId);
        }
        long pageEnd = Math.min(lastId, fromId + pageRows - 1);
        Optional<Page> page = read(handle, sql, fromId, pageEnd, rows -> {
            Page read = new Page(new ArrayList<>((int) (pageEnd + 1 - fromId)), pageEnd + 1, lastId);
            long id = fromId;
            while (rows.next()) {
                row(rows, id++, bootId).ifPresent(read.rows()::add);
            }
            return id == pageEnd + 1 ? Optional.of(read) : Optional.empty();
        });
        return page.orElseGet(() -> read(handle, sqlWithIds, fromId, lastId, rows -> {
            List<Row> read = new ArrayList<>();
            int count = 0;
            long id = lastId;
            while (rows.next()) {
                id = rows.getLong(idPlace());
                count++;
                row(rows, id, bootId).ifPresent(read::add);
            }
            return new Page(read, count == pageRows ? id + 1 : lastId + 1, lastId);
        }));
    }

    private interface Reading<T> {
        T read(ResultSet rows) throws SQLException;
    }

    private <T> T read(Handle handle, String select, long fromId, long lastId, Reading<T> reading) {
        // Jdbi closes a query by itself, except after scanResultSet: its memory, outside the heap, would be lost.
        try (Query query = handle.createQuery(select)) {
            return query.bind(0, fromId)
                    .bind(1, lastId)
                    .bind(2, pageRows)
                    .scanResultSet((rows, context) -> reading.read(rows.get()));
        }
    }

    private Optional<Row> row(ResultSet stored, long id, String bootId) throws SQLException {
        double[] values = new double[size];
        boolean[] present = new boolean[size];
        boolean any = false;
        for (int i = 0; i < known.size(); i++) {
            if (stored.getObject(i + 2) instanceof Number number) {
                Asked asked = known.get(i);
                values[asked.place()] = asked.column().value(number);
                present[asked.place()] = true;
                any = true;
            }
        }
        if (!any) {
            return Optional.empty();
        }
        long monotonic = counting ? stored.getLong(known.size() + 2) : 0;
        return Optional.of(new Row(id, stored.getLong(1), monotonic, bootId, values, present));
    }

    private int idPlace() {
        return known.size() + (counting ? 3 : 2);
    }

    /** @param nextId where the next page begins: after {@code lastId} if there is none */
    record Page(List<Row> rows, long nextId, long lastId) {}

    private record Asked(int place, Column column) {}
}

package dev.pistat.store.sqlite;

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

/** Reads the rows of some series page by page, so that between two pages nothing is held open. */
final class RowQuery {

    private static final int MOST_ROWS = 2_000;
    private static final int FEWEST_ROWS = 100;
    private static final int VALUES = 60_000;

    private final int size;
    private final List<Asked> known = new ArrayList<>();
    private final String sql;
    private final int pageRows;

    RowQuery(List<Series> series, Map<Series, Column> columns) {
        size = series.size();
        StringBuilder select = new StringBuilder("SELECT id, at");
        for (int place = 0; place < size; place++) {
            int asked = place;
            Optional.ofNullable(columns.get(series.get(place))).ifPresent(column -> {
                known.add(new Asked(asked, column));
                select.append(", ").append(column.name());
            });
        }
        sql = select.append(" FROM sample WHERE id >= ? AND id <= ? ORDER BY id LIMIT ?")
                .toString();
        pageRows = Math.clamp(VALUES / Math.max(1, size), FEWEST_ROWS, MOST_ROWS);
    }

    /** Whether nothing was asked for that the file has. */
    boolean isEmpty() {
        return known.isEmpty();
    }

    /** The next rows, from an id on, up to the last id and before a moment. */
    Page page(Handle handle, long fromId, long lastId, long before) {
        // Jdbi closes a query by itself, except after scanResultSet: its memory, outside the heap, would be lost.
        try (Query query = handle.createQuery(sql)) {
            return query.bind(0, fromId)
                    .bind(1, lastId)
                    .bind(2, pageRows)
                    .scanResultSet((rows, context) -> read(rows.get(), lastId, before));
        }
    }

    private Page read(ResultSet stored, long lastId, long before) throws SQLException {
        List<Row> rows = new ArrayList<>(pageRows);
        long next = lastId + 1;
        for (int count = 0; stored.next(); count++) {
            long id = stored.getLong(1);
            long at = stored.getLong(2);
            if (at >= before) {
                return new Page(rows, lastId + 1);
            }
            double[] values = new double[size];
            boolean[] present = new boolean[size];
            boolean any = false;
            for (int i = 0; i < known.size(); i++) {
                if (stored.getObject(i + 3) instanceof Number number) {
                    Asked asked = known.get(i);
                    values[asked.place()] = asked.column().value(number);
                    present[asked.place()] = true;
                    any = true;
                }
            }
            if (any) {
                rows.add(new Row(id, at, values, present));
            }
            if (count == pageRows - 1) {
                next = id + 1;
            }
        }
        return new Page(rows, next);
    }

    /** @param nextId where the next page begins: after the last id if there is none */
    record Page(List<Row> rows, long nextId) {}

    private record Asked(int place, Column column) {}
}

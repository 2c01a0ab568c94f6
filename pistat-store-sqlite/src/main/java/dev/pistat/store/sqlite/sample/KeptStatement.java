package dev.pistat.store.sqlite.sample;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement that stays prepared as long as its text stays the same: to prepare one for a hundred columns, and to have
 * Jdbi bind them, costs more than to run it. For one thread at a time.
 */
public final class KeptStatement implements AutoCloseable {

    private String text = "";
    private @Nullable PreparedStatement kept;

    /** Runs a change with these values, each a Long, a Double or a String, in the places of its question marks. */
    public void execute(Connection connection, String sql, List<?> values) {
        try {
            PreparedStatement statement = prepared(connection, sql);
            for (int i = 0; i < values.size(); i++) {
                Object value = values.get(i);
                if (value instanceof Long whole) {
                    statement.setLong(i + 1, whole);
                } else if (value instanceof Double real) {
                    statement.setDouble(i + 1, real);
                } else {
                    statement.setString(i + 1, value.toString());
                }
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(text, e);
        }
    }

    @Override
    public void close() {
        try {
            if (kept != null) {
                kept.close();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(text, e);
        } finally {
            kept = null;
        }
    }

    private PreparedStatement prepared(Connection connection, String sql) throws SQLException {
        if (kept != null && sql.equals(text)) {
            return kept;
        }
        close();
        PreparedStatement statement = connection.prepareStatement(sql);
        kept = statement;
        text = sql;
        return statement;
    }
}

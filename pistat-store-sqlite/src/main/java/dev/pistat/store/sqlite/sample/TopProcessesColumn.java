package dev.pistat.store.sqlite.sample;

import dev.pistat.core.history.ProcessUse;
import dev.pistat.core.history.TopProcesses;
import dev.pistat.core.text.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/**
 * The processes that used most, as JSON in the row of their sample: a table of their own would double the pages that are
 * written. {@code {"cpu": [[pid, name, user, cpu percent, resident bytes, written bytes or null], …], "memory": …}}, the
 * highest first. The table {@code look} keeps one of every five minutes when the samples are gone.
 */
public final class TopProcessesColumn {

    public static final String NAME = "culprits";
    private static final String ROLL_UP = """
            INSERT OR REPLACE INTO look (at, culprits)
            SELECT at, culprits FROM (
                SELECT at, culprits, max(json_extract(culprits, '$.cpu[0][3]')) FROM sample
                WHERE id >= ? AND id < ? AND at >= ? AND at < ? AND culprits IS NOT NULL
                GROUP BY at / 300000000 - (at % 300000000 < 0))"""; // rounded down also before 1970

    private TopProcessesColumn() {}

    public static String json(TopProcesses culprits) {
        StringBuilder out = new StringBuilder("{\"cpu\":");
        append(out, culprits.byCpu());
        out.append(",\"memory\":");
        append(out, culprits.byMemory());
        return out.append('}').toString();
    }

    /** The last ones at or before a moment. */
    public static Optional<TopProcesses> lastUntil(Handle handle, Runs runs, long moment) {
        return runs.within(Long.MIN_VALUE, moment == Long.MAX_VALUE ? moment : moment + 1).stream()
                .flatMap(run -> lastOf(handle, run, moment).stream())
                .max((one, other) -> Long.compare(one.at(), other.at()))
                .or(() -> find(handle, "SELECT at, culprits FROM look WHERE at <= ? ORDER BY at DESC LIMIT 1", moment))
                .map(stored -> new TopProcesses(
                        Times.instant(stored.at()),
                        processes(handle, stored, "cpu"),
                        processes(handle, stored, "memory")));
    }

    /** Keeps the highest ones of every five minutes of an hour, of samples that will be forgotten. */
    public static void rollUp(Handle handle, Runs runs, long from, long to) {
        for (Runs.Run run : runs.within(from, to)) {
            handle.execute(ROLL_UP, run.idAt(from, handle), run.idAt(to, handle), from, to);
        }
    }

    private static Optional<Stored> lastOf(Handle handle, Runs.Run run, long moment) {
        long end = moment == Long.MAX_VALUE ? run.lastId() + 1 : run.idAt(moment + 1, handle);
        return find(
                handle,
                "SELECT at, culprits FROM sample WHERE id >= ? AND id < ? AND culprits IS NOT NULL"
                        + " ORDER BY id DESC LIMIT 1",
                run.firstId(),
                end);
    }

    private static Optional<Stored> find(Handle handle, String sql, Object... bound) {
        var query = handle.createQuery(sql);
        for (int i = 0; i < bound.length; i++) {
            query.bind(i, bound[i]);
        }
        return query.map((row, context) -> new Stored(row.getLong(1), row.getString(2)))
                .findFirst();
    }

    private static List<ProcessUse> processes(Handle handle, Stored stored, String list) {
        return handle.createQuery("""
                        SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5
                        FROM json_each(?, '$.' || ?) ORDER BY key""")
                .bind(0, stored.json())
                .bind(1, list)
                .map((row, context) -> process(row))
                .list();
    }

    private static ProcessUse process(ResultSet row) throws SQLException {
        OptionalLong written =
                row.getObject(6) instanceof Number bytes ? OptionalLong.of(bytes.longValue()) : OptionalLong.empty();
        return new ProcessUse(
                row.getInt(1), row.getString(2), row.getString(3), row.getDouble(4), row.getLong(5), written);
    }

    private static void append(StringBuilder out, List<ProcessUse> processes) {
        List<String> each = new ArrayList<>();
        for (ProcessUse process : processes) {
            each.add("[" + process.pid() + "," + quoted(process.name()) + "," + quoted(process.user()) + ","
                    + process.cpuPercent() + "," + process.residentBytes() + ","
                    + (process.writtenBytes().isPresent()
                            ? process.writtenBytes().getAsLong()
                            : "null")
                    + "]");
        }
        out.append('[').append(String.join(",", each)).append(']');
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter == '"' || letter == '\\' || letter < ' ') {
                out.append("\\u").append(Integer.toHexString(0x10000 | letter).substring(1));
            } else {
                out.append(letter);
            }
        }
        return out.append('"').toString();
    }

    private record Stored(long at, String json) {}
}

package dev.pistat.store.sqlite;

import dev.pistat.core.metric.Culprits;
import dev.pistat.core.metric.ProcessUse;
import dev.pistat.core.metric.Row;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/** The processes that used most, one row each, in the order of time: a look is found without an index of its own. */
final class CulpritTable {

    private CulpritTable() {}

    static void create(Handle handle) {
        handle.execute("""
                CREATE TABLE IF NOT EXISTS culprit (
                    at INTEGER, by_memory INTEGER, place INTEGER,
                    pid INTEGER NOT NULL, name TEXT NOT NULL, user TEXT NOT NULL,
                    cpu_percent REAL NOT NULL, resident_bytes INTEGER NOT NULL, written_bytes INTEGER,
                    PRIMARY KEY (at, by_memory, place)) WITHOUT ROWID""");
    }

    static void insert(Handle handle, Culprits culprits) {
        insert(handle, Row.micros(culprits.at()), false, culprits.byCpu());
        insert(handle, Row.micros(culprits.at()), true, culprits.byMemory());
    }

    /** The last look at or before a moment. */
    static Optional<Culprits> lastUntil(Handle handle, long micros) {
        Optional<Long> at = handle.createQuery("SELECT max(at) FROM culprit WHERE at <= ?")
                .bind(0, micros)
                .map((row, context) ->
                        Optional.ofNullable((Number) row.getObject(1)).map(Number::longValue))
                .one();
        return at.map(found -> look(handle, found));
    }

    static void prune(Handle handle, long before) {
        handle.execute("DELETE FROM culprit WHERE at < ?", before);
    }

    private static void insert(Handle handle, long at, boolean byMemory, List<ProcessUse> processes) {
        for (int place = 0; place < processes.size(); place++) {
            ProcessUse process = processes.get(place);
            handle.createUpdate("INSERT OR REPLACE INTO culprit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
                    .bind(0, at)
                    .bind(1, byMemory)
                    .bind(2, place)
                    .bind(3, process.pid())
                    .bind(4, process.name())
                    .bind(5, process.user())
                    .bind(6, process.cpuPercent())
                    .bind(7, process.residentBytes())
                    .bind(
                            8,
                            process.writtenBytes().isPresent()
                                    ? process.writtenBytes().getAsLong()
                                    : null)
                    .execute();
        }
    }

    private static Culprits look(Handle handle, long at) {
        List<ProcessUse> byCpu = new ArrayList<>();
        List<ProcessUse> byMemory = new ArrayList<>();
        handle.createQuery("SELECT by_memory, pid, name, user, cpu_percent, resident_bytes, written_bytes"
                        + " FROM culprit WHERE at = ? ORDER BY by_memory, place")
                .bind(0, at)
                .map((row, context) -> (row.getBoolean(1) ? byMemory : byCpu).add(process(row)))
                .list();
        return new Culprits(Row.instant(at), byCpu, byMemory);
    }

    private static ProcessUse process(ResultSet row) throws SQLException {
        OptionalLong written =
                row.getObject(7) instanceof Number bytes ? OptionalLong.of(bytes.longValue()) : OptionalLong.empty();
        return new ProcessUse(
                row.getInt(2), row.getString(3), row.getString(4), row.getDouble(5), row.getLong(6), written);
    }
}

package dev.pistat.store.sqlite.history;

import dev.pistat.core.history.Event;
import dev.pistat.core.history.EventQuery;
import dev.pistat.core.history.KeptEvent;
import dev.pistat.core.text.Times;
import dev.pistat.store.sqlite.sample.Micros;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The table {@code event}. */
final class EventTable {

    private EventTable() {}

    static List<KeptEvent> read(Handle handle, EventQuery asked) {
        return handle.createQuery("SELECT id, at, kind, subject, text FROM event"
                        + " WHERE id > ? AND at >= ? AND at < ? AND kind = coalesce(?, kind)"
                        + " ORDER BY id LIMIT ?")
                .bind(0, asked.after())
                .bind(1, Micros.ceil(asked.from()))
                .bind(2, Micros.ceil(asked.to()))
                .bind(3, asked.kind().orElse(null))
                .bind(4, asked.most())
                .map((row, context) -> new KeptEvent(
                        row.getLong(1),
                        new Event(Times.instant(row.getLong(2)), row.getString(3), row.getString(4), row.getString(5))))
                .list();
    }

    /** 0 if there is none. */
    static long lastId(Handle handle) {
        return handle.createQuery("SELECT coalesce(max(id), 0) FROM event")
                .mapTo(Long.class)
                .one();
    }

    static void insert(Handle handle, KeptEvent kept) {
        Event event = kept.event();
        handle.execute(
                "INSERT INTO event (id, at, kind, subject, text) VALUES (?, ?, ?, ?, ?)",
                kept.id(),
                Times.micros(event.at()),
                event.kind(),
                event.subject(),
                event.text());
    }
}

package dev.pistat.http.json;

import dev.pistat.core.history.Event;
import dev.pistat.core.history.KeptEvent;
import dev.pistat.core.text.Times;

/** An event as an object of JSON. */
public final class EventJson {

    private EventJson() {}

    public static void write(JsonWriter json, KeptEvent kept) {
        Event event = kept.event();
        json.object().name("id").whole(kept.id());
        json.name("at").seconds(Times.micros(event.at()));
        json.name("kind").text(event.kind());
        json.name("subject").text(event.subject());
        json.name("text").text(event.text()).end();
    }
}

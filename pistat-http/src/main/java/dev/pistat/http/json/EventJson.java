package dev.pistat.http.json;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.pistat.core.history.Event;
import dev.pistat.core.history.KeptEvent;
import dev.pistat.core.text.Decimal;
import dev.pistat.core.text.Times;

/** An event as an object of JSON. */
public final class EventJson {

    private EventJson() {}

    /** Appends an event as an object of JSON. */
    public static void append(StringBuilder out, KeptEvent kept) {
        Event event = kept.event();
        out.append("{\"id\":").append(kept.id()).append(",\"at\":");
        Decimal.appendSeconds(out, Times.micros(event.at()));
        append(out, ",\"kind\":\"", event.kind());
        append(out, "\",\"subject\":\"", event.subject());
        append(out, "\",\"text\":\"", event.text());
        out.append("\"}");
    }

    private static void append(StringBuilder out, String before, String text) {
        JsonStringEncoder.getInstance().quoteAsString(text, out.append(before));
    }
}

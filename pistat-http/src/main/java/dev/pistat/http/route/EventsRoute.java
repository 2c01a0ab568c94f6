package dev.pistat.http.route;

import dev.pistat.core.history.EventQuery;
import dev.pistat.core.history.KeptEvent;
import dev.pistat.http.json.EventJson;
import dev.pistat.http.json.JsonWriter;
import dev.pistat.http.response.MemoryBudget;
import dev.pistat.http.response.Parameters;
import dev.pistat.http.response.Response;
import dev.pistat.http.response.ResponseWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code /api/events}: everything that was noticed, oldest first, of the last 24 hours unless {@code from} and {@code to} say
 * otherwise, and only of one {@code kind} if that is given. At most 1,000 in an answer: {@code next} is what to give as
 * {@code after} for the others, null if there are none.
 */
final class EventsRoute extends Route {

    private static final int MOST = 1_000;
    private static final long HIGHEST_ID = 999_999_999_999_999_999L;

    EventsRoute() {
        super("/api/events", "What was noticed", "from", "to", "kind", "after");
    }

    @Override
    void handle(Parameters parameters, Response response, Sources sources) {
        Parameters.Range range = parameters.range(sources.afterNow(), Duration.ofDays(1));
        Optional<String> kind = parameters.has("kind") ? Optional.of(parameters.single("kind")) : Optional.empty();
        long after = parameters.wholeNumber("after", 0, HIGHEST_ID, 0);
        EventQuery query = new EventQuery(after, range.from(), range.to(), kind, MOST + 1);
        sources.memory()
                .work(
                        MemoryBudget.STREAM_BYTES,
                        () -> response.stream(
                                JsonWriter.CONTENT_TYPE,
                                writer -> write(writer, sources.store().events(query))));
    }

    private static void write(ResponseWriter writer, List<KeptEvent> found) {
        JsonWriter json = writer.json().object().name("events").array();
        for (KeptEvent each : found.subList(0, Math.min(MOST, found.size()))) {
            EventJson.write(json, each);
            writer.pieceDone();
        }
        json.end().name("next");
        if (found.size() > MOST) {
            json.whole(found.get(MOST - 1).id());
        } else {
            json.none();
        }
        json.end();
    }
}

package dev.pistat.http.route;

import dev.pistat.core.history.EventQuery;
import dev.pistat.core.history.KeptEvent;
import dev.pistat.core.port.Clock;
import dev.pistat.core.port.MetricStore;
import dev.pistat.http.json.EventJson;
import dev.pistat.http.response.Json;
import dev.pistat.http.response.MemoryBudget;
import dev.pistat.http.response.Parameters;
import dev.pistat.http.response.ResponseWriter;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code /api/events}: everything that was noticed, oldest first, of the last 24 hours unless {@code from} and {@code to} say
 * otherwise, and only of one {@code kind} if that is given. At most 1,000 in an answer: {@code next} is what to give as
 * {@code after} for the others, null if there are none. A parameter that is not known is refused.
 */
record EventsHandler(MetricStore store, Clock clock, MemoryBudget memory) implements Handler {

    private static final int MOST = 1_000;
    private static final long HIGHEST_ID = 999_999_999_999_999_999L;

    @Override
    public void handle(ServerRequest req, ServerResponse res) {
        Parameters parameters = new Parameters(req);
        parameters.only("from", "to", "kind", "after");
        Parameters.Range range = parameters.range(clock.wall().plusNanos(1_000), Duration.ofDays(1));
        Optional<String> kind = parameters.has("kind") ? Optional.of(parameters.single("kind")) : Optional.empty();
        long after = parameters.wholeNumber("after", 0, HIGHEST_ID, 0);
        memory.work(
                MemoryBudget.STREAM_BYTES,
                () -> ResponseWriter.write(
                        req,
                        res,
                        Json.CONTENT_TYPE,
                        answer -> write(
                                answer,
                                store.events(new EventQuery(after, range.from(), range.to(), kind, MOST + 1)))));
    }

    private static void write(ResponseWriter answer, List<KeptEvent> found) {
        StringBuilder text = answer.text().append("{\"events\":[");
        String before = "";
        for (KeptEvent each : found.subList(0, Math.min(MOST, found.size()))) {
            EventJson.append(text.append(before), each);
            before = ",";
            answer.pieceDone();
        }
        text.append("],\"next\":");
        if (found.size() > MOST) {
            text.append(found.get(MOST - 1).id());
        } else {
            text.append("null");
        }
        text.append('}');
    }
}

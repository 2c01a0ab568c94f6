package dev.pistat.http.route;

import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.Clock;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.text.Decimal;
import dev.pistat.core.text.LogLimit;
import dev.pistat.http.response.GetHandler;
import dev.pistat.http.response.Json;
import dev.pistat.http.response.MemoryBudget;
import dev.pistat.http.response.Parameters;
import dev.pistat.http.response.ResponseWriter;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.List;

/**
 * What a store has kept. Thread-safe. All its answers share a bounded part of the memory; whoever finds none left waits up
 * to 5 seconds for it, and then gets 503.
 *
 * <ul>
 *   <li>{@code /api/history}: every sample of a series, as the original PiStat, a Python program, gave them
 *   <li>{@code /api/query}: some series in columns for charts, at any age in as many points as can be shown
 *   <li>{@code /api/export}: the samples to take away, as CSV or NDJSON; from buckets, where a range is asked for that
 *       reaches beyond the samples
 *   <li>{@code /api/events}: everything that was noticed
 * </ul>
 */
public final class HistoryRoutes implements HttpService {

    private final Allowlist allowlist;
    private final MetricStore store;
    private final Clock clock;
    private final MemoryBudget memory = MemoryBudget.ofHistory();
    private final LogLimit unreadable;

    /**
     * Serves the history of a store.
     *
     * @param allowlist what may be asked for
     * @param store what is asked; it is not closed here
     * @param clock what "the last hour" counts back from
     */
    public HistoryRoutes(Allowlist allowlist, MetricStore store, Clock clock) {
        this.allowlist = allowlist;
        this.store = store;
        this.clock = clock;
        this.unreadable = new LogLimit(clock::monotonicNanos);
    }

    @Override
    public void routing(HttpRules rules) {
        rules.any("/api/history", new GetHandler(this::history, unreadable));
        rules.any("/api/query", new GetHandler(new QueryHandler(allowlist, store, clock, memory), unreadable));
        rules.any("/api/export", new GetHandler(new ExportHandler(allowlist, store, clock, memory), unreadable));
        rules.any("/api/events", new GetHandler(new EventsHandler(store, clock, memory), unreadable));
    }

    private void history(ServerRequest req, ServerResponse res) {
        Parameters parameters = new Parameters(req);
        Series series = parameters.series(allowlist, "cpu_percent");
        Instant now = clock.wall();
        Instant from = now.minus(parameters.hours(1));
        Instant to = now.plusNanos(1_000); // a sample of this very moment is in the answer
        memory.work(
                MemoryBudget.STREAM_BYTES,
                () -> ResponseWriter.write(req, res, Json.CONTENT_TYPE, answer -> write(answer, series, from, to)));
    }

    private void write(ResponseWriter answer, Series series, Instant from, Instant to) {
        StringBuilder text = answer.text().append('[');
        store.rows(List.of(series), from, to, row -> {
            answer.pieceDone(); // first, so that the last comma is still here to be dropped
            text.append("{\"ts\":");
            Decimal.appendSeconds(text, row.atMicros());
            text.append(",\"value\":");
            series.metric().append(text, row.value(0));
            text.append("},");
            return true;
        });
        dropLastComma(text);
        text.append(']');
    }

    private static void dropLastComma(StringBuilder text) {
        int last = text.length() - 1;
        if (last >= 0 && text.charAt(last) == ',') {
            text.setLength(last);
        }
    }
}

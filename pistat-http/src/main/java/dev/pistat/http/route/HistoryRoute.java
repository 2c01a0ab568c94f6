package dev.pistat.http.route;

import dev.pistat.core.metric.Series;
import dev.pistat.http.json.JsonWriter;
import dev.pistat.http.response.MemoryBudget;
import dev.pistat.http.response.Parameters;
import dev.pistat.http.response.Response;
import dev.pistat.http.response.ResponseWriter;
import java.time.Instant;
import java.util.List;

/** {@code /api/history}: every sample of a series, in the shape of the original PiStat, a Python program. */
final class HistoryRoute extends Route {

    HistoryRoute() {
        super("/api/history", "Every sample of one series", "metric", "hours");
    }

    @Override
    boolean isStrict() {
        return false;
    }

    @Override
    void handle(Parameters parameters, Response response, Sources sources) {
        Series series = parameters.series(sources.allowlist(), "cpu_percent");
        Instant to = sources.afterNow();
        Instant from = to.minusNanos(1_000).minus(parameters.hours(1));
        sources.memory()
                .work(
                        MemoryBudget.STREAM_BYTES,
                        () -> response.stream(
                                JsonWriter.CONTENT_TYPE, writer -> write(writer, series, from, to, sources)));
    }

    private static void write(ResponseWriter writer, Series series, Instant from, Instant to, Sources sources) {
        JsonWriter json = writer.json().array();
        sources.store().rows(List.of(series), from, to, row -> {
            json.object().name("ts").seconds(row.atMicros());
            json.name("value").value(series.metric(), row.value(0)).end();
            writer.pieceDone();
            return true;
        });
        json.end();
    }
}

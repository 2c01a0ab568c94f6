package dev.pistat.http.route;

import dev.pistat.core.history.Chart;
import dev.pistat.core.metric.Series;
import dev.pistat.http.json.ChartJson;
import dev.pistat.http.json.JsonWriter;
import dev.pistat.http.response.BadRequestException;
import dev.pistat.http.response.MemoryBudget;
import dev.pistat.http.response.Parameters;
import dev.pistat.http.response.Response;
import java.time.Duration;
import java.util.List;

/**
 * {@code /api/query}: the history in columns for charts. {@code series} names a metric, which stands for all its instances
 * in the store, or {@code name:instance}; it may be repeated. A series that the store has no values of is left out. There are
 * fewer points than asked for where all of them would take more than a quarter of the heap.
 */
final class QueryRoute extends Route {

    /** What a point of a series holds until it is written, twice where buckets are merged. */
    private static final long POINT_BYTES = 120;

    private static final int FEWEST = 10;

    QueryRoute() {
        super("/api/query", "History in columns for charts", "series", "from", "to", "points");
    }

    @Override
    String example() {
        return path() + "?series=cpu_percent";
    }

    @Override
    void handle(Parameters parameters, Response response, Sources sources) {
        if (parameters.texts("series").isEmpty()) {
            throw new BadRequestException("Missing series (" + Parameters.SERIES + "; it may be repeated)");
        }
        List<Series> series = parameters.series("series", sources.allowlist(), sources.store());
        Parameters.Range range = parameters.range(sources.clock().wall(), Duration.ofHours(1));
        long asked = parameters.wholeNumber("points", FEWEST, 5_000, 600);
        long fitting = MemoryBudget.ofOne() / (POINT_BYTES * Math.max(1, series.size()));
        int points = (int) Math.min(asked, Math.max(fitting, FEWEST));
        sources.memory().work(POINT_BYTES * points * series.size(), () -> {
            Chart chart = sources.store().chart(series, range.from(), range.to(), points);
            response.stream(
                    JsonWriter.CONTENT_TYPE, writer -> new ChartJson(chart, writer.json(), writer::pieceDone).write());
        });
    }
}

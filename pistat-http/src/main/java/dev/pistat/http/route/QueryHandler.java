package dev.pistat.http.route;

import dev.pistat.core.history.Chart;
import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.Clock;
import dev.pistat.core.port.MetricStore;
import dev.pistat.http.response.ChartJson;
import dev.pistat.http.response.GetHandler.BadRequestException;
import dev.pistat.http.response.Json;
import dev.pistat.http.response.MemoryBudget;
import dev.pistat.http.response.Parameters;
import dev.pistat.http.response.ResponseWriter;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.List;

/**
 * {@code /api/query}: the history in columns for charts. {@code series} names a metric, which stands for all its instances
 * in the store, or {@code name:instance}; it may be repeated. There are fewer points than asked for where all of them would
 * take more than a quarter of the heap. One that the store has no values of is left out. A parameter
 * that is not known is refused.
 */
record QueryHandler(Allowlist allowlist, MetricStore store, Clock clock, MemoryBudget memory) implements Handler {

    /** What a point of a series holds until it is written, twice where buckets are merged. */
    private static final long POINT_BYTES = 120;

    private static final int FEWEST = 10;

    @Override
    public void handle(ServerRequest req, ServerResponse res) {
        Parameters parameters = new Parameters(req);
        parameters.only("series", "from", "to", "points");
        if (parameters.texts("series").isEmpty()) {
            throw new BadRequestException("Missing series (" + Parameters.SERIES + "; it may be repeated)");
        }
        List<Series> series = parameters.series("series", allowlist, store);
        Parameters.Range range = parameters.range(clock.wall(), Duration.ofHours(1));
        long asked = parameters.wholeNumber("points", FEWEST, 5_000, 600);
        long fitting = MemoryBudget.ofOne() / (POINT_BYTES * Math.max(1, series.size()));
        int points = (int) Math.min(asked, Math.max(fitting, FEWEST));
        memory.work(POINT_BYTES * points * series.size(), () -> {
            Chart chart = store.chart(series, range.from(), range.to(), points);
            ResponseWriter.write(req, res, Json.CONTENT_TYPE, answer -> new ChartJson(chart, answer).write());
        });
    }
}

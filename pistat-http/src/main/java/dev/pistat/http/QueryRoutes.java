package dev.pistat.http;

import dev.pistat.core.metric.Chart;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.Clock;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.recording.Allowlist;
import dev.pistat.http.Get.BadRequestException;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The history in columns for charts, at any age in as many points as can be shown: {@code /api/query}. Thread-safe. A
 * parameter that is not known is refused.
 *
 * <p>{@code series} names a metric, which stands for all its instances in the store, or {@code name:instance}; it may be
 * repeated. Each series is answered once, in the order of the parameters and below that of the store; one that the store
 * has no values of is left out.
 */
public final class QueryRoutes implements HttpService {

    private static final int MOST_SERIES = 64;
    private static final String ALLOWED = "a metric of /api/metrics, or name:instance of one with a label";

    private final Allowlist allowlist;
    private final MetricStore store;
    private final Clock clock;

    /**
     * Serves the history of a store.
     *
     * @param allowlist what may be asked for
     * @param clock what "the last hour" counts back from
     */
    public QueryRoutes(Allowlist allowlist, MetricStore store, Clock clock) {
        this.allowlist = allowlist;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.any("/api/query", new Get(this::query));
    }

    private void query(ServerRequest req, ServerResponse res) {
        Parameters parameters = new Parameters(req);
        parameters.only("series", "from", "to", "points");
        List<String> keys = known(parameters.texts("series"));
        Parameters.Range range = parameters.range(clock.wall());
        int points = parameters.wholeNumber("points", 10, 5_000, 600);
        Chart chart = store.chart(stored(keys), range.from(), range.to(), points);
        new ChartJson(chart, new Answer(req, res, Json.CONTENT_TYPE)).send();
    }

    private List<String> known(List<String> keys) {
        if (keys.isEmpty()) {
            throw new BadRequestException("Missing series (" + ALLOWED + "; it may be repeated)");
        }
        for (String key : keys) {
            if (allowlist.metric(key).isEmpty() && allowlist.series(key).isEmpty()) {
                throw new BadRequestException("Invalid series: '" + key + "' (" + ALLOWED + ")");
            }
        }
        return keys;
    }

    private List<Series> stored(List<String> keys) {
        List<Series> all = store.series();
        Set<Series> wanted = new LinkedHashSet<>();
        for (String key : keys) {
            all.stream()
                    .filter(series ->
                            series.metric().name().equals(key) || series.key().equals(key))
                    .forEach(wanted::add);
        }
        if (wanted.size() > MOST_SERIES) {
            throw new BadRequestException("Invalid series: " + wanted.size() + " with all their instances (at most "
                    + MOST_SERIES + " in a request)");
        }
        return List.copyOf(wanted);
    }
}

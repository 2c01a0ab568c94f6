package dev.pistat.http.route;

import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.http.prometheus.PrometheusFamily;
import dev.pistat.http.prometheus.PrometheusFormat;
import dev.pistat.http.response.GetHandler;
import dev.pistat.http.response.Parameters;
import dev.pistat.http.response.ResponseWriter;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The newest sample for Prometheus, as {@code /metrics}: its text format 0.0.4 or, where the client prefers that,
 * OpenMetrics 1.0. Thread-safe. A parameter that is not known is refused.
 *
 * <p>Each metric is one family, in the order of the allowlist; what has no value is left out. While nothing was sampled there
 * are no families.
 */
public final class PrometheusRoutes implements HttpService {

    private final Map<Metric, PrometheusFamily> families = new LinkedHashMap<>();
    private final Supplier<Optional<Sample>> newest;

    /**
     * Serves the newest sample.
     *
     * @param allowlist the metrics to show
     * @param newest the sample, such as {@code recorder::newest}
     * @throws IllegalArgumentException if two metrics would have the same name in Prometheus
     */
    public PrometheusRoutes(Allowlist allowlist, Supplier<Optional<Sample>> newest) {
        Set<String> names = new HashSet<>();
        for (Metric metric : allowlist.metrics()) {
            PrometheusFamily family = PrometheusFamily.of(metric);
            if (!names.add(family.name())) {
                throw new IllegalArgumentException(
                        metric.name() + " and another metric would both be " + family.name() + " in Prometheus");
            }
            families.put(metric, family);
        }
        this.newest = newest;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.any("/metrics", new GetHandler(this::metrics));
    }

    private void metrics(ServerRequest req, ServerResponse res) {
        new Parameters(req).only();
        PrometheusFormat format =
                PrometheusFormat.preferred(String.join(",", req.headers().all(HeaderNames.ACCEPT, List::of)));
        Map<Metric, List<Value>> values =
                newest.get().map(PrometheusRoutes::values).orElse(Map.of());
        ResponseWriter.write(req, res, format.contentType(), answer -> write(answer, format, values));
    }

    private void write(ResponseWriter answer, PrometheusFormat format, Map<Metric, List<Value>> values) {
        families.forEach((metric, family) -> {
            if (values.containsKey(metric)) {
                family.appendHead(answer.text(), format);
                for (Value value : values.get(metric)) {
                    family.append(answer.text(), value.instance(), value.value());
                    answer.pieceDone();
                }
            }
        });
        if (format == PrometheusFormat.OPEN_METRICS) {
            answer.text().append("# EOF\n");
        }
    }

    private static Map<Metric, List<Value>> values(Sample sample) {
        Map<Metric, List<Value>> values = new HashMap<>();
        sample.readings().forEach((series, reading) -> {
            if (reading instanceof Reading.Value(double value)) {
                values.computeIfAbsent(series.metric(), none -> new ArrayList<>())
                        .add(new Value(series.instance(), value));
            }
        });
        return values;
    }

    private record Value(String instance, double value) {}
}

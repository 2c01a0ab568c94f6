package dev.pistat.http.route;

import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.http.prometheus.PrometheusFamily;
import dev.pistat.http.prometheus.PrometheusFormat;
import dev.pistat.http.response.Parameters;
import dev.pistat.http.response.Response;
import dev.pistat.http.response.ResponseWriter;
import io.helidon.http.HeaderNames;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code /metrics}: the newest sample for Prometheus, in its text format 0.0.4 or, where the client prefers that, in OpenMetrics
 * 1.0. Each metric is one family, in the order of the allowlist; what has no value is left out.
 */
final class PrometheusRoute extends Route {

    PrometheusRoute() {
        super("/metrics", "The newest sample for Prometheus");
    }

    @Override
    void handle(Parameters parameters, Response response, Sources sources) {
        PrometheusFormat format = PrometheusFormat.preferred(
                String.join(",", response.req().headers().all(HeaderNames.ACCEPT, List::of)));
        Map<Metric, Map<Series, Double>> values =
                sources.newest().get().map(PrometheusRoute::values).orElse(Map.of());
        response.stream(format.contentType(), writer -> write(writer, format, sources.families(), values));
    }

    private static void write(
            ResponseWriter writer,
            PrometheusFormat format,
            Map<Metric, PrometheusFamily> families,
            Map<Metric, Map<Series, Double>> values) {
        families.forEach((metric, family) -> {
            if (values.containsKey(metric)) {
                family.appendHead(writer.text(), format);
                values.get(metric).forEach((series, value) -> {
                    family.append(writer.text(), series.instance(), value);
                    writer.pieceDone();
                });
            }
        });
        if (format == PrometheusFormat.OPEN_METRICS) {
            writer.text().append("# EOF\n");
        }
    }

    private static Map<Metric, Map<Series, Double>> values(Sample sample) {
        Map<Metric, Map<Series, Double>> values = new HashMap<>();
        sample.readings().forEach((series, reading) -> {
            if (reading instanceof Reading.Value(double value)) {
                values.computeIfAbsent(series.metric(), none -> new LinkedHashMap<>())
                        .put(series, value);
            }
        });
        return values;
    }
}

package dev.pistat.http.route;

import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.http.json.JsonWriter;
import dev.pistat.http.response.Parameters;
import dev.pistat.http.response.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** {@code /api/metrics}: the catalogue, and which of it this machine has. */
final class MetricsRoute extends Route {

    MetricsRoute() {
        super("/api/metrics", "The catalogue of this host");
    }

    @Override
    void handle(Parameters parameters, Response response, Sources sources) {
        Optional<Sample> newest = sources.newest().get();
        Map<Metric, Map<Series, Reading>> read = new LinkedHashMap<>();
        newest.ifPresent(sample -> sample.readings()
                .forEach((series, reading) -> read.computeIfAbsent(series.metric(), none -> new LinkedHashMap<>())
                        .put(series, reading)));
        String none = newest.isPresent() ? "this machine has none" : "nothing was sampled yet";
        response.sendJson(json -> {
            json.array();
            sources.allowlist()
                    .metrics()
                    .forEach(metric -> write(json, metric, read.getOrDefault(metric, Map.of()), none));
            json.end();
        });
    }

    private static void write(JsonWriter json, Metric metric, Map<Series, Reading> readings, String none) {
        json.object().name("name").text(metric.name());
        json.name("unit").text(metric.unit().text());
        json.name("kind").text(metric.kind().text());
        json.name("label").text(metric.label());
        json.name("help").text(metric.help());
        json.name("instances").array();
        readings.keySet().stream()
                .map(Series::instance)
                .filter(instance -> !instance.isEmpty())
                .forEach(json::text);
        json.end();
        boolean available = readings.values().stream().anyMatch(Reading.Value.class::isInstance);
        json.name("available").truth(available);
        Map<String, String> reasons = reasons(readings);
        if (!available) {
            json.name("reason").text(reasons.values().stream().findFirst().orElse(none));
        }
        if (metric.label().isPresent() && !reasons.isEmpty()) {
            json.name("unavailable").array();
            reasons.forEach((instance, why) -> json.object()
                    .name("instance")
                    .text(instance)
                    .name("reason")
                    .text(why)
                    .end());
            json.end();
        }
        json.end();
    }

    /** Why there is no value, by instance; those that have one are left out. */
    private static Map<String, String> reasons(Map<Series, Reading> readings) {
        Map<String, String> reasons = new LinkedHashMap<>();
        readings.forEach((series, reading) -> {
            switch (reading) {
                case Reading.Value value -> {}
                case Reading.Unavailable(String why) -> reasons.put(series.instance(), why);
                case Reading.Failed(String why) -> reasons.put(series.instance(), "failed: " + why);
            }
        });
        return reasons;
    }
}

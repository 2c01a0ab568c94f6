package dev.pistat.http.route;

import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.SelfMetrics;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.Clock;
import dev.pistat.core.port.MetricStore;
import dev.pistat.http.response.GetHandler;
import dev.pistat.http.response.Json;
import dev.pistat.http.response.Parameters;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether PiStat is well, in the JSON of MicroProfile Health, which Helidon's own health checks write too. Thread-safe. A
 * parameter that is not known is refused.
 *
 * <p>{@code /health/live} is 200 while the server answers. {@code /health/ready}, and {@code /health} with it, is 200 while
 * the newest sample is younger than three intervals, anything in it could be read, and the store takes writes, else 503; its checks {@code sampling} and
 * {@code store} say which of them is wrong, and why.
 */
public final class HealthRoutes implements HttpService {

    private final Supplier<Optional<Sample>> newest;
    private final MetricStore store;
    private final Clock clock;
    private final Duration limit;

    /**
     * Serves the health of a recorder and its store.
     *
     * @param newest the sample whose age counts, such as {@code recorder::newest}
     * @param store asked at each request whether it takes writes
     * @param clock what its age is measured by
     * @param interval between two samples
     */
    public HealthRoutes(Supplier<Optional<Sample>> newest, MetricStore store, Clock clock, Duration interval) {
        this.newest = newest;
        this.store = store;
        this.clock = clock;
        this.limit = Duration.ofNanos(interval.toNanos() * 3);
    }

    @Override
    public void routing(HttpRules rules) {
        rules.any("/health/live", new GetHandler((req, res) -> send(req, res, List.of())))
                .any("/health/ready", new GetHandler((req, res) -> send(req, res, List.of(sampling(), store()))))
                .any("/health", new GetHandler((req, res) -> send(req, res, List.of(sampling(), store()))));
    }

    private Check sampling() {
        Map<String, Object> data = new LinkedHashMap<>();
        Optional<Duration> age = newest.get().map(this::age);
        age.ifPresentOrElse(
                known -> data.put("age_seconds", known.toMillis() / 1e3),
                () -> data.put("reason", "nothing was sampled yet"));
        data.put("limit_seconds", limit.toMillis() / 1e3);
        boolean blind = newest.get().filter(HealthRoutes::allFailed).isPresent();
        if (blind) {
            data.put("reason", "nothing can be read");
        }
        boolean young = age.isPresent() && !age.get().isNegative() && age.get().compareTo(limit) < 0;
        return new Check("sampling", young && !blind, data);
    }

    /** That it failed took time too: how much is in every sample. */
    private static boolean allFailed(Sample sample) {
        boolean any = false;
        for (Map.Entry<Series, Reading> each : sample.readings().entrySet()) {
            if (each.getValue() instanceof Reading.Value
                    && !each.getKey().metric().equals(SelfMetrics.PISTAT_SAMPLE_SECONDS)) {
                return false;
            }
            any |= each.getValue() instanceof Reading.Failed;
        }
        return any;
    }

    private Check store() {
        Optional<String> trouble = store.trouble();
        return new Check(
                "store",
                trouble.isEmpty(),
                trouble.<Map<String, Object>>map(why -> Map.of("reason", why)).orElse(Map.of()));
    }

    /** By the monotonic clock, which nobody sets; by wall time for a sample of an earlier boot. */
    private Duration age(Sample sample) {
        return sample.bootId().equals(clock.bootId())
                ? Duration.ofNanos(clock.monotonicNanos() - sample.monotonicMicros() * 1_000)
                : Duration.between(sample.at(), clock.wall());
    }

    private static void send(ServerRequest req, ServerResponse res, List<Check> checks) {
        new Parameters(req).only();
        boolean up = checks.stream().allMatch(Check::up);
        res.status(up ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503);
        Map<String, Object> health = new LinkedHashMap<>();
        health.put("status", status(up));
        health.put("checks", checks.stream().map(Check::shown).toList());
        Json.send(req, res, health);
    }

    private static String status(boolean up) {
        return up ? "UP" : "DOWN";
    }

    private record Check(String name, boolean up, Map<String, Object> data) {

        Map<String, Object> shown() {
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("name", name);
            shown.put("status", status(up));
            shown.put("data", data);
            return shown;
        }
    }
}

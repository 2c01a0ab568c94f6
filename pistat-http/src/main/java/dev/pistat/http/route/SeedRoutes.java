package dev.pistat.http.route;

import dev.pistat.core.metric.Sample;
import dev.pistat.core.text.Times;
import dev.pistat.http.json.SampleJson;
import dev.pistat.http.response.GetHandler;
import dev.pistat.http.response.Json;
import dev.pistat.http.response.ResponseWriter;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Routes of the original PiStat, a Python program: {@code /api/current} and {@code /api/config}, in its shapes, so that
 * scripts made for it go on working; {@link HistoryRoutes} has the others. Thread-safe.
 */
public final class SeedRoutes implements HttpService {

    private final Supplier<Optional<Sample>> newest;
    private final ServedSettings settings;

    /**
     * Serves the newest sample.
     *
     * @param newest the sample that {@code /api/current} shows, such as {@code recorder::newest}
     * @param settings what {@code /api/config} shows, beside the port that was asked
     */
    public SeedRoutes(Supplier<Optional<Sample>> newest, ServedSettings settings) {
        this.newest = newest;
        this.settings = settings;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.any("/api/current", new GetHandler(this::current)).any("/api/config", new GetHandler(this::config));
    }

    private void current(ServerRequest req, ServerResponse res) {
        Optional<Sample> sample = newest.get();
        if (sample.isEmpty()) {
            res.status(Status.NO_CONTENT_204).send();
        } else if (!ResponseWriter.isUnchanged(
                req, res, sample.get().id() + "-" + Times.micros(sample.get().at()))) {
            ResponseWriter.send(req, res, Json.CONTENT_TYPE, SampleJson.current(sample.get()));
        }
    }

    private void config(ServerRequest req, ServerResponse res) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("interval_seconds", seconds(settings.interval()));
        shown.put("retention_days", settings.retention().toDays());
        shown.put("network_interface", settings.networkInterface());
        shown.put("disk_path", settings.diskPath());
        shown.put("host", settings.host());
        shown.put("port", req.localPeer().port());
        Json.send(req, res, shown);
    }

    /** Whole seconds stay whole, as the original's are. */
    private static Number seconds(Duration duration) {
        if (duration.toNanosPart() == 0) {
            return duration.toSeconds();
        }
        return BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros();
    }
}

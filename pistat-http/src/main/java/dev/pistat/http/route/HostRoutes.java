package dev.pistat.http.route;

import dev.pistat.core.history.ProcessUse;
import dev.pistat.core.history.TopProcesses;
import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Host;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.Clock;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.text.LogLimit;
import dev.pistat.core.text.Times;
import dev.pistat.http.response.GetHandler;
import dev.pistat.http.response.Json;
import dev.pistat.http.response.Parameters;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What this machine is and has: {@code /api/metrics}, {@code /api/host} and {@code /api/processes}. Thread-safe. A
 * parameter that is not known is refused.
 */
public final class HostRoutes implements HttpService {

    private final Supplier<Host> facts;
    private final String version;
    private final Allowlist allowlist;
    private final MetricStore store;
    private final Supplier<Optional<Sample>> newest;
    private final Clock clock;

    /**
     * Serves the facts of a machine.
     *
     * @param facts asked at each request: a clock that is set later moves the time of the boot
     * @param version of PiStat
     * @param allowlist the metrics that {@code /api/metrics} lists
     * @param store what {@code /api/processes} reads
     * @param newest the sample that tells which metrics this machine has, such as {@code recorder::newest}
     * @param clock the time of now: {@code server_time}, and of the last processes unless a request names a time
     */
    public HostRoutes(
            Supplier<Host> facts,
            String version,
            Allowlist allowlist,
            MetricStore store,
            Supplier<Optional<Sample>> newest,
            Clock clock) {
        this.facts = facts;
        this.version = version;
        this.allowlist = allowlist;
        this.store = store;
        this.newest = newest;
        this.clock = clock;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.any("/api/metrics", new GetHandler(this::metrics))
                .any("/api/host", new GetHandler(this::host))
                .any("/api/processes", new GetHandler(this::processes, new LogLimit(clock::monotonicNanos)));
    }

    private void metrics(ServerRequest req, ServerResponse res) {
        new Parameters(req).only();
        Map<Metric, Map<Series, Reading>> read = new LinkedHashMap<>();
        newest.get()
                .ifPresent(sample -> sample.readings()
                        .forEach((series, reading) -> read.computeIfAbsent(
                                        series.metric(), none -> new LinkedHashMap<>())
                                .put(series, reading)));
        boolean sampled = newest.get().isPresent();
        Json.send(
                req,
                res,
                allowlist.metrics().stream()
                        .map(metric -> described(metric, read.getOrDefault(metric, Map.of()), sampled))
                        .toList());
    }

    private static Map<String, @Nullable Object> described(
            Metric metric, Map<Series, Reading> readings, boolean sampled) {
        Map<String, @Nullable Object> described = new LinkedHashMap<>();
        described.put("name", metric.name());
        described.put("unit", metric.unit().text());
        described.put("kind", metric.kind().text());
        described.put("label", metric.label().orElse(null));
        described.put("help", metric.help());
        described.put(
                "instances",
                readings.keySet().stream()
                        .map(Series::instance)
                        .filter(instance -> !instance.isEmpty())
                        .toList());
        boolean available = readings.values().stream().anyMatch(Reading.Value.class::isInstance);
        described.put("available", available);
        Map<String, String> reasons = reasons(readings);
        if (!available) {
            String none = sampled ? "this machine has none" : "nothing was sampled yet";
            described.put("reason", reasons.values().stream().findFirst().orElse(none));
        }
        if (metric.label().isPresent() && !reasons.isEmpty()) {
            List<Map<String, String>> unavailable = new ArrayList<>();
            reasons.forEach((instance, why) -> {
                Map<String, String> each = new LinkedHashMap<>();
                each.put("instance", instance);
                each.put("reason", why);
                unavailable.add(each);
            });
            described.put("unavailable", unavailable);
        }
        return described;
    }

    /** Why there is no value, by instance; those that have one are left out. */
    private static Map<String, String> reasons(Map<Series, Reading> readings) {
        Map<String, String> reasons = new LinkedHashMap<>();
        readings.forEach((series, reading) -> {
            if (reading instanceof Reading.Unavailable(String why)) {
                reasons.put(series.instance(), why);
            } else if (reading instanceof Reading.Failed(String why)) {
                reasons.put(series.instance(), "failed: " + why);
            }
        });
        return reasons;
    }

    private void host(ServerRequest req, ServerResponse res) {
        new Parameters(req).only();
        Instant now = clock.wall();
        Host host = facts.get();
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("model", host.model().orElse(null));
        shown.put("kernel", host.kernel());
        shown.put("os", host.os().orElse(null));
        shown.put("host_name", host.hostName());
        shown.put("boot_id", host.bootId());
        shown.put("boot_time", host.bootTime().map(Instant::getEpochSecond).orElse(null));
        shown.put("cores", host.cores());
        shown.put("version", version);
        shown.put("server_time", Times.micros(now) / 1e6);
        shown.put(
                "utc_offset_seconds",
                ZoneId.systemDefault().getRules().getOffset(now).getTotalSeconds());
        Json.send(req, res, shown);
    }

    private void processes(ServerRequest req, ServerResponse res) {
        Parameters parameters = new Parameters(req);
        parameters.only("at");
        Optional<TopProcesses> culprits = store.topProcesses(parameters.moment("at", clock.wall()));
        if (culprits.isEmpty()) {
            res.status(Status.NO_CONTENT_204).send();
            return;
        }
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("at", Times.micros(culprits.get().at()) / 1e6);
        shown.put("by_cpu", described(culprits.get().byCpu()));
        shown.put("by_memory", described(culprits.get().byMemory()));
        Json.send(req, res, shown);
    }

    private static List<Map<String, @Nullable Object>> described(List<ProcessUse> processes) {
        List<Map<String, @Nullable Object>> list = new ArrayList<>();
        for (ProcessUse process : processes) {
            Map<String, @Nullable Object> described = new LinkedHashMap<>();
            described.put("pid", process.pid());
            described.put("name", process.name());
            described.put("user", process.user());
            described.put("cpu_percent", process.cpuPercent());
            described.put("resident_bytes", process.residentBytes());
            described.put(
                    "written_bytes",
                    process.writtenBytes().isPresent() ? process.writtenBytes().getAsLong() : null);
            list.add(described);
        }
        return list;
    }
}

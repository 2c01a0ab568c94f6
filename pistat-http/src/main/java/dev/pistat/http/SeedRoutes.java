package dev.pistat.http;

import dev.pistat.core.metric.Decimal;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Row;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.SeedField;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.Clock;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.recording.Allowlist;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The routes of the original PiStat, a Python program: {@code /api/current}, {@code /api/history}, {@code /api/export} and
 * {@code /api/config}, in its shapes, so that scripts made for it go on working. Thread-safe.
 */
public final class SeedRoutes implements HttpService {

    private final Allowlist allowlist;
    private final MetricStore store;
    private final Supplier<Optional<Sample>> newest;
    private final Clock clock;
    private final ServedSettings settings;

    /**
     * Serves a store and the newest sample.
     *
     * @param allowlist what history may be asked for
     * @param newest the sample that {@code /api/current} shows, such as {@code recorder::newest}
     * @param clock what "the last hour" counts back from
     */
    public SeedRoutes(
            Allowlist allowlist,
            MetricStore store,
            Supplier<Optional<Sample>> newest,
            Clock clock,
            ServedSettings settings) {
        this.allowlist = allowlist;
        this.store = store;
        this.newest = newest;
        this.clock = clock;
        this.settings = settings;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.any("/api/current", new Get(this::current))
                .any("/api/history", new Get(this::history))
                .any("/api/export", new Get(this::export))
                .any("/api/config", new Get(this::config));
    }

    private void current(ServerRequest req, ServerResponse res) {
        Optional<Sample> sample = newest.get();
        if (sample.isPresent()) {
            Json.send(req, res, fields(sample.get()));
        } else {
            res.status(Status.NO_CONTENT_204).send();
        }
    }

    private void history(ServerRequest req, ServerResponse res) {
        Parameters parameters = new Parameters(req);
        Series series = parameters.series(allowlist, "cpu_percent");
        Instant now = clock.wall();
        Instant from = now.minus(parameters.hours(1));
        Answer answer = new Answer(req, res, Json.CONTENT_TYPE);
        StringBuilder text = answer.text().append('[');
        store.rows(List.of(series), from, end(now), row -> {
            answer.pieceDone(); // first, so that the last comma is still here to be dropped
            text.append("{\"ts\":");
            Decimal.appendSeconds(text, row.atMicros());
            text.append(",\"value\":");
            Decimal.append(text, series.metric(), row.value(0));
            text.append("},");
        });
        dropLastComma(text);
        text.append(']');
        answer.end();
    }

    private void export(ServerRequest req, ServerResponse res) {
        Instant now = clock.wall();
        Instant from = now.minus(new Parameters(req).hours(24));
        res.header(HeaderNames.CONTENT_DISPOSITION, "attachment; filename=pistat_export.csv");
        Answer answer = new Answer(req, res, "text/csv; charset=utf-8");
        ExportLines csv = ExportLines.original(ExportLines.Format.CSV, store.series());
        csv.appendHeader(answer.text());
        store.rows(csv.series(), from, end(now), row -> {
            csv.append(answer.text(), row);
            answer.pieceDone();
        });
        answer.end();
    }

    private void config(ServerRequest req, ServerResponse res) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("interval_seconds", settings.intervalSeconds());
        shown.put("retention_days", settings.retentionDays());
        shown.put("network_interface", settings.networkInterface());
        shown.put("disk_path", settings.diskPath());
        shown.put("host", settings.host());
        shown.put("port", req.localPeer().port());
        Json.send(req, res, shown);
    }

    private static Map<String, @Nullable Object> fields(Sample sample) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("id", sample.id());
        fields.put("timestamp", Row.micros(sample.at()) / 1e6);
        for (SeedField field : SeedField.ALL) {
            fields.put(field.name(), field.array() ? array(field, sample) : number(sample, field.metric()));
        }
        return fields;
    }

    private static @Nullable List<@Nullable Object> array(SeedField field, Sample sample) {
        List<@Nullable Object> places = new ArrayList<>();
        boolean any = false;
        for (Optional<Series> place : field.places(sample.readings().keySet())) {
            OptionalDouble value = place.map(sample::value).orElse(OptionalDouble.empty());
            any |= value.isPresent();
            places.add(json(field.metric(), value));
        }
        return any ? places : null;
    }

    private static @Nullable Object number(Sample sample, Metric metric) {
        return json(metric, sample.value(metric));
    }

    private static @Nullable Object json(Metric metric, OptionalDouble value) {
        if (value.isEmpty()) {
            return null;
        }
        return metric.whole() ? new BigDecimal(value.getAsDouble()).toBigInteger() : (Object) value.getAsDouble();
    }

    /** Samples of this very moment are in the answer. */
    private static Instant end(Instant now) {
        return now.plusNanos(1_000);
    }

    private static void dropLastComma(StringBuilder text) {
        int last = text.length() - 1;
        if (last >= 0 && text.charAt(last) == ',') {
            text.setLength(last);
        }
    }
}

package dev.pistat.http.route;

import dev.pistat.core.export.ExportLines;
import dev.pistat.core.export.ExportLines.Format;
import dev.pistat.core.export.HistoryExport;
import dev.pistat.core.metric.Series;
import dev.pistat.http.response.BadRequestException;
import dev.pistat.http.response.MemoryBudget;
import dev.pistat.http.response.Parameters;
import dev.pistat.http.response.Response;
import io.helidon.http.HeaderNames;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * {@code /api/export}: the history to take away. Without parameters it is the CSV of the original PiStat, a Python program:
 * its fields, of every sample of the last 24 {@code hours}. {@code metric}, which may be repeated, chooses others;
 * {@code format} is {@code csv} or {@code ndjson}. With {@code from} or {@code to} a column {@code tier} says whether a line
 * is a sample or a bucket, and there is no id.
 */
final class ExportRoute extends Route {

    ExportRoute() {
        super("/api/export", "The history to take away", "hours", "from", "to", "format", "metric");
    }

    @Override
    boolean isStrict() {
        return false;
    }

    @Override
    void handle(Parameters parameters, Response response, Sources sources) {
        Instant now = sources.afterNow();
        Duration hours = parameters.hours(24);
        boolean tiered = parameters.has("from") || parameters.has("to");
        if (tiered && parameters.has("hours")) {
            throw new BadRequestException("Invalid hours: from and to say it already (one or the other)");
        }
        Parameters.Range range = tiered ? parameters.range(now, hours) : new Parameters.Range(now.minus(hours), now);
        boolean csv = format(parameters) == Format.CSV;
        List<Series> series = parameters.series("metric", sources.allowlist(), sources.store());
        ExportLines lines = parameters.has("metric")
                ? ExportLines.of(format(parameters), tiered, series)
                : ExportLines.original(
                        format(parameters), tiered, sources.store().series());
        response.res()
                .header(
                        HeaderNames.CONTENT_DISPOSITION,
                        "attachment; filename=pistat_export." + (csv ? "csv" : "ndjson"));
        sources.memory()
                .work(
                        MemoryBudget.STREAM_BYTES,
                        () -> response.stream(
                                csv ? "text/csv; charset=utf-8" : "application/x-ndjson",
                                writer -> new HistoryExport(
                                                sources.store(), lines, writer.text(), line -> writer.pieceDone())
                                        .write(range.from(), range.to())));
    }

    private static Format format(Parameters parameters) {
        String asked = parameters.has("format") ? parameters.single("format") : "csv";
        return switch (asked) {
            case "csv" -> Format.CSV;
            case "ndjson" -> Format.NDJSON;
            default -> throw new BadRequestException("Invalid format: '" + asked + "' (csv or ndjson)");
        };
    }
}

package dev.pistat.http.route;

import dev.pistat.core.export.ExportLines;
import dev.pistat.core.export.ExportLines.Format;
import dev.pistat.core.export.HistoryExport;
import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.Clock;
import dev.pistat.core.port.MetricStore;
import dev.pistat.http.response.GetHandler.BadRequestException;
import dev.pistat.http.response.MemoryBudget;
import dev.pistat.http.response.Parameters;
import dev.pistat.http.response.ResponseWriter;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * {@code /api/export}: the history to take away. Without parameters it is the CSV of the original PiStat, a Python program:
 * its fields, of every sample of the last 24 {@code hours}. {@code metric}, which may be repeated, chooses others;
 * {@code format} is {@code csv} or {@code ndjson}. With {@code from} or {@code to} a column {@code tier} says whether a line
 * is a sample or a bucket, and there is no id.
 */
record ExportHandler(Allowlist allowlist, MetricStore store, Clock clock, MemoryBudget memory) implements Handler {

    @Override
    public void handle(ServerRequest req, ServerResponse res) {
        Parameters parameters = new Parameters(req);
        // A sample of this very moment is in the answer.
        Instant now = clock.wall().plusNanos(1_000);
        Instant from = now.minus(parameters.hours(24));
        Instant to = now;
        boolean tiered = parameters.has("from") || parameters.has("to");
        if (tiered) {
            if (parameters.has("hours")) {
                throw new BadRequestException("Invalid hours: from and to say it already (one or the other)");
            }
            Parameters.Range range = parameters.range(now, Duration.ofHours(24));
            from = range.from();
            to = range.to();
        }
        Format format = parameters.has("format") ? format(parameters) : Format.CSV;
        List<Series> series = parameters.series("metric", allowlist, store);
        ExportLines lines = parameters.has("metric")
                ? ExportLines.of(format, tiered, series)
                : ExportLines.original(format, tiered, store.series());
        String ending = format == Format.CSV ? "csv" : "ndjson";
        res.header(HeaderNames.CONTENT_DISPOSITION, "attachment; filename=pistat_export." + ending);
        String type = format == Format.CSV ? "text/csv; charset=utf-8" : "application/x-ndjson";
        Instant begin = from;
        Instant end = to;
        memory.work(
                MemoryBudget.STREAM_BYTES,
                () -> ResponseWriter.write(
                        req,
                        res,
                        type,
                        answer -> new HistoryExport(store, lines, answer.text(), line -> answer.pieceDone())
                                .write(begin, end)));
    }

    private static Format format(Parameters parameters) {
        String asked = parameters.single("format");
        return switch (asked) {
            case "csv" -> Format.CSV;
            case "ndjson" -> Format.NDJSON;
            default -> throw new BadRequestException("Invalid format: '" + asked + "' (csv or ndjson)");
        };
    }
}

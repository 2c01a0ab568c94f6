package dev.pistat.app.command;

import dev.pistat.app.setting.ConfigurationException;
import dev.pistat.app.terminal.Progress;
import dev.pistat.app.terminal.Terminal;
import dev.pistat.core.export.ExportLines;
import dev.pistat.core.export.ExportLines.Format;
import dev.pistat.core.export.HistoryExport;
import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.text.Times;
import dev.pistat.store.sqlite.SqliteMetricStore;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Stored samples, written to standard output. */
final class Export extends Command {

    private static final int PIECE = 1 << 15;
    private static final Allowlist METRICS = new Allowlist(Catalogue.ALL);

    private static final double MOST_HOURS = 1_000_000;
    private static final Pattern PLAIN_DECIMAL = Pattern.compile("\\d+(\\.\\d+)?");

    private static final String A_TIME =
            "seconds since 1970, or a time with an offset such as 2026-03-01T12:00:00+01:00";

    private static final Option HOURS =
            new Option("--hours", "H", "a number", "the last H hours of the history, 24 unless you say otherwise");
    private static final Option FROM = new Option(
            "--from",
            "T",
            "a time",
            "from then on, in place of --hours; what is older than the samples comes from buckets, and a column says"
                    + " from which");
    private static final Option TO = new Option("--to", "T", "a time", "up to then");
    private static final Option METRIC = new Option(
            "--metric", "M", "a metric", List.of(), true, "only these, such as cpu_percent or cpu_core_percent:0");
    private static final Option FORMAT = new Option(
            "--format",
            "F",
            "csv or ndjson",
            List.of("csv", "ndjson"),
            false,
            "csv or ndjson, csv unless you say otherwise");

    Export() {
        super(
                "export",
                false,
                "writes stored samples to standard output, also while PiStat runs",
                HOURS,
                FROM,
                TO,
                METRIC,
                FORMAT);
    }

    /**
     * What is wanted.
     *
     * @param from included; then lines older than the samples are buckets, and a column says so; if it is null,
     *     {@code hours} before the end
     * @param to excluded; if it is null, the newest sample is the last
     * @param metrics if there are none, the fields of the original program
     */
    record Request(@Nullable Instant from, @Nullable Instant to, Duration hours, List<Series> metrics, Format format) {

        static Request of(CommandLine asked) throws UsageException {
            Duration hours = asked.value(HOURS, Export::hours, "a number above 0, at most a million");
            Instant from = asked.value(FROM, Times::parse, A_TIME);
            Instant to = asked.value(TO, Times::parse, A_TIME);
            if (hours != null && from != null) {
                throw new UsageException("--hours and --from both say where to begin: give one of them");
            } else if (from != null && to != null && !from.isBefore(to)) {
                throw new UsageException("--to must be after --from");
            }
            Format format = asked.value(FORMAT, Export::format, FORMAT.needs());
            return new Request(
                    from,
                    to,
                    hours == null ? Duration.ofHours(24) : hours,
                    seriesOf(asked.values(METRIC)),
                    format == null ? Format.CSV : format);
        }
    }

    @Override
    boolean run(CommandLine asked) throws UsageException, ConfigurationException, IOException {
        Request request = Request.of(asked);
        Path database = asked.configuration().database();
        // Not System.out, which keeps silent about what fails.
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        try (MetricStore store = SqliteMetricStore.openToRead(database, METRICS);
                Progress progress = Progress.besideOutput()) {
            write(request, store, out, progress);
        } catch (UncheckedIOException e) {
            // A reader such as head may end early: then everything is as it should be.
            if (!Terminal.isPipe(Terminal.STANDARD_OUTPUT)) {
                throw e.getCause();
            }
        }
        return true;
    }

    private static void write(Request request, MetricStore store, OutputStream out, DoubleConsumer progress) {
        Instant from = request.from();
        boolean tiered = from != null;
        ExportLines lines = request.metrics().isEmpty()
                ? ExportLines.original(request.format(), tiered, store.series())
                : ExportLines.of(request.format(), tiered, request.metrics());
        StringBuilder text = new StringBuilder();
        Instant newest = store.newest().map(Sample::at).orElse(Instant.EPOCH);
        Instant end = request.to() == null ? newest.plusNanos(1_000) : request.to();
        Instant begin = from == null ? end.minus(request.hours()) : from;
        long last = Times.micros(end.isBefore(newest) ? end : newest);
        long[] first = {Long.MAX_VALUE};
        new HistoryExport(store, lines, text, at -> {
                    first[0] = Math.min(first[0], at);
                    if (text.length() > PIECE) {
                        send(text, out);
                        progress.accept((double) (at - first[0]) / (last - first[0]));
                    }
                })
                .write(begin, end);
        send(text, out);
    }

    private static void send(StringBuilder text, OutputStream out) {
        try {
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        text.setLength(0);
    }

    private static List<Series> seriesOf(List<String> keys) throws UsageException {
        List<Series> metrics = new ArrayList<>();
        for (String key : keys) {
            Series series = METRICS.series(key).orElseThrow(() -> new UsageException(noSeries(key)));
            if (!metrics.contains(series)) {
                metrics.add(series);
            }
        }
        return metrics;
    }

    private static String noSeries(String key) {
        String name = key.substring(0, key.indexOf(':') < 0 ? key.length() : key.indexOf(':'));
        return METRICS.metric(name)
                .map(metric -> metric.label()
                        .map(label -> "--metric " + name + " needs its " + label + ": " + name + ":"
                                + label.toUpperCase(Locale.ROOT))
                        .orElse("--metric " + name + " has no instances: leave out what follows it"))
                .orElse("--metric " + key + " is not known");
    }

    private static Duration hours(String text) {
        double hours = PLAIN_DECIMAL.matcher(text).matches() ? Double.parseDouble(text) : 0;
        if (hours <= 0 || hours > MOST_HOURS) {
            throw new IllegalArgumentException(text);
        }
        return Duration.ofNanos((long) (hours * 3_600e9));
    }

    private static Format format(String text) {
        return switch (text) {
            case "csv" -> Format.CSV;
            case "ndjson" -> Format.NDJSON;
            default -> throw new IllegalArgumentException(text);
        };
    }
}

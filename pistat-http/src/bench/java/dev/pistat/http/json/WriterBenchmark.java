package dev.pistat.http.json;

import dev.pistat.core.export.ExportLines.Format;
import dev.pistat.core.export.ExportLines;
import dev.pistat.core.history.Row;
import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.text.Times;
import dev.pistat.http.prometheus.PrometheusFamily;
import dev.pistat.http.prometheus.PrometheusFormat;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it costs to write one sample, or one stored row of it, in each way, without the network. */
@State(Scope.Thread)
public class WriterBenchmark {

    private static final Instant AT = Instant.parse("2026-03-01T12:00:00.123456Z");

    private final Sample sample = sample();
    private final List<Series> series = List.copyOf(sample.readings().keySet());
    private final ExportLines csv = ExportLines.original(Format.CSV, false, series);
    private final ExportLines ndjson = ExportLines.original(Format.NDJSON, false, series);
    private final Row csvRow = row(csv.series());
    private final Row ndjsonRow = row(ndjson.series());
    private final StringBuilder text = new StringBuilder(8_192);

    /** One of each metric, four of those with instances. */
    private static Sample sample() {
        Map<Series, Reading> readings = new LinkedHashMap<>();
        double value = 1.25;
        for (Metric metric : Catalogue.ALL) {
            if (metric.label().isEmpty()) {
                readings.put(new Series(metric), new Reading.Value(value));
            } else {
                for (int i = 0; i < 4; i++) {
                    readings.put(new Series(metric, String.valueOf(i)), new Reading.Value(value + i));
                }
            }
            value = value * 1.37 % 1e9;
        }
        return new Sample(7, AT, 1_000_000, "bench", readings);
    }

    private Row row(List<Series> columns) {
        double[] values = columns.stream()
                .mapToDouble(each -> sample.value(each).orElse(0))
                .toArray();
        boolean[] present = new boolean[values.length];
        Arrays.fill(present, true);
        return new Row(7, Times.micros(AT), 1_000_000, "bench", values, present);
    }

    /** As {@code /api/current} has it. */
    @Benchmark
    public byte[] current() {
        return JsonWriter.bytes(json -> SampleJson.writeCurrent(json, sample));
    }

    /** As {@code /api/stream} has it, with every reading. */
    @Benchmark
    public byte[] streamed() {
        return JsonWriter.bytes(json -> SampleJson.write(json, sample));
    }

    /** As {@code /metrics} has it, without what chooses the families. */
    @Benchmark
    public int prometheus() {
        text.setLength(0);
        sample.readings().forEach((each, reading) -> {
            PrometheusFamily family = PrometheusFamily.of(each.metric());
            family.appendHead(text, PrometheusFormat.TEXT);
            family.append(text, each.instance(), ((Reading.Value) reading).value());
        });
        return text.length();
    }

    /** One line of an export. */
    @Benchmark
    public int csv() {
        text.setLength(0);
        csv.append(text, csvRow);
        return text.length();
    }

    /** One line of an export as JSON. */
    @Benchmark
    public int ndjson() {
        text.setLength(0);
        ndjson.append(text, ndjsonRow);
        return text.length();
    }
}

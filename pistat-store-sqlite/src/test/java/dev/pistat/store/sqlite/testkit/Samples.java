package dev.pistat.store.sqlite.testkit;

import dev.pistat.core.history.Retention;
import dev.pistat.core.history.Row;
import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.MemoryMetrics;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.text.Times;
import dev.pistat.store.sqlite.SqliteMetricStore;
import dev.pistat.store.sqlite.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the tests store, and how they look at it. */
public final class Samples {

    public static final Instant T0 = Instant.parse("2026-03-01T12:00:00.123456Z");
    public static final Series CPU = new Series(CpuMetrics.CPU_PERCENT);
    public static final Series MEMORY = new Series(MemoryMetrics.MEM_USED);
    public static final Allowlist ALL = new Allowlist(Catalogue.ALL);

    public static final StoreSettings AT_ONCE = new StoreSettings(Retention.DEFAULTS, Duration.ZERO, 0);

    private Samples() {}

    public static SqliteMetricStore open(Path file) {
        return SqliteMetricStore.open(file, ALL, AT_ONCE);
    }

    public static Series core(int number) {
        return new Series(CpuMetrics.CPU_CORE_PERCENT, String.valueOf(number));
    }

    public static Sample sample(long id, Instant at, Map<Series, Double> values) {
        return sample(id, at, "boot-1", values);
    }

    public static Sample sample(long id, Instant at, String bootId, Map<Series, Double> values) {
        Map<Series, Reading> readings = new LinkedHashMap<>();
        values.forEach((series, value) -> readings.put(series, new Reading.Value(value)));
        return new Sample(id, at, Times.micros(at), bootId, readings);
    }

    /** Records on until a moment, without any value, and maintains the store. */
    public static void maintainAt(MetricStore store, Instant until) {
        Sample newest = store.newest().orElseThrow();
        if (until.isAfter(newest.at())) {
            long micros = newest.monotonicMicros() + Times.micros(until) - Times.micros(newest.at());
            store.append(new Sample(newest.id() + 1, until, micros, newest.bootId(), Map.of()), List.of());
        }
        store.maintain();
    }

    public static List<Row> rows(MetricStore store, Instant from, Instant to, Series... series) {
        List<Row> rows = new ArrayList<>();
        store.rows(List.of(series), from, to, rows::add);
        return rows;
    }

    public static List<Row> allRows(MetricStore store, Series... series) {
        return rows(store, Instant.MIN, Instant.MAX, series);
    }
}

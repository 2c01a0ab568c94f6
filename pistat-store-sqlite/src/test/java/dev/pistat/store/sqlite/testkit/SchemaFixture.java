package dev.pistat.store.sqlite.testkit;

import dev.pistat.core.history.Buckets;
import dev.pistat.core.history.Chart;
import dev.pistat.core.history.CounterBuckets;
import dev.pistat.core.history.Event;
import dev.pistat.core.history.EventQuery;
import dev.pistat.core.history.GaugeBuckets;
import dev.pistat.core.history.ProcessUse;
import dev.pistat.core.history.Retention;
import dev.pistat.core.history.Tier;
import dev.pistat.core.history.TopProcesses;
import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.BoardMetrics;
import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.DiskMetrics;
import dev.pistat.core.metric.MemoryMetrics;
import dev.pistat.core.metric.NetworkMetrics;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.MetricStore;
import dev.pistat.store.sqlite.SqliteMetricStore;
import dev.pistat.store.sqlite.StoreSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A small history of every kind of thing that a store keeps: 26 hours of samples of two boots, with the tiers made of them, events and
 * top processes. {@link #main} writes it by the code that it is compiled with, and beside it what that code reads back.
 */
public final class SchemaFixture {

    public static final Instant BEGIN = Instant.parse("2026-03-01T22:00:00.123456Z");
    public static final Duration STEP = Duration.ofMinutes(10);
    public static final int SAMPLES = 156;
    public static final StoreSettings SETTINGS = new StoreSettings(
            new Retention(Duration.ofHours(6), Duration.ofDays(7), Duration.ofDays(90), Duration.ofDays(3_650)),
            Duration.ofHours(1),
            0);

    private SchemaFixture() {}

    /** Writes FOLDER/NAME.db and FOLDER/NAME.txt. */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0], arguments[1] + ".db");
        try (SqliteMetricStore store = open(file)) {
            for (int id = 1; id <= SAMPLES; id++) {
                append(store, id);
                if (id == 100) {
                    store.maintain();
                }
            }
            store.maintain();
        }
        try (SqliteMetricStore store = open(file)) {
            Files.writeString(Path.of(arguments[0], arguments[1] + ".txt"), describe(store));
        }
    }

    public static SqliteMetricStore open(Path file) {
        return SqliteMetricStore.open(file, new Allowlist(Catalogue.ALL), SETTINGS);
    }

    /** When a sample is taken. */
    public static Instant at(int id) {
        return BEGIN.plus(STEP.multipliedBy(id));
    }

    /** Appends the sample of that id, and sometimes an event and top processes. */
    public static void append(MetricStore store, int id) {
        Map<Series, Reading> readings = new LinkedHashMap<>();
        put(readings, new Series(CpuMetrics.CPU_PERCENT), id % 17 * 5.25);
        put(readings, new Series(CpuMetrics.CPU_CORE_PERCENT, "0"), id % 11 * 9.1);
        put(readings, new Series(CpuMetrics.CPU_CORE_PERCENT, "1"), id / 3.0 % 100); // not exact in two decimals
        put(readings, new Series(MemoryMetrics.MEM_USED), (double) (400_000_000 + id * 4_096L));
        if (id % 4 != 0) {
            put(readings, new Series(BoardMetrics.CPU_TEMP), 45 + id % 10 / 8.0);
        }
        put(readings, new Series(NetworkMetrics.NET_BYTES_SENT), (double) ((id > 60 ? id - 60 : id) * 1_234_567L));
        put(readings, new Series(DiskMetrics.FILESYSTEM_USED, "/srv/ä b"), (double) (7_000_000_000L + id));
        if (id > 30) {
            put(readings, new Series(BoardMetrics.UNDERVOLTAGE_NOW), id % 40 == 0 ? 1 : 0);
        }
        List<Event> events = id % 25 == 0
                ? List.of(new Event(at(id), "temperature_high", "cpu", "it is \"hot\" – " + id + " °C"))
                : List.of();
        Optional<TopProcesses> processes = id % 20 == 0
                ? Optional.of(new TopProcesses(
                        at(id),
                        List.of(new ProcessUse(id, "python3", "pi", id / 4.0, 50_000_000, OptionalLong.of(id))),
                        List.of(new ProcessUse(1, "na\\me \"x\"", "root", 0, 90_000_000, OptionalLong.empty()))))
                : Optional.empty();
        String boot = id > 60 ? "boot-2" : "boot-1";
        long monotonic = (id > 60 ? id - 60 : id) * STEP.toNanos() / 1_000;
        store.append(new Sample(id, at(id), monotonic, boot, readings), events, processes.orElse(null));
    }

    /** All that a store has up to the end of the fixture, as text. */
    public static String describe(MetricStore store) {
        List<String> lines = new ArrayList<>();
        List<Series> series = store.series();
        series.forEach(each -> lines.add("series " + each.key()));
        Instant end = at(SAMPLES + 1);
        store.rows(series, Instant.MIN, end, row -> {
            StringBuilder line = new StringBuilder(
                    "row " + row.id() + ' ' + row.atMicros() + ' ' + row.monotonicMicros() + ' ' + row.bootId());
            for (int place = 0; place < row.size(); place++) {
                line.append(' ').append(row.has(place) ? row.value(place) : "-");
            }
            return lines.add(line.toString());
        });
        lines.addAll(charts(store, series, BEGIN, at(SAMPLES + 1)));
        store.events(new EventQuery(0, Instant.MIN, end, Optional.empty(), 1_000))
                .forEach(kept ->
                        lines.add("event " + kept.id() + ' ' + kept.event().at() + ' '
                                + kept.event().kind() + ' ' + kept.event().subject() + ' '
                                + kept.event().text()));
        for (int id = 1; id <= SAMPLES; id += 5) {
            lines.add("processes " + id + ' '
                    + store.topProcesses(at(id))
                            .map(top -> top.at() + " by CPU" + uses(top.byCpu()) + " by memory" + uses(top.byMemory()))
                            .orElse("-"));
        }
        for (Tier tier : Tier.values()) {
            lines.add("oldest " + tier + ' '
                    + store.oldest(tier).map(Instant::toString).orElse("-"));
        }
        return String.join("\n", lines) + "\n";
    }

    /** The buckets of a range of time, from every tier, as text. */
    public static List<String> charts(MetricStore store, List<Series> series, Instant from, Instant to) {
        List<String> lines = new ArrayList<>();
        chart(store.chart(series, from, to, 200), 200, lines);
        chart(store.chart(series, from, to, 30), 30, lines);
        chart(store.chart(series, from, to, 2), 2, lines);
        chart(store.chart(series, from.minus(Duration.ofDays(400)), to, 450), 450, lines);
        return lines;
    }

    private static void chart(Chart chart, int points, List<String> described) {
        described.add("chart of " + points + ": " + chart.tier() + ' ' + chart.step());
        for (Buckets line : chart.lines()) {
            for (int point = 0; point < chart.size(); point++) {
                if (line.count(point) > 0) {
                    described.add(line.series().key() + ' ' + chart.micros(point) + ' ' + bucket(line, point));
                }
            }
        }
    }

    private static String uses(List<ProcessUse> processes) {
        StringBuilder all = new StringBuilder();
        processes.forEach(use -> all.append(" [" + use.pid() + "|" + use.name() + "|" + use.user() + "|"
                + use.cpuPercent() + "|" + use.residentBytes() + "|" + use.writtenBytes() + "]"));
        return all.toString();
    }

    private static String bucket(Buckets line, int point) {
        return line.count(point) + " "
                + switch (line) {
                    case CounterBuckets counter ->
                        counter.last(point) + " " + counter.growth(point) + " " + counter.seconds(point);
                    case GaugeBuckets gauge -> gauge.min(point) + " " + gauge.mean(point) + " " + gauge.max(point);
                };
    }

    private static void put(Map<Series, Reading> readings, Series series, double value) {
        readings.put(series, new Reading.Value(value));
    }
}

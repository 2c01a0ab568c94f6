package dev.pistat.store.sqlite;

import dev.pistat.core.history.Retention;
import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.BoardMetrics;
import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.DiskMetrics;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.NetworkMetrics;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.Clock;
import dev.pistat.core.recording.SystemClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * How large a history becomes, and what its charts cost: a week of samples every 10 seconds, after years that are made of
 * samples every five minutes. Arguments: cases, each the years and the number of series, such as {@code 5:100}.
 */
public final class HistoryBenchmark {

    private static final Instant END = Instant.parse("2026-03-01T12:00:00Z");
    private static final int REPEATED = 21;
    private static final Clock CLOCK = new SystemClock("bench");

    private final Random random = new Random(1);
    private final Map<Series, Double> values = new LinkedHashMap<>();
    private long id;

    private HistoryBenchmark(int series) {
        Metric[] metrics = {
            CpuMetrics.CPU_CORE_PERCENT,
            BoardMetrics.TEMPERATURE_CELSIUS,
            NetworkMetrics.INTERFACE_RECEIVED_BYTES,
            DiskMetrics.FILESYSTEM_USED,
            NetworkMetrics.INTERFACE_RECEIVE_RATE
        };
        for (int i = 0; i < series; i++) {
            values.put(new Series(metrics[i % metrics.length], String.valueOf(i)), 1_000.0);
        }
    }

    /** Prints a table. */
    public static void main(String... args) throws IOException {
        List<String> cases = args.length == 0 ? List.of("0:100", "1:100", "5:100", "0:200", "0:400") : List.of(args);
        System.out.println("years series | file MB | ms, median of " + REPEATED
                + " warm: raw week | 600 points of 1 h, 1 d, 1 w, 30 d, 90 d, 1 y, 5 y, 10 y | 8 series 1 w");
        for (String each : cases) {
            int colon = each.indexOf(':');
            new HistoryBenchmark(Integer.parseInt(each.substring(colon + 1)))
                    .run(Integer.parseInt(each.substring(0, colon)));
        }
    }

    private void run(int years) throws IOException {
        Path folder = Files.createTempDirectory("pistat");
        Path file = folder.resolve("pistat.db");
        StoreSettings settings = new StoreSettings(Retention.DEFAULTS, Duration.ofHours(1), 0);
        Instant week = END.minus(Duration.ofDays(7));
        try (var store = SqliteMetricStore.open(file, new Allowlist(Catalogue.ALL), settings)) {
            fill(store, week.minus(Duration.ofDays(365L * years)), week, Duration.ofMinutes(5));
            fill(store, week, END, Duration.ofSeconds(10));
            store.maintain();
            Series one = values.keySet().iterator().next();
            StringBuilder line = new StringBuilder();
            line.append(years).append(' ').append(values.size()).append(" | ");
            line.append(Files.size(file) / 1_000_000).append(" | ");
            line.append(millis(() -> {
                long[] count = {0};
                store.rows(List.of(one), week, END, row -> ++count[0] > 0);
                return count[0];
            }));
            line.append(" |");
            for (int hours : new int[] {1, 24, 168, 720, 2_160, 8_760, 43_800, 87_600}) {
                line.append(' ').append(millis(() ->
                        store.chart(List.of(one), END.minus(Duration.ofHours(hours)), END, 600)
                                .size()));
            }
            List<Series> eight = values.keySet().stream().limit(8).toList();
            line.append(" | ").append(millis(() -> store.chart(eight, week, END, 600).size()));
            System.out.println(line);
        } finally {
            try (var files = Files.list(folder)) {
                for (Path each : files.toList()) {
                    Files.delete(each);
                }
            }
            Files.delete(folder);
        }
    }

    private void fill(SqliteMetricStore store, Instant from, Instant to, Duration step) {
        long micros = 0;
        for (Instant at = from; at.isBefore(to); at = at.plus(step)) {
            micros += step.toNanos() / 1_000;
            Map<Series, Reading> readings = new LinkedHashMap<>();
            for (Map.Entry<Series, Double> entry : values.entrySet()) {
                entry.setValue(next(entry.getKey().metric(), entry.getValue()));
                readings.put(entry.getKey(), new Reading.Value(entry.getValue()));
            }
            store.append(new Sample(++id, at, micros, "boot-" + from, readings), List.of());
            if (id % 360 == 0) {
                store.maintain();
            }
        }
    }

    private double next(Metric metric, double before) {
        if (metric.equals(NetworkMetrics.INTERFACE_RECEIVED_BYTES)) {
            return before + random.nextInt(100_000);
        }
        if (metric.equals(DiskMetrics.FILESYSTEM_USED)) {
            return random.nextInt(10) == 0 ? before + 4_096 * random.nextInt(100) : before;
        }
        if (metric.equals(NetworkMetrics.INTERFACE_RECEIVE_RATE)) {
            return random.nextInt(100_000);
        }
        if (metric.equals(BoardMetrics.TEMPERATURE_CELSIUS)) {
            return 45 + random.nextInt(20) * 0.5;
        }
        return random.nextInt(3_000) / 100.0;
    }

    private interface Query {
        long run();
    }

    private static String millis(Query query) {
        long[] nanos = new long[REPEATED];
        for (int i = -10; i < REPEATED; i++) {
            long begin = CLOCK.monotonicNanos();
            query.run();
            nanos[Math.max(i, 0)] = CLOCK.monotonicNanos() - begin;
        }
        Arrays.sort(nanos);
        return String.valueOf(Math.round(nanos[REPEATED / 2] / 1e4) / 100.0);
    }
}

package dev.pistat.store.sqlite;

import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What one append and each kind of query cost, with a week of 100 series, one sample every 10 s. */
@State(Scope.Thread)
public class StoreBenchmark {

    private static final Instant END = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant BEGIN = END.minus(Duration.ofDays(7));
    private static final List<Series> ONE = List.of(new Series(CpuMetrics.CPU_CORE_PERCENT, "0"));

    private Path folder = Path.of("");
    private Optional<SqliteMetricStore> store = Optional.empty();
    private long id;

    /** Fills a week. */
    @Setup
    public void fill() throws IOException {
        folder = Files.createTempDirectory("pistat");
        store = Optional.of(SqliteMetricStore.open(
                folder.resolve("pistat.db"), new Allowlist(Catalogue.ALL), StoreSettings.DEFAULTS));
        for (Instant at = BEGIN; at.isBefore(END); at = at.plusSeconds(10)) {
            store().append(sample(at), List.of());
        }
        store().maintain();
    }

    /** Removes it. */
    @TearDown
    public void remove() throws IOException {
        store().close();
        try (var files = Files.list(folder)) {
            for (Path each : files.toList()) {
                Files.delete(each);
            }
        }
        Files.delete(folder);
    }

    private SqliteMetricStore store() {
        return store.orElseThrow();
    }

    private Sample sample(Instant at) {
        Map<Series, Reading> readings = new LinkedHashMap<>();
        for (int i = 0; i < 100; i++) {
            Series series = new Series(CpuMetrics.CPU_CORE_PERCENT, String.valueOf(i));
            readings.put(series, new Reading.Value((id * 7 + i) % 1_000 / 10.0));
        }
        return new Sample(++id, at, id * 10_000_000, "bench", readings);
    }

    /** One sample, with what makes it. Every so often one waits for the disk: the next are counted together. */
    @Benchmark
    public void append() {
        store().append(sample(END.plusSeconds(10 * (id - 60_480))), List.of());
    }

    /** The newest sample. */
    @Benchmark
    public Object newest() {
        return store().newest();
    }

    /** 600 points of the last hour. */
    @Benchmark
    public int chartOfAnHour() {
        return store().chart(ONE, END.minus(Duration.ofHours(1)), END, 600).size();
    }

    /** 600 points of a day, out of the samples. */
    @Benchmark
    public int chartOfADay() {
        return store().chart(ONE, END.minus(Duration.ofDays(1)), END, 600).size();
    }

    /** 600 points of a week, out of the five minutes. */
    @Benchmark
    public int chartOfAWeek() {
        return store().chart(ONE, BEGIN, END, 600).size();
    }

    /** An hour of samples, as a history has it. */
    @Benchmark
    public long rowsOfAnHour() {
        long[] count = {0};
        store().rows(ONE, END.minus(Duration.ofHours(1)), END, row -> ++count[0] > 0);
        return count[0];
    }

    /** The processes of a moment. */
    @Benchmark
    public Object topProcesses() {
        return store().topProcesses(END);
    }

    /** The events of a day, of which there are none. */
    @Benchmark
    public Object events() {
        return store().events(END.minus(Duration.ofDays(1)), END);
    }
}

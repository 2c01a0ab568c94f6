package dev.pistat.store.sqlite.testkit;

import dev.pistat.core.history.Buckets;
import dev.pistat.core.history.CounterBuckets;
import dev.pistat.core.history.Event;
import dev.pistat.core.history.GaugeBuckets;
import dev.pistat.core.history.ProcessUse;
import dev.pistat.core.history.Retention;
import dev.pistat.core.history.Tier;
import dev.pistat.core.history.TopProcesses;
import dev.pistat.core.metric.NetworkMetrics;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.text.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A history in which everything follows from the ids of the samples, which are 1, 2, 3, …: what is in the file can be
 * computed. A sample comes two minutes after the last one, every 777th three minutes before it; a boot
 * has 1,500 samples, and every 1,000 samples a core comes and another one goes.
 */
public final class ComputedHistory {

    public static final Retention RETENTION =
            new Retention(Duration.ofHours(3), Duration.ofDays(2), Duration.ofDays(4), Duration.ofDays(6));

    /** Two days before a row of the tier of days begins: the row before is old after a week. */
    private static final Instant BEGINNING = Instant.parse("2026-01-25T22:10:00Z");

    private static final Series SENT = new Series(NetworkMetrics.NET_BYTES_SENT);
    private static final int BOOT = 1_500;
    private static final int CORE = 1_000;

    private final Map<Tier, Map<Series, Map<Long, Bucket>>> buckets = new HashMap<>();
    private long lastId;

    /** What a bucket has to hold: of a gauge the least, the sum and the greatest, of a counter growth and seconds. */
    public record Bucket(int count, double first, double second, double third) {

        public static Bucket of(Buckets line, int place) {
            return switch (line) {
                case CounterBuckets counter ->
                    new Bucket(line.count(place), 0, counter.growth(place), counter.seconds(place));
                case GaugeBuckets gauge ->
                    new Bucket(line.count(place), gauge.min(place), Math.rint(gauge.sum(place)), gauge.max(place));
            };
        }

        private Bucket with(double value) {
            return new Bucket(count + 1, Math.min(first, value), second + value, Math.max(third, value));
        }

        private Bucket with(double growth, double seconds) {
            return new Bucket(count + 1, 0, second + growth, third + seconds);
        }
    }

    public static Instant at(long id) {
        return BEGINNING.plusSeconds(id * 120 - (id % 777 == 0 ? 300 : 0));
    }

    public static Sample sample(long id) {
        Sample sample = Samples.sample(id, at(id), bootId(id), values(id));
        return new Sample(id, sample.at(), monotonic(id), sample.bootId(), sample.readings());
    }

    /** The series that samples may have up to an id. */
    public static List<Series> series(long id) {
        List<Series> series = new ArrayList<>(List.of(Samples.CPU, Samples.MEMORY, SENT));
        for (int core = 0; core <= id / CORE; core++) {
            series.add(Samples.core(core));
        }
        return series;
    }

    public static Map<Series, Double> values(long id) {
        Map<Series, Double> values = new LinkedHashMap<>();
        series(id).forEach(series -> value(series, id).ifPresent(value -> values.put(series, value)));
        return values;
    }

    private static OptionalDouble value(Series series, long id) {
        if (series.equals(Samples.CPU)) {
            return OptionalDouble.of((double) (id * 7_919 % 101));
        }
        if (series.equals(Samples.MEMORY)) {
            return OptionalDouble.of((double) (1_000_000 + id * 104_729 % 999_983));
        }
        if (series.equals(SENT)) {
            return OptionalDouble.of((double) (id % 1_300 * 1_000));
        }
        boolean present = id % 3 == 0 && Samples.core((int) (id / CORE)).equals(series);
        return present ? OptionalDouble.of((double) (id % 100)) : OptionalDouble.empty();
    }

    public static List<Event> events(long id) {
        return id % 10 == 0 ? List.of(new Event(at(id), Event.APPEARED, "disk", "with sample " + id)) : List.of();
    }

    public static Optional<TopProcesses> topProcesses(long id) {
        ProcessUse use = new ProcessUse((int) id, "busy", "root", id * 31 % 97, id, OptionalLong.of(id));
        return id % 2 == 0 ? Optional.of(new TopProcesses(at(id), List.of(use), List.of(use))) : Optional.empty();
    }

    /** Computes the buckets on to an id. */
    public void advance(long toId) {
        while (lastId < toId) {
            lastId++;
            for (Tier tier : List.of(Tier.FIVE_MINUTES, Tier.HOURS, Tier.DAYS)) {
                long step = tier.step().toNanos() / 1_000;
                long start = Math.floorDiv(Times.micros(at(lastId)), step) * step;
                for (Series series : series(lastId)) {
                    value(series, lastId).ifPresent(value -> add(tier, series, start, value));
                }
            }
        }
    }

    public Bucket bucket(Tier tier, Series series, long startMicros) {
        return buckets.getOrDefault(tier, Map.of())
                .getOrDefault(series, Map.of())
                .getOrDefault(startMicros, new Bucket(0, 0, 0, 0));
    }

    private void add(Tier tier, Series series, long start, double value) {
        Map<Long, Bucket> line =
                buckets.computeIfAbsent(tier, none -> new HashMap<>()).computeIfAbsent(series, none -> new HashMap<>());
        if (!series.equals(SENT)) {
            line.merge(start, new Bucket(1, value, value, value), (bucket, one) -> bucket.with(value));
            return;
        }
        double growth = value - value(series, lastId - 1).orElseThrow();
        boolean grew = growth > 0 && lastId > 1 && bootId(lastId).equals(bootId(lastId - 1));
        Bucket before = line.getOrDefault(start, new Bucket(0, 0, 0, 0));
        double seconds = (monotonic(lastId) - monotonic(lastId - 1)) / 1e6;
        line.put(start, grew ? before.with(growth, seconds) : before.with(0, 0));
    }

    private static String bootId(long id) {
        return "boot-" + id / BOOT;
    }

    private static long monotonic(long id) {
        return id % BOOT * 120_000_000;
    }
}

package dev.pistat.core.memory;

import dev.pistat.core.history.Buckets;
import dev.pistat.core.history.Grid;
import dev.pistat.core.history.RecordedTime;
import dev.pistat.core.history.Retention;
import dev.pistat.core.history.Tier;
import dev.pistat.core.metric.Series;
import dev.pistat.core.text.Times;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The buckets of samples that were forgotten, by tier, series and the beginning of the bucket. Not thread-safe. */
final class InMemoryTiers {

    private final Retention retention;
    private final Map<Tier, Map<Series, NavigableMap<Long, Buckets>>> buckets = new HashMap<>();

    InMemoryTiers(Retention retention) {
        this.retention = retention;
    }

    Collection<Series> series() {
        Set<Series> all = new LinkedHashSet<>();
        buckets.values().forEach(tier -> all.addAll(tier.keySet()));
        return all;
    }

    Optional<Instant> oldest(Tier tier) {
        return buckets.getOrDefault(tier, Map.of()).values().stream()
                .map(NavigableMap::firstKey)
                .min(Comparator.naturalOrder())
                .map(Times::instant);
    }

    /** Adds what is kept of a grid's tier and time to its lines. */
    void fill(Grid grid, List<Buckets> lines) {
        Map<Series, NavigableMap<Long, Buckets>> tier = buckets.getOrDefault(grid.tier(), Map.of());
        for (Buckets line : lines) {
            tier.getOrDefault(line.series(), new TreeMap<>())
                    .subMap(grid.startMicros(), grid.endMicros())
                    .forEach((at, bucket) -> line.merge(grid.place(at), bucket, 0));
        }
    }

    /** Keeps the buckets of a grid that have values, in the grid's tier. */
    void add(Grid grid, List<Buckets> lines) {
        for (Buckets line : lines) {
            NavigableMap<Long, Buckets> kept = buckets.computeIfAbsent(grid.tier(), none -> new LinkedHashMap<>())
                    .computeIfAbsent(line.series(), none -> new TreeMap<>());
            for (int place = 0; place < grid.size(); place++) {
                if (line.count(place) > 0) {
                    kept.computeIfAbsent(grid.micros(place), none -> Buckets.of(line.series(), 1))
                            .merge(0, line, place);
                }
            }
        }
    }

    /** Forgets what is older than its tier is kept. */
    void forget(RecordedTime recorded) {
        buckets.forEach((tier, all) -> {
            for (RecordedTime.Range range : recorded.olderThan(retention.of(tier))) {
                all.values()
                        .forEach(line -> line.subMap(range.from(), range.to()).clear());
            }
            all.values().removeIf(Map::isEmpty);
        });
    }

    void clear() {
        buckets.clear();
    }
}

package dev.pistat.core.history;

import dev.pistat.core.metric.Series;
import dev.pistat.core.text.Times;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Some series over a range of time, in columns: as many points as can be shown, and no more. Not to be changed once it is
 * made.
 */
public final class Chart {

    /** Samples further apart than this many usual distances have a gap between them. */
    private static final double GAP = 2.5;

    private final Instant from;
    private final Instant to;
    private final Tier tier;
    private final Duration step;
    private final long[] micros;
    private final List<Buckets> lines;

    private Chart(Instant from, Instant to, Tier tier, Duration step, long[] micros, List<Buckets> lines) {
        this.from = from;
        this.to = to;
        this.tier = tier;
        this.step = step;
        this.micros = micros;
        this.lines = List.copyOf(lines);
    }

    /** {@return where the range begins, included: what was asked for, or the beginning of the first bucket} */
    public Instant from() {
        return from;
    }

    /** {@return where the range ends, excluded: what was asked for, or the end of the last bucket} */
    public Instant to() {
        return to;
    }

    /** {@return what the points were made from: {@link Tier#SAMPLES} also for buckets that were filled from samples} */
    public Tier tier() {
        return tier;
    }

    /** {@return how long the bucket of a point is; zero if the points are the samples themselves} */
    public Duration step() {
        return step;
    }

    /** {@return how many points there are; 0 if the points are samples, and there are none in the range} */
    public int size() {
        return micros.length;
    }

    /**
     * When a point begins. Points are in the order of time.
     *
     * @param point from 0 to one less than {@link #size}
     * @return microseconds since 1970
     */
    public long micros(int point) {
        return micros[point];
    }

    /** {@return the series, in the order in which they were asked for, each with a bucket for each point; unmodifiable} */
    public List<Buckets> lines() {
        return lines;
    }

    /**
     * A chart of buckets, all of them, also the empty ones.
     *
     * @param grid where they lie
     * @param lines the series, each with as many buckets as the grid has; not to be filled any more
     * @return a point for each bucket
     */
    public static Chart of(Grid grid, List<Buckets> lines) {
        long[] micros = new long[grid.size()];
        Arrays.setAll(micros, grid::micros);
        return new Chart(
                Times.instant(grid.startMicros()),
                Times.instant(grid.endMicros()),
                grid.tier(),
                Duration.of(grid.stepMicros(), ChronoUnit.MICROS),
                micros,
                lines);
    }

    /**
     * A chart of the samples themselves, with an empty point in every gap: where two of them lie further apart than two
     * and a half times the usual.
     *
     * @param series which lines, in the order of the rows' values
     * @param from included
     * @param to excluded
     * @param rows the values of the series, in the order of the samples; those outside of the range only let the next one be
     *     compared with them
     * @return beside the gaps, a point for each time of a row in the range, in the order of time
     */
    public static Chart ofSamples(List<Series> series, Instant from, Instant to, List<Row> rows) {
        long start = Times.micros(from);
        long end = Times.micros(to);
        List<Row> shown = rows.stream()
                .filter(row -> row.atMicros() >= start && row.atMicros() < end)
                .sorted(Comparator.comparingLong(Row::atMicros))
                .toList();
        long gap = longestStep(shown);
        List<Long> micros = new ArrayList<>();
        for (int i = 0; i < shown.size(); i++) {
            long at = shown.get(i).atMicros();
            if (i > 0 && at - shown.get(i - 1).atMicros() > gap) {
                micros.add(shown.get(i - 1).atMicros() + gap);
            }
            if (micros.isEmpty() || at > micros.getLast()) {
                micros.add(at);
            }
        }
        long[] points = micros.stream().mapToLong(Long::longValue).toArray();
        List<Buckets> lines =
                series.stream().map(each -> Buckets.of(each, points.length)).toList();
        BucketFiller filler = new BucketFiller(lines, row -> Arrays.binarySearch(points, row.atMicros()));
        rows.forEach(filler::add);
        return new Chart(from, to, Tier.SAMPLES, Duration.ZERO, points, lines);
    }

    private static long longestStep(List<Row> rows) {
        long[] steps = new long[Math.max(0, rows.size() - 1)];
        Arrays.setAll(steps, i -> rows.get(i + 1).atMicros() - rows.get(i).atMicros());
        Arrays.sort(steps);
        return steps.length == 0 ? Long.MAX_VALUE : (long) (steps[steps.length / 2] * GAP);
    }
}

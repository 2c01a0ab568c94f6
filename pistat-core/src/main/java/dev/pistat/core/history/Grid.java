package dev.pistat.core.history;

import dev.pistat.core.metric.Series;
import dev.pistat.core.text.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The places of the buckets of a chart: all of one length, one after another, aligned to 1970-01-01T00:00Z. Immutable.
 *
 * @param tier what they are made from
 * @param startMicros where the first one begins, microseconds since 1970
 * @param stepMicros how long each is
 * @param size how many there are
 */
public record Grid(Tier tier, long startMicros, long stepMicros, int size) {

    /** Lengths that people count in. Each from five minutes on is a whole number of the next finer tier's buckets. */
    private static final List<Duration> STEPS = List.of(
            Duration.ofMillis(10),
            Duration.ofMillis(20),
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            Duration.ofMillis(200),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofSeconds(20),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofMinutes(2),
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(15),
            Duration.ofMinutes(20),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(2),
            Duration.ofHours(3),
            Duration.ofHours(4),
            Duration.ofHours(6),
            Duration.ofHours(8),
            Duration.ofHours(12),
            Duration.ofDays(1),
            Duration.ofDays(2),
            Duration.ofDays(5),
            Duration.ofDays(10),
            Duration.ofDays(20),
            Duration.ofDays(50),
            Duration.ofDays(100),
            Duration.ofDays(200),
            Duration.ofDays(500),
            Duration.ofDays(1_000));

    /**
     * Lays the buckets over a range of time: at most this number, as short as that allows, from the coarsest tier that is
     * fine enough and still reaches back to the beginning. Where no usual length is long enough, each is longer than the
     * range, which then may lie in two, even if one was asked for.
     *
     * @param from included; not before 1900
     * @param to excluded, after {@code from}; not after 2200
     * @param points at least 1
     * @param retention how far back each tier reaches, and which ones there are
     * @param recorded what the retention counts in
     * @return as many buckets as the range needs: the first and the last may reach beyond it
     */
    public static Grid of(Instant from, Instant to, int points, Retention retention, RecordedTime recorded) {
        long range = Times.micros(to) - Times.micros(from);
        Tier tier = Tier.SAMPLES;
        for (Tier coarser : Tier.values()) {
            boolean longer = retention.of(coarser).compareTo(retention.of(tier)) >= 0;
            boolean fineEnough = micros(coarser.step()) <= range / points
                    && (longer || recorded.reaches(coarser, retention.of(coarser), Times.micros(from)));
            boolean needed = longer && !recorded.reaches(tier, retention.of(tier), Times.micros(from));
            if (retention.keeps(coarser) && (fineEnough || needed)) {
                tier = coarser;
            }
        }
        for (Duration step : STEPS) {
            if (step.compareTo(tier.step()) >= 0) {
                Grid grid = aligned(tier, from, to, micros(step));
                if (grid.size() <= points) {
                    return grid;
                }
            }
        }
        return aligned(tier, from, to, micros(Duration.ofDays(1)) * (range / micros(Duration.ofDays(1)) + 1));
    }

    /**
     * The buckets of such a length that a range of time needs.
     *
     * @param tier what they are made from
     * @param from included
     * @param to excluded
     * @param stepMicros how long each is, above 0
     * @return one at least; the first and the last may reach beyond the range
     */
    public static Grid aligned(Tier tier, Instant from, Instant to, long stepMicros) {
        long first = Math.floorDiv(Times.micros(from), stepMicros);
        long end = Math.ceilDiv(Times.micros(to), stepMicros);
        return new Grid(tier, first * stepMicros, stepMicros, Math.clamp(end - first, 1, Integer.MAX_VALUE));
    }

    /** {@return where the last bucket ends, microseconds since 1970; this moment is in none} */
    public long endMicros() {
        return startMicros + stepMicros * size;
    }

    /**
     * The bucket of a moment.
     *
     * @param atMicros microseconds since 1970
     * @return its place from 0 on, or -1 if the moment lies outside of all
     */
    public int place(long atMicros) {
        return atMicros >= startMicros && atMicros < endMicros() ? (int) ((atMicros - startMicros) / stepMicros) : -1;
    }

    /**
     * Where a bucket begins.
     *
     * @param place from 0 on
     * @return microseconds since 1970
     */
    public long micros(int place) {
        return startMicros + stepMicros * place;
    }

    /**
     * Empty buckets for these series.
     *
     * @param series which, in any order
     * @return for each, in the same order, as many buckets as there are here; the list is unmodifiable, the buckets are
     *     empty
     */
    public List<Buckets> buckets(List<Series> series) {
        return series.stream().map(each -> Buckets.of(each, size)).toList();
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }
}

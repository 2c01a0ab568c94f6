package dev.pistat.core.history;

import dev.pistat.core.metric.Kind;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Series;
import java.util.Arrays;

/**
 * The values of one series in buckets of time: of a gauge {@link GaugeBuckets}, of a counter {@link CounterBuckets}. A bucket
 * without values has nothing but a count of 0. Not thread-safe while it is filled.
 */
public abstract sealed class Buckets permits GaugeBuckets, CounterBuckets {

    private final Series series;
    private final int[] counts;

    Buckets(Series series, int size) {
        this.series = series;
        this.counts = new int[size];
    }

    /**
     * Empty buckets.
     *
     * @param series whose values they will have
     * @param size how many; not negative
     * @return of the kind of the series' metric
     */
    public static Buckets of(Series series, int size) {
        return series.metric().kind() == Kind.COUNTER
                ? new CounterBuckets(series, size)
                : new GaugeBuckets(series, size);
    }

    /** {@return what this is a series of} */
    public Series series() {
        return series;
    }

    /** {@return how many buckets there are; their places are 0 to one less} */
    public int size() {
        return counts.length;
    }

    /**
     * The number of values in a bucket.
     *
     * @param place from 0 on
     * @return 0 if it is empty
     */
    public int count(int place) {
        return counts[place];
    }

    /** {@return whether no bucket has a value} */
    public boolean isEmpty() {
        return Arrays.stream(counts).allMatch(count -> count == 0);
    }

    /**
     * Adds a value. Values come in the order in which they were read.
     *
     * @param place its bucket; one that does not exist, such as -1, only lets the next value of a counter be compared with it
     * @param value in the metric's unit, finite
     * @param monotonicMicros when it was read, on the clock of its boot
     */
    public abstract void add(int place, double value, long monotonicMicros);

    /** Says that what comes now was read in another boot: a counter is not compared with what was before. */
    public abstract void newBoot();

    /**
     * Adds a bucket of the same series, which is not earlier than what was added before. An empty one changes nothing.
     *
     * @param place where it is added
     * @param other what it is taken from; that stays as it is
     * @param otherPlace its place there
     */
    public void merge(int place, Buckets other, int otherPlace) {
        if (count(place) == 0) {
            keepFuller(place, other, otherPlace);
        } else if (other.count(otherPlace) > 0) {
            combine(place, other, otherPlace);
            counts[place] += other.count(otherPlace);
        }
    }

    /**
     * Replaces a bucket by one of the same series and time if that has at least as many values: the one that was made
     * from more of the samples is the truer one. An empty one replaces nothing.
     *
     * @param place which may be replaced
     * @param other what the other is taken from; that stays as it is
     * @param otherPlace its place there
     */
    public void keepFuller(int place, Buckets other, int otherPlace) {
        if (other.count(otherPlace) > 0 && other.count(otherPlace) >= count(place)) {
            replace(place, other, otherPlace);
            counts[place] = other.count(otherPlace);
        }
    }

    /**
     * Empties a bucket.
     *
     * @param place from 0 on
     */
    public void clear(int place) {
        replace(place, of(series, 1), 0);
        counts[place] = 0;
    }

    /** Adds a later bucket that has values to one that has some, all but their number. */
    abstract void combine(int place, Buckets other, int otherPlace);

    /** Takes over all of a bucket but the number of its values. */
    abstract void replace(int place, Buckets other, int otherPlace);

    /** Whether there is such a bucket. */
    final boolean has(int place) {
        return place >= 0 && place < counts.length;
    }

    /** Sets the number of values of a bucket. */
    final void count(int place, int count) {
        counts[place] = count;
    }

    /** The metric of the series. */
    final Metric metric() {
        return series.metric();
    }
}

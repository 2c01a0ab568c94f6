package dev.pistat.core.history;

import dev.pistat.core.metric.Kind;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Series;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * One series in buckets of time. A bucket of a gauge has the number of values, their least, mean and greatest; one of a
 * counter the last value, and how much it grew in how many seconds. A bucket without values has nothing but a count of 0.
 *
 * <p>A counter's growth is counted between values of one boot, and where it neither went back nor grew faster than it
 * {@linkplain Metric#fastest can}: what it counted before it began again, or jumped, is not guessed. Growth belongs to the bucket of the later value. Not thread-safe while it is filled.
 */
public final class Buckets {

    private final Series series;
    private final boolean counter;
    private final int[] counts;
    /** The least value, or of a counter the last one. */
    private final double[] first;
    /** The sum of the values, or the growth. */
    private final double[] second;
    /** The greatest value, or the seconds of the growth. */
    private final double[] third;

    private double before = Double.NaN;
    private long beforeMicros;

    /**
     * Empty buckets.
     *
     * @param series whose values they will have: the kind of its metric says how they count
     * @param size how many; not negative
     */
    public Buckets(Series series, int size) {
        this.series = series;
        counter = series.metric().kind() == Kind.COUNTER;
        counts = new int[size];
        first = new double[size];
        second = new double[size];
        third = new double[size];
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
     * How many values a bucket has.
     *
     * @param place from 0 on
     * @return 0 if it is empty
     */
    public int count(int place) {
        return counts[place];
    }

    /**
     * The least value of a gauge.
     *
     * @param place from 0 on
     * @return in the metric's unit; 0 if the bucket is empty
     */
    public double min(int place) {
        return first[place];
    }

    /**
     * The sum of the values of a gauge.
     *
     * @param place from 0 on
     * @return in the metric's unit; 0 if the bucket is empty
     */
    public double sum(int place) {
        return second[place];
    }

    /**
     * The mean value of a gauge.
     *
     * @param place from 0 on
     * @return in the metric's unit, never below the least value or above the greatest; NaN if the bucket is empty
     */
    public double mean(int place) {
        return Math.clamp(second[place] / counts[place], first[place], third[place]);
    }

    /**
     * The greatest value of a gauge.
     *
     * @param place from 0 on
     * @return in the metric's unit; 0 if the bucket is empty
     */
    public double max(int place) {
        return third[place];
    }

    /**
     * The last value of a counter.
     *
     * @param place from 0 on
     * @return in the metric's unit; 0 if the bucket is empty
     */
    public double last(int place) {
        return first[place];
    }

    /**
     * How much a counter grew.
     *
     * @param place from 0 on
     * @return in the metric's unit, never negative; 0 also if there was nothing to compare with
     */
    public double growth(int place) {
        return second[place];
    }

    /**
     * In how many seconds a counter grew so much.
     *
     * @param place from 0 on
     * @return less than the bucket is long where the counter began, or was away; 0 if there was nothing to compare with
     */
    public double seconds(int place) {
        return third[place];
    }

    /**
     * How fast a counter grew.
     *
     * @param place from 0 on
     * @return its growth a second; empty if there was no second value to compare with
     */
    public OptionalDouble rate(int place) {
        return third[place] > 0 ? OptionalDouble.of(second[place] / third[place]) : OptionalDouble.empty();
    }

    /**
     * Adds a value. Values come in the order in which they were read.
     *
     * @param place its bucket; one that does not exist, such as -1, only lets the next value be compared with this one
     * @param value in the metric's unit, finite
     * @param monotonicMicros when it was read, on the clock of its boot
     */
    public void add(int place, double value, long monotonicMicros) {
        if (counter) {
            addCounted(place, value, monotonicMicros);
        } else if (place >= 0 && place < counts.length) {
            first[place] = counts[place] == 0 ? value : Math.min(first[place], value);
            third[place] = counts[place] == 0 ? value : Math.max(third[place], value);
            second[place] += value;
            counts[place]++;
        }
    }

    /** Says that what comes now was read in another boot: a counter is not compared with what was before. */
    public void newBoot() {
        before = Double.NaN;
    }

    /**
     * Sets a bucket that was stored.
     *
     * @param place from 0 on
     * @param count how many values it has
     * @param first the least value of a gauge, the last one of a counter
     * @param second the sum of a gauge's values, the growth of a counter
     * @param third the greatest value of a gauge, the seconds of a counter's growth
     */
    public void set(int place, int count, double first, double second, double third) {
        counts[place] = count;
        this.first[place] = first;
        this.second[place] = second;
        this.third[place] = third;
    }

    /**
     * Adds a bucket of the same series, which is not earlier than what was added before. An empty one changes nothing.
     *
     * @param place where it is added
     * @param other what it is taken from; that stays as it is
     * @param otherPlace its place there
     */
    public void merge(int place, Buckets other, int otherPlace) {
        if (other.counts[otherPlace] == 0) {
            return;
        }
        if (counts[place] == 0) {
            take(place, other, otherPlace);
            return;
        }
        first[place] = counter ? other.first[otherPlace] : Math.min(first[place], other.first[otherPlace]);
        third[place] =
                counter ? third[place] + other.third[otherPlace] : Math.max(third[place], other.third[otherPlace]);
        second[place] += other.second[otherPlace];
        counts[place] += other.counts[otherPlace];
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
        if (other.counts[otherPlace] > 0 && other.counts[otherPlace] >= counts[place]) {
            take(place, other, otherPlace);
        }
    }

    /** {@return whether no bucket has a value} */
    public boolean isEmpty() {
        return Arrays.stream(counts).allMatch(count -> count == 0);
    }

    private void take(int place, Buckets other, int otherPlace) {
        set(
                place,
                other.counts[otherPlace],
                other.first[otherPlace],
                other.second[otherPlace],
                other.third[otherPlace]);
    }

    private void addCounted(int place, double value, long monotonicMicros) {
        if (place >= 0 && place < counts.length) {
            first[place] = value;
            double growth = value - before;
            double seconds = (monotonicMicros - beforeMicros) / 1e6;
            if (growth >= 0
                    && seconds > 0
                    && growth <= seconds * series.metric().fastest()) {
                second[place] += growth;
                third[place] += seconds;
            }
            counts[place]++;
        }
        before = value;
        beforeMicros = monotonicMicros;
    }
}

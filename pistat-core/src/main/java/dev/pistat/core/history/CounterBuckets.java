package dev.pistat.core.history;

import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Series;
import java.util.OptionalDouble;

/**
 * The values of a counter in buckets of time: of each their number, the last one, and the growth in how many seconds.
 *
 * <p>Growth is counted between values of one boot, and where the counter neither went back nor grew faster than it
 * {@linkplain Metric#fastest can}: what it counted before it began again, or jumped, is not guessed. Growth belongs to the
 * bucket of the later value.
 */
public final class CounterBuckets extends Buckets {

    private final double[] last;
    private final double[] growth;
    private final double[] seconds;

    private double before = Double.NaN;
    private long beforeMicros;

    /**
     * Empty buckets.
     *
     * @param series of a counter
     * @param size how many; not negative
     */
    public CounterBuckets(Series series, int size) {
        super(series, size);
        last = new double[size];
        growth = new double[size];
        seconds = new double[size];
    }

    /**
     * The last value.
     *
     * @param place from 0 on
     * @return in the metric's unit; 0 if the bucket is empty
     */
    public double last(int place) {
        return last[place];
    }

    /**
     * The growth of the counter.
     *
     * @param place from 0 on
     * @return in the metric's unit, never negative; 0 also if there was nothing to compare with
     */
    public double growth(int place) {
        return growth[place];
    }

    /**
     * The seconds of the growth.
     *
     * @param place from 0 on
     * @return less than the bucket is long where the counter began, or was away; 0 if there was nothing to compare with
     */
    public double seconds(int place) {
        return seconds[place];
    }

    /**
     * The speed of the growth.
     *
     * @param place from 0 on
     * @return growth a second; empty if there was no second value to compare with
     */
    public OptionalDouble rate(int place) {
        return seconds[place] > 0 ? OptionalDouble.of(growth[place] / seconds[place]) : OptionalDouble.empty();
    }

    /**
     * Sets a bucket that was stored.
     *
     * @param place from 0 on
     * @param count the number of values
     * @param last the last value
     * @param growth of the counter
     * @param seconds of the growth
     */
    public void set(int place, int count, double last, double growth, double seconds) {
        count(place, count);
        this.last[place] = last;
        this.growth[place] = growth;
        this.seconds[place] = seconds;
    }

    @Override
    public void add(int place, double value, long monotonicMicros) {
        if (has(place)) {
            last[place] = value;
            double grown = value - before;
            double passed = (monotonicMicros - beforeMicros) / 1e6;
            if (grown >= 0 && passed > 0 && grown <= passed * metric().fastest()) {
                growth[place] += grown;
                seconds[place] += passed;
            }
            count(place, count(place) + 1);
        }
        before = value;
        beforeMicros = monotonicMicros;
    }

    @Override
    public void newBoot() {
        before = Double.NaN;
    }

    @Override
    void combine(int place, Buckets other, int otherPlace) {
        CounterBuckets counter = (CounterBuckets) other;
        last[place] = counter.last[otherPlace];
        growth[place] += counter.growth[otherPlace];
        seconds[place] += counter.seconds[otherPlace];
    }

    @Override
    void replace(int place, Buckets other, int otherPlace) {
        CounterBuckets counter = (CounterBuckets) other;
        last[place] = counter.last[otherPlace];
        growth[place] = counter.growth[otherPlace];
        seconds[place] = counter.seconds[otherPlace];
    }
}

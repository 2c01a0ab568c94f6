package dev.pistat.core.history;

import dev.pistat.core.metric.Series;

/** The values of a gauge in buckets of time: of each their number, the least, the mean and the greatest. */
public final class GaugeBuckets extends Buckets {

    private final double[] min;
    private final double[] sum;
    private final double[] max;

    /**
     * Empty buckets.
     *
     * @param series of a gauge
     * @param size how many; not negative
     */
    public GaugeBuckets(Series series, int size) {
        super(series, size);
        min = new double[size];
        sum = new double[size];
        max = new double[size];
    }

    /**
     * The least value.
     *
     * @param place from 0 on
     * @return in the metric's unit; 0 if the bucket is empty
     */
    public double min(int place) {
        return min[place];
    }

    /**
     * The sum of the values.
     *
     * @param place from 0 on
     * @return in the metric's unit; 0 if the bucket is empty
     */
    public double sum(int place) {
        return sum[place];
    }

    /**
     * The mean value.
     *
     * @param place from 0 on
     * @return in the metric's unit, never below the least value or above the greatest; NaN if the bucket is empty
     */
    public double mean(int place) {
        return Math.clamp(sum[place] / count(place), min[place], max[place]);
    }

    /**
     * The greatest value.
     *
     * @param place from 0 on
     * @return in the metric's unit; 0 if the bucket is empty
     */
    public double max(int place) {
        return max[place];
    }

    /**
     * Sets a bucket that was stored.
     *
     * @param place from 0 on
     * @param count the number of values
     * @param min the least value
     * @param sum of the values
     * @param max the greatest value
     */
    public void set(int place, int count, double min, double sum, double max) {
        count(place, count);
        this.min[place] = min;
        this.sum[place] = sum;
        this.max[place] = max;
    }

    @Override
    public void add(int place, double value, long monotonicMicros) {
        if (has(place)) {
            boolean first = count(place) == 0;
            min[place] = first ? value : Math.min(min[place], value);
            max[place] = first ? value : Math.max(max[place], value);
            sum[place] += value;
            count(place, count(place) + 1);
        }
    }

    @Override
    public void newBoot() {
        // Values of a gauge stand each for itself.
    }

    @Override
    void combine(int place, Buckets other, int otherPlace) {
        GaugeBuckets gauge = (GaugeBuckets) other;
        min[place] = Math.min(min[place], gauge.min[otherPlace]);
        max[place] = Math.max(max[place], gauge.max[otherPlace]);
        sum[place] += gauge.sum[otherPlace];
    }

    @Override
    void replace(int place, Buckets other, int otherPlace) {
        GaugeBuckets gauge = (GaugeBuckets) other;
        min[place] = gauge.min[otherPlace];
        max[place] = gauge.max[otherPlace];
        sum[place] = gauge.sum[otherPlace];
    }
}

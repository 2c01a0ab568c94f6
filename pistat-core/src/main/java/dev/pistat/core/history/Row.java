package dev.pistat.core.history;

import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.text.Times;
import java.util.List;
import java.util.Optional;

/**
 * The values of some series at one stored sample, in the order in which the series were asked for. Immutable, and made
 * for reading many of them: no objects per value.
 */
public final class Row {

    private final long id;
    private final long atMicros;
    private final long monotonicMicros;
    private final String bootId;
    private final double[] values;
    private final boolean[] present;

    /**
     * Takes the arrays over, without a copy.
     *
     * @param id the sample's
     * @param atMicros wall time, microseconds since 1970
     * @param monotonicMicros microseconds of the monotonic clock of the boot
     * @param bootId the kernel's id of the boot
     * @param values one per series asked for
     * @param present whether there is a value in that place
     */
    public Row(long id, long atMicros, long monotonicMicros, String bootId, double[] values, boolean[] present) {
        this.id = id;
        this.atMicros = atMicros;
        this.monotonicMicros = monotonicMicros;
        this.bootId = bootId;
        this.values = values;
        this.present = present;
    }

    /**
     * The row of a sample.
     *
     * @param series which values, in this order
     * @param sample from which they are taken
     * @return empty if none of the series has a value in it
     */
    public static Optional<Row> of(List<Series> series, Sample sample) {
        double[] values = new double[series.size()];
        boolean[] present = new boolean[values.length];
        boolean any = false;
        for (int place = 0; place < values.length; place++) {
            if (sample.readings().get(series.get(place)) instanceof Reading.Value(double value)) {
                values[place] = value;
                present[place] = true;
                any = true;
            }
        }
        return any
                ? Optional.of(new Row(
                        sample.id(),
                        Times.micros(sample.at()),
                        sample.monotonicMicros(),
                        sample.bootId(),
                        values,
                        present))
                : Optional.empty();
    }

    /** {@return the sample's id} */
    public long id() {
        return id;
    }

    /** {@return wall time, microseconds since 1970} */
    public long atMicros() {
        return atMicros;
    }

    /**
     * When it was read, on the clock that tells how far apart two rows of one boot are.
     *
     * @return microseconds of the monotonic clock of its boot; where no counter was asked for it may be 0
     */
    public long monotonicMicros() {
        return monotonicMicros;
    }

    /** {@return the kernel's id of the boot in which it was read} */
    public String bootId() {
        return bootId;
    }

    /** {@return how many series were asked for, whether they have a value here or not} */
    public int size() {
        return values.length;
    }

    /**
     * Whether a series has a value here.
     *
     * @param place of the series among those asked for, from 0 on
     * @return false if it was absent from the sample
     */
    public boolean has(int place) {
        return present[place];
    }

    /**
     * The value of a series.
     *
     * @param place of the series among those asked for, from 0 on
     * @return in the metric's unit
     * @throws IllegalStateException if there is none here
     */
    public double value(int place) {
        if (!present[place]) {
            throw new IllegalStateException("No value in place " + place + " of row " + id);
        }
        return values[place];
    }
}

package dev.pistat.core.metric;

import org.jspecify.annotations.Nullable;

/**
 * One line of values over time: a metric, or one instance of a metric that has a label.
 *
 * @param metric what is measured
 * @param instance which one of the metric's label, as the system names it ({@code eth0}, {@code 3}, {@code /home});
 *     the empty string exactly if the metric has no label
 */
public record Series(Metric metric, String instance) {

    /**
     * Checks that the instance fits the metric.
     *
     * @throws IllegalArgumentException if there is an instance without a label, or a label without an instance
     */
    public Series {
        if (metric.label().isPresent() == instance.isEmpty()) {
            throw new IllegalArgumentException(
                    metric.label().isPresent()
                            ? metric.name() + " needs an instance: it has the label "
                                    + metric.label().get()
                            : metric.name() + " has no label, so no instance '" + instance + "'");
        }
    }

    /**
     * The only series of a metric without a label.
     *
     * @param metric what is measured
     * @throws IllegalArgumentException if the metric has a label
     */
    public Series(Metric metric) {
        this(metric, "");
    }

    /** What the record would do by itself, without its method handles: series are looked up by the hundred every sample. */
    @Override
    @SuppressWarnings("exports") // who uses this need not have JSpecify
    public boolean equals(@Nullable Object other) {
        return other instanceof Series series && instance.equals(series.instance) && metric.equals(series.metric);
    }

    @Override
    public int hashCode() {
        return 31 * metric.hashCode() + instance.hashCode();
    }

    /** {@return how the series is written in requests and files: {@code name}, or {@code name:instance}} */
    public String key() {
        return instance.isEmpty() ? metric.name() : metric.name() + ':' + instance;
    }
}

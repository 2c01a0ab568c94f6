package dev.pistat.core.recording;

import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.DoublePredicate;

/**
 * Something that holds of a series for a while, such as "{@code cpu_temp} above 80 for a minute". Immutable.
 *
 * <p>It holds only where there is a value: a sample in which the series is absent ends it, and so does a boot. How long is
 * told by monotonic time, from the first of the samples that it holds in to the newest; so a clock that is set makes no
 * difference, and the time in which the machine slept does not count.
 *
 * @param series what is looked at
 * @param holds whether a value, in the metric's unit, is of the kind that is looked for
 * @param lasting for how long; zero tells of the first such sample
 */
public record Condition(Series series, DoublePredicate holds, Duration lasting) {

    /**
     * Checks the duration.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Condition {
        if (lasting.isNegative()) {
            throw new IllegalArgumentException("A condition cannot last for " + lasting);
        }
    }

    /**
     * Above a limit, which is not above itself.
     *
     * @param metric what is looked at
     * @param limit in the metric's unit
     * @param lasting for how long; zero tells of the first such sample
     * @return what {@link #then} makes a listener of
     * @throws IllegalArgumentException if the metric has a label: name one series of it then; or if {@code lasting} is negative
     */
    public static Condition above(Metric metric, double limit, Duration lasting) {
        return new Condition(new Series(metric), value -> value > limit, lasting);
    }

    /**
     * Below a limit, which is not below itself.
     *
     * @param metric what is looked at
     * @param limit in the metric's unit
     * @param lasting for how long; zero tells of the first such sample
     * @return what {@link #then} makes a listener of
     * @throws IllegalArgumentException if the metric has a label: name one series of it then; or if {@code lasting} is negative
     */
    public static Condition below(Metric metric, double limit, Duration lasting) {
        return new Condition(new Series(metric), value -> value < limit, lasting);
    }

    /**
     * A listener for {@link Recorder#onSample}: it calls the action once as soon as the condition has held for so long, and
     * again only after it did not hold in between.
     *
     * @param action gets the sample that completed it, on the recorder's thread; it must not wait for anything
     * @return for one recorder, as it remembers since when the condition holds; not thread-safe
     */
    public Consumer<Sample> then(Consumer<Sample> action) {
        return new Watch(this, action);
    }

    /** Remembers since when. Used by the recorder's thread alone. */
    private static final class Watch implements Consumer<Sample> {

        private final Condition condition;
        private final Consumer<Sample> action;
        private boolean holding;
        private boolean told;
        private long sinceMicros;
        private String bootId = "";

        Watch(Condition condition, Consumer<Sample> action) {
            this.condition = condition;
            this.action = action;
        }

        @Override
        public void accept(Sample sample) {
            boolean held = holding && sample.bootId().equals(bootId);
            var value = sample.value(condition.series());
            holding = value.isPresent() && condition.holds().test(value.getAsDouble());
            if (!holding || !held) {
                told = false;
                sinceMicros = sample.monotonicMicros();
                bootId = sample.bootId();
            }
            if (holding
                    && !told
                    && sample.monotonicMicros() - sinceMicros
                            >= condition.lasting().toNanos() / 1_000) {
                told = true;
                action.accept(sample);
            }
        }
    }
}

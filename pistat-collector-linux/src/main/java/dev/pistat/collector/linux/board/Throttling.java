package dev.pistat.collector.linux.board;

import static dev.pistat.core.metric.BoardMetrics.FREQUENCY_CAPPED_NOW;
import static dev.pistat.core.metric.BoardMetrics.FREQUENCY_CAPPED_SINCE_BOOT;
import static dev.pistat.core.metric.BoardMetrics.TEMPERATURE_LIMITED_NOW;
import static dev.pistat.core.metric.BoardMetrics.TEMPERATURE_LIMITED_SINCE_BOOT;
import static dev.pistat.core.metric.BoardMetrics.THROTTLED_NOW;
import static dev.pistat.core.metric.BoardMetrics.THROTTLED_SINCE_BOOT;
import static dev.pistat.core.metric.BoardMetrics.UNDERVOLTAGE_NOW;
import static dev.pistat.core.metric.BoardMetrics.UNDERVOLTAGE_SINCE_BOOT;

import dev.pistat.core.metric.Metric;
import dev.pistat.core.port.SampleSink;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The conditions in the bits of {@code vcgencmd get_throttled}, and those that have begun and ended since the query before.
 * A condition that came for the first time since boot and was over by the next query has begun and ended too: the firmware
 * remembers it.
 */
final class Throttling {

    private static final int SINCE_BOOT = 16;

    private static final List<Condition> CONDITIONS = List.of(
            new Condition(
                    0,
                    UNDERVOLTAGE_NOW,
                    UNDERVOLTAGE_SINCE_BOOT,
                    "the supply fell below 4.63 V",
                    "the supply is above 4.63 V again"),
            new Condition(
                    1,
                    FREQUENCY_CAPPED_NOW,
                    FREQUENCY_CAPPED_SINCE_BOOT,
                    "the firmware caps the processor's clock rate",
                    "the firmware does not cap the processor's clock rate any more"),
            new Condition(
                    2,
                    THROTTLED_NOW,
                    THROTTLED_SINCE_BOOT,
                    "the firmware slows the processor down",
                    "the firmware does not slow the processor down any more"),
            new Condition(
                    3,
                    TEMPERATURE_LIMITED_NOW,
                    TEMPERATURE_LIMITED_SINCE_BOOT,
                    "the processor is above its soft temperature limit",
                    "the processor is below its soft temperature limit again"));

    private OptionalInt before = OptionalInt.empty();

    private record Condition(int bit, Metric now, Metric sinceBoot, String began, String ended) {

        boolean isIn(int bits) {
            return ((bits >> bit) & 1) == 1;
        }

        boolean wasIn(int bits) {
            return isIn(bits >> SINCE_BOOT);
        }

        /** The common beginning of its metrics and events. */
        String word() {
            return now.name().substring(0, now.name().lastIndexOf('_'));
        }
    }

    /** What the bits say, by metric: 0 or 1. */
    static Map<Metric, Double> values(int bits) {
        Map<Metric, Double> values = new LinkedHashMap<>();
        CONDITIONS.forEach(condition -> values.put(condition.now, condition.isIn(bits) ? 1.0 : 0.0));
        CONDITIONS.forEach(condition -> values.put(condition.sinceBoot, condition.wasIn(bits) ? 1.0 : 0.0));
        return values;
    }

    /** Reports what has changed since the last call; at the first one, what is on. */
    void report(int bits, SampleSink sink) {
        for (Condition condition : CONDITIONS) {
            boolean is = condition.isIn(bits);
            boolean was = before.isPresent() && condition.isIn(before.getAsInt());
            boolean between =
                    before.isPresent() && condition.wasIn(bits) && !condition.wasIn(before.getAsInt()) && !is && !was;
            if ((is && !was) || between) {
                sink.event(condition.word() + "_began", "firmware", condition.began);
            }
            if ((was && !is) || between) {
                sink.event(condition.word() + "_ended", "firmware", condition.ended);
            }
        }
        before = OptionalInt.of(bits);
    }
}

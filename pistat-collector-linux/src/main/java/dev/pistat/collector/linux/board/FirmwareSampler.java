package dev.pistat.collector.linux.board;

import static dev.pistat.core.metric.BoardMetrics.BOARD_POWER_WATTS;
import static dev.pistat.core.metric.BoardMetrics.CORE_VOLTS;
import static dev.pistat.core.metric.BoardMetrics.FIRMWARE_FREQUENCY_HERTZ;
import static dev.pistat.core.metric.BoardMetrics.POWER_WATTS;

import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.core.metric.BoardMetrics;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.Clock;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The state of a Raspberry Pi as its firmware tells it ({@link Vcgencmd}): throttling every 10 s, clock rate, core voltage
 * and the power of each rail every 30 s. In between, and if there is no time to ask, the last answer stands; so does the
 * reason why there was none. Queries of the same sample share its time evenly, what one leaves over goes to the next: a slow
 * one cannot starve the others.
 */
public final class FirmwareSampler implements Sampler {

    private static final Duration THROTTLING_EVERY = Duration.ofSeconds(10);
    private static final Duration OTHERS_EVERY = Duration.ofSeconds(30);
    /** Samples are not taken to the nanosecond: what is due within the last tenth of its time is due. */
    private static final int EARLY = 10;

    private final Vcgencmd vcgencmd;
    private final Clock clock;
    private final Throttling throttling = new Throttling();
    private final List<Query> queries = List.of(
            new Query(
                    "get_throttled",
                    THROTTLING_EVERY,
                    List.copyOf(Throttling.values(0).keySet()),
                    this::throttling),
            new Query(
                    "measure_clock arm",
                    OTHERS_EVERY,
                    List.of(FIRMWARE_FREQUENCY_HERTZ),
                    (text, sink) -> value(FIRMWARE_FREQUENCY_HERTZ, VcgencmdOutput.hertz(text))),
            new Query(
                    "measure_volts core",
                    OTHERS_EVERY,
                    List.of(CORE_VOLTS),
                    (text, sink) -> value(CORE_VOLTS, VcgencmdOutput.volts(text))),
            new Query("pmic_read_adc", OTHERS_EVERY, List.of(BOARD_POWER_WATTS), (text, sink) -> watts(text)));

    public FirmwareSampler(Vcgencmd vcgencmd, Clock clock) {
        this.vcgencmd = vcgencmd;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "firmware";
    }

    @Override
    public List<Metric> metrics() {
        return Stream.concat(queries.stream().flatMap(each -> each.metrics.stream()), Stream.of(POWER_WATTS))
                .sorted(Comparator.comparingInt(BoardMetrics.ALL::indexOf))
                .toList();
    }

    @Override
    public void sample(SampleSink sink) throws InterruptedException {
        queries.forEach(query -> query.last.forEach(sink::report));
        vcgencmd.turn().lockInterruptibly();
        try {
            askWhatIsDue(sink);
        } finally {
            vcgencmd.turn().unlock();
        }
    }

    private void askWhatIsDue(SampleSink sink) throws InterruptedException {
        long began = clock.monotonicNanos();
        boolean exists = vcgencmd.exists();
        List<Query> due =
                queries.stream().filter(query -> !exists || query.isDue(began)).toList();
        long until = began + vcgencmd.limit().toNanos();
        for (int i = 0; i < due.size(); i++) {
            long left = until - clock.monotonicNanos();
            if (left > 0) {
                due.get(i).ask(vcgencmd, Duration.ofNanos(left / (due.size() - i)), began, sink);
            }
        }
    }

    private static Map<Series, Reading> value(Metric metric, double value) {
        return Map.of(new Series(metric), new Reading.Value(value));
    }

    private Map<Series, Reading> throttling(String text, SampleSink sink) {
        int bits = VcgencmdOutput.throttled(text);
        throttling.report(bits, sink);
        Map<Series, Reading> values = new LinkedHashMap<>();
        Throttling.values(bits).forEach((metric, value) -> values.putAll(value(metric, value)));
        return values;
    }

    private static Map<Series, Reading> watts(String text) {
        VcgencmdOutput.Power power = VcgencmdOutput.watts(text);
        Map<Series, Reading> readings = new LinkedHashMap<>();
        power.rails().forEach((rail, watts) -> readings.put(new Series(POWER_WATTS, rail), watts));
        readings.put(new Series(BOARD_POWER_WATTS), power.sum());
        return readings;
    }

    /** A command that is sent now and then, and what came of it. */
    private static final class Query {

        private final String words;
        private final Duration every;
        private final List<Metric> metrics;
        private final BiFunction<String, SampleSink, Map<Series, Reading>> parse;
        private @Nullable Long askedNanos;
        private Map<Series, Reading> last = Map.of();

        /** @param metrics what it reports at least */
        Query(
                String words,
                Duration every,
                List<Metric> metrics,
                BiFunction<String, SampleSink, Map<Series, Reading>> parse) {
            this.words = words;
            this.every = every;
            this.metrics = metrics;
            this.parse = parse;
        }

        boolean isDue(long nanos) {
            return askedNanos == null || nanos - askedNanos >= every.toNanos() - every.toNanos() / EARLY;
        }

        void ask(Vcgencmd vcgencmd, Duration limit, long nanos, SampleSink sink) throws InterruptedException {
            Vcgencmd.Answer answer = vcgencmd.ask(words, limit);
            askedNanos = nanos;
            last = switch (answer) {
                case Vcgencmd.Answer.Text(String text) -> parse(text, sink);
                case Vcgencmd.Answer.None(Reading why) -> absent(why);
            };
            last.forEach(sink::report);
        }

        private Map<Series, Reading> parse(String text, SampleSink sink) {
            try {
                return parse.apply(text, sink);
            } catch (MalformedException e) {
                return absent(new Reading.Failed("vcgencmd " + words + ": " + e.getMessage()));
            }
        }

        /** The same reason for whatever it has reported. */
        private Map<Series, Reading> absent(Reading why) {
            Map<Series, Reading> readings = new LinkedHashMap<>();
            last.keySet().forEach(series -> readings.put(series, why));
            metrics.forEach(metric -> readings.put(new Series(metric), why));
            return readings;
        }
    }
}

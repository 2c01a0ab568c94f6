package dev.pistat.collector.linux;

import dev.pistat.core.metric.Kind;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.metric.Unit;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The newest sample of a recorder as meters of Micrometer: {@code recorder.onSample(new MicrometerMeters(registry))}. Used
 * by the recorder's thread alone, and read by the registry on any. Needs {@code io.micrometer:micrometer-core}, which PiStat
 * does not bring along.
 *
 * <p>A gauge is a {@link Gauge}, a counter a {@link FunctionCounter}, in the unit of the metric and with its help. The name is
 * {@code pistat.} and the metric's with dots, such as {@code pistat.disk.read.rate}; an instance is the tag that the label
 * names. A series that is absent from a sample has no meter until it is back: absence is never written as a number.
 *
 * <p>Nothing leaves the registry with the recorder's end: call {@link #close} after it.
 */
public final class MicrometerMeters implements Consumer<Sample>, AutoCloseable {

    private final MeterRegistry registry;
    private final Map<Series, Shown> shown = new HashMap<>();

    /**
     * Will show samples in a registry, which has nothing of them before the first.
     *
     * @param registry stays open when this is closed
     */
    @SuppressWarnings("exports") // who does not use this need not have Micrometer
    public MicrometerMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public synchronized void accept(Sample sample) {
        Set<Series> present = new HashSet<>();
        sample.readings().forEach((series, reading) -> {
            if (reading instanceof Reading.Value(double value)) {
                present.add(series);
                shown.computeIfAbsent(series, this::register).value = value;
            }
        });
        shown.entrySet().removeIf(entry -> !present.contains(entry.getKey()) && removed(entry.getValue()));
    }

    /** Takes all its meters out of the registry. */
    @Override
    public synchronized void close() {
        shown.values().forEach(this::removed);
        shown.clear();
    }

    private boolean removed(Shown each) {
        if (each.meter != null) {
            registry.remove(each.meter);
        }
        return true;
    }

    private Shown register(Series series) {
        Metric metric = series.metric();
        Shown holder = new Shown();
        String name = "pistat." + metric.name().replace('_', '.');
        Tags tags = metric.label()
                .map(label -> Tags.of(Tag.of(label, series.instance())))
                .orElse(Tags.empty());
        holder.meter = metric.kind() == Kind.COUNTER
                ? FunctionCounter.builder(name, holder, each -> each.value)
                        .tags(tags)
                        .baseUnit(baseUnit(metric.unit()))
                        .description(metric.help())
                        .register(registry)
                : Gauge.builder(name, holder, each -> each.value)
                        .tags(tags)
                        .baseUnit(baseUnit(metric.unit()))
                        .description(metric.help())
                        .register(registry);
        return holder;
    }

    private static @Nullable String baseUnit(Unit unit) {
        return unit == Unit.NONE ? null : unit.text();
    }

    /** A meter and its newest value. Micrometer holds it weakly, this object strongly. */
    private static final class Shown {

        private volatile double value;
        private @Nullable Meter meter;
    }
}

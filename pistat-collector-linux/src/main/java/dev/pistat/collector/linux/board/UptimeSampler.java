package dev.pistat.collector.linux.board;

import static dev.pistat.core.metric.BoardMetrics.UPTIME_SECONDS;

import dev.pistat.core.metric.Metric;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Whole seconds since the kernel started, time asleep included, from {@code /proc/uptime} by OSHI (proc_uptime(5)): setting
 * the clock does not change it.
 */
public final class UptimeSampler implements Sampler {

    private final DoubleSupplier seconds;

    /**
     * A sampler of this source.
     *
     * @param seconds since the kernel started; 0 is OSHI's sign that it could not read them
     */
    public UptimeSampler(DoubleSupplier seconds) {
        this.seconds = seconds;
    }

    @Override
    public String name() {
        return "uptime";
    }

    @Override
    public List<Metric> metrics() {
        return List.of(UPTIME_SECONDS);
    }

    @Override
    public void sample(SampleSink sink) {
        double uptime = seconds.getAsDouble();
        if (uptime > 0) {
            sink.value(UPTIME_SECONDS, Math.floor(uptime));
        } else {
            sink.failed(UPTIME_SECONDS, "/proc/uptime could not be read");
        }
    }
}

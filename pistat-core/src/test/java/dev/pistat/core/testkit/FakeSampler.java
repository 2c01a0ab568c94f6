package dev.pistat.core.testkit;

import dev.pistat.core.metric.Metric;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A sampler that does what its script says, which can be exchanged between two ticks. Thread-safe. */
public final class FakeSampler implements Sampler {

    private final String name;
    private final List<Metric> metrics;
    private volatile SampleSink.Sensor script = sink -> {};

    /**
     * Reports nothing until it is told what to do.
     *
     * @param name in lower case, as every sampler's
     * @param metrics what it says that it may report
     */
    public FakeSampler(String name, Metric... metrics) {
        this.name = name;
        this.metrics = List.of(metrics);
    }

    /**
     * From now on does this when asked.
     *
     * @param script gets the sink; what it throws the sampler throws
     * @return this
     */
    public FakeSampler doing(SampleSink.Sensor script) {
        this.script = script;
        return this;
    }

    /**
     * From now on reports the same value for every metric without a label.
     *
     * @param value one that is not finite is a failed reading
     * @return this
     */
    public FakeSampler reporting(double value) {
        return doing(sink -> metrics.stream()
                .filter(metric -> metric.label().isEmpty())
                .forEach(metric -> sink.value(metric, value)));
    }

    /**
     * From now on hangs when asked, deaf to interruption, and then reports nothing.
     *
     * @param latch ends it when it opens
     * @return this
     */
    public FakeSampler hangingUntil(CountDownLatch latch) {
        return doing(sink -> hang(latch));
    }

    /**
     * Hangs, deaf to interruption as a read from a dead device is.
     *
     * @param latch ends it when it opens
     */
    public static void hang(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // a read from a dead device does not notice either
            }
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Metric> metrics() {
        return metrics;
    }

    @Override
    public void sample(SampleSink sink) throws Exception {
        script.read(sink);
    }
}

package dev.pistat.app;

import dev.pistat.core.metric.Metric;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A sampler of the application's, which is asked for its metrics once, on a thread of its own: it may hang. */
final class ApplicationSampler implements Sampler {

    private static final System.Logger LOG = System.getLogger("dev.pistat.app");
    private static final int SECONDS = 2;

    private final Sampler sampler;
    private final FutureTask<List<Metric>> metrics;

    ApplicationSampler(Sampler sampler) {
        this.sampler = sampler;
        metrics = new FutureTask<>(() -> List.copyOf(sampler.metrics()));
        Thread.ofPlatform().daemon().name("pistat-sampler").start(metrics);
    }

    /** Its metrics, or none if it does not tell them soon. */
    List<Metric> metricsSoon() {
        try {
            return metrics.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            LOG.log(Level.WARNING, without("its metrics() threw " + e.getCause()));
        } catch (TimeoutException e) {
            LOG.log(Level.WARNING, without("its metrics() has not answered within " + SECONDS + " s"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.of();
    }

    private String without(String why) {
        return sampler.name() + ": " + why + "; what it reports is not shown until the next start";
    }

    @Override
    public String name() {
        return sampler.name();
    }

    /** The answer to the one question, however long it takes: the recorder has a deadline. */
    @Override
    public List<Metric> metrics() {
        try {
            return metrics.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("its metrics() threw " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("was interrupted", e);
        }
    }

    @Override
    public void sample(SampleSink sink) throws Exception {
        sampler.sample(sink);
    }
}

package dev.pistat.core.recording;

import dev.pistat.core.metric.Series;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import java.util.List;

/** A sampler, which is asked for its metrics when it is first asked for readings: that may fail, or hang, as well. */
final class AskedSampler {

    final Sampler sampler;
    private boolean known;
    /** Its series without instances: what it reports at least. */
    private volatile List<Series> atLeast = List.of();

    AskedSampler(Sampler sampler) {
        this.sampler = sampler;
    }

    /** The series that it reports at least; none before it was asked for the first time. */
    List<Series> atLeast() {
        return atLeast;
    }

    void read(SampleSink sink) throws Exception {
        if (!known) {
            atLeast = sampler.metrics().stream()
                    .filter(metric -> metric.label().isEmpty())
                    .map(Series::new)
                    .toList();
            known = true;
        }
        sampler.sample(sink);
    }
}

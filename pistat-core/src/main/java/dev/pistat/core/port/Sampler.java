package dev.pistat.core.port;

import dev.pistat.core.metric.Metric;
import java.util.List;

/**
 * Something that can be asked for readings: a group of metrics that come from the same place.
 *
 * <p>It is asked by one thread at a time, though not always the same one, and never again before the last call returned.
 * All samplers of a tick have one deadline: what was reported by then counts, so report each reading as soon as it is
 * there. A call may hang; it costs only its own readings.
 */
public interface Sampler {

    /** {@return a short name, unique among the samplers of a recorder: it stands in events and in the log} */
    String name();

    /** {@return every metric that this sampler may report: always the same list, for which it is asked once as for readings} */
    List<Metric> metrics();

    /**
     * Reads everything and reports it.
     *
     * @param sink takes the readings, until the deadline is over
     * @throws Exception if nothing more can be read: what was reported stands, the rest of {@link #metrics()} has failed
     *     with the exception's message
     */
    void sample(SampleSink sink) throws Exception;
}

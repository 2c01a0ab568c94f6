package dev.pistat.http.route;

import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.port.Clock;
import dev.pistat.core.port.MetricStore;
import dev.pistat.http.prometheus.PrometheusFamily;
import dev.pistat.http.response.MemoryBudget;
import dev.pistat.http.stream.Streams;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The sources of the routes' answers. Thread-safe.
 *
 * @param interval between two samples
 * @param machine null if there is none to tell of
 * @param memory shared by all answers out of the history
 */
record Sources(
        Allowlist allowlist,
        MetricStore store,
        Supplier<Optional<Sample>> newest,
        Clock clock,
        Duration interval,
        @Nullable Machine machine,
        Streams streams,
        Map<Metric, PrometheusFamily> families,
        MemoryBudget memory) {

    Sources(
            Allowlist allowlist,
            MetricStore store,
            Supplier<Optional<Sample>> newest,
            Clock clock,
            Duration interval,
            @Nullable Machine machine,
            Streams streams) {
        this(
                allowlist,
                store,
                newest,
                clock,
                interval,
                machine,
                streams,
                PrometheusFamily.all(allowlist),
                MemoryBudget.ofHistory());
    }

    Machine theMachine() {
        if (machine == null) {
            throw new IllegalStateException("There is no machine to tell of");
        }
        return machine;
    }

    /** The end of a range that has a sample of this very moment. */
    Instant afterNow() {
        return clock.wall().plusNanos(1_000);
    }
}

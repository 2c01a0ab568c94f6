package dev.pistat.http.route;

import dev.pistat.core.memory.InMemoryMetricStore;
import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.metric.Host;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.port.Clock;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.testkit.FakeClock;
import dev.pistat.http.stream.Streams;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** All routes, from what a test gives, and from nothing where it gives none. */
public final class TestRoutes {

    private Allowlist allowlist = new Allowlist(Catalogue.ALL);
    private MetricStore store = new InMemoryMetricStore();
    private Supplier<Optional<Sample>> newest = Optional::empty;
    private Clock clock = new FakeClock(Instant.parse("2026-03-01T12:00:00Z"));
    private Supplier<Host> facts = () ->
            new Host(Optional.empty(), "Linux 6.6", Optional.empty(), "attic", "boot-1", Optional.of(Instant.EPOCH), 4);
    private boolean machine = true;

    public TestRoutes metrics(List<Metric> metrics) {
        this.allowlist = new Allowlist(metrics);
        return this;
    }

    public TestRoutes store(MetricStore store) {
        this.store = store;
        return this;
    }

    public TestRoutes newest(Supplier<Optional<Sample>> newest) {
        this.newest = newest;
        return this;
    }

    public TestRoutes clock(Clock clock) {
        this.clock = clock;
        return this;
    }

    public TestRoutes facts(Supplier<Host> facts) {
        this.facts = facts;
        return this;
    }

    public TestRoutes withoutMachine() {
        this.machine = false;
        return this;
    }

    public Routes routes() {
        return routes(new Streams(store, clock), () -> {});
    }

    public Routes routes(Streams streams, Runnable stopListening) {
        return new Routes(
                new Sources(
                        allowlist,
                        store,
                        newest,
                        clock,
                        Duration.ofSeconds(10),
                        machine ? machine(facts) : null,
                        streams),
                stopListening);
    }

    public static Machine machine(Supplier<Host> facts) {
        return new Machine(facts, "1.2.3", Duration.ofDays(7), "eth0", "/", "127.0.0.1");
    }
}

package dev.pistat.http;

import dev.pistat.core.memory.InMemoryMetricStore;
import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.BoardMetrics;
import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.Host;
import dev.pistat.core.metric.MemoryMetrics;
import dev.pistat.core.metric.NetworkMetrics;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.recording.Recorder;
import dev.pistat.core.recording.SystemClock;
import dev.pistat.core.testkit.FakeClock;
import dev.pistat.core.testkit.FakeSampler;
import dev.pistat.http.access.Access;
import dev.pistat.http.connection.Timeouts;
import dev.pistat.http.page.Page;
import dev.pistat.http.route.Routes;
import dev.pistat.http.route.TestRoutes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A server with all routes and the page, and with some hours of history in memory. */
public final class WholeServer implements AutoCloseable {

    public static final Instant NOW = Instant.parse("2026-11-22T15:00:00Z");

    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final int SAMPLES = 1_000;

    private final FakeClock clock = new FakeClock(NOW.minus(INTERVAL.multipliedBy(SAMPLES)));
    private final AtomicInteger turn = new AtomicInteger();
    private final Recorder recorder;
    private final Routes routes;
    private final HttpServer server;

    public WholeServer(Timeouts timeouts) throws InterruptedException {
        MetricStore store = new InMemoryMetricStore();
        FakeSampler sampler = new FakeSampler(
                        "test",
                        CpuMetrics.CPU_PERCENT,
                        MemoryMetrics.MEM_USED,
                        NetworkMetrics.NET_BYTES_SENT,
                        BoardMetrics.FAN_RPM)
                .doing(this::report);
        recorder = new Recorder(List.of(sampler), store, clock, INTERVAL);
        for (int i = 0; i < SAMPLES; i++) {
            tick();
        }
        Host host = new Host(Optional.empty(), "Linux 6.6", Optional.empty(), "attic", "boot-1", Optional.of(NOW), 4);
        Allowlist allowlist = new Allowlist(Catalogue.ALL);
        routes = new Routes(recorder, store, allowlist, clock, INTERVAL, TestRoutes.machine(() -> host));
        server = TestServer.start(
                "127.0.0.1", 0, Access.PRIVATE, null, timeouts, new SystemClock(""), new Page(), routes);
    }

    /** Takes another sample. */
    public void tick() throws InterruptedException {
        clock.advance(INTERVAL);
        recorder.tick();
    }

    private void report(SampleSink sink) {
        int value = turn.incrementAndGet();
        sink.value(CpuMetrics.CPU_PERCENT, value % 100 + 0.5);
        sink.value(MemoryMetrics.MEM_USED, 98_222_080 + value);
        sink.value(NetworkMetrics.NET_BYTES_SENT, 1_922_981 + 1_000 * value);
        sink.value(new Series(BoardMetrics.FAN_RPM, "cpu \"1\" <&>"), 900);
        sink.event("noticed", "fan " + value, "turned");
    }

    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        routes.close();
        server.close();
        recorder.close();
    }
}

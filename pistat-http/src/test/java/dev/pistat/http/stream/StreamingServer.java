package dev.pistat.http.stream;

import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.recording.Recorder;
import dev.pistat.core.testkit.FakeClock;
import dev.pistat.core.testkit.FakeSampler;
import dev.pistat.http.HttpServer;
import dev.pistat.http.TestServer;
import dev.pistat.http.route.Routes;
import dev.pistat.http.route.TestRoutes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A recorder that is ticked by hand, and a server that streams what it records. */
final class StreamingServer implements AutoCloseable {

    static final Duration NO_HEARTBEAT = Duration.ofMinutes(10);

    private final FakeClock clock;
    private final FakeSampler sampler = new FakeSampler("test", CpuMetrics.CPU_PERCENT).reporting(12.5);
    private final Recorder recorder;
    private final Routes routes;
    private final HttpServer server;

    StreamingServer(MetricStore store, FakeClock clock, int most, Duration heartbeat) {
        this.clock = clock;
        recorder = new Recorder(List.of(sampler), store, clock, Duration.ofSeconds(1));
        Streams streams = new Streams(store, clock, most, heartbeat);
        routes = new TestRoutes()
                .store(store)
                .newest(recorder::newest)
                .clock(clock)
                .routes(streams, recorder.onSample(streams::add));
        recorder.newest().ifPresent(streams::add);
        server = TestServer.start(routes);
    }

    /** What is asked at each tick, with a script to be exchanged. */
    FakeSampler sampler() {
        return sampler;
    }

    /** A second passes, and a sample is taken. */
    Sample tick() throws InterruptedException {
        clock.advance(Duration.ofSeconds(1));
        return recorder.tick();
    }

    void tick(int times) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            tick();
        }
    }

    /** A second passes, and a sample is taken with this event. */
    void tick(String kind, String subject, String text) throws InterruptedException {
        sampler.doing(sink -> sink.event(kind, subject, text));
        tick();
        sampler.reporting(12.5);
    }

    int port() {
        return server.port();
    }

    StreamClient open(String... headers) throws IOException {
        return new StreamClient(port(), "/api/stream", headers);
    }

    StreamClient openAfter(String last) throws IOException {
        return open("Last-Event-ID: " + last);
    }

    /** Ends the streams, and only these. */
    void closeStreams() {
        routes.close();
    }

    @Override
    public void close() {
        routes.close();
        server.close();
        recorder.close();
    }
}

package dev.pistat.http.route;

import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.port.Clock;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.recording.Recorder;
import dev.pistat.core.text.LogLimit;
import dev.pistat.http.response.GetHandler;
import dev.pistat.http.response.Parameters;
import dev.pistat.http.response.Response;
import dev.pistat.http.stream.Streams;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The routes of the API, which is all of {@code /api}, {@code /metrics}, {@code /health} and {@code /openapi.yaml}. Thread-safe.
 * All answers out of the history share a bounded part of the memory: a request that finds none left waits up to 5 seconds for it,
 * and then gets 503.
 *
 * <p>Close them before the server, which would wait for event streams that are open.
 */
public final class Routes implements HttpService, AutoCloseable {

    /** The table: what is registered, documented and asked in training comes from here. */
    static final List<Route> TABLE = List.of(
            new CurrentRoute(),
            new HistoryRoute(),
            new ExportRoute(),
            new ConfigRoute(),
            new MetricsRoute(),
            new HostRoute(),
            new ProcessesRoute(),
            new QueryRoute(),
            new EventsRoute(),
            new StreamRoute(),
            new PrometheusRoute(),
            HealthRoute.LIVE,
            HealthRoute.READY,
            HealthRoute.HEALTH,
            new OpenApiRoute());

    private final Sources sources;
    private final LogLimit unreadable;
    private final Runnable stopListening;

    /**
     * The routes of a recorder and its store, without those that tell of a machine: {@code /api/host} and {@code /api/config}.
     *
     * @param recorder the newest sample is its; it is not closed here
     * @param store the recorder's; it is not closed here
     * @param allowlist the metrics that may be asked for
     * @param clock what "now" and "the last hour" mean
     * @param interval between two samples
     * @throws IllegalArgumentException if two metrics would have the same name in Prometheus
     */
    public Routes(Recorder recorder, MetricStore store, Allowlist allowlist, Clock clock, Duration interval) {
        this(recorder, sources(recorder, store, allowlist, clock, interval, null));
    }

    /**
     * The routes of a recorder, its store and a machine.
     *
     * @param recorder the newest sample is its; it is not closed here
     * @param store the recorder's; it is not closed here
     * @param allowlist the metrics that may be asked for
     * @param clock what "now" and "the last hour" mean
     * @param interval between two samples
     * @param machine what is told of it
     * @throws IllegalArgumentException if two metrics would have the same name in Prometheus
     */
    public Routes(
            Recorder recorder,
            MetricStore store,
            Allowlist allowlist,
            Clock clock,
            Duration interval,
            Machine machine) {
        this(recorder, sources(recorder, store, allowlist, clock, interval, machine));
    }

    private Routes(Recorder recorder, Sources sources) {
        this(sources, recorder.onSample(sources.streams()::add));
        recorder.newest().ifPresent(sources.streams()::add);
    }

    Routes(Sources sources, Runnable stopListening) {
        this.sources = sources;
        this.stopListening = stopListening;
        this.unreadable = new LogLimit(sources.clock()::monotonicNanos);
    }

    private static Sources sources(
            Recorder recorder,
            MetricStore store,
            Allowlist allowlist,
            Clock clock,
            Duration interval,
            @Nullable Machine machine) {
        Streams streams = new Streams(store, clock);
        return new Sources(allowlist, store, recorder::newest, clock, interval, machine, streams);
    }

    /** {@return a request for each route, with the parameters that it needs} */
    public static List<String> examples() {
        return TABLE.stream().map(Route::example).toList();
    }

    @Override
    public void routing(HttpRules rules) {
        TABLE.forEach(route -> register(rules, route));
    }

    /**
     * Some of these routes.
     *
     * @param paths such as {@code /api/query}
     * @return a service with these routes and no other
     * @throws IllegalArgumentException if there is no route with one of these paths
     */
    public HttpService only(String... paths) {
        List<Route> chosen = List.of(paths).stream().map(Routes::route).toList();
        return rules -> chosen.forEach(route -> register(rules, route));
    }

    /** Ends all event streams, and begins none any more. */
    @Override
    public void close() {
        stopListening.run();
        sources.streams().close();
    }

    private static Route route(String path) {
        return TABLE.stream()
                .filter(route -> route.path().equals(path))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no route " + path));
    }

    private void register(HttpRules rules, Route route) {
        if (sources.machine() == null && route.needsMachine()) {
            return;
        }
        rules.any(
                route.path(),
                new GetHandler(
                        (req, res) -> {
                            Parameters parameters = new Parameters(req);
                            if (route.isStrict()) {
                                parameters.only(route.parameters());
                            }
                            route.handle(parameters, new Response(req, res), sources);
                        },
                        unreadable));
    }
}

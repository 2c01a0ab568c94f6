package dev.pistat.app;

import dev.pistat.app.process.SecretFiles;
import dev.pistat.app.setting.Settings;
import dev.pistat.collector.linux.BootId;
import dev.pistat.collector.linux.LinuxHost;
import dev.pistat.collector.linux.LinuxSamplers;
import dev.pistat.collector.linux.LinuxSettings;
import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.port.Clock;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.port.Sampler;
import dev.pistat.core.recording.Recorder;
import dev.pistat.core.recording.SystemClock;
import dev.pistat.http.CannotListenException;
import dev.pistat.http.HttpServer;
import dev.pistat.http.access.Access;
import dev.pistat.http.page.Page;
import dev.pistat.http.route.Machine;
import dev.pistat.http.route.Routes;
import dev.pistat.store.sqlite.SqliteMetricStore;
import io.helidon.webserver.http.HttpService;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The whole program as a library: it samples this machine, keeps the samples in a SQLite file and serves them over HTTP.
 * Thread-safe.
 *
 * <p>It has no static state and touches no default of the JVM: no shutdown hook, no logging configuration, no system
 * property. So an application may have several, each with a file of its own. Samplers of the application's own are asked
 * like PiStat's; their metrics are stored, charted, exported and exposed like the catalogue's.
 *
 * <p>It logs by {@link System.Logger}, below the name {@code dev.pistat}.
 */
public final class PiStat implements AutoCloseable {

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final MetricStore store;
    private final Recorder recorder;
    private final List<HttpService> services;
    private final @Nullable HttpServer server;

    private PiStat(Configuration configuration, boolean served, List<Sampler> own) {
        try {
            LinuxSettings settings = configuration.linux();
            Clock clock = new SystemClock(BootId.read(settings.procfs()));
            List<ApplicationSampler> ofApplication =
                    own.stream().map(ApplicationSampler::new).toList();
            List<Sampler> samplers = Stream.concat(LinuxSamplers.all(settings, clock).stream(), ofApplication.stream())
                    .toList();
            Allowlist allowlist = new Allowlist(Stream.concat(
                            Catalogue.ALL.stream(), ofApplication.stream().flatMap(each -> each.metricsSoon().stream()))
                    .toList());
            store = opened(SqliteMetricStore.open(configuration.database(), allowlist, configuration.store()));
            Duration interval = configuration.interval();
            recorder = opened(new Recorder(samplers, store, clock, interval));
            Routes routes = new Routes(recorder, store, allowlist, clock, interval, machine(configuration));
            services = List.of(new Page(), routes);
            if (served) {
                requireClock(clock.wall());
            }
            server = served ? served(configuration, clock) : null;
            opened(routes);
            recorder.start();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /**
     * Starts everything. The first sample comes within a second.
     *
     * @param configuration where to look, what to keep and where to listen
     * @param own samplers of the application, asked after PiStat's; each has a name that no other has
     * @return what runs until it is closed; if it cannot start, nothing is left running
     * @throws java.io.UncheckedIOException if there is no procfs where it is said to be
     * @throws dev.pistat.core.port.StoreException if the database cannot be used
     * @throws CannotListenException if the address is not to be had, or the clock stands before 1970
     * @throws dev.pistat.http.access.UnusableFileException if the password file, or those of TLS, cannot be used
     * @throws IllegalArgumentException if two samplers, or two different metrics, have the same name, here or in Prometheus
     */
    public static PiStat start(Configuration configuration, Sampler... own) {
        return new PiStat(configuration, true, List.of(own));
    }

    /**
     * Starts everything but a server: for an application that has one and mounts {@link #routes} into it, or wants none. What
     * the configuration says of host, port, access and TLS does nothing then.
     *
     * @param configuration where to look and what to keep
     * @param own samplers of the application, asked after PiStat's; each has a name that no other has
     * @return what runs until it is closed; if it cannot start, nothing is left running
     * @throws java.io.UncheckedIOException if there is no procfs where it is said to be
     * @throws dev.pistat.core.port.StoreException if the database cannot be used
     * @throws IllegalArgumentException if two samplers, or two different metrics, have the same name, here or in Prometheus
     */
    public static PiStat startWithoutServer(Configuration configuration, Sampler... own) {
        return new PiStat(configuration, false, List.of(own));
    }

    /** {@return the version of these classes, as their jar states it; {@code (not packaged)} without a jar} */
    public static String version() {
        return Optional.ofNullable(PiStat.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
    }

    /**
     * The port that is listened on.
     *
     * @return the one that was taken, if the configuration says 0
     * @throws IllegalStateException if it was started without a server
     */
    public int port() {
        if (server == null) {
            throw new IllegalStateException("PiStat has no server of its own here");
        }
        return server.port();
    }

    /**
     * The dashboard and the API, to mount into a Helidon server: {@code routing.register("/machine", pistat.routes())}. Close
     * PiStat before that server, which would wait for open event streams. Who may read them is for that server to say.
     *
     * @return for whatever path it is mounted under
     */
    public HttpService routes() {
        return rules -> services.forEach(service -> service.routing(rules));
    }

    /** {@return the newest sample, of before the start too; empty if there was never one} */
    public Optional<Sample> newest() {
        return recorder.newest();
    }

    /** {@return the history, to read: it is closed with this} */
    public MetricStore store() {
        return store;
    }

    /**
     * Has a listener called with every sample. For a value that stays out of bounds for a while give it a
     * {@link dev.pistat.core.recording.Condition}.
     *
     * @param listener called on the recorder's thread: it must not wait for anything; an exception that it throws is logged
     * @return ends it
     */
    public Runnable onSample(Consumer<Sample> listener) {
        return recorder.onSample(listener);
    }

    /**
     * Whether an error, such as too little memory, ended the sampling. It does not begin again: close this then.
     *
     * @return true from then on
     */
    public boolean failed() {
        return recorder.failed();
    }

    /**
     * Whether its server takes connections; where none came since the last call, one is made, which may take a second.
     *
     * @return true also if it has no server
     */
    public boolean takesConnections() {
        return server == null || server.takesConnections();
    }

    /**
     * Stops everything: the streams, the server, then the sampling, then the store, which first writes what it has. No thread
     * is left, unless a sampler hangs, but a daemon of Helidon's ({@code helidon-idle-connection-timer}) where there was a
     * server. Closing twice is harmless.
     */
    @Override
    public synchronized void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                System.getLogger("dev.pistat.app").log(System.Logger.Level.WARNING, "could not be closed", e);
            }
        }
    }

    /** For tests that sample at times of their own. */
    Recorder recorder() {
        return recorder;
    }

    /** The server's timer takes no time before 1970. */
    static void requireClock(Instant now) {
        if (now.isBefore(Instant.EPOCH)) {
            throw new CannotListenException("the clock stands at " + now
                    + ", and the server cannot run before 1970: set it ('sudo date -s ...'), or give it the network"
                    + " ('timedatectl')");
        }
    }

    private HttpServer served(Configuration configuration, Clock clock) {
        SecretFiles.openToOthers(Settings.secretFiles(configuration.values()))
                .forEach(open -> System.getLogger("dev.pistat.app").log(System.Logger.Level.WARNING, open));
        Set<String> names = Access.namesOf(LinuxHost.read(configuration.linux()).hostName());
        return opened(HttpServer.start(
                configuration.host(),
                configuration.port(),
                configuration.access().withNames(names),
                configuration.tls().orElse(null),
                clock,
                services.toArray(HttpService[]::new)));
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    private static Machine machine(Configuration configuration) {
        LinuxSettings settings = configuration.linux();
        return new Machine(
                () -> LinuxHost.read(settings),
                version(),
                configuration.store().retention().samples(),
                settings.networkInterface(),
                settings.diskPath().toString(),
                configuration.host());
    }
}

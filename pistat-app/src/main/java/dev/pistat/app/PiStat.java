package dev.pistat.app;

import dev.pistat.collector.linux.BootId;
import dev.pistat.collector.linux.LinuxHost;
import dev.pistat.collector.linux.LinuxSamplers;
import dev.pistat.collector.linux.LinuxSettings;
import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.port.Clock;
import dev.pistat.core.port.Sampler;
import dev.pistat.core.recording.Allowlist;
import dev.pistat.core.recording.Recorder;
import dev.pistat.core.recording.SystemClock;
import dev.pistat.http.Access;
import dev.pistat.http.HealthRoutes;
import dev.pistat.http.HistoryRoutes;
import dev.pistat.http.HostRoutes;
import dev.pistat.http.HttpServer;
import dev.pistat.http.Page;
import dev.pistat.http.PrometheusRoutes;
import dev.pistat.http.SeedRoutes;
import dev.pistat.http.ServedSettings;
import dev.pistat.http.StreamRoutes;
import dev.pistat.store.sqlite.SqliteMetricStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The whole: samples this machine, keeps the samples in a SQLite file, serves them over HTTP. Thread-safe. It has no
 * static state and changes nothing of the JVM, so an application may have several.
 */
public final class PiStat implements AutoCloseable {

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Recorder recorder;
    private final int port;

    private PiStat(Configuration configuration) {
        try {
            LinuxSettings settings = configuration.linux();
            Clock clock = new SystemClock(BootId.read(settings.procfs()));
            List<Sampler> samplers = LinuxSamplers.all(settings, clock);
            Allowlist allowlist = new Allowlist(Catalogue.ALL);
            SqliteMetricStore store =
                    opened(SqliteMetricStore.open(configuration.database(), allowlist, configuration.store()));
            Duration interval = configuration.interval();
            recorder = opened(new Recorder(samplers, store, clock, interval));
            SeedRoutes routes = new SeedRoutes(recorder::newest, servedSettings(configuration));
            HostRoutes hostRoutes = new HostRoutes(
                    () -> LinuxHost.read(settings), version(), allowlist, store, recorder::newest, clock);
            HistoryRoutes historyRoutes = new HistoryRoutes(allowlist, store, clock);
            PrometheusRoutes prometheusRoutes = new PrometheusRoutes(allowlist, recorder::newest);
            HealthRoutes healthRoutes = new HealthRoutes(recorder::newest, store, clock, interval);
            StreamRoutes streamRoutes = new StreamRoutes(recorder, store, clock);
            Set<String> names = Access.namesOf(LinuxHost.read(settings).hostName());
            HttpServer server = opened(HttpServer.start(
                    configuration.host(),
                    configuration.port(),
                    configuration.access().withNames(names),
                    configuration.tls(),
                    new Page(),
                    routes,
                    hostRoutes,
                    historyRoutes,
                    prometheusRoutes,
                    healthRoutes,
                    streamRoutes));
            port = server.port();
            opened(streamRoutes);
            recorder.start();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /**
     * Starts everything. The first sample comes within a second.
     *
     * @throws java.io.UncheckedIOException if there is no procfs where it is said to be
     * @throws dev.pistat.core.port.StoreException if the database cannot be used
     * @throws dev.pistat.http.CannotListenException if the address is not to be had
     * @throws dev.pistat.http.UnusableFileException if the password file, or those of TLS, cannot be used
     */
    public static PiStat start(Configuration configuration) {
        return new PiStat(configuration);
    }

    /** The version of these classes, as their jar states it. */
    public static String version() {
        return Optional.ofNullable(PiStat.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
    }

    /** The port that is listened on. */
    public int port() {
        return port;
    }

    /** What samples, for whoever looks whether it does. */
    Recorder recorder() {
        return recorder;
    }

    /** Stops everything: the streams, the server, then the sampling, then the store, which first writes what it has. */
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

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    private static ServedSettings servedSettings(Configuration configuration) {
        return new ServedSettings(
                configuration.interval(),
                configuration.store().retention().samples(),
                configuration.linux().networkInterface(),
                configuration.linux().diskPath().toString(),
                configuration.host());
    }
}

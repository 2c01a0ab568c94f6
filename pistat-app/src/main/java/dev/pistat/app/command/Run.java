package dev.pistat.app.command;

import dev.pistat.app.Configuration;
import dev.pistat.app.PiStat;
import dev.pistat.app.process.ForcedExit;
import dev.pistat.app.process.HeapTrimmer;
import dev.pistat.app.process.NoServices;
import dev.pistat.app.process.Signals;
import dev.pistat.app.process.ThreadLimit;
import dev.pistat.app.process.Watchdog;
import dev.pistat.app.setting.ConfigurationException;
import dev.pistat.core.metric.Sample;
import io.helidon.common.features.HelidonFeatures;
import io.helidon.common.features.api.HelidonFlavor;
import io.helidon.service.registry.GlobalServiceRegistry;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The command that samples and serves until SIGTERM or SIGINT. At SIGHUP the configuration is read again: one that is wrong,
 * or that PiStat cannot start with, is refused as a whole, and the old one goes on.
 */
public final class Run extends Command {

    /** Not in the table: it is what is done without a command. */
    static final String NAME = "run";

    private static final System.Logger LOG = System.getLogger("dev.pistat");
    private static final String RELOAD = "HUP";
    private static final Duration STOP_WITHIN = Duration.ofMillis(1_900);
    private static final String NOT_STOPPED = "not stopped in time, something hangs: ending with exit code "
            + Watchdog.EXIT_CODE
            + "; samples that waited to be written are lost, of the last flush_seconds, or of longer"
            + " where the history could not be written before";

    Run() {
        super(NAME, false, "");
    }

    @Override
    boolean run(CommandLine asked) throws ConfigurationException, InterruptedException {
        if (!ThreadLimit.isHighEnough()) {
            System.err.println(
                    "pistat: cannot make a thread: the limit of processes is too low (pids.max of the control group,"
                            + " TasksMax of the service, or ulimit -u)");
            return false;
        }
        GlobalServiceRegistry.registry(new NoServices());
        HelidonFeatures.flavor(HelidonFlavor.MP); // otherwise it lists its own features, to log them
        Configuration current = asked.configuration();
        ForcedExit forcedExit = new ForcedExit();
        BlockingQueue<String> signals = signals(forcedExit);
        HeapTrimmer trimmer = HeapTrimmer.ofThisJvm();
        trimmer.start();
        PiStat pistat = start(current, trimmer);
        try {
            while (reloads(signals, pistat, current, forcedExit)) {
                Optional<Configuration> next = reread(asked);
                if (next.isPresent()) {
                    pistat.close();
                    try {
                        pistat = start(next.get(), trimmer);
                        current = next.get();
                    } catch (RuntimeException e) {
                        LOG.log(
                                Level.ERROR,
                                "the new configuration is refused, the old one goes on: " + e.getMessage());
                        pistat = start(current, trimmer);
                    }
                }
            }
        } finally {
            pistat.close();
        }
        LOG.log(Level.INFO, "stopped");
        return true;
    }

    private static PiStat start(Configuration configuration, HeapTrimmer trimmer) {
        PiStat pistat = PiStat.start(configuration);
        pistat.onSample(trimmer.onSample());
        String scheme = configuration.tls().isPresent() ? "https" : "http";
        LOG.log(
                Level.INFO,
                "PiStat " + PiStat.version() + " on " + scheme + "://" + bracketed(configuration.host()) + ":"
                        + pistat.port() + "/, history in "
                        + configuration.database().toAbsolutePath());
        return pistat;
    }

    /** Hears signals from now on. After one that ends PiStat it has ended 2 s later, with all written or not. */
    public static BlockingQueue<String> signals(ForcedExit forcedExit) {
        BlockingQueue<String> signals = new LinkedBlockingQueue<>();
        for (String name : List.of("TERM", "INT")) {
            Signals.on(name, () -> {
                signals.add(name);
                forcedExit.after(STOP_WITHIN, Watchdog.EXIT_CODE, NOT_STOPPED);
            });
        }
        Signals.on(RELOAD, () -> signals.add(RELOAD));
        return signals;
    }

    /** Waits for a signal, watched; tells whether it asks for the configuration to be read again. */
    private static boolean reloads(
            BlockingQueue<String> signals, PiStat pistat, Configuration configuration, ForcedExit forcedExit)
            throws InterruptedException {
        Watchdog watchdog = watchdog(pistat, Watchdog.timeout(configuration.interval()), forcedExit);
        try {
            return signals.take().equals(RELOAD);
        } finally {
            watchdog.close();
        }
    }

    /** Watches PiStat from now on. */
    public static Watchdog watchdog(PiStat pistat, Duration timeout, ForcedExit forcedExit) {
        return new Watchdog(
                pistat, pistat::failed, () -> newest(pistat), pistat::takesConnections, timeout, forcedExit);
    }

    private static long newest(PiStat pistat) {
        Optional<Sample> newest = pistat.newest();
        return newest.isPresent() ? newest.get().id() : 0;
    }

    private static Optional<Configuration> reread(CommandLine asked) {
        try {
            Configuration read = asked.configuration();
            LOG.log(Level.INFO, "the configuration was read again");
            return Optional.of(read);
        } catch (ConfigurationException e) {
            e.lines().forEach(line -> LOG.log(Level.ERROR, line));
            LOG.log(Level.ERROR, "the new configuration is refused, the old one goes on");
            return Optional.empty();
        }
    }

    /** As an IPv6 address stands in a URL. */
    private static String bracketed(String host) {
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }
}

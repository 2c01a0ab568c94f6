package dev.pistat.app;

import dev.pistat.core.port.StoreException;
import dev.pistat.http.CannotListenException;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** The program. Exit codes: 0 stopped as asked, 1 cannot work here, 2 asked or configured wrongly. */
public final class Main {

    private static final int CANNOT_WORK = 1;
    private static final int ASKED_WRONGLY = 2;
    private static final Path USUAL_CONFIG = Path.of("config.toml");

    private Main() {}

    /** Runs until SIGTERM or SIGINT. */
    public static void main(String... args) throws InterruptedException {
        System.exit(run(args));
    }

    private static int run(String... args) throws InterruptedException {
        PrintStream err = System.err;
        try {
            CommandLine asked = CommandLine.parse(args);
            switch (asked.action()) {
                case HELP -> System.out.print(CommandLine.HELP);
                case VERSION -> System.out.println("pistat " + PiStat.version());
                case RUN -> work(configuration(asked.config()));
            }
            return 0;
        } catch (CommandLine.UsageException e) {
            err.println("pistat: " + e.getMessage());
            return ASKED_WRONGLY;
        } catch (ConfigurationException e) {
            e.lines().forEach(err::println);
            return ASKED_WRONGLY;
        } catch (StoreException | CannotListenException e) {
            err.println("pistat: " + e.getMessage());
            return CANNOT_WORK;
        }
    }

    private static void work(Configuration configuration) throws InterruptedException {
        LogLines.install();
        // OSHI knows one procfs per JVM, and looks at its first use.
        System.setProperty("oshi.util.proc.path", configuration.procfs().toString());
        System.setProperty("oshi.util.sys.path", configuration.sysfs().toString());
        Logger log = System.getLogger("dev.pistat");
        CountDownLatch asked = new CountDownLatch(1);
        Signals.on("TERM", asked::countDown);
        Signals.on("INT", asked::countDown);
        try (PiStat pistat = PiStat.start(configuration)) {
            log.log(
                    Level.INFO,
                    "PiStat " + PiStat.version() + " on http://" + bracketed(configuration.host()) + ":" + pistat.port()
                            + "/, history in " + configuration.database().toAbsolutePath());
            asked.await();
        }
        log.log(Level.INFO, "stopped");
    }

    private static Configuration configuration(Optional<Path> named) throws ConfigurationException {
        if (named.isPresent()) {
            return ConfigurationFile.read(named.get());
        }
        return Files.exists(USUAL_CONFIG) ? ConfigurationFile.read(USUAL_CONFIG) : ConfigurationFile.defaults();
    }

    /** As an IPv6 address stands in a URL. */
    private static String bracketed(String host) {
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }
}

package dev.pistat.app;

import dev.pistat.core.port.StoreException;
import dev.pistat.http.CannotListenException;
import dev.pistat.http.UnusableFileException;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** The program. Exit codes: 0 stopped as asked, 1 cannot work here, 2 asked or configured wrongly. */
public final class Main {

    private static final int CANNOT_WORK = 1;
    private static final int ASKED_WRONGLY = 2;
    private static final Path USUAL_CONFIG = Path.of("config.toml");

    private Main() {}

    /** Does what the arguments say; without a command it runs until SIGTERM or SIGINT. */
    public static void main(String... args) throws InterruptedException {
        System.exit(run(args));
    }

    private static int run(String... args) throws InterruptedException {
        LogLines.install();
        PrintStream err = System.err;
        try {
            CommandLine asked = CommandLine.parse(args);
            switch (asked.command()) {
                case CommandLine.Help() -> System.out.print(CommandLine.HELP);
                case CommandLine.Version() -> System.out.println("pistat " + PiStat.version());
                case CommandLine.Run() -> work(configuration(asked));
                case Export export -> export.run(configuration(asked));
                case Backup backup -> backup.run(configuration(asked));
                case Import original -> original.run(configuration(asked));
                case NewPassword password -> password.run();
                case Check check -> {
                    return check.run(configuration(asked)) ? 0 : CANNOT_WORK;
                }
            }
            return 0;
        } catch (CommandLine.UsageException | NewPassword.RefusedException | UnusableFileException e) {
            err.println(Printable.text("pistat: " + e.getMessage()));
            return ASKED_WRONGLY;
        } catch (ConfigurationException e) {
            e.lines().forEach(line -> err.println(Printable.text(line)));
            return ASKED_WRONGLY;
        } catch (StoreException | CannotListenException e) {
            err.println(Printable.text("pistat: " + e.getMessage()));
            return CANNOT_WORK;
        } catch (IOException e) {
            err.println(Printable.text("pistat: standard output: " + e.getMessage()));
            return CANNOT_WORK;
        }
    }

    private static void work(Configuration configuration) throws InterruptedException {
        // OSHI knows one procfs per JVM, and looks at its first use. It takes every path for one from the root.
        System.setProperty(
                "oshi.util.proc.path",
                configuration.linux().procfs().toAbsolutePath().toString());
        System.setProperty(
                "oshi.util.sys.path",
                configuration.linux().sysfs().toAbsolutePath().toString());
        Logger log = System.getLogger("dev.pistat");
        CountDownLatch asked = new CountDownLatch(1);
        Signals.on("TERM", asked::countDown);
        Signals.on("INT", asked::countDown);
        try (PiStat pistat = PiStat.start(configuration)) {
            String scheme = configuration.tls().isPresent() ? "https" : "http";
            log.log(
                    Level.INFO,
                    "PiStat " + PiStat.version() + " on " + scheme + "://" + bracketed(configuration.host()) + ":"
                            + pistat.port() + "/, history in "
                            + configuration.database().toAbsolutePath());
            asked.await();
        }
        log.log(Level.INFO, "stopped");
    }

    private static Configuration configuration(CommandLine asked) throws ConfigurationException {
        if (asked.config().isPresent()) {
            return ConfigurationFile.read(asked.config().get());
        }
        return Files.exists(USUAL_CONFIG) ? ConfigurationFile.read(USUAL_CONFIG) : ConfigurationFile.defaults();
    }

    /** As an IPv6 address stands in a URL. */
    private static String bracketed(String host) {
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }
}

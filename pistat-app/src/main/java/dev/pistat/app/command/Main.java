package dev.pistat.app.command;

import dev.pistat.app.Configuration;
import dev.pistat.app.process.LogLines;
import dev.pistat.app.process.ThreadLimit;
import dev.pistat.app.setting.ConfigurationException;
import dev.pistat.app.terminal.Printable;
import dev.pistat.core.port.StoreException;
import dev.pistat.core.recording.SystemClock;
import dev.pistat.http.CannotListenException;
import dev.pistat.http.UnusableFileException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The program. Exit codes: 0 stopped as asked, 1 cannot work here, 2 asked or configured wrongly, 70 died. */
public final class Main {

    private static final int CANNOT_WORK = 1;
    private static final int ASKED_WRONGLY = 2;
    private static final List<Path> USUAL_CONFIGS = List.of(Path.of("config.toml"), Path.of("/etc/pistat/config.toml"));

    private Main() {}

    /**
     * Does what the arguments say, and ends the JVM.
     *
     * @param args a command and its options, as {@code --help} lists them; without a command it runs until SIGTERM or SIGINT
     * @throws InterruptedException if the main thread is interrupted while it waits
     */
    public static void main(String... args) throws InterruptedException {
        System.exit(run(args));
    }

    /** The exit code. */
    static int run(String... args) throws InterruptedException {
        LogLines.install(new SystemClock("") /* of intervals alone */);
        PrintStream err = System.err;
        try {
            CommandLine asked = CommandLine.parse(args);
            if (asked.command() instanceof Run && !ThreadLimit.isHighEnough()) {
                err.println(
                        "pistat: cannot make a thread: the limit of processes is too low (pids.max of the control group,"
                                + " TasksMax of the service, or ulimit -u)");
                return CANNOT_WORK;
            }
            return asked.command().run(asked) ? 0 : CANNOT_WORK;
        } catch (CommandLine.UsageException | NewPassword.RefusedException | UnusableFileException e) {
            err.println(Printable.text("pistat: " + e.getMessage()));
            return ASKED_WRONGLY;
        } catch (ConfigurationException e) {
            e.lines().forEach(line -> err.println(Printable.text(line)));
            return ASKED_WRONGLY;
        } catch (StoreException | CannotListenException | UncheckedIOException e) {
            err.println(Printable.text("pistat: " + e.getMessage()));
            return CANNOT_WORK;
        } catch (IOException e) {
            err.println(Printable.text("pistat: standard output: " + e.getMessage()));
            return CANNOT_WORK;
        }
    }

    /** The file that was asked for, else the usual one, else the defaults. */
    static Configuration configuration(CommandLine asked) throws ConfigurationException {
        if (asked.config().isPresent()) {
            return Configuration.read(asked.config().get());
        }
        for (Path usual : USUAL_CONFIGS) {
            if (Files.exists(usual)) {
                return Configuration.read(usual);
            }
        }
        return Configuration.builder().build();
    }
}

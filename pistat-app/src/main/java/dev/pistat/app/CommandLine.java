package dev.pistat.app;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the user asked for.
 *
 * @param config the file after {@code --config}
 */
record CommandLine(Action action, Optional<Path> config) {

    static final String HELP = """
            Usage: pistat [--config FILE]

            Samples this machine, keeps the history in a SQLite file, and shows it on a web page.
            Runs until it is interrupted (Ctrl-C) or terminated.

              --config FILE  settings; without it config.toml in the current folder, if there is one
              --help         this text
              --version      the version
            """;

    enum Action {
        RUN,
        HELP,
        VERSION
    }

    /** The command line cannot be understood. The message says why. */
    static final class UsageException extends Exception {

        private static final long serialVersionUID = 1;

        UsageException(String message) {
            super(message + " (try --help)");
        }
    }

    static CommandLine parse(String... args) throws UsageException {
        Action action = Action.RUN;
        Optional<Path> config = Optional.empty();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--help", "-h" -> action = Action.HELP;
                case "--version" -> action = Action.VERSION;
                case "--config" -> {
                    i++;
                    if (i == args.length || args[i].isEmpty()) {
                        throw new UsageException("--config needs a file");
                    }
                    config = Optional.of(path(args[i]));
                }
                default -> throw new UsageException("unknown argument " + args[i]);
            }
        }
        return new CommandLine(action, config);
    }

    private static Path path(String text) throws UsageException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new UsageException("--config: no file can be called " + text + " here: " + e.getReason());
        }
    }
}

package dev.pistat.app.command;

import dev.pistat.app.Configuration;
import dev.pistat.app.setting.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A command as the user asked for it, with its arguments: what a command is given.
 *
 * @param file the file after the command's name, if it takes one
 * @param config the file after {@code --config}
 * @param values of the command's own options, one of them at least for each option
 */
record CommandLine(
        Command command, @Nullable Path file, @Nullable Path config, Map<Option, List<String>> values) {

    static final Option CONFIG = new Option(
            "--config",
            Option.FILE,
            "a file",
            "settings; without it config.toml in the current folder, if there is one, else /etc/pistat/config.toml");

    private static final List<Path> USUAL_CONFIGS = List.of(Path.of("config.toml"), Path.of("/etc/pistat/config.toml"));

    static CommandLine parse(String... args) throws UsageException {
        List<String> words = new ArrayList<>();
        Map<Option, List<String>> values = new HashMap<>();
        for (int i = 0; i < args.length; i++) {
            String arg = args[i];
            if (arg.equals("--help") || arg.equals("-h")) {
                return new CommandLine(new Help(), null, null, Map.of());
            } else if (arg.equals("--version")) {
                return new CommandLine(new Version(), null, null, Map.of());
            } else if (!arg.startsWith("-")) {
                words.add(arg);
            } else {
                Option option = option(arg);
                if (i + 1 == args.length || args[i + 1].isEmpty()) {
                    throw new UsageException(arg + " needs " + option.needs());
                }
                List<String> given = values.computeIfAbsent(option, none -> new ArrayList<>());
                given.add(args[++i]);
                while (option.many() && i + 1 < args.length && !args[i + 1].startsWith("-")) {
                    given.add(args[++i]);
                }
            }
        }
        return parsed(words, values);
    }

    private static Option option(String name) throws UsageException {
        return name.equals(CONFIG.name())
                ? CONFIG
                : Commands.option(name).orElseThrow(() -> new UsageException("unknown argument " + name));
    }

    private static CommandLine parsed(List<String> words, Map<Option, List<String>> values) throws UsageException {
        Command command = words.isEmpty() ? new Run() : command(words.getFirst());
        int most = command.takesFile() ? 2 : 1;
        if (words.size() > most) {
            throw new UsageException("unknown argument " + words.get(most));
        } else if (command.takesFile() && (words.size() < most || words.get(1).isEmpty())) {
            throw new UsageException(command.name() + " needs a file");
        }
        for (Map.Entry<Option, List<String>> each : values.entrySet()) {
            Option option = each.getKey();
            if (!option.equals(CONFIG) && !command.options().contains(option)) {
                throw new UsageException(option.name() + " goes with " + Commands.taking(option) + " only");
            } else if (each.getValue().size() > 1 && !option.many()) {
                throw new UsageException(option.name() + " is given twice");
            }
        }
        List<String> config = values.remove(CONFIG);
        return new CommandLine(
                command,
                command.takesFile() ? path(command.name(), words.get(1)) : null,
                config == null ? null : path(CONFIG.name(), config.getFirst()),
                Map.copyOf(values));
    }

    private static Command command(String name) throws UsageException {
        return name.equals(Run.NAME)
                ? new Run()
                : Commands.named(name).orElseThrow(() -> new UsageException("unknown argument " + name));
    }

    private static Path path(String name, String text) throws UsageException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new UsageException(name + ": no file can be called " + text + " here: " + e.getReason());
        }
    }

    /** All values of an option, as they were written. */
    List<String> values(Option option) {
        return values.getOrDefault(option, List.of());
    }

    /**
     * The value of an option, or null if it is not given.
     *
     * @param reader throws an {@link IllegalArgumentException} at what it cannot read
     * @param must what the value must be, in words
     */
    <T> @Nullable T value(Option option, Function<String, T> reader, String must) throws UsageException {
        List<String> given = values(option);
        try {
            return given.isEmpty() ? null : reader.apply(given.getFirst());
        } catch (IllegalArgumentException e) {
            throw new UsageException(option.name() + " must be " + must + ", not " + given.getFirst());
        }
    }

    /** What the file after {@code --config} says, else that in one of the usual places, else the defaults. */
    Configuration configuration() throws ConfigurationException {
        if (config != null) {
            return Configuration.read(config);
        }
        for (Path usual : USUAL_CONFIGS) {
            if (Files.exists(usual)) {
                return Configuration.read(usual);
            }
        }
        return Configuration.builder().build();
    }
}

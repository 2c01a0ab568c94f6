package dev.pistat.app.command;

import dev.pistat.app.PiStat;
import dev.pistat.app.setting.ConfigurationException;
import dev.pistat.core.export.ExportLines.Format;
import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.metric.Series;
import dev.pistat.core.text.Times;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the user asked for.
 *
 * @param config the file after {@code --config}
 */
record CommandLine(Command command, Optional<Path> config) {

    static final String HELP = """
            Usage: pistat [--config FILE] [COMMAND]

            Without a command: samples this machine, keeps the history in a SQLite file, and shows it
            on a web page. Runs until it is interrupted (Ctrl-C) or terminated.

            Commands, which work on the same file:
              export         writes stored samples to standard output, also while PiStat runs
                --hours H      the last H hours of the history, 24 unless you say otherwise
                --from T       from then on, in place of --hours; what is older than the samples
                               comes from buckets, and a column says from which
                --to T         up to then
                --metric M ... only these, such as cpu_percent or cpu_core_percent:0
                --format F     csv or ndjson, csv unless you say otherwise
              backup FILE    copies the whole history into a new file, also while PiStat runs
              import FILE    brings in the history of the original PiStat, a Python program;
                             stop PiStat first. To repeat it adds nothing
              check          says what the history holds, what this machine can be asked for, and
                             what would keep PiStat from working well; exit code 1 if something does
              password       asks for a password twice, or reads two lines, and writes the one line
                             that the file of [server] password_file is to hold

              --config FILE  settings; without it config.toml in the current folder, if there is one,
                             else /etc/pistat/config.toml
              --help         this text
              --version      the version

            A time T is seconds since 1970, or ISO 8601 with an offset: 2026-03-01T12:00:00+01:00
            """;

    /** What each option needs. */
    static final Map<String, String> NEEDED = Map.of(
            "--config", "a file",
            "--hours", "a number",
            "--from", "a time",
            "--to", "a time",
            "--format", "csv or ndjson",
            "--metric", "a metric");

    static final Set<String> COMMANDS = Set.of("run", "export", "backup", "import", "check", "password");
    static final Set<String> WITH_FILE = Set.of("backup", "import");
    private static final Allowlist METRICS = new Allowlist(Catalogue.ALL);
    private static final Pattern PLAIN_DECIMAL = Pattern.compile("\\d+(\\.\\d+)?");
    /** Seconds since 1970; before that they are negative. */
    private static final Pattern SECONDS = Pattern.compile("-?\\d+(\\.\\d+)?");

    private static final double MOST_HOURS = 1_000_000;

    /** One of the things that PiStat does. */
    interface Command {

        /**
         * Does it.
         *
         * @return whether everything is as it should be
         * @throws ConfigurationException if the configuration is wrong
         * @throws NewPassword.RefusedException if there is no line for a password
         * @throws IOException if standard output takes no more, or standard input cannot be read
         */
        boolean run(CommandLine asked)
                throws ConfigurationException, NewPassword.RefusedException, IOException, InterruptedException;
    }

    record Help() implements Command {
        @Override
        public boolean run(CommandLine asked) {
            System.out.print(HELP);
            return true;
        }
    }

    record Version() implements Command {
        @Override
        public boolean run(CommandLine asked) {
            System.out.println("pistat " + PiStat.version());
            return true;
        }
    }

    /** The command line cannot be understood. The message says why. */
    static final class UsageException extends Exception {

        private static final long serialVersionUID = 1;

        UsageException(String message) {
            super(message + " (try --help)");
        }
    }

    static CommandLine parse(String... args) throws UsageException {
        List<String> words = new ArrayList<>();
        Map<String, List<String>> options = new HashMap<>();
        for (int i = 0; i < args.length; i++) {
            String arg = args[i];
            if (arg.equals("--help") || arg.equals("-h")) {
                return new CommandLine(new Help(), Optional.empty());
            } else if (arg.equals("--version")) {
                return new CommandLine(new Version(), Optional.empty());
            } else if (!arg.startsWith("-")) {
                words.add(arg);
            } else if (!NEEDED.containsKey(arg)) {
                throw new UsageException("unknown argument " + arg);
            } else if (i + 1 == args.length || args[i + 1].isEmpty()) {
                throw new UsageException(arg + " needs " + NEEDED.get(arg));
            } else {
                List<String> values = options.computeIfAbsent(arg, none -> new ArrayList<>());
                values.add(args[++i]);
                while (arg.equals("--metric") && i + 1 < args.length && !args[i + 1].startsWith("-")) {
                    values.add(args[++i]);
                }
            }
        }
        return new CommandLine(command(words, options), option("--config", options, CommandLine::path));
    }

    private static Command command(List<String> words, Map<String, List<String>> options) throws UsageException {
        String name = words.isEmpty() ? "run" : words.getFirst();
        int most = WITH_FILE.contains(name) ? 2 : 1;
        if (!COMMANDS.contains(name)) {
            throw new UsageException("unknown argument " + name);
        } else if (words.size() > most) {
            throw new UsageException("unknown argument " + words.get(most));
        } else if (most == 2 && (words.size() < 2 || words.get(1).isEmpty())) {
            throw new UsageException(name + " needs a file");
        }
        for (String option : options.keySet()) {
            if (!option.equals("--config") && !name.equals("export")) {
                throw new UsageException(option + " goes with export only");
            }
        }
        return switch (name) {
            case "export" -> export(options);
            case "backup" -> new Backup(path(name, words.get(1)));
            case "import" -> new Import(path(name, words.get(1)));
            case "check" -> new Check();
            case "password" -> new NewPassword();
            default -> new Run();
        };
    }

    private static Export export(Map<String, List<String>> options) throws UsageException {
        if (options.containsKey("--hours") && options.containsKey("--from")) {
            throw new UsageException("--hours and --from both say where to begin: give one of them");
        }
        Optional<Instant> from = option("--from", options, CommandLine::time);
        Optional<Instant> to = option("--to", options, CommandLine::time);
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
            throw new UsageException("--to must be after --from");
        }
        List<Series> metrics = new ArrayList<>();
        for (String key : options.getOrDefault("--metric", List.of())) {
            Series series = METRICS.series(key).orElseThrow(() -> new UsageException(noSeries(key)));
            if (!metrics.contains(series)) {
                metrics.add(series);
            }
        }
        return new Export(
                from,
                to,
                option("--hours", options, CommandLine::hours).orElse(Duration.ofHours(24)),
                metrics,
                option("--format", options, CommandLine::format).orElse(Format.CSV));
    }

    private interface Reader<T> {
        T read(String name, String text) throws UsageException;
    }

    private static <T> Optional<T> option(String name, Map<String, List<String>> options, Reader<T> reader)
            throws UsageException {
        List<String> values = options.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw new UsageException(name + " is given twice");
        }
        return values.isEmpty() ? Optional.empty() : Optional.of(reader.read(name, values.getFirst()));
    }

    private static Path path(String name, String text) throws UsageException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new UsageException(name + ": no file can be called " + text + " here: " + e.getReason());
        }
    }

    private static Duration hours(String name, String text) throws UsageException {
        double hours = PLAIN_DECIMAL.matcher(text).matches() ? Double.parseDouble(text) : 0;
        if (hours <= 0 || hours > MOST_HOURS) {
            throw new UsageException(name + " must be a number above 0, at most a million, not " + text);
        }
        return Duration.ofNanos((long) (hours * 3_600e9));
    }

    private static Instant time(String name, String text) throws UsageException {
        try {
            if (SECONDS.matcher(text).matches()) {
                BigDecimal micros = new BigDecimal(text).movePointRight(6);
                return Times.instant(micros.setScale(0, RoundingMode.FLOOR).longValueExact());
            }
            return Times.instant(Times.micros(OffsetDateTime.parse(text).toInstant()));
        } catch (ArithmeticException | DateTimeException e) {
            throw new UsageException(name
                    + " must be seconds since 1970, or a time with an offset such as 2026-03-01T12:00:00+01:00, not "
                    + text);
        }
    }

    private static Format format(String name, String text) throws UsageException {
        return switch (text) {
            case "csv" -> Format.CSV;
            case "ndjson" -> Format.NDJSON;
            default -> throw new UsageException(name + " must be csv or ndjson, not " + text);
        };
    }

    private static String noSeries(String key) {
        String name = key.substring(0, key.indexOf(':') < 0 ? key.length() : key.indexOf(':'));
        return METRICS.metric(name)
                .map(metric -> metric.label()
                        .map(label -> "--metric " + name + " needs its " + label + ": " + name + ":"
                                + label.toUpperCase(Locale.ROOT))
                        .orElse("--metric " + name + " has no instances: leave out what follows it"))
                .orElse("--metric " + key + " is not known");
    }
}

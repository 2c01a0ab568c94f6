package dev.pistat.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pistat.app.command.CommandLine.Command;
import dev.pistat.app.command.CommandLine.UsageException;
import dev.pistat.core.export.ExportLines.Format;
import dev.pistat.core.metric.BoardMetrics;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.Series;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

    private static final Duration DAY = Duration.ofHours(24);
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void withoutACommandItRuns() throws UsageException {
        assertThat(parse("")).isEqualTo(new CommandLine(new Run(), Optional.empty()));
        assertThat(parse("run")).isEqualTo(parse(""));
    }

    @Test
    void everyCommandTakesAConfigurationBeforeOrAfterIt() throws UsageException {
        Optional<Path> config = Optional.of(Path.of("my.toml"));
        assertThat(parse("--config my.toml")).isEqualTo(new CommandLine(new Run(), config));
        assertThat(parse("check --config my.toml")).isEqualTo(new CommandLine(new Check(), config));
        assertThat(parse("--config my.toml backup a.db").config()).isEqualTo(config);
        assertThat(parse("import a.db --config my.toml").config()).isEqualTo(config);
        assertThat(parse("export --config my.toml").config()).isEqualTo(config);
    }

    @Test
    void backupAndImportTakeAFile() throws UsageException {
        assertThat(command("backup /mnt/a.db")).isEqualTo(new Backup(Path.of("/mnt/a.db")));
        assertThat(command("import old.db")).isEqualTo(new Import(Path.of("old.db")));
    }

    @Test
    void exportGivesADayAsCsvUnlessAskedOtherwise() throws UsageException {
        assertThat(command("export")).isEqualTo(export(Optional.empty(), Optional.empty(), DAY, Format.CSV));
        assertThat(command("export --hours 0.5 --format ndjson"))
                .isEqualTo(export(Optional.empty(), Optional.empty(), Duration.ofMinutes(30), Format.NDJSON));
        assertThat(command("export --format csv")).isEqualTo(command("export"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1772366400",
                "1772366400.0",
                "2026-03-01T12:00:00Z",
                "2026-03-01T13:00+01:00",
                "2026-03-01T12:00Z"
            })
    void aTimeIsSecondsOrIsoWithAnOffset(String noon) throws UsageException {
        assertThat(command("export --from " + noon))
                .isEqualTo(export(Optional.of(NOON), Optional.empty(), DAY, Format.CSV));
        assertThat(command("export --from 0 --to " + noon))
                .isEqualTo(export(Optional.of(Instant.EPOCH), Optional.of(NOON), DAY, Format.CSV));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1800", "-1800.000", "1969-12-31T23:30:00Z"})
    void aTimeMayLieBefore1970WhereAClockThatWasNeverSetHasItsFirstSamples(String time) throws UsageException {
        assertThat(command("export --from " + time + " --to -0.5"))
                .isEqualTo(export(
                        Optional.of(Instant.EPOCH.minusSeconds(1_800)),
                        Optional.of(Instant.EPOCH.minusMillis(500)),
                        DAY,
                        Format.CSV));
    }

    @Test
    void aTimeIsKeptToTheMicrosecond() throws UsageException {
        assertThat(command("export --to 1772366400.1234567"))
                .isEqualTo(export(Optional.empty(), Optional.of(NOON.plusNanos(123_456_000)), DAY, Format.CSV));
    }

    @Test
    void metricsFollowEachOtherOrAreNamedOneByOne() throws UsageException {
        Command both = new Export(
                Optional.empty(),
                Optional.empty(),
                DAY,
                List.of(new Series(BoardMetrics.CPU_TEMP), new Series(CpuMetrics.CPU_CORE_PERCENT, "3")),
                Format.CSV);
        assertThat(command("export --metric cpu_temp cpu_core_percent:3")).isEqualTo(both);
        assertThat(command("export --metric cpu_temp --metric cpu_core_percent:3"))
                .isEqualTo(both);
        assertThat(command("export --metric cpu_temp cpu_core_percent:3 cpu_temp"))
                .isEqualTo(both);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "backup --help", "export --hours 1 -h"})
    void helpIsGivenAnywhere(String line) throws UsageException {
        assertThat(command(line)).isEqualTo(new CommandLine.Help());
    }

    @Test
    void versionIsTold() throws UsageException {
        assertThat(command("--version")).isEqualTo(new CommandLine.Version());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            start                            | unknown argument start
            --nonsense                       | unknown argument --nonsense
            -x                               | unknown argument -x
            export week                      | unknown argument week
            backup a.db b.db                 | unknown argument b.db
            check now                        | unknown argument now
            --config                         | --config needs a file
            check --config                   | --config needs a file
            --config a.toml --config b.toml  | --config is given twice
            backup                           | backup needs a file
            import --config a.toml           | import needs a file
            check --hours 3                  | --hours goes with export only
            --metric cpu_temp                | --metric goes with export only
            backup a.db --format csv         | --format goes with export only
            export --hours                   | --hours needs a number
            export --hours 0                 | --hours must be a number above 0, at most a million, not 0
            export --hours -1                | --hours must be a number above 0, at most a million, not -1
            export --hours 1e3               | --hours must be a number above 0, at most a million, not 1e3
            export --hours NaN               | --hours must be a number above 0, at most a million, not NaN
            export --hours 1000001           | --hours must be a number above 0, at most a million, not 1000001
            export --hours 1 --hours 2       | --hours is given twice
            export --hours 1 --from 0        | --hours and --from both say where to begin: give one of them
            export --from                    | --from needs a time
            export --from 2 --to 2           | --to must be after --from
            export --metric                  | --metric needs a metric
            export --metric cpu              | --metric cpu is not known
            export --metric cpu_temp:0       | --metric cpu_temp has no instances: leave out what follows it
            export --metric cpu_core_percent | --metric cpu_core_percent needs its core: cpu_core_percent:CORE
            export --format                  | --format needs csv or ndjson
            export --format xml              | --format must be csv or ndjson, not xml
            """)
    void whatIsWrongIsSaid(String line, String message) {
        assertThat(refusal(line)).hasMessage(message + " (try --help)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yesterday",
                "2026-03-01",
                "2026-03-01T12:00:00",
                "-",
                "--1",
                "99999999999999999999",
                "+999999999-01-01T00:00Z"
            })
    void aTimeThatIsNoneIsSaid(String time) {
        assertThat(refusal("export --to " + time))
                .hasMessage(
                        "--to must be seconds since 1970, or a time with an offset such as 2026-03-01T12:00:00+01:00,"
                                + " not " + time + " (try --help)");
    }

    @Test
    void aNameThatNoFileCanHaveIsSaid() {
        assertThat(catchThrowableOfType(UsageException.class, () -> CommandLine.parse("backup", "a\0b")))
                .hasMessageStartingWith("backup: no file can be called a\0b here");
    }

    @Test
    void anEmptyArgumentIsNoFile() {
        assertThat(catchThrowableOfType(UsageException.class, () -> CommandLine.parse("--config", "")))
                .hasMessage("--config needs a file (try --help)");
        assertThat(catchThrowableOfType(UsageException.class, () -> CommandLine.parse("backup", "")))
                .hasMessage("backup needs a file (try --help)");
    }

    @Test
    void helpFitsATerminalAndNamesEveryCommand() {
        assertThat(CommandLine.HELP.lines()).allMatch(line -> line.length() <= 100);
        assertThat(CommandLine.HELP).contains("export", "backup FILE", "import FILE", "check", "--config FILE");
    }

    private static Command export(Optional<Instant> from, Optional<Instant> to, Duration hours, Format format) {
        return new Export(from, to, hours, List.of(), format);
    }

    private static CommandLine parse(String line) throws UsageException {
        return CommandLine.parse(line.isEmpty() ? new String[0] : line.split(" ", -1));
    }

    private static Command command(String line) throws UsageException {
        return parse(line).command();
    }

    private static UsageException refusal(String line) {
        return catchThrowableOfType(UsageException.class, () -> parse(line));
    }
}

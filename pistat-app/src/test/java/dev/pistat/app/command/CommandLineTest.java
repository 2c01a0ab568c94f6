package dev.pistat.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pistat.core.export.ExportLines.Format;
import dev.pistat.core.metric.BoardMetrics;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.Series;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

    private static final Duration DAY = Duration.ofHours(24);
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void withoutACommandItRuns() throws UsageException {
        assertThat(parse("").command()).isInstanceOf(Run.class);
        assertThat(parse("").config()).isNull();
        assertThat(parse("run").command()).isInstanceOf(Run.class);
    }

    @Test
    void everyCommandTakesAConfigurationBeforeOrAfterIt() throws UsageException {
        Path config = Path.of("my.toml");
        assertThat(parse("--config my.toml").command()).isInstanceOf(Run.class);
        assertThat(parse("--config my.toml").config()).isEqualTo(config);
        assertThat(parse("check --config my.toml").command()).isInstanceOf(Check.class);
        assertThat(parse("check --config my.toml").config()).isEqualTo(config);
        assertThat(parse("--config my.toml backup a.db").config()).isEqualTo(config);
        assertThat(parse("import a.db --config my.toml").config()).isEqualTo(config);
        assertThat(parse("export --config my.toml").config()).isEqualTo(config);
    }

    @Test
    void backupAndImportTakeAFile() throws UsageException {
        assertThat(parse("backup /mnt/a.db").command()).isInstanceOf(Backup.class);
        assertThat(parse("backup /mnt/a.db").file()).isEqualTo(Path.of("/mnt/a.db"));
        assertThat(parse("import old.db").command()).isInstanceOf(Import.class);
        assertThat(parse("import old.db").file()).isEqualTo(Path.of("old.db"));
    }

    @Test
    void aPasswordTakesNothing() throws UsageException {
        assertThat(parse("password").command()).isInstanceOf(NewPassword.class);
    }

    @Test
    void exportGivesADayAsCsvUnlessAskedOtherwise() throws UsageException {
        assertThat(request("export")).isEqualTo(request(null, null, DAY, Format.CSV));
        assertThat(request("export --hours 0.5 --format ndjson"))
                .isEqualTo(request(null, null, Duration.ofMinutes(30), Format.NDJSON));
        assertThat(request("export --format csv")).isEqualTo(request("export"));
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
        assertThat(request("export --from " + noon)).isEqualTo(request(NOON, null, DAY, Format.CSV));
        assertThat(request("export --from 0 --to " + noon)).isEqualTo(request(Instant.EPOCH, NOON, DAY, Format.CSV));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1800", "-1800.000", "1969-12-31T23:30:00Z"})
    void aTimeMayLieBefore1970WhereAClockThatWasNeverSetHasItsFirstSamples(String time) throws UsageException {
        assertThat(request("export --from " + time + " --to -0.5"))
                .isEqualTo(request(Instant.EPOCH.minusSeconds(1_800), Instant.EPOCH.minusMillis(500), DAY, Format.CSV));
    }

    @Test
    void aTimeIsKeptToTheMicrosecond() throws UsageException {
        assertThat(request("export --to 1772366400.1234567"))
                .isEqualTo(request(null, NOON.plusNanos(123_456_000), DAY, Format.CSV));
    }

    @Test
    void metricsFollowEachOtherOrAreNamedOneByOne() throws UsageException {
        Export.Request both = new Export.Request(
                null,
                null,
                DAY,
                List.of(new Series(BoardMetrics.CPU_TEMP), new Series(CpuMetrics.CPU_CORE_PERCENT, "3")),
                Format.CSV);
        assertThat(request("export --metric cpu_temp cpu_core_percent:3")).isEqualTo(both);
        assertThat(request("export --metric cpu_temp --metric cpu_core_percent:3"))
                .isEqualTo(both);
        assertThat(request("export --metric cpu_temp cpu_core_percent:3 cpu_temp"))
                .isEqualTo(both);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "backup --help", "export --hours 1 -h"})
    void helpIsGivenAnywhere(String line) throws UsageException {
        assertThat(parse(line).command()).isInstanceOf(Help.class);
    }

    @Test
    void versionIsTold() throws UsageException {
        assertThat(parse("--version").command()).isInstanceOf(Version.class);
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
        assertThat(Help.text().lines()).allMatch(line -> line.length() <= 100);
        assertThat(Help.text()).contains("export", "backup FILE", "import FILE", "check", "--config FILE");
    }

    private static Export.Request request(Instant from, Instant to, Duration hours, Format format) {
        return new Export.Request(from, to, hours, List.of(), format);
    }

    private static Export.Request request(String line) throws UsageException {
        return Export.Request.of(parse(line));
    }

    private static CommandLine parse(String line) throws UsageException {
        return CommandLine.parse(line.isEmpty() ? new String[0] : line.split(" ", -1));
    }

    private static UsageException refusal(String line) {
        return catchThrowableOfType(UsageException.class, () -> {
            CommandLine asked = parse(line);
            assertThat(asked.command()).isInstanceOf(Export.class);
            Export.Request.of(asked);
        });
    }
}

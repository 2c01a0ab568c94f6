package dev.pistat.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pistat.app.program.Original;
import dev.pistat.app.program.Program;
import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.SelfMetrics;
import dev.pistat.core.metric.Series;
import dev.pistat.store.sqlite.SqliteMetricStore;
import dev.pistat.store.sqlite.StoreSettings;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands on the history of a PiStat that runs, or does not. */
@Timeout(180)
class CommandsIT {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Series CPU = new Series(CpuMetrics.CPU_PERCENT);
    private static final Series CORE_1 = new Series(CpuMetrics.CPU_CORE_PERCENT, "1");

    @TempDir
    private Path folder;

    private Path database;

    private record Ended(int code, String output, String log) {

        List<String> rows() {
            return output.lines().toList();
        }
    }

    @BeforeEach
    void configure() throws IOException {
        database = folder.resolve("pistat.db");
        Files.writeString(folder.resolve("config.toml"), """
                [collection]
                interval_seconds = 1
                [server]
                host = "127.0.0.1"
                port = 0
                [database]
                flush_seconds = 0
                """);
    }

    @Test
    void anExportIsTheCsvOfTheApiWhetherPiStatRunsOrNot() throws Exception {
        String csv;
        try (Program pistat = Program.start(folder)) {
            csv = awaitRows(pistat, 2);
            Ended running = run("export");
            assertThat(running.code()).isZero();
            assertThat(running.log()).isEmpty();
            assertThat(running.output()).startsWith(csv).endsWith("\r\n");
            pistat.signal("TERM");
            assertThat(pistat.exitCode()).isZero();
        }
        assertThat(run("export").output()).startsWith(csv);
        assertThat(folder).isDirectoryNotContaining("glob:**pistat.db-*");
    }

    @Test
    void anExportHasTheRangeAndTheMetricsThatWereAskedFor() throws Exception {
        fill(60);
        assertThat(run("export", "--metric", "cpu_percent", "cpu_core_percent:1", "--hours", "0.01")
                        .rows())
                .containsExactly(
                        "timestamp,cpu_percent,cpu_core_percent:1",
                        "1772366960.0,56.5,57.0",
                        "1772366970.0,57.5,58.0",
                        "1772366980.0,58.5,59.0",
                        "1772366990.0,59.5,60.0");
        assertThat(run("export", "--metric", "cpu_percent", "--from", "2026-03-01T13:00:10+01:00", "--to", "1772366430")
                        .rows())
                .containsExactly("timestamp,tier,cpu_percent", "1772366410.0,raw,1.5", "1772366420.0,raw,2.5");
        assertThat(run("export", "--metric", "cpu_percent", "mem_used", "--format", "ndjson", "--to", "1772366401")
                        .output())
                .isEqualTo("{\"ts\":1772366400.0,\"cpu_percent\":0.5,\"mem_used\":null}\n");
        assertThat(run("export", "--format", "ndjson", "--to", "1772366401").output())
                .startsWith("{\"id\":1,\"timestamp\":1772366400.0,\"cpu_percent\":0.5,\"cpu_per_core\":[null, 1.0],")
                .endsWith("}\n")
                .hasLineCount(1);
    }

    @Test
    void anEmptyHistoryIsAHeader() throws Exception {
        fill(0);
        assertThat(run("export", "--metric", "cpu_percent").output()).isEqualTo("timestamp,cpu_percent\r\n");
    }

    @Test
    void whoReadsOnlyTheBeginningOfAnExportGetsThatAndNoComplaint() throws Exception {
        fill(8_000);
        Ended ended = runInShell("(\"$@\"; echo $? > code) | head -n 2", "export");
        assertThat(ended.output()).hasLineCount(2).startsWith("id,timestamp,");
        assertThat(ended.log()).isEmpty();
        assertThat(folder.resolve("code")).hasContent("0\n");
    }

    @Test
    void anExportThatFindsNoRoomSaysSo() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "this machine has no /dev/full");
        fill(1);
        assertThat(runInShell("\"$@\" > /dev/full", "export"))
                .isEqualTo(new Ended(1, "", "pistat: standard output: No space left on device\n"));
    }

    @Test
    void aBackupIsMadeWhilePiStatRunsAndPiStatRunsOnIt() throws Exception {
        Path copy = folder.resolve("copy.db");
        String csv;
        try (Program pistat = Program.start(folder)) {
            csv = awaitRows(pistat, 2);
            Ended ended = run("backup", "copy.db");
            assertThat(ended.log()).isEmpty();
            assertThat(ended.code()).isZero();
            assertThat(ended.output()).matches("copy\\.db: \\d+\\.\\d kB\n");
            awaitRows(pistat, 3);
        }
        Files.writeString(
                folder.resolve("copy.toml"),
                "[server]\nhost = \"127.0.0.1\"\nport = 0\n[database]\npath = \"copy.db\"\n");
        try (Program pistat = Program.start(folder, "--config", "copy.toml")) {
            assertThat(awaitRows(pistat, 3)).startsWith(csv);
        }
        byte[] before = Files.readAllBytes(copy);
        assertThat(run("backup", "copy.db"))
                .isEqualTo(new Ended(1, "", "pistat: copy.db: exists; delete it, or choose another name\n"));
        assertThat(copy).hasBinaryContent(before);
    }

    @Test
    void anImportBringsInEveryRowOnce() throws Exception {
        Path old = folder.resolve("old.db");
        Original.make(old, START.minus(Duration.ofDays(30)), START.minusSeconds(3_600), START.minusMillis(3_590_500));
        fill(10);
        assertThat(run("import", "old.db")).isEqualTo(new Ended(0, "old.db: 3 samples came into pistat.db\n", ""));
        String rows = run("export", "--metric", "cpu_percent").output();
        assertThat(rows).contains("1772362800.0,12.5\r\n", "1772362809.5,12.5\r\n", "1772366400.0,0.5\r\n");
        assertThat(run("import", "old.db"))
                .isEqualTo(new Ended(0, "old.db: nothing new, all of it is in pistat.db already\n", ""));
        assertThat(run("export", "--metric", "cpu_percent").output()).isEqualTo(rows);
    }

    @Test
    void nothingIsImportedWhilePiStatRuns() throws Exception {
        Original.make(folder.resolve("old.db"), START);
        try (Program pistat = Program.start(folder)) {
            awaitRows(pistat, 1);
            assertThat(run("import", "old.db"))
                    .isEqualTo(new Ended(
                            1,
                            "",
                            "pistat: pistat.db: PiStat (pid " + pistat.pid() + ") has it open; stop that one first\n"));
        }
    }

    @Test
    void whatCannotBeImportedIsSaidAndNothingIsMade() throws Exception {
        assertThat(run("import", "none.db")).isEqualTo(new Ended(1, "", "pistat: none.db: no such file\n"));
        Ended check = run("check");
        assertThat(check.code()).as(check.output()).isZero();
        assertThat(check.output()).startsWith("pistat.db is not there yet: PiStat makes it when it is started\n");
        assertThat(folder).isDirectoryNotContaining("glob:**.db*");
        Original.make(database, START);
        assertThat(run("import", "./pistat.db"))
                .isEqualTo(new Ended(
                        1, "", "pistat: ./pistat.db: is the database itself; start PiStat, and it takes it over\n"));
        Files.writeString(folder.resolve("notes.db"), "Dear diary, ".repeat(100));
        assertThat(run("import", "notes.db", "--config", "none.toml").code()).isEqualTo(2);
    }

    @Test
    void aCheckTellsWhatIsThere() throws Exception {
        fill(1_000);
        Ended ended = run("check");
        assertThat(ended.log()).isEmpty();
        assertThat(ended.code()).isZero();
        assertThat(ended.output().lines())
                .startsWith(database.getFileName() + " is sound")
                .anyMatch(line -> line.matches("size +\\d+\\.\\d kB, write-ahead log 0 B"))
                .anyMatch(line -> line.matches("written +8\\.6 MB a day by PiStat"))
                .anyMatch(line -> line.matches("open +in no PiStat"))
                .anyMatch(line -> line.matches("sample +1,000 +3  2026-03-01 .*  2026-03-01 .*"))
                .anyMatch(line -> line.equals("event                    0"))
                .anyMatch(line -> line.matches("java +\\d+\\..*, as user .+"))
                .anyMatch(line -> line.matches("memory +\\d.* available, .*"))
                .anyMatch(line -> line.matches("folder +/.*, \\d+.* free"))
                .anyMatch(line -> line.matches("port +any that is free"))
                .anyMatch(line -> line.matches("clock +\\d{4}-.*"))
                .anyMatch(line -> line.matches("metrics +\\d+ of \\d+ are read here"))
                .endsWith("Nothing is wrong.");
        try (Program pistat = Program.start(folder)) {
            pistat.port();
            assertThat(run("check").output()).containsPattern("open +in PiStat \\(pid \\d+\\)");
        }
    }

    @Test
    void aCheckTellsWhatWouldKeepPiStatFromWorking() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            Files.writeString(folder.resolve("config.toml"), """
                    [server]
                    host = "127.0.0.1"
                    port = %d
                    [paths]
                    procfs = "proc"
                    [database]
                    path = "none/pistat.db"
                    """.formatted(port));
            Path procfs = Files.createDirectories(folder.resolve("proc/sys/kernel/random"));
            Files.writeString(procfs.resolve("boot_id"), "1b4e28ba-2fa1-41d2-883f-0016d3cca427\n");
            Files.writeString(folder.resolve("proc/stat"), "btime 1790000000\n");
            Files.writeString(folder.resolve("proc/loadavg"), "nonsense\n");
            Ended ended = run("check");
            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.log()).isEmpty();
            assertThat(ended.output())
                    .contains("pistat.db is not there yet")
                    .containsPattern("Wrong:\n(.*\n)*  the folder .*none is missing: create it, or choose another")
                    .containsPattern("  port " + port + " is taken: .*; stop that one .* \\(it is java \\(pid "
                            + ProcessHandle.current().pid() + "\\)\\)")
                    .containsPattern("  .*: so there is no load_1, load_5, load_15");
        }
    }

    @Test
    void aCheckKnowsTheRunningPiStatAndAClockThatIsBehind() throws Exception {
        try (ServerSocket free = new ServerSocket(0)) {
            Files.writeString(
                    folder.resolve("config.toml"),
                    "[server]\nhost = \"127.0.0.1\"\nport = " + free.getLocalPort() + "\n");
        }
        try (Program pistat = Program.start(folder)) {
            int port = pistat.port();
            Ended ended = run("check");
            assertThat(ended.output())
                    .containsPattern("port +" + port + " is listened on by PiStat \\(pid " + pistat.pid() + "\\)\n");
            assertThat(ended.code()).isZero();
            pistat.signal("TERM");
            assertThat(pistat.exitCode()).isZero();
        }
        try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = file.createStatement()) {
            statement.execute("UPDATE sample SET at = at + 86400000000");
        }
        Ended ended = run("check");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.output())
                .containsPattern("Wrong:\n  the newest sample is of .* still to come: the clock is behind");
    }

    @Test
    void damageIsToldWithExitCode1() throws Exception {
        fill(1_000);
        try (RandomAccessFile damaged = new RandomAccessFile(database.toFile(), "rw")) {
            damaged.seek(damaged.length() / 2);
            damaged.write(new byte[8_192]);
        }
        Ended ended = run("check");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.output()).startsWith("pistat.db is damaged:\n  ").contains("brings over");
        assertThat(ended.log()).isEmpty();
    }

    @Test
    void whereThereIsNoHistoryEveryCommandThatNeedsOneSaysSo() throws Exception {
        Ended none = new Ended(1, "", "pistat: pistat.db: there is no history yet: no such file\n");
        assertThat(run("export")).isEqualTo(none);
        assertThat(run("backup", "copy.db")).isEqualTo(none);
        Ended check = run("check");
        assertThat(check.code()).as(check.output()).isZero();
        assertThat(check.output()).startsWith("pistat.db is not there yet: PiStat makes it when it is started\n");
        assertThat(folder).isDirectoryNotContaining("glob:**.db*");
    }

    @Test
    void aConfigurationNamesTheHistory() throws Exception {
        fill(1);
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("my.toml"), "[database]\npath = \"../pistat.db\"\n");
        assertThat(run("check", "--config", "elsewhere/my.toml").output())
                .startsWith("elsewhere/../pistat.db is sound");
        assertThat(run("check", "--config", "none.toml")).isEqualTo(new Ended(2, "", "none.toml: no such file\n"));
    }

    /** As over ssh, which brings along the LANG of the other machine. */
    @Test
    void namesAreUtf8InALocaleThatThisMachineHasNot() throws Exception {
        String script = "LC_ALL=xx_XX.UTF-8 exec \"$@\" --config \"$(printf 'b\\303\\244ume.toml')\"";
        assertThat(runInShell(script, "check")).isEqualTo(new Ended(2, "", "b\u00e4ume.toml: no such file\n"));
    }

    @Test
    void whatIsAskedWronglyIsSaidWithExitCode2() throws Exception {
        assertThat(run("export", "--hours", "many"))
                .isEqualTo(new Ended(
                        2, "", "pistat: --hours must be a number above 0, at most a million, not many (try --help)\n"));
    }

    @Test
    void aBarIsShownOnATerminalOnly() throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/bin/script")), "script(1) is not installed");
        Process terminal = new ProcessBuilder("script", "-qec", "true", "/dev/null")
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assumeTrue(terminal.waitFor() == 0, "there is no terminal, as without /dev/pts");
        fill(8_000);
        assertThat(runInShell("script -qec \"set -f; $*\" /dev/null < /dev/null", "check")
                        .output())
                .containsPattern("\r\\[#+\\.*\\] +\\d+ %\r")
                .contains("pistat.db is sound");
        assertThat(run("check").log()).isEmpty();
    }

    private Ended run(String... arguments) throws Exception {
        try (Program program = Program.start(folder, arguments)) {
            return new Ended(program.exitCode(), program.output(), program.log());
        }
    }

    private Ended runInShell(String script, String... arguments) throws Exception {
        try (Program program = Program.startInShell(folder, script, arguments)) {
            return new Ended(program.exitCode(), program.output(), program.log());
        }
    }

    /** A sample every ten seconds, in which PiStat has written a thousand bytes. */
    private void fill(int samples) {
        try (SqliteMetricStore store =
                SqliteMetricStore.open(database, new Allowlist(Catalogue.ALL), StoreSettings.DEFAULTS)) {
            for (int i = 0; i < samples; i++) {
                Map<Series, Reading> readings = Map.of(
                        CPU,
                        new Reading.Value(i + 0.5),
                        CORE_1,
                        new Reading.Value(i + 1),
                        new Series(SelfMetrics.PISTAT_WRITTEN_BYTES),
                        new Reading.Value(i * 1_000));
                store.append(
                        new Sample(i + 1, START.plusSeconds(i * 10L), i * 10_000_000L, "boot-1", readings), List.of());
            }
        }
    }

    private static String awaitRows(Program program, int count) throws Exception {
        HttpResponse<String> csv = program.get("/api/export");
        while (csv.body().lines().count() < count + 1) {
            csv = program.get("/api/export");
        }
        return csv.body();
    }
}

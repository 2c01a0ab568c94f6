package dev.pistat.app.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole program on this machine: real readings, a real file, real sockets, real signals. */
@Timeout(180)
class ProgramIT {

    private static final String NUMBER = "-?\\d+(\\.\\d+)?";
    private static final Pattern CURRENT = Pattern.compile("\\{\"id\":\\d+,\"timestamp\":\\d+\\.\\d+,"
            + "\"cpu_percent\":\\d+\\.\\d+,\"cpu_per_core\":\\[(\\d+\\.\\d+|null)(,(\\d+\\.\\d+|null))*\\],"
            + "\"mem_used\":\\d+,\"mem_total\":\\d+,\"mem_percent\":\\d+\\.\\d+,\"cpu_temp\":(null|-?\\d+\\.\\d+),"
            + "\"disk_used\":\\d+,\"disk_total\":\\d+,\"disk_percent\":\\d+\\.\\d+,"
            + "\"load_1\":\\d+\\.\\d+,\"load_5\":\\d+\\.\\d+,\"load_15\":\\d+\\.\\d+,"
            + "\"net_bytes_sent\":\\d+,\"net_bytes_recv\":\\d+,\"uptime_seconds\":\\d+\\}");
    private static final String HEADER =
            "id,timestamp,cpu_percent,cpu_per_core,mem_used,mem_total,mem_percent,cpu_temp,"
                    + "disk_used,disk_total,disk_percent,load_1,load_5,load_15,net_bytes_sent,net_bytes_recv,uptime_seconds";

    @TempDir
    private Path folder;

    @Test
    void everyRouteAnswersWithThisMachinesReadings() throws Exception {
        configure("[collection]\ninterval_seconds = 1\n[server]\nhost = \"127.0.0.1\"\nport = 0\n");
        try (Program program = Program.start(folder)) {
            String current = firstSample(program);
            assertThat(current).matches(CURRENT);
            assertThat(number(current, "cpu_percent")).isBetween(0.0, 100.0);
            assertThat(number(current, "mem_used")).isBetween(1e6, number(current, "mem_total"));
            assertThat(number(current, "uptime_seconds")).isPositive();

            String csv = awaitRows(program, 3);
            assertThat(csv).startsWith(HEADER + "\r\n").endsWith("\r\n");
            List<String> rows = csv.lines().skip(1).toList();
            assertThat(rows).allSatisfy(row -> assertThat(row).matches("\\d+,\\d+\\.\\d+,.*"));

            String history =
                    program.get("/api/history?metric=mem_total&hours=1").body();
            assertThat(history)
                    .matches(
                            "\\[\\{\"ts\":\\d+\\.\\d+,\"value\":\\d+\\}(,\\{\"ts\":\\d+\\.\\d+,\"value\":\\d+\\})+\\]");
            assertThat(program.get("/api/history?metric=cpu_core_percent:0").body())
                    .contains("\"value\":");
            HttpResponse<String> bad = program.get("/api/history?metric=bad_metric");
            assertThat(bad.statusCode()).isEqualTo(400);
            assertThat(bad.body()).isEqualTo("{\"error\":\"Invalid metric: 'bad_metric'\"}");

            assertThat(program.get("/api/config").body())
                    .isEqualTo("{\"interval_seconds\":1,\"retention_days\":7,\"network_interface\":\"eth0\","
                            + "\"disk_path\":\"/\",\"host\":\"127.0.0.1\",\"port\":" + program.port() + "}");
            assertThat(program.get("/metrics").body()).contains("\npistat_mem_total_bytes ");
            HttpResponse<String> page = program.get("/");
            assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
            assertThat(page.body()).contains("PiStat");

            program.signal("TERM");
            assertThat(program.exitCode()).isZero();
            assertThat(view("SELECT count(*), min(mem_total), max(id) FROM metrics"))
                    .hasSize(3)
                    .first()
                    .satisfies(count -> assertThat(Integer.parseInt(count)).isGreaterThanOrEqualTo(rows.size()));
        }
    }

    @Test
    void theFirstSampleHasARealShareOfTheProcessor() throws Exception {
        configure("[collection]\ninterval_seconds = 3600\n[server]\nhost = \"127.0.0.1\"\nport = 0\n");
        try (Program program = Program.start(folder)) {
            program.port();
            String current = firstSample(program);
            assertThat(current).matches(CURRENT);
            assertThat(current).startsWith("{\"id\":1,");
            assertThat(program.get("/health/live").statusCode()).isEqualTo(200);
            assertThat(program.get("/health/ready").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void afterARestartCurrentIsTheNewestStoredSampleUntilTheFirstNewOne() throws Exception {
        configure("[collection]\ninterval_seconds = 3600\n[server]\nhost = \"127.0.0.1\"\nport = 0\n");
        String before;
        try (Program program = Program.start(folder)) {
            before = firstSample(program);
            program.signal("INT");
            assertThat(program.exitCode()).isZero();
        }
        try (Program program = Program.start(folder)) {
            List<String> seen = new ArrayList<>();
            while (seen.isEmpty() || seen.getLast().startsWith("{\"id\":1,")) {
                HttpResponse<String> current = program.get("/api/current");
                assertThat(current.statusCode()).isEqualTo(200);
                seen.add(current.body());
            }
            assertThat(seen.getLast()).startsWith("{\"id\":2,");
            assertThat(seen.subList(0, seen.size() - 1)).allMatch(before::equals);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void aSignalStopsItWithExitCode0AndNothingSampledIsLost(String signal) throws Exception {
        configure("[collection]\ninterval_seconds = 1\n[server]\nhost = \"127.0.0.1\"\nport = 0\n");
        try (Program program = Program.start(folder)) {
            awaitRows(program, 2);
            String last = program.get("/api/current").body();
            Instant asked = Instant.now();
            program.signal(signal);
            assertThat(program.exitCode()).isZero();
            assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(2));
            assertThat(program.log()).endsWith("INFO stopped\n");
            long id = (long) number(last, "id");
            assertThat(view("SELECT max(id) >= " + id + " FROM metrics")).containsExactly("1");
            assertThat(filesBesideTheDatabase()).isEmpty();
        }
    }

    @Test
    void aStreamIsLiveGoesOnWhereItEndedAndDoesNotHoldTheProgramUp() throws Exception {
        configure("[collection]\ninterval_seconds = 1\n[server]\nhost = \"127.0.0.1\"\nport = 0\n");
        try (Program program = Program.start(folder)) {
            String id;
            try (BufferedReader stream = program.stream("")) {
                line(stream, "event: sample");
                line(stream, "id: ");
                assertThat(line(stream, "data: "))
                        .matches(CURRENT.pattern().replace("\\}", "") + ",\".*\"pistat_cpu_percent\":.*\\}");
                id = line(stream, "id: ");
            }
            long last = Long.parseLong(id.substring(0, id.indexOf('-')));
            awaitRows(program, (int) last + 2);
            List<BufferedReader> streams = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                streams.add(program.stream(id));
                assertThat(line(streams.getLast(), "data: ")).startsWith("{\"id\":" + (last + 1) + ",");
            }
            assertThat(program.get("/api/stream").statusCode()).isEqualTo(503);

            Instant asked = Instant.now();
            program.signal("TERM");
            assertThat(program.exitCode()).isZero();
            assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(2));
            assertThat(program.log()).doesNotContain("WARNING", "SEVERE").endsWith("INFO stopped\n");
            for (BufferedReader stream : streams) {
                assertThat(stream.lines().toList()).allMatch(line -> line.isEmpty() || line.matches("\\w+: .*"));
            }
        }
    }

    @Test
    void theDatabaseLiesBesideTheConfigurationThatNamesIt() throws Exception {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path config = elsewhere.resolve("my.toml");
        Files.writeString(config, "[server]\nhost = \"127.0.0.1\"\nport = 0\n[database]\npath = \"my.db\"\n");
        try (Program program = Program.start(folder, "--config", "elsewhere/my.toml")) {
            firstSample(program);
            assertThat(elsewhere.resolve("my.db")).isNotEmptyFile();
        }
    }

    @Test
    void aPortThatIsTakenEndsItWithOneLineAndExitCode1() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            configure("[server]\nhost = \"127.0.0.1\"\nport = " + port + "\n");
            assertEnds(
                    1,
                    "pistat: port " + port + " is taken: another program, or another PiStat, listens on it;"
                            + " stop that one or choose another [server] port\n");
        }
    }

    @Test
    void anAddressOfAnotherMachineEndsItWithOneLineAndExitCode1() throws Exception {
        configure("[server]\nhost = \"192.0.2.1\"\nport = 0\n");
        assertEnds(
                1,
                "pistat: 192.0.2.1 is not an address of this machine: set [server] host to one that is,"
                        + " or to 0.0.0.0 for all\n");
    }

    @Test
    void aConfigurationThatIsNotThereEndsItWithOneLineAndExitCode2() throws Exception {
        assertEnds(2, "none.toml: no such file\n", "--config", "none.toml");
    }

    @Test
    void everythingWrongInAConfigurationIsSaidAtOnceAndExitCodeIs2() throws Exception {
        configure("[server]\nport = 99999\n[metrics]\ndisk_pth = \"/\"\n");
        assertEnds(2, """
                config.toml:2:8: server.port must be 0 to 65535, not 99999
                config.toml:4:1: unknown key metrics.disk_pth, did you mean disk_path?
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--nonsense", "start", "-x"})
    void anUnknownArgumentEndsItWithOneLineAndExitCode2(String argument) throws Exception {
        assertEnds(2, "pistat: unknown argument " + argument + " (try --help)\n", argument);
    }

    @Test
    void configWithoutAFileEndsItWithOneLineAndExitCode2() throws Exception {
        assertEnds(2, "pistat: --config needs a file (try --help)\n", "--config");
    }

    @Test
    void aDatabaseFolderThatIsMissingEndsItWithOneLineAndExitCode1() throws Exception {
        configure("[server]\nport = 0\n[database]\npath = \"none/pistat.db\"\n");
        assertThat(endsWithOneLine()).contains("none");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void aDatabaseFolderInWhichNothingCanBeMadeEndsItWithOneLineAndExitCode1() throws Exception {
        configure("[server]\nport = 0\n[database]\npath = \"/proc/pistat.db\"\n");
        assertThat(endsWithOneLine()).contains("/proc");
    }

    @Test
    void aProcfsThatIsNoneEndsItWithOneLineAndExitCode1() throws Exception {
        configure("[server]\nport = 0\n[paths]\nprocfs = \"none\"\n");
        assertThat(endsWithOneLine()).contains("none/sys/kernel/random/boot_id: is procfs mounted there?");
    }

    @Test
    void aDatabaseThatIsNoneEndsItWithOneLineAndIsLeftUntouched() throws Exception {
        configure("[server]\nport = 0\n");
        Path database = Files.writeString(folder.resolve("pistat.db"), "Dear diary, ".repeat(100));
        assertThat(endsWithOneLine()).contains("pistat.db");
        assertThat(database).hasContent("Dear diary, ".repeat(100));
        assertThat(filesBesideTheDatabase()).isEmpty();
    }

    @Test
    void theOriginalProgramsDatabaseIsTakenOverAndKept() throws Exception {
        configure("[collection]\ninterval_seconds = 3600\n[server]\nhost = \"127.0.0.1\"\nport = 0\n");
        Path database = folder.resolve("pistat.db");
        Instant hourAgo = Instant.ofEpochSecond(Instant.now().getEpochSecond() - 3_600);
        Original.make(database, hourAgo, hourAgo.plusMillis(9_500));
        byte[] bytes = Files.readAllBytes(database);
        try (Program program = Program.start(folder)) {
            assertThat(program.get("/api/export").body().lines().skip(1))
                    .hasSizeGreaterThanOrEqualTo(2)
                    .anySatisfy(row -> assertThat(row).matches("\\d+,\\d+\\.0,12\\.5,.*"))
                    .anySatisfy(row -> assertThat(row).matches("\\d+,\\d+\\.5,12\\.5,.*"));
        }
        assertThat(folder.resolve("pistat.db.python-backup")).hasBinaryContent(bytes);
    }

    @Test
    void aSecondOneOnTheSameFileEndsWithOneLineThatNamesTheFirst() throws Exception {
        configure("[server]\nhost = \"127.0.0.1\"\nport = 0\n");
        try (Program first = Program.start(folder)) {
            first.port();
            assertThat(endsWithOneLine())
                    .isEqualTo(
                            "pistat: pistat.db: PiStat (pid " + first.pid() + ") has it open; stop that one first\n");
        }
    }

    @Test
    void helpAndVersionAreOnStandardOutput() throws Exception {
        try (Program help = Program.start(folder, "--help");
                Program version = Program.start(folder, "--version")) {
            assertThat(help.exitCode()).isZero();
            assertThat(help.output()).startsWith("Usage: pistat [--config FILE] [COMMAND]\n");
            assertThat(help.log()).isEmpty();
            assertThat(version.exitCode()).isZero();
            assertThat(version.output()).matches("pistat \\d+\\.\\d+\\.\\d+\\S*\n");
        }
    }

    @Test
    void javaIsToldAtItsStartToDeserializeNothing() throws Exception {
        String settings = "PISTAT_JAVA_OPTIONS=-XshowSettings:properties exec \"$@\"";
        try (Program program = Program.startInShell(folder, settings, "--version")) {
            assertThat(program.exitCode()).isZero();
            assertThat(program.log()).contains("jdk.serialFilter = !*");
        }
    }

    private void configure(String text) throws IOException {
        Files.writeString(folder.resolve("config.toml"), text);
    }

    private void assertEnds(int code, String log, String... arguments) throws Exception {
        try (Program program = Program.start(folder, arguments)) {
            assertThat(program.exitCode()).isEqualTo(code);
            assertThat(program.log()).isEqualTo(log);
        }
    }

    private String endsWithOneLine() throws Exception {
        try (Program program = Program.start(folder)) {
            assertThat(program.exitCode()).isEqualTo(1);
            assertThat(program.log()).startsWith("pistat: ").hasLineCount(1);
            return program.log();
        }
    }

    private static String firstSample(Program program) throws Exception {
        HttpResponse<String> current = program.get("/api/current");
        while (current.statusCode() == 204) {
            current = program.get("/api/current");
        }
        return current.body();
    }

    private static String awaitRows(Program program, int count) throws Exception {
        String csv = program.get("/api/export").body();
        while (csv.lines().count() < count + 1) {
            csv = program.get("/api/export").body();
        }
        return csv;
    }

    /** The rest of the next line that begins so. */
    private static String line(BufferedReader stream, String start) throws IOException {
        String line = stream.readLine();
        while (!line.startsWith(start)) {
            line = stream.readLine();
        }
        return line.substring(start.length());
    }

    private static double number(String json, String field) {
        Matcher found = Pattern.compile("\"" + field + "\":(" + NUMBER + ")").matcher(json);
        assertThat(found.find()).as(field).isTrue();
        return Double.parseDouble(found.group(1));
    }

    /** The columns of the first row that a query gives. */
    private List<String> view(String query) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("pistat.db"));
                ResultSet row = connection.createStatement().executeQuery(query)) {
            for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                columns.add(row.getString(column));
            }
        }
        return columns;
    }

    private List<String> filesBesideTheDatabase() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("pistat.db"))
                    .filter(name -> !name.equals("pistat.db") && !name.equals("pistat.db.lock"))
                    .toList();
        }
    }
}

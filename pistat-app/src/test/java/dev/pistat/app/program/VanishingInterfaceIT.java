package dev.pistat.app.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pistat.core.testkit.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An interface that is really made and removed, in a network of the program's own, which takes root. */
@Timeout(180)
class VanishingInterfaceIT {

    @TempDir
    private Path folder;

    private Path ip;

    @Test
    void itLeavesAGapAndGoesOnWithAnEventForEach() throws Exception {
        ip = Tool.find("ip", "iproute2");
        Tool.find("nsenter", "util-linux");
        Optional<String> type = Stream.of("dummy", "ifb")
                .filter(each -> succeeds("unshare", "-n", ip.toString(), "link", "add", "wan0", "type", each))
                .findFirst();
        assumeTrue(type.isPresent(), "only root may make a network with an interface, and not in every container");
        Files.writeString(folder.resolve("config.toml"), """
                [collection]
                interval_seconds = 1
                [server]
                port = 0
                [database]
                flush_seconds = 0
                """);
        try (Program program = Program.startInShell(folder, "exec unshare -n \"$@\"")) {
            program.port();
            awaitSamples(program, 1);
            inItsNetwork(program, "link", "add", "wan0", "type", type.get());
            program.awaitLog("interface wan0: is there now");
            awaitSamples(program, 2);
            inItsNetwork(program, "link", "del", "wan0");
            program.awaitLog("interface wan0: is gone");
            awaitSamples(program, 2);
            inItsNetwork(program, "link", "add", "wan0", "type", type.get());
            program.awaitLog("(?s)interface wan0: is there now.*interface wan0: is there now");
            awaitSamples(program, 2);
            program.signal("TERM");
            assertThat(program.exitCode()).isZero();
        }
        assertThat(query("SELECT kind FROM event WHERE subject = 'interface wan0' ORDER BY id"))
                .containsExactly("appeared", "disappeared", "appeared");
        try (Program export = Program.start(folder, "export", "--metric", "uptime_seconds", "interface_drops:wan0")) {
            assertThat(export.exitCode()).isZero();
            String there = export.output()
                    .lines()
                    .skip(1)
                    .map(VanishingInterfaceIT::there)
                    .collect(Collectors.joining());
            assertThat(there).as("nothing, zeroes, nothing, zeroes").matches("-+0+-+0+");
        }
    }

    private static String there(String row) {
        return row.endsWith(",") ? "-" : row.substring(row.lastIndexOf(',') + 1);
    }

    private void inItsNetwork(Program program, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("nsenter", "-t", Long.toString(program.pid()), "-n", ip.toString()));
        command.addAll(List.of(arguments));
        assertThat(succeeds(command.toArray(String[]::new))).isTrue();
    }

    private static boolean succeeds(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void awaitSamples(Program program, int more) throws SQLException, IOException, InterruptedException {
        int before = samples();
        while (samples() < before + more) {
            program.runsFor(Duration.ofMillis(50));
        }
    }

    private int samples() throws SQLException {
        return Integer.parseInt(query("SELECT count(*) FROM sample").getFirst());
    }

    private List<String> query(String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("pistat.db"));
                ResultSet row = file.createStatement().executeQuery(sql)) {
            while (row.next()) {
                found.add(row.getString(1));
            }
        }
        return found;
    }
}

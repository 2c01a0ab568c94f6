package dev.pistat.store.sqlite.sample;

import static dev.pistat.store.sqlite.testkit.Samples.CPU;
import static dev.pistat.store.sqlite.testkit.Samples.MEMORY;
import static dev.pistat.store.sqlite.testkit.Samples.T0;
import static dev.pistat.store.sqlite.testkit.Samples.core;
import static dev.pistat.store.sqlite.testkit.Samples.open;
import static dev.pistat.store.sqlite.testkit.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pistat.core.metric.BoardMetrics;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.NetworkMetrics;
import dev.pistat.core.metric.OriginalField;
import dev.pistat.core.metric.Series;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The view {@code metrics}: the samples as the original PiStat's only table had them. */
class MetricsViewTest {

    @TempDir
    private Path folder;

    @Test
    void itHasTheSeedsColumnsInTheirOrderBeforeAndAfterTheFirstSample() {
        List<String> names = new ArrayList<>(List.of("id", "timestamp"));
        OriginalField.ALL.forEach(field -> names.add(field.name()));
        Path file = folder.resolve("pistat.db");
        try (var store = open(file)) {
            assertThat(query(file, "SELECT group_concat(name) FROM pragma_table_info('metrics')"))
                    .containsExactly(String.join(",", names));
            store.append(sample(1, T0, Map.of(CPU, 1.0, MEMORY, 2.0)), List.of());
            assertThat(query(file, "SELECT group_concat(name) FROM pragma_table_info('metrics')"))
                    .containsExactly(String.join(",", names));
        }
    }

    @Test
    void itShowsEveryKindOfValue() {
        Path file = folder.resolve("pistat.db");
        try (var store = open(file)) {
            Map<Series, Double> values = new LinkedHashMap<>();
            values.put(new Series(CpuMetrics.LOAD_1), 0.0029296875);
            values.put(new Series(NetworkMetrics.NET_BYTES_RECV), 390_768_200.0);
            values.put(new Series(BoardMetrics.CPU_TEMP), 48.312);
            values.put(CPU, 7.0);
            values.put(core(2), 0.0);
            values.put(core(0), 12.5);
            store.append(sample(5, T0, values), List.of());
            store.append(sample(6, T0.plusSeconds(10), Map.of(MEMORY, 98_222_080.0, core(2), 0.07)), List.of());
            store.append(sample(7, T0.plusSeconds(20), Map.of(CPU, 0.5)), List.of());
            assertThat(query(file, "SELECT concat_ws(' ', id, printf('%.6f', timestamp)) FROM metrics"))
                    .containsExactly("5 1772366400.123456", "6 1772366410.123456", "7 1772366420.123456");
            assertThat(query(file, "SELECT cpu_per_core FROM metrics"))
                    .containsExactly("[12.5, null, 0.0]", "[null, null, 0.07]", null);
            assertThat(query(file, "SELECT load_1 = 0.0029296875 AND cpu_temp = 48.312 FROM metrics WHERE id = 5"))
                    .containsExactly("1");
            assertThat(query(
                            file,
                            "SELECT concat_ws(' ', cpu_percent, net_bytes_recv, mem_used, mem_total) FROM metrics"))
                    .containsExactly("7.0 390768200", "98222080", "0.5");
        }
    }

    @Test
    void itShowsHundredsOfCores() {
        Path file = folder.resolve("pistat.db");
        Map<Series, Double> values = new LinkedHashMap<>();
        for (int i = 0; i < 600; i++) {
            values.put(core(i), 1.0);
        }
        try (var store = open(file)) {
            store.append(sample(1, T0, values), List.of());
            assertThat(query(file, "SELECT cpu_per_core FROM metrics"))
                    .containsExactly("[" + "1.0, ".repeat(599) + "1.0]");
        }
    }

    @Test
    void theSqliteShellReadsItWhilePiStatRuns() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/sqlite3")), "no sqlite3 on this machine");
        Path file = folder.resolve("pistat.db");
        try (var store = open(file)) {
            store.append(sample(1, T0, Map.of(CPU, 1.25, core(0), 2.5, core(1), 0.0)), List.of());
            String sql = "SELECT id, cpu_percent, cpu_per_core, mem_used FROM metrics; PRAGMA integrity_check;";
            Process shell = new ProcessBuilder("/usr/bin/sqlite3", "-nullvalue", "none", file.toString(), sql)
                    .redirectErrorStream(true)
                    .start();
            String answer = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(shell.waitFor()).as(answer).isZero();
            assertThat(answer).isEqualTo("1|1.25|[2.5, 0.0]|none\nok\n");
            store.append(sample(2, T0, Map.of(CPU, 1.0)), List.of());
        }
    }

    private static List<String> query(Path file, String sql) {
        try (Handle handle = Jdbi.open("jdbc:sqlite:" + file.toUri() + "?mode=ro")) {
            return handle.createQuery(sql).mapTo(String.class).list();
        }
    }
}

package dev.pistat.http.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.testkit.Tool;
import dev.pistat.http.HttpServer;
import dev.pistat.http.RawClient;
import dev.pistat.http.TestServer;
import dev.pistat.http.route.Routes;
import dev.pistat.http.route.TestRoutes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus' own linter says of every metric that there is. */
class PromtoolTest {

    @TempDir
    private Path folder;

    @Test
    void promtoolHasNothingToComplainOf() throws Exception {
        Path promtool = Tool.find("promtool", "prometheus");
        Path metrics = folder.resolve("metrics");
        Path complaints = folder.resolve("complaints");
        Files.writeString(metrics, metricsOfEverything());
        Process process = new ProcessBuilder(promtool.toString(), "check", "metrics")
                .redirectInput(metrics.toFile())
                .redirectErrorStream(true)
                .redirectOutput(complaints.toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("ends").isTrue();
        assertThat(complaints).isEmptyFile();
        assertThat(process.exitValue()).isZero();
    }

    private static String metricsOfEverything() throws Exception {
        Map<Series, Reading> readings = new LinkedHashMap<>();
        Catalogue.ALL.forEach(metric -> metric.label()
                .ifPresentOrElse(
                        label -> {
                            readings.put(new Series(metric, "a\"b\\c\nd\ud83e"), new Reading.Value(0.1));
                            readings.put(new Series(metric, "{}=,# é"), new Reading.Value(2e15));
                        },
                        () -> readings.put(new Series(metric), new Reading.Value(12.3))));
        Sample sample = new Sample(1, Instant.EPOCH, 1, "b-1", readings);
        Routes routes = new TestRoutes().newest(() -> Optional.of(sample)).routes();
        try (HttpServer server = TestServer.start(routes)) {
            String metrics = new RawClient(server.port()).get("/metrics").body();
            assertThat(metrics.lines().filter(line -> line.startsWith("# TYPE")))
                    .hasSameSizeAs(Catalogue.ALL);
            return metrics;
        }
    }
}

package dev.pistat.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.app.program.Program;
import dev.pistat.core.memory.InMemoryMetricStore;
import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.metric.NetworkMetrics;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.Clock;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.recording.Recorder;
import dev.pistat.core.testkit.FakeClock;
import dev.pistat.core.testkit.Tool;
import dev.pistat.http.HttpServer;
import dev.pistat.http.access.Access;
import dev.pistat.http.route.Routes;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus itself scrapes the program, and a server that has a value of every metric that there is. */
@Timeout(120)
class PrometheusIT {

    private static final Pattern LISTENING = Pattern.compile("msg=\"Listening on\".* address=127\\.0\\.0\\.1:(\\d+)");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @Test
    void prometheusScrapesAndAnswersQueries() throws Exception {
        Path prometheus = Tool.find("prometheus", "prometheus");
        Map<Series, Reading> everything = everything();
        Sample sample = new Sample(1, Instant.EPOCH, 1, "b-1", everything);
        MetricStore store = new InMemoryMetricStore();
        store.append(sample, List.of());
        Clock clock = new FakeClock(Instant.EPOCH);
        Duration interval = Duration.ofSeconds(1);
        Files.writeString(
                folder.resolve("config.toml"),
                "[collection]\ninterval_seconds = 1\n[server]\nhost = \"127.0.0.1\"\nport = 0\n");
        try (Program program = Program.start(folder);
                Recorder recorder = new Recorder(List.of(), store, clock, interval);
                Routes routes = new Routes(recorder, store, new Allowlist(Catalogue.ALL), clock, interval);
                HttpServer server =
                        HttpServer.start("127.0.0.1", 0, Access.PRIVATE, null, clock, routes.only("/metrics"));
                Prometheus asked = start(prometheus, program.port(), server.port())) {
            assertThat(asked.number("up{job=\"pistat\"} == 1")).isEqualTo("1");
            assertThat(program.get("/api/current").body())
                    .contains("\"mem_total\":" + asked.number("pistat_mem_total_bytes{job=\"pistat\"}") + ",");
            assertThat(asked.number("pistat_mem_used_bytes{job=\"pistat\"} < bool pistat_mem_total_bytes"))
                    .isEqualTo("1");

            assertThat(asked.number("up{job=\"everything\"} == 1")).isEqualTo("1");
            assertThat(asked.number("count({job=\"everything\",__name__=~\"pistat_.+\"})"))
                    .isEqualTo(Integer.toString(everything.size()));
            assertThat(asked.number("pistat_cpu_ratio{job=\"everything\"}")).isEqualTo("0.011");
            assertThat(asked.number("pistat_net_sent_bytes_total{job=\"everything\"}"))
                    .isEqualTo("1.1");
            assertThat(asked.number("pistat_filesystem_used_bytes{mount=\"/a\\\"b\\\\c\\nd é\"}"))
                    .isEqualTo("123456789012");
            // That it knows the unit shows that it asked for OpenMetrics.
            assertThat(asked.get("metadata?metric=pistat_net_sent_bytes"))
                    .contains("\"type\":\"counter\"", "\"unit\":\"bytes\"", NetworkMetrics.NET_BYTES_SENT.help());
        }
    }

    private static Map<Series, Reading> everything() {
        Map<Series, Reading> readings = new LinkedHashMap<>();
        Catalogue.ALL.forEach(metric -> {
            if (metric.label().isPresent()) {
                readings.put(new Series(metric, "/a\"b\\c\nd é"), new Reading.Value(123456789012.0));
                readings.put(new Series(metric, "{}=,# \r\t"), new Reading.Value(5e-9));
            } else {
                readings.put(new Series(metric), new Reading.Value(1.1));
            }
        });
        return readings;
    }

    private Prometheus start(Path prometheus, int program, int everything) throws Exception {
        Files.writeString(folder.resolve("prometheus.yml"), """
                global:
                  scrape_interval: 1s
                scrape_configs:
                  - job_name: pistat
                    static_configs:
                      - targets: ["127.0.0.1:%d"]
                  - job_name: everything
                    static_configs:
                      - targets: ["127.0.0.1:%d"]
                """.formatted(program, everything));
        Path log = folder.resolve("prometheus.log");
        Process process = new ProcessBuilder(
                        prometheus.toString(),
                        "--config.file=prometheus.yml",
                        "--storage.tsdb.path=prometheus",
                        "--web.listen-address=127.0.0.1:0")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new Prometheus(process, log);
    }

    /** A running Prometheus. It begins to scrape five seconds after its start. */
    private record Prometheus(Process process, Path log) implements AutoCloseable {

        private static final Pattern VALUE = Pattern.compile("\"value\":\\[[0-9.]+,\"([^\"]+)\"\\]");

        /** The one number that a query gives, once it gives one. */
        String number(String query) throws Exception {
            String answer = "";
            for (int i = 0; i < 300; i++) {
                answer = get("query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
                Matcher value = VALUE.matcher(answer);
                if (value.find()) {
                    assertThat(answer.indexOf("\"value\"", value.end())).isNegative();
                    return value.group(1);
                }
                waitABit();
            }
            throw new AssertionError(
                    "No number within 30 s: " + query + ": " + answer + "; targets: " + get("targets?state=active"));
        }

        String get(String path) throws Exception {
            URI uri = URI.create("http://127.0.0.1:" + port() + "/api/v1/" + path);
            return CLIENT.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
        }

        private String port() throws Exception {
            while (true) {
                Matcher listening = LISTENING.matcher(Files.readString(log));
                if (listening.find()) {
                    return listening.group(1);
                }
                waitABit();
            }
        }

        private void waitABit() throws Exception {
            boolean ended = process.waitFor(100, TimeUnit.MILLISECONDS);
            assertThat(ended)
                    .as("Prometheus has ended and said: %s", Files.readString(log))
                    .isFalse();
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }
}

package outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.app.Configuration;
import dev.pistat.app.PiStat;
import dev.pistat.collector.linux.LinuxSamplers;
import dev.pistat.core.metric.Metric;
import dev.pistat.http.page.Page;
import dev.pistat.store.sqlite.SqliteMetricStore;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An office whose own Helidon server shows its machine below a path. Everything is on the module path. */
class MountedRoutesTest {

    @TempDir
    private Path folder;

    @Test
    void theDashboardLivesInTheOfficesServer() throws Exception {
        Configuration configuration = Configuration.builder()
                .interval(Duration.ofSeconds(1))
                .database(folder.resolve("office.db"))
                .build();
        CountDownLatch sampled = new CountDownLatch(1);
        PiStat pistat = PiStat.startWithoutServer(configuration);
        pistat.onSample(sample -> sampled.countDown());
        WebServer office = WebServer.builder()
                .host("127.0.0.1")
                .port(0)
                .shutdownHook(false)
                .routing(routing -> routing.get("/", (req, res) -> res.send("the office"))
                        .register("/it/machine", pistat.routes()))
                .build()
                .start();
        try {
            assertThat(sampled.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(get(office, "/").body()).isEqualTo("the office");
            assertThat(get(office, "/it/machine/").body()).contains("<html");
            assertThat(get(office, "/it/machine/app.js").statusCode()).isEqualTo(200);
            assertThat(get(office, "/it/machine/uPlot.iife.min.js").statusCode()).isEqualTo(200);
            assertThat(get(office, "/it/machine/api/current").body()).contains("\"mem_total\":");
            assertThat(get(office, "/it/machine/metrics").body()).contains("pistat_mem_total_bytes ");
            assertThat(get(office, "/api/current").statusCode()).isEqualTo(404);
        } finally {
            pistat.close();
            office.stop();
        }
    }

    @Test
    void everyPartIsANamedModule() {
        assertThat(Stream.of(
                                Metric.class,
                                LinuxSamplers.class,
                                SqliteMetricStore.class,
                                Page.class,
                                PiStat.class,
                                WebServer.class,
                                MountedRoutesTest.class)
                        .map(each -> String.valueOf(each.getModule().getName())))
                .containsExactly(
                        "dev.pistat.core",
                        "dev.pistat.collector.linux",
                        "dev.pistat.store.sqlite",
                        "dev.pistat.http",
                        "dev.pistat.app",
                        "io.helidon.webserver",
                        "outside.office");
        assertThat(ModuleLayer.boot().findModule("com.sun.jna")).isEmpty();
    }

    private static HttpResponse<String> get(WebServer server, String path) throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + server.port() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }
}

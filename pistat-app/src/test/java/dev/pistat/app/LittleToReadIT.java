package dev.pistat.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.MemoryMetrics;
import dev.pistat.core.metric.Sample;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Machines that hide nearly everything: PiStat starts on each, and what is absent costs its own readings only. */
@Timeout(180)
class LittleToReadIT {

    @TempDir
    private Path folder;

    private final BlockingQueue<Sample> samples = new LinkedBlockingQueue<>();

    private PiStat start() {
        PiStat pistat = PiStat.start(Configuration.builder()
                .interval(Duration.ofSeconds(1))
                .database(folder.resolve("pistat.db"))
                .host("127.0.0.1")
                .port(0)
                .procfs(folder.resolve("proc"))
                .sysfs(folder.resolve("sys"))
                .rootfs(folder.resolve("root"))
                .build());
        pistat.onSample(samples::add);
        return pistat;
    }

    private void write(String file, String text) throws Exception {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private static String get(PiStat pistat, String path) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + pistat.port() + path);
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer.body();
    }

    private Sample sampled() throws InterruptedException {
        Sample sample = samples.poll(1, TimeUnit.MINUTES);
        assertThat(sample).isNotNull();
        return sample;
    }

    /** As lxc/lxcfs#28 and giampaolo/psutil#2195 have it. */
    @Test
    void withoutABootTimeTheRestIsRecorded() throws Exception {
        write("proc/sys/kernel/random/boot_id", "1b4e28ba-2fa1-41d2-883f-0016d3cca427\n");
        write("proc/stat", "cpu 100 0 50 900\ncpu0 100 0 50 900\nintr 1 2\n");
        write("proc/loadavg", "0.25 0.5 0.75 1/99 1234\n");
        try (PiStat pistat = start()) {
            assertThat(sampled().value(CpuMetrics.LOAD_1)).hasValue(0.25);
            assertThat(get(pistat, "/api/host"))
                    .contains("\"boot_id\":\"1b4e28ba-2fa1-41d2-883f-0016d3cca427\",\"boot_time\":null,\"cores\":1,");
            get(pistat, "/api/current");
            get(pistat, "/api/metrics");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stat", "self/stat"})
    void aProcfsWithHardlyAnythingIsEnoughToStart(String file) throws Exception {
        write("proc/" + file, "nonsense\n");
        try (PiStat pistat = start()) {
            assertThat(sampled().value(MemoryMetrics.MEM_TOTAL)).isEmpty();
            assertThat(get(pistat, "/api/host")).contains("\"boot_id\":\"run-").contains("\"boot_time\":null");
        }
    }

    @Test
    void withoutTheKernelsBootIdAStartOnTheSameBootIsNoReboot() throws Exception {
        write("proc/meminfo", "MemTotal: 1000 kB\nMemFree: 500 kB\nMemAvailable: 600 kB\n");
        write("proc/stat", "cpu 100 0 50 900\ncpu0 100 0 50 900\nbtime 1790000000\n");
        String first;
        try (PiStat pistat = start()) {
            first = sampled().bootId();
            assertThat(get(pistat, "/api/host")).contains("\"boot_id\":\"" + first + "\"");
        }
        samples.clear();
        try (PiStat pistat = start()) {
            assertThat(sampled().bootId()).isEqualTo(first).isEqualTo("btime-1790000000");
            assertThat(get(pistat, "/api/host")).contains("\"boot_time\":1790000000,");
            assertThat(get(pistat, "/api/events?kind=booted")).contains("\"events\":[]");
        }
    }

    @Test
    void whereNoProcfsIsItDoesNotStart() throws Exception {
        Files.createDirectories(folder.resolve("proc"));
        assertThatThrownBy(this::start)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("boot_id: is procfs mounted there?");
    }
}

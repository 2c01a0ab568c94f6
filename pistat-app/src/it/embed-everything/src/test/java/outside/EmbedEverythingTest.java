package outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.app.Configuration;
import dev.pistat.app.PiStat;
import dev.pistat.core.metric.MemoryMetrics;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Unit;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import dev.pistat.core.recording.Condition;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shop that watches its machine and its own queue of orders. */
class EmbedEverythingTest {

    private static final Metric QUEUE_LENGTH =
            Metric.gauge("shop_queue_length", Unit.NONE, "Orders that wait.").inWholeNumbers();
    private static final Metric HEAP_USED =
            Metric.gauge("shop_heap_used", Unit.BYTES, "Heap that the shop uses.").inWholeNumbers();

    private final Queue<String> orders = new ConcurrentLinkedQueue<>(List.of("tea", "cake"));

    @TempDir
    private Path folder;

    private final class ShopSampler implements Sampler {

        @Override
        public String name() {
            return "shop";
        }

        @Override
        public List<Metric> metrics() {
            return List.of(QUEUE_LENGTH, HEAP_USED);
        }

        @Override
        public void sample(SampleSink sink) {
            Runtime jvm = Runtime.getRuntime();
            sink.value(QUEUE_LENGTH, orders.size());
            sink.value(HEAP_USED, jvm.totalMemory() - jvm.freeMemory());
        }
    }

    @Test
    void theMachineAndTheShopAreSampledKeptAndServed() throws Exception {
        Configuration configuration = Configuration.builder()
                .interval(Duration.ofSeconds(1))
                .database(folder.resolve("shop.db"))
                .host("127.0.0.1")
                .port(0)
                .build();
        CountDownLatch sampled = new CountDownLatch(2);
        CountDownLatch tooLong = new CountDownLatch(1);
        try (PiStat pistat = PiStat.start(configuration, new ShopSampler())) {
            pistat.onSample(sample -> sampled.countDown());
            pistat.onSample(Condition.above(QUEUE_LENGTH, 1, Duration.ofMillis(500))
                    .then(sample -> tooLong.countDown()));
            assertThat(sampled.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(tooLong.await(1, TimeUnit.MINUTES)).isTrue();

            Sample sample = pistat.newest().orElseThrow();
            assertThat(sample.value(QUEUE_LENGTH)).hasValue(2);
            assertThat(sample.value(MemoryMetrics.MEM_TOTAL).orElseThrow()).isPositive();
            assertThat(get(pistat, "/api/history?metric=shop_queue_length")).contains("\"value\":2");
            assertThat(get(pistat, "/metrics")).contains("pistat_shop_queue_length 2").contains("pistat_mem_total_bytes ");
            assertThat(get(pistat, "/")).contains("<html");
        }
        assertThat(folder.resolve("shop.db")).isNotEmptyFile();
    }

    private static String get(PiStat pistat, String path) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + pistat.port() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}

package dev.pistat.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.core.metric.MemoryMetrics;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.metric.Unit;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import dev.pistat.core.recording.Condition;
import dev.pistat.core.testkit.FakeSampler;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.LogManager;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the whole promises to a program that it lives in. */
class PiStatIT {

    private static final Metric QUEUE =
            Metric.gauge("shop_queue_length", Unit.NONE, "Orders that wait.").inWholeNumbers();
    private static final Metric HEAP = Metric.gauge(
                    "shop_heap_used", Unit.BYTES, "Heap in one space of the shop's JVM.")
            .by("space")
            .inWholeNumbers();
    private static final Metric ORDERS = Metric.counter("shop_orders", Unit.NONE, "Orders since the shop opened.");
    /** A daemon that Helidon 4.5.0 starts with each server and never ends. */
    private static final String HELIDONS_TIMER = "helidon-idle-connection-timer";

    private static final Series MEM_TOTAL = new Series(MemoryMetrics.MEM_TOTAL);
    private static final Series EDEN = new Series(HEAP, "eden");

    private final HttpClient client = HttpClient.newHttpClient();
    private final FakeSampler shop = new FakeSampler("shop", QUEUE, HEAP, ORDERS).doing(sink -> {
        sink.value(QUEUE, 3);
        sink.value(EDEN, 4_096);
        sink.value(ORDERS, 41);
    });

    @TempDir
    private Path folder;

    @Test
    void metricsOfTheApplicationAreStoredChartedExportedAndExposedLikeTheRest() throws Exception {
        try (PiStat pistat = PiStat.start(configuration("shop.db"), shop)) {
            Sample sample = sampled(pistat, new Series(QUEUE), EDEN, new Series(ORDERS));
            assertThat(sample.value(QUEUE)).hasValue(3);
            assertThat(sample.value(EDEN)).hasValue(4_096);
            assertThat(pistat.store().series()).contains(new Series(QUEUE), EDEN, new Series(ORDERS));

            assertThat(get(pistat.port(), "/api/metrics"))
                    .contains("{\"name\":\"shop_queue_length\",\"unit\":\"none\",\"kind\":\"gauge\",\"label\":null,"
                            + "\"help\":\"Orders that wait.\",\"instances\":[],\"available\":true}")
                    .contains("\"name\":\"shop_heap_used\"");
            assertThat(get(pistat.port(), "/api/history?metric=shop_heap_used:eden"))
                    .contains("\"value\":4096}");
            assertThat(get(pistat.port(), "/api/query?series=shop_queue_length&series=shop_orders"))
                    .contains("\"metric\":\"shop_queue_length\"")
                    .contains("\"metric\":\"shop_orders\"")
                    .contains("\"last\":[");
            assertThat(get(pistat.port(), "/api/export?metric=shop_queue_length&metric=shop_heap_used"))
                    .startsWith("timestamp,shop_queue_length,shop_heap_used:eden\r\n")
                    .contains(",3,4096\r\n");
            assertThat(get(pistat.port(), "/metrics"))
                    .contains("\npistat_shop_queue_length 3\n")
                    .contains("\npistat_shop_heap_used_bytes{space=\"eden\"} 4096\n")
                    .contains("\npistat_shop_orders_total 41\n");
        }
        try (PiStat again = PiStat.start(configuration("shop.db"), shop)) {
            assertThat(again.store().series()).contains(EDEN);
        }
    }

    @Test
    void twoInOneJvmKeepApart() throws Exception {
        try (PiStat one = PiStat.start(configuration("one.db"), shop);
                PiStat two = PiStat.start(configuration("two.db"))) {
            sampled(one, new Series(QUEUE));
            assertThat(sampled(two, MEM_TOTAL).readings()).doesNotContainKey(new Series(QUEUE));
            assertThat(one.port()).isNotEqualTo(two.port());
            assertThat(get(one.port(), "/metrics")).contains("pistat_shop_queue_length");
            assertThat(get(two.port(), "/metrics"))
                    .contains("pistat_mem_total_bytes")
                    .doesNotContain("shop");
        }
    }

    @Test
    void leavesNoThreadAndTouchesNoDefaultOfTheJvm() throws Exception {
        try (PiStat first = PiStat.start(configuration("first.db"))) {
            sampled(first); // so that what libraries and the JVM set up once for all is there
            get(first.port(), "/api/history");
        }
        Set<Thread> threads = threads();
        Properties properties = (Properties) System.getProperties().clone();
        Object uncaught = Thread.getDefaultUncaughtExceptionHandler();
        List<Object> logging = logging();
        try (PiStat served = PiStat.start(configuration("second.db"), shop);
                PiStat unserved = PiStat.startWithoutServer(configuration("third.db"), shop)) {
            sampled(served);
            sampled(unserved);
            get(served.port(), "/api/history");
            assertThat(threads()).hasSizeGreaterThan(threads.size());
        }
        Set<Thread> left = threads();
        left.removeAll(threads);
        left.removeIf(each -> each.isDaemon() && each.getName().equals(HELIDONS_TIMER));
        for (Thread each : left) {
            assertThat(each.join(Duration.ofSeconds(20))).as(each.toString()).isTrue();
        }
        assertThat(System.getProperties()).isEqualTo(properties);
        assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(uncaught);
        assertThat(logging()).isEqualTo(logging);
    }

    @Test
    void canBeClosedTwice() {
        PiStat pistat = PiStat.start(configuration("pistat.db"));
        pistat.close();
        pistat.close();
    }

    @Test
    void livesInTheServerThatAnApplicationHasUnderAnyPath() throws Exception {
        PiStat pistat = PiStat.startWithoutServer(configuration("mounted.db"));
        WebServer server = WebServer.builder()
                .host("127.0.0.1")
                .port(0)
                .shutdownHook(false)
                .routing(routing -> routing.get("/", (req, res) -> res.send("the shop"))
                        .register("/office/machine", pistat.routes()))
                .build()
                .start();
        try {
            sampled(pistat, MEM_TOTAL);
            assertThat(get(server.port(), "/")).isEqualTo("the shop");
            assertThat(get(server.port(), "/office/machine/")).contains("<title>");
            assertThat(get(server.port(), "/office/machine/api/current")).contains("\"mem_total\":");
            assertThat(get(server.port(), "/office/machine/health")).contains("UP");
            assertThatThrownBy(pistat::port).hasMessage("PiStat has no server of its own here");
        } finally {
            pistat.close();
            server.stop();
        }
    }

    @Test
    void metricsThatThrowOrHangKeepNothingFromStarting() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        Sampler throwing = new Untold("throwing", () -> {
            throw new IllegalStateException("its metrics are gone");
        });
        Sampler hanging = new Untold("hanging", () -> {
            FakeSampler.hang(answers);
            return List.of();
        });
        try (PiStat pistat = PiStat.startWithoutServer(configuration("untold.db"), throwing, hanging, shop)) {
            assertThat(sampled(pistat, new Series(QUEUE)).value(new Series(QUEUE)))
                    .hasValue(3);
        } finally {
            answers.countDown();
        }
    }

    /** Reports nothing, and tells its metrics in some way of its own. */
    private record Untold(String name, Supplier<List<Metric>> tells) implements Sampler {

        @Override
        public List<Metric> metrics() {
            return tells.get();
        }

        @Override
        public void sample(SampleSink sink) {}
    }

    @Test
    void aConditionIsToldWhenItHasHeld() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        try (PiStat pistat = PiStat.startWithoutServer(configuration("condition.db"), shop)) {
            pistat.onSample(Condition.above(QUEUE, 2, Duration.ofMillis(500)).then(sample -> told.countDown()));
            assertThat(told.await(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void refusesWhatHasANameThatIsTakenAndLeavesNothingOpen() throws Exception {
        FakeSampler other = new FakeSampler(
                "other", Metric.gauge("cpu_percent", Unit.NONE, "Something else than the catalogue's."));
        assertThatThrownBy(() -> PiStat.start(configuration("pistat.db"), other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Two different metrics are called cpu_percent");
        assertThatThrownBy(() -> PiStat.start(configuration("pistat.db"), new FakeSampler("cpu", QUEUE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Two samplers are called cpu");
        try (PiStat pistat = PiStat.start(configuration("pistat.db"), shop)) {
            sampled(pistat);
        }
    }

    private Configuration configuration(String file) {
        return Configuration.builder()
                .interval(Duration.ofSeconds(1))
                .database(folder.resolve(file))
                .host("127.0.0.1")
                .port(0)
                .build();
    }

    /** Waits for a sample in which there was time enough to read a series. */
    private static Sample sampled(PiStat pistat, Series... series) throws InterruptedException {
        BlockingQueue<Sample> samples = new LinkedBlockingQueue<>();
        Runnable end = pistat.onSample(samples::add);
        Sample sample;
        do {
            sample = samples.poll(1, TimeUnit.MINUTES);
            assertThat(sample).isNotNull();
        } while (!values(sample).containsAll(List.of(series)));
        end.run();
        return sample;
    }

    private static Set<Series> values(Sample sample) {
        return sample.readings().keySet().stream()
                .filter(each -> sample.value(each).isPresent())
                .collect(Collectors.toSet());
    }

    private String get(int port, String path) throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + port + path);
        HttpResponse<String> answer =
                client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer.body();
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> !each.getName().startsWith("HttpClient-")) // of this test
                .filter(each -> !each.getName().startsWith("ForkJoinPool-")) // the JVM's, which carry virtual ones
                .collect(Collectors.toSet());
    }

    private static List<Object> logging() {
        var root = LogManager.getLogManager().getLogger("");
        return List.of(root.getLevel(), List.of(root.getHandlers()));
    }
}

package dev.pistat.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.memory.InMemoryMetricStore;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.DiskMetrics;
import dev.pistat.core.metric.MemoryMetrics;
import dev.pistat.core.metric.NetworkMetrics;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.testkit.FailingStore;
import dev.pistat.core.testkit.FakeClock;
import dev.pistat.core.text.LogLimit;
import dev.pistat.http.CapturedLog;
import dev.pistat.http.HttpServer;
import dev.pistat.http.RawClient;
import dev.pistat.http.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryRouteTest {

    /** 1772366400 seconds since 1970. */
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private static final Series CPU = new Series(CpuMetrics.CPU_PERCENT);
    private static final Series USED = new Series(MemoryMetrics.MEM_USED);
    private static final Series SENT = new Series(NetworkMetrics.NET_BYTES_SENT);
    private static final String ALLOWED = "a metric of /api/metrics, or name:instance of one with a label";
    private static final String NO_MOMENT = "seconds since 1970, or a time with an offset such as 2026-03-01T12:00:00Z";
    private static final String REACH = "from 1900-01-01T00:00:00Z to 2200-01-01T00:00:00Z";

    private final FakeClock clock = new FakeClock(NOON.plusSeconds(3_600));
    private final FailingStore store = new FailingStore(new InMemoryMetricStore());
    private HttpServer server;
    private RawClient client;
    private int lastId;

    @BeforeEach
    void start() {
        server = TestServer.start(new TestRoutes().store(store).clock(clock).routes());
        client = new RawClient(server.port());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void fewSamplesAreShownThemselvesWithNullsWhereSomeAreMissing() throws Exception {
        append(0, Map.of(USED, 98_222_080));
        append(10, Map.of(USED, 98_222_081));
        append(20, Map.of(CPU, 1));
        append(60.5, Map.of(USED, 98_222_082));
        RawClient.Answer answer = client.get(
                "/api/query?series=mem_used&series=cpu_percent&from=1772366400" + "&to=1772366500.25&points=10");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.body())
                .isEqualTo("{\"from\":1772366400.0,\"to\":1772366500.25,\"step\":0.0,\"tier\":\"raw\","
                        + "\"ts\":[1772366400.0,1772366410.0,1772366420.0,1772366445.0,1772366460.5],\"series\":["
                        + "{\"metric\":\"mem_used\",\"instance\":\"\",\"unit\":\"bytes\",\"kind\":\"gauge\","
                        + "\"count\":[1,1,0,0,1],\"min\":[98222080,98222081,null,null,98222082],"
                        + "\"mean\":[98222080.0,98222081.0,null,null,98222082.0],"
                        + "\"max\":[98222080,98222081,null,null,98222082]},"
                        + "{\"metric\":\"cpu_percent\",\"instance\":\"\",\"unit\":\"percent\",\"kind\":\"gauge\","
                        + "\"count\":[0,0,1,0,0],\"min\":[null,null,1.0,null,null],\"mean\":[null,null,1.0,null,null],"
                        + "\"max\":[null,null,1.0,null,null]}]}");
    }

    @Test
    void manySamplesOfAGaugeHaveTheirLeastMeanAndGreatestInEachBucket() throws Exception {
        for (int second = 0; second < 300; second += 10) {
            if (second < 60 || second >= 120) {
                append(second, Map.of(CPU, second % 30 / 10.0 + 0.1));
            }
        }
        assertThat(client.get("/api/query?series=cpu_percent&from=1772366410&to=1772366700&points=10")
                        .body())
                .isEqualTo("{\"from\":1772366400.0,\"to\":1772366700.0,\"step\":30.0,\"tier\":\"raw\","
                        + "\"ts\":[1772366400.0,1772366430.0,1772366460.0,1772366490.0,1772366520.0,1772366550.0,"
                        + "1772366580.0,1772366610.0,1772366640.0,1772366670.0],\"series\":["
                        + "{\"metric\":\"cpu_percent\",\"instance\":\"\",\"unit\":\"percent\",\"kind\":\"gauge\","
                        + "\"count\":[3,3,0,0,3,3,3,3,3,3],\"min\":[0.1,0.1,null,null,0.1,0.1,0.1,0.1,0.1,0.1],"
                        + "\"mean\":[1.1,1.1,null,null,1.1,1.1,1.1,1.1,1.1,1.1],"
                        + "\"max\":[2.1,2.1,null,null,2.1,2.1,2.1,2.1,2.1,2.1]}]}");
    }

    @Test
    void aCounterHasItsLastValueAndItsRateWithoutTheReset() throws Exception {
        int[] values = {100, 160, 225, 10, 70, 80};
        for (int i = 0; i < values.length; i++) {
            append(10 * i, Map.of(SENT, values[i]));
        }
        assertThat(client.get("/api/query?series=net_bytes_sent&from=1772366400&to=1772366460")
                        .body())
                .isEqualTo("{\"from\":1772366400.0,\"to\":1772366460.0,\"step\":0.0,\"tier\":\"raw\","
                        + "\"ts\":[1772366400.0,1772366410.0,1772366420.0,1772366430.0,1772366440.0,1772366450.0],"
                        + "\"series\":[{\"metric\":\"net_bytes_sent\",\"instance\":\"\",\"unit\":\"bytes\","
                        + "\"kind\":\"counter\",\"count\":[1,1,1,1,1,1],\"last\":[100,160,225,10,70,80],"
                        + "\"rate\":[null,6.0,6.5,null,6.0,1.0]}]}");
    }

    @Test
    void theRateOfABucketLeavesTheTimeOfTheResetOut() throws Exception {
        for (int i = 0; i < 30; i++) {
            append(3 * i, Map.of(SENT, i < 15 ? 1_000 + 10 * i : 10 * i));
        }
        assertThat(client.get("/api/query?series=net_bytes_sent&from=1772366400&to=1772366490&points=10")
                        .body())
                .contains("\"step\":10.0,")
                .endsWith("\"count\":[4,3,3,4,3,3,4,3,3],\"last\":[1030,1060,1090,1130,160,190,230,260,290],"
                        + "\"rate\":[3.33333,3.33333,3.33333,3.33333,3.33333,3.33333,3.33333,3.33333,3.33333]}]}");
    }

    @Test
    void aMeanHasSixSignificantDigitsOrItsWholePartAndStaysBetweenTheLeastAndTheGreatest() throws Exception {
        assertThat(meanOf(CPU, 1, 2, 2)).isEqualTo("1.66667");
        assertThat(meanOf(CPU, 0.1, 0.2, 0.3)).isEqualTo("0.2");
        assertThat(meanOf(CPU, 0.0000001, 0.0000002, 0.0000002)).isEqualTo("0.000000166667");
        assertThat(meanOf(CPU, -1, -2, -2)).isEqualTo("-1.66667");
        assertThat(meanOf(CPU, 0, 0, 0)).isEqualTo("0.0");
        assertThat(meanOf(CPU, 33.333333333333336, 33.333333333333336)).isEqualTo("33.333333333333336");
        assertThat(meanOf(CPU, 66.66666666666667, 66.66666666666667)).isEqualTo("66.66666666666667");
        assertThat(meanOf(USED, 25_276_502_016.0, 25_276_502_017.0, 25_276_502_017.0))
                .isEqualTo("25276502017.0");
    }

    @Test
    void theNameOfALabelledMetricAsksForAllItsInstances() throws Exception {
        append(0, Map.of(core(1), 11, core(0), 10, CPU, 5));
        append(10, Map.of(core(2), 12));
        assertThat(instances("series=cpu_core_percent")).contains("0", "1", "2").hasSize(3);
        assertThat(instances("series=cpu_core_percent:1")).containsExactly("1");
        assertThat(instances("series=cpu_core_percent:1&series=cpu_core_percent"))
                .startsWith("1")
                .contains("0", "2")
                .hasSize(3);
        assertThat(instances("series=cpu_core_percent:2&series=cpu_percent&series=cpu_core_percent:0"))
                .containsExactly("2", "", "0");
    }

    @Test
    void anInstanceMayHaveAnyName() throws Exception {
        Series odd = new Series(DiskMetrics.FILESYSTEM_USED, "/mnt/\"a\\b\n &+:ü");
        append(0, Map.of(odd, 7));
        String answer = client.get("/api/query?series=filesystem_used:/mnt/%22a%5Cb%0A%20%26%2B:%C3%BC")
                .body();
        assertThat(answer).contains("\"instance\":\"/mnt/\\\"a\\\\b\\n &+:ü\",\"unit\":\"bytes\"");
    }

    @Test
    void whatTheStoreHasNoValuesOfIsLeftOut() throws Exception {
        append(0, Map.of(CPU, 5));
        String none =
                "{\"from\":1772366400.0,\"to\":1772370000.0,\"step\":0.0,\"tier\":\"raw\",\"ts\":[],\"series\":[]}";
        assertThat(client.get("/api/query?series=cpu_temp").body()).isEqualTo(none);
        assertThat(client.get("/api/query?series=cpu_core_percent&series=fan_rpm:9")
                        .body())
                .isEqualTo(none);
        assertThat(instances("series=cpu_temp&series=cpu_percent")).containsExactly("");
    }

    @Test
    void theLastHourIsShownUnlessAskedOtherwise() throws Exception {
        append(-0.000001, Map.of(CPU, 1));
        append(0, Map.of(CPU, 2));
        append(3_599.999999, Map.of(CPU, 3));
        append(3_600, Map.of(CPU, 4));
        assertThat(client.get("/api/query?series=cpu_percent").body())
                .startsWith("{\"from\":1772366400.0,\"to\":1772370000.0,")
                .contains("\"max\":[2.0,3.0]");
    }

    @ParameterizedTest
    @CsvSource({
        "from=1772368200, 1772368200.0, 1772370000.0",
        "to=1772368200, 1772364600.0, 1772368200.0",
        "from=1772368200&to=1772368200.000001, 1772368200.0, 1772368200.000001",
        "from=2026-03-01T12:00:00%2B01:00&to=2026-03-01T12:00:00.5Z, 1772362800.0, 1772366400.5",
        "from=2026-03-01T12:00:00+01:00&to=2026-03-01T12:00:00-01:00, 1772362800.0, 1772370000.0",
    })
    void fromAndToAreSecondsOrTimesWithAnOffset(String range, String from, String to) throws Exception {
        assertThat(client.get("/api/query?series=cpu_percent&" + range).body())
                .startsWith("{\"from\":" + from + ",\"to\":" + to + ",");
    }

    @Test
    void threeCenturiesCanBeAskedFor() throws Exception {
        append(0, Map.of(CPU, 2));
        RawClient.Answer answer = client.get(
                "/api/query?series=cpu_percent&from=1900-01-01T00:00:00Z&to=2200-01-01T00:00:00Z&points=5000");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("2.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "bad_metric", "cpu_per_core", "cpu_percent:0", "cpu_core_percent:", ":0", "CPU_PERCENT"})
    void aSeriesThatCannotExistIsRefused(String series) throws Exception {
        assertRefused("series=cpu_percent&series=" + series, "Invalid series: '" + series + "' (" + ALLOWED + ")");
    }

    @Test
    void aRequestWithoutASeriesIsRefused() throws Exception {
        assertRefused("points=10", "Missing series (" + ALLOWED + "; it may be repeated)");
        assertRefused("series", "Missing series (" + ALLOWED + "; it may be repeated)");
    }

    @Test
    void moreThan64SeriesAreRefused() throws Exception {
        Map<Series, Number> cores = new LinkedHashMap<>();
        for (int i = 0; i < 64; i++) {
            cores.put(core(i), i);
        }
        cores.put(CPU, 1);
        append(0, cores);
        assertThat(instances("series=cpu_core_percent&series=cpu_core_percent")).hasSize(64);
        assertRefused(
                "series=cpu_core_percent&series=cpu_percent",
                "Invalid series: 65 with all their instances (at most 64 in a request)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "points=9 | points: '9' (a whole number from 10 to 5000)",
                "points=5001 | points: '5001' (a whole number from 10 to 5000)",
                "points= | points: '' (a whole number from 10 to 5000)",
                "points=600.0 | points: '600.0' (a whole number from 10 to 5000)",
                "points=-600 | points: '-600' (a whole number from 10 to 5000)",
                "points=%2B600 | points: '+600' (a whole number from 10 to 5000)",
                "points=6e2 | points: '6e2' (a whole number from 10 to 5000)",
                "points=99999999999999999999 | points: '99999999999999999999' (a whole number from 10 to 5000)",
                "points=%D9%A1%D9%A1 | points: '\u0661\u0661' (a whole number from 10 to 5000)",
                "points=10&points=20 | points: '10', '20' (only one)",
                "from= | from: '' (" + NO_MOMENT + ")",
                "from=yesterday | from: 'yesterday' (" + NO_MOMENT + ")",
                "from=-+1 | from: '- 1' (" + NO_MOMENT + ")",
                "from=--1 | from: '--1' (" + NO_MOMENT + ")",
                "from=-2208988801&to=0 | from: '-2208988801' (" + REACH + ")",
                "from=1e9 | from: '1e9' (" + NO_MOMENT + ")",
                "to=2026-03-01 | to: '2026-03-01' (" + NO_MOMENT + ")",
                "to=2026-03-01T12:00:00 | to: '2026-03-01T12:00:00' (" + NO_MOMENT + ")",
                "to=99999999999999999999 | to: '99999999999999999999' (" + NO_MOMENT + ")",
                "to=1&to=2 | to: '1', '2' (only one)",
                "to=1772366400&from=1772366400 | from: '1772366400' (before to, which is 1772366400)",
                "from=1772370000 | from: '1772370000' (before to, which is 2026-03-01T13:00:00Z)",
                "from=1772370001&to=0 | from: '1772370001' (before to, which is 0)",
                "from=1899-12-31T23:59:59.999999Z | from: '1899-12-31T23:59:59.999999Z' (" + REACH + ")",
                "to=1800-01-01T00:00:00Z | to: '1800-01-01T00:00:00Z' (" + REACH + ")",
                "to=2200-01-01T00:00:00.000001Z | to: '2200-01-01T00:00:00.000001Z' (" + REACH + ")",
                "to=1772366400000 | to: '1772366400000' (" + REACH + ")",
            })
    void aParameterThatIsNotUnderstoodIsRefused(String query, String message) throws Exception {
        assertRefused("series=cpu_percent&" + query, "Invalid " + message);
    }

    @Test
    void anUnknownParameterIsRefused() throws Exception {
        assertRefused(
                "series=cpu_percent&hours=1", "Unknown parameter: 'hours' (series, from, to, points are known here)");
    }

    @Test
    void headHasTheHeadersOfGetAndNoBody() throws Exception {
        for (int i = 0; i < 600; i++) {
            append(6 * i, Map.of(CPU, i));
        }
        for (String query : new String[] {"points=10", "points=600"}) {
            RawClient.Answer get = client.get("/api/query?series=cpu_percent&" + query);
            RawClient.Answer head = client.request("HEAD", "/api/query?series=cpu_percent&" + query);
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Type")).isEqualTo("application/json");
            assertThat(head.header("Content-Length"))
                    .isEqualTo(Integer.toString(get.body().length()));
            assertThat(head.body()).isEmpty();
        }
        assertThat(client.request("HEAD", "/api/query").status()).isEqualTo(400);
    }

    @Test
    void anotherMethodIs405AndOptionsTellsWhatWorks() throws Exception {
        assertThat(client.request("POST", "/api/query").status()).isEqualTo(405);
        assertThat(client.request("OPTIONS", "/api/query").header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
    }

    @Test
    void aStoreThatCannotBeReadIsTemporary() throws Exception {
        store.fail("/secret/place is damaged");
        RawClient.Answer answer = client.get("/api/query?series=cpu_percent");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("{\"error\":\"The history cannot be read at the moment\"}");
    }

    @Test
    void aStoreThatCannotBeReadIsSaidOnceAMinuteHoweverManyAsk() throws Exception {
        store.fail("pistat.db: is damaged");
        List<String> asked = List.of(
                "/api/query?series=cpu_percent",
                "/api/history",
                "/api/events",
                "/api/export?from=0&to=1",
                "/api/query?series=x");
        CapturedLog log = new CapturedLog();
        try {
            for (int i = 0; i < 20; i++) {
                for (String path : asked) {
                    client.get(path);
                }
            }
            assertThat(log.messages()).containsExactly("the history could not be read: pistat.db: is damaged");
            clock.advance(LogLimit.BETWEEN);
            client.get(asked.getFirst());
            assertThat(log.messages())
                    .hasSize(2)
                    .last()
                    .asString()
                    .matches(
                            "the history could not be read: pistat.db: is damaged \\(left out since the last such line: \\d+\\)");
        } finally {
            log.close();
        }
    }

    @Test
    void theLongestAnswerIsStreamedInSmallPieces() throws Exception {
        Map<Series, Number> cores = new LinkedHashMap<>();
        for (int i = 0; i < 64; i++) {
            cores.put(core(i), 100.0 / 3);
        }
        for (int second = 0; second < 5_000; second++) {
            append(second, cores);
        }
        RawClient.Answer answer =
                client.get("/api/query?series=cpu_core_percent&from=1772366400&to=1772371400&points=5000");
        assertThat(answer.header("Transfer-Encoding")).isEqualTo("chunked");
        assertThat(answer.body().length()).isGreaterThan(10_000_000);
        assertThat(answer.longestChunk()).isLessThan(20_000);
        assertThat(answer.body().chars().filter(c -> c == ',').count()).isGreaterThan(64 * 4 * 4_999);
        assertThat(answer.body()).endsWith(",33.333333333333336]}]}");
    }

    private void append(double second, Map<Series, ? extends Number> values) {
        Map<Series, Reading> readings = new LinkedHashMap<>();
        values.forEach((series, value) -> readings.put(series, new Reading.Value(value.doubleValue())));
        Instant at = NOON.plus(Duration.ofNanos(Math.round(second * 1e6) * 1_000));
        lastId++;
        store.append(new Sample(lastId, at, 1_000_000_000 + Math.round(second * 1e6), "boot", readings), List.of());
    }

    /** The mean of a bucket that has these values: one of many, in a stretch of time of its own. */
    private String meanOf(Series series, double... values) throws Exception {
        int start = 1_000 * lastId;
        for (int i = 0; i < 20; i++) {
            int second = i / values.length * 10 + i % values.length;
            append(start + second, Map.of(series, values[i % values.length]));
        }
        long from = NOON.getEpochSecond() + start;
        String body = client.get(
                        "/api/query?points=10&series=" + series.key() + "&from=" + from + "&to=" + (from + 100))
                .body();
        Matcher mean = Pattern.compile("\"mean\":\\[([^,]+),").matcher(body);
        assertThat(mean.find()).isTrue();
        return mean.group(1);
    }

    private List<String> instances(String query) throws Exception {
        return Pattern.compile("\"instance\":\"([^\"]*)\"")
                .matcher(client.get("/api/query?" + query).body())
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private void assertRefused(String query, String message) throws Exception {
        RawClient.Answer answer = client.get("/api/query?" + query);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.body()).isEqualTo("{\"error\":\"" + message + "\"}");
    }

    private static Series core(int number) {
        return new Series(CpuMetrics.CPU_CORE_PERCENT, Integer.toString(number));
    }
}

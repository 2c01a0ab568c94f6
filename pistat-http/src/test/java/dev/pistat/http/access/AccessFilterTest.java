package dev.pistat.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.core.testkit.FakeClock;
import dev.pistat.http.HttpServer;
import dev.pistat.http.RawClient;
import dev.pistat.http.RawClient.Answer;
import dev.pistat.http.TestServer;
import dev.pistat.http.connection.Timeouts;
import dev.pistat.http.page.Page;
import dev.pistat.http.response.GetHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets an answer. */
class AccessFilterTest {

    private static final String SECRET = "päss: word";
    private static final List<Network> PROXY = List.of(Network.of("127.0.0.0/8"), Network.of("10.0.0.1"));
    private static final Map<String, String> SAFE = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "X-Frame-Options",
            "DENY");

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final Deque<HttpServer> servers = new ArrayDeque<>();

    @AfterEach
    void stop() {
        servers.forEach(HttpServer::close);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost:8889",
                "127.0.0.1:8889",
                "192.168.1.7",
                "203.0.113.7:80",
                "[::1]:8889",
                "[fe80::1]",
                "attic",
                "ATTIC:8889",
                "attic.local",
                "attic.local.",
                "attic.lan:1",
                "attic.home.arpa",
                "attic.internal",
                "attic.fritz.box",
                "stats.example.org"
            })
    void anAddressOrAnOwnNameIsAnswered(String host) throws Exception {
        assertThat(called(host, "GET /api/x HTTP/1.1").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.org",
                "attic.example.org",
                "attic.local.example.org",
                "xattic.local",
                "attic.localx",
                "local",
                "127.0.0.1.example.org",
                "127.1",
                "0x7f000001",
                "2130706433",
                "localhost.example.org",
                "other.stats.example.org"
            })
    void anotherNameIs421(String host) throws Exception {
        Answer answer = called(host, "GET /api/x HTTP/1.1");
        assertThat(answer.status()).isIn(421, 400); // what is no host at all Helidon refuses by itself
        if (!host.contains(":")) {
            assertThat(answer.status()).isEqualTo(421);
            assertThat(answer.body())
                    .isEqualTo(
                            "{\"error\":\"This machine is not known by that name: use its address or its own name, or"
                                    + " add the name to [server] names\"}");
        }
    }

    @Test
    void aWholeAddressInTheFirstLineCountsToo() throws Exception {
        assertThat(called("localhost", "GET http://attic.local:8889/api/x HTTP/1.1")
                        .status())
                .isEqualTo(200);
        assertThat(called("localhost", "GET http://example.org/api/x HTTP/1.1").status())
                .isEqualTo(421);
        assertThat(called("localhost", "GET x://example.org/api/x HTTP/1.1").status())
                .isEqualTo(421);
        assertThat(called("example.org", "GET http://localhost/api/x HTTP/1.1").status())
                .isEqualTo(421);
    }

    private Answer called(String host, String line) throws IOException {
        Set<String> names = new TreeSet<>(Access.namesOf("Attic"));
        names.add("stats.example.org");
        Access access = new Access(Network.PRIVATE, names, Optional.empty(), List.of(), "");
        return start(access).ask(line, "Host: " + host);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http://pi", "pi:80", "pi/x", "*.pi", "pi..lan", ".pi", "p i", "[::1]", "pi\n"})
    void whatIsNoNameIsSaid(String text) {
        assertThatThrownBy(() -> Access.name(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("is no name of a host: without scheme, port and path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "pistat", "/a b", "//", "/a//b", "/..", "/a/../b", "/a?b", "/%41", "/a\n"})
    void whatIsNoBasePathIsSaid(String text) {
        assertThatThrownBy(() -> Access.basePath(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("is no path such as /pistat, of letters, digits and . _ ~ -");
    }

    @Test
    void namesAndPathsAreTakenInOneSpelling() {
        assertThat(Access.name("Stats.Example.org.")).isEqualTo("stats.example.org");
        assertThat(Access.basePath("/my/pi.stat/")).isEqualTo("/my/pi.stat");
        assertThat(Access.basePath("/")).isEmpty();
    }

    @Test
    void aMachineWithALongNameIsCalledByItAndByItsFirstPart() {
        assertThat(Access.namesOf("Attic.Example.org"))
                .contains("attic.example.org", "attic", "attic.local")
                .doesNotContain("attic.example.org.local");
        assertThat(Access.namesOf("")).isEmpty();
    }

    @Test
    void aPageOfThisServerIsAnsweredAndOneOfAnotherSiteIs403() throws Exception {
        RawClient client = start(Access.PRIVATE);
        assertThat(from(client, "192.168.1.7:8889", "http://192.168.1.7:8889")).isEqualTo(200);
        assertThat(from(client, "192.168.1.7", "http://192.168.1.7")).isEqualTo(200);
        assertThat(from(client, "192.168.1.7", "https://192.168.1.7")).isEqualTo(200);
        assertThat(from(client, "LOCALHOST:80", "http://localhost")).isEqualTo(200);
        assertThat(from(client, "[::1]:8889", "http://[::1]:8889")).isEqualTo(200);
        for (String other : List.of(
                "null",
                "http://example.org",
                "http://192.168.1.7",
                "http://192.168.1.7:8890",
                "http://192.168.1.8:8889",
                "ftp://192.168.1.7:8889",
                "http://192.168.1.7:8889, http://example.org",
                "http://x@192.168.1.7:8889",
                "192.168.1.7:8889",
                "")) {
            assertThat(from(client, "192.168.1.7:8889", other)).as(other).isEqualTo(403);
        }
    }

    private static int from(RawClient client, String host, String origin) throws IOException {
        return client.ask("GET /api/x HTTP/1.1", "Host: " + host, "Origin: " + origin)
                .status();
    }

    @Test
    void thereIsNoCors() throws Exception {
        Answer answer = start(Access.PRIVATE)
                .request("OPTIONS", "/api/x", "Origin: http://example.org", "Access-Control-Request-Method: GET");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.headers()).noneMatch(header -> header.startsWith("Access-Control"));
    }

    @Test
    void onlyAClientInAnAllowedNetworkIsAnswered() throws Exception {
        RawClient house = start(new Access(Network.PRIVATE, Set.of(), Optional.empty(), PROXY, ""));
        assertThat(forwarded(house, "192.168.1.7").status()).isEqualTo(200);
        assertThat(forwarded(house, "fe80::1%eth0").status()).isEqualTo(200);
        assertThat(forwarded(house, "::ffff:10.9.9.9").status()).isEqualTo(200);
        Answer refused = forwarded(house, "203.0.113.9");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body())
                .isEqualTo("{\"error\":\"Your address is in no network that is answered here: see [server] allow\"}");
        assertThat(forwarded(house, "2001:db8::1").status()).isEqualTo(403);

        RawClient few = start(new Access(List.of(Network.of("203.0.113.8/31")), Set.of(), Optional.empty(), PROXY, ""));
        assertThat(forwarded(few, "203.0.113.9").status()).isEqualTo(200);
        assertThat(forwarded(few, "192.168.1.7").status()).isEqualTo(403);
        assertThat(few.get("/api/x").status()).as("loopback").isEqualTo(200);

        RawClient all = start(new Access(Network.ANY, Set.of(), Optional.empty(), PROXY, ""));
        assertThat(forwarded(all, "203.0.113.9").status()).isEqualTo(200);
        assertThat(forwarded(all, "2001:db8::1").status()).isEqualTo(200);
    }

    @Test
    void theClientOfAProxyIsTheLastAddressThatIsNoProxy() throws Exception {
        RawClient client = start(new Access(Network.PRIVATE, Set.of(), Optional.empty(), PROXY, ""));
        for (String elsewhere : List.of(
                "192.168.1.7, 203.0.113.9",
                "192.168.1.7,203.0.113.9,10.0.0.1",
                "203.0.113.9:4711",
                "[2001:db8::1]:4711",
                "192.168.1.7, unknown",
                "192.168.1.7, ")) {
            assertThat(forwarded(client, elsewhere).status()).as(elsewhere).isEqualTo(403);
        }
        for (String house : List.of(
                "203.0.113.9, 192.168.1.7",
                "203.0.113.9, 192.168.1.7, 10.0.0.1",
                "unknown, 192.168.1.7:4711",
                "[fd00::1]:4711",
                "10.0.0.1")) {
            assertThat(forwarded(client, house).status()).as(house).isEqualTo(200);
        }
        assertThat(client.request("GET", "/api/x", "X-Forwarded-For: 192.168.1.7", "X-Forwarded-For: 203.0.113.9")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void onlyATrustedProxySaysWhoTheClientIs() throws Exception {
        RawClient client = start(Access.PRIVATE);
        assertThat(forwarded(client, "203.0.113.9").status()).isEqualTo(200);
        assertThat(client.request("GET", "/api/x", "X-Forwarded-Host: example.org")
                        .status())
                .isEqualTo(200);
    }

    private static Answer forwarded(RawClient client, String chain) throws IOException {
        return client.request("GET", "/api/x", "X-Forwarded-For: " + chain);
    }

    @Test
    void whatAProxyWasCalledIsCheckedToo() throws Exception {
        RawClient client = start(new Access(Network.PRIVATE, Set.of("stats.example.org"), Optional.empty(), PROXY, ""));
        String own = "X-Forwarded-Host: stats.example.org";
        assertThat(client.request("GET", "/api/x", own).status()).isEqualTo(200);
        assertThat(client.request("GET", "/api/x", own, "Origin: https://stats.example.org")
                        .status())
                .isEqualTo(200);
        assertThat(client.request("GET", "/api/x", own, "Origin: https://example.org")
                        .status())
                .isEqualTo(403);
        assertThat(client.request("GET", "/api/x", "X-Forwarded-Host: localhost, example.org")
                        .status())
                .isEqualTo(421);
    }

    @Test
    void belowTheBasePathIsWhatIsThereWithoutIt() throws Exception {
        RawClient client = start(new Access(Network.PRIVATE, Set.of(), Optional.empty(), List.of(), "/my/pistat"));
        Answer plain = client.get("/api/x?hours=1");
        Answer based = client.get("/my/pistat/api/x?hours=1");
        assertThat(based.status()).isEqualTo(200);
        assertThat(based.body()).isEqualTo(plain.body()).isEqualTo("/api/x hours=1");
        assertThat(client.get("/my/pistat/").status()).isEqualTo(200);
        assertThat(client.get("/my/pistat/style.css").body())
                .isEqualTo(client.get("/style.css").body());
        assertThat(client.get("/my/pistat/api/nothing").body()).isEqualTo("{\"error\":\"Nothing is here\"}");
        assertThat(client.get("/my/pistatx/api/x").status()).isEqualTo(404);
        assertThat(client.get("/my/pistat/my/pistat/api/x").status()).isEqualTo(404);
        Answer without = client.get("/my/pistat");
        assertThat(without.status()).isEqualTo(308);
        assertThat(without.header("Location")).isEqualTo("pistat/");
    }

    @Test
    void aPasswordIsAskedForOfEverythingButLiveness() throws Exception {
        RawClient client = start(withPassword(SECRET));
        for (String path :
                List.of("/", "/api/x", "/style.css", "/nothing", "/api/../api/x", "/pi/api/x", "/pi", "/health")) {
            Answer refused = client.get(path);
            assertThat(refused.status()).as(path).isEqualTo(401);
            assertThat(refused.header("WWW-Authenticate")).isEqualTo("Basic realm=\"PiStat\", charset=\"UTF-8\"");
            assertThat(client.request("GET", path, basic("anybody", SECRET)).status())
                    .as(path)
                    .isNotEqualTo(401);
        }
        assertThat(client.get("/api/x").body()).isEqualTo("{\"error\":\"A password is needed\"}");
        assertThat(client.get("/health/live").status()).isEqualTo(200);
        assertThat(client.get("/pi/health/live").status()).isEqualTo(200);
        assertThat(client.request("OPTIONS", "/api/x").status()).isEqualTo(401);
        assertThat(client.request("HEAD", "/api/x").status()).isEqualTo(401);
    }

    @Test
    void thePasswordIsTakenByBasicWithAnyUserAndAsABearerToken() throws Exception {
        RawClient client = start(withPassword("open sesame"));
        for (String right : List.of(
                basic("", "open sesame"),
                basic("pi", "open sesame"),
                basic("pi", "open sesame").replace("Basic", "basic"),
                "Authorization: Bearer open sesame",
                "authorization: bearer  open sesame")) {
            assertThat(client.request("GET", "/api/x", right).status())
                    .as(right)
                    .isEqualTo(200);
        }
        clock.advance(Duration.ofHours(1));
        for (String wrong : List.of(
                basic("open sesame", ""),
                basic("pi", "open sesame "),
                "Authorization: Basic open sesame",
                "Authorization: Digest open sesame",
                "Authorization: open sesame",
                "Authorization: Basic",
                "Authorization: Basic " + Base64.getEncoder().encodeToString(bytes("open sesame")),
                "Authorization: Bearer",
                "Cookie: open sesame")) {
            assertThat(client.request("GET", "/api/x", wrong).status())
                    .as(wrong)
                    .isEqualTo(401);
            assertThat(client.get("/api/x?password=open+sesame").status()).isEqualTo(401);
        }
    }

    @Test
    void whoHasHadTooManyWrongPasswordsMustWait() throws Exception {
        RawClient client = start(withPassword(SECRET));
        for (int i = 0; i < SignIn.FREE_TRIES; i++) {
            assertThat(client.request("GET", "/api/x", basic("", "wrong " + i)).body())
                    .isEqualTo("{\"error\":\"The password is wrong\"}");
        }
        Answer refused = client.request("GET", "/api/x", basic("", SECRET));
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo("2");
        assertThat(refused.header("WWW-Authenticate")).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(client.request("GET", "/api/x", basic("", SECRET)).status()).isEqualTo(200);
    }

    @Test
    void everyAnswerHasTheHeadersThatKeepABrowserSafe() throws Exception {
        RawClient client = start(withPassword(SECRET));
        String key = basic("", SECRET);
        List<Answer> answers = List.of(
                client.request("GET", "/", key),
                client.request("GET", "/style.css", key),
                client.request("HEAD", "/", key),
                client.request("OPTIONS", "/", key),
                client.request("GET", "/style.css", key, "If-None-Match: *"),
                client.request("GET", "/stream", key),
                client.get("/"),
                client.request("GET", "/nothing", key),
                client.request("POST", "/", key),
                client.request("GET", "/fails", key),
                client.request("GET", "/pi", key),
                client.ask("GET / HTTP/1.1", "Host: example.org"),
                client.request("GET", "/", "Origin: null"),
                client.ask("GET / HTTP/1.0"),
                client.ask("GET / HTTP/1.1"),
                client.ask("nonsense"),
                client.request("GET", "/" + "x".repeat(9_000)),
                client.request("GET", "/", "X: " + "x".repeat(17_000)));
        for (Answer answer : answers) {
            SAFE.forEach((name, value) -> assertThat(answer.header(name))
                    .as("%s %s", answer.status(), name)
                    .isEqualTo(value));
        }
        assertThat(answers)
                .extracting(Answer::status)
                .contains(200, 204, 304, 308, 400, 401, 403, 404, 405, 414, 421, 431, 500);
    }

    private Access withPassword(String secret) throws IOException {
        Path file = Files.writeString(
                folder.resolve("password"), Password.of(secret, 10).line());
        return new Access(Network.PRIVATE, Set.of(), Optional.of(file), List.of(), "/pi");
    }

    private static String basic(String user, String password) {
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(bytes(user + ":" + password));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private RawClient start(Access access) {
        HttpServer server = TestServer.start(
                "127.0.0.1",
                0,
                access,
                null,
                Timeouts.USUAL,
                clock,
                new Page(),
                rules -> rules.any(
                                "/api/x",
                                new GetHandler((req, res) ->
                                        res.send(req.prologue().uriPath().path() + " "
                                                + req.prologue().query().rawValue())))
                        .any("/health/live", new GetHandler((req, res) -> res.send("UP")))
                        .any("/stream", (req, res) -> {
                            try (var out = res.outputStream()) {
                                out.write(bytes("retry: 3000\n\n"));
                                out.flush();
                            }
                        })
                        .any("/fails", (req, res) -> {
                            throw new IllegalStateException("on purpose");
                        }));
        servers.add(server);
        return new RawClient(server.port());
    }
}

package dev.pistat.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.http.page.Page;
import dev.pistat.http.route.Routes;
import dev.pistat.http.route.TestRoutes;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpServerTest {

    private final Routes routes = new TestRoutes().routes();

    private HttpServer server;
    private RawClient client;

    @BeforeEach
    void start() {
        server = TestServer.start(new Page(), routes);
        client = new RawClient(server.port());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api", "/api/", "/api/nothing", "/api/current/", "/api/../api/none", "/api/current%2f"})
    void anUnknownPathUnderApiIs404InJson(String path) throws Exception {
        RawClient.Answer answer = client.get(path);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.body()).isEqualTo("{\"error\":\"Nothing is here\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/apiary",
                "/page/index.html",
                "/index.html",
                "/nothing.js",
                "/data",
                "/data/",
                "/data/nothing.js",
                "/data/Page.class",
                "/Page.class",
                "/../../etc/passwd",
                "/%2e%2e/%2e%2e/etc/passwd",
                "//etc/passwd",
                "/app.js/",
                "/style.css%00"
            })
    void anyOtherUnknownPathIs404InPlainText(String path) throws Exception {
        RawClient.Answer answer = client.get(path);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(answer.body()).isEqualTo("Nothing is here\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW"})
    void anotherMethodIs405AndTellsWhatWorks(String method) throws Exception {
        RawClient.Answer api = client.request(method, "/api/current");
        assertThat(api.status()).isEqualTo(405);
        assertThat(api.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
        assertThat(api.body()).isEqualTo("{\"error\":\"Only GET, HEAD, OPTIONS work here\"}");
        RawClient.Answer page = client.request(method, "/");
        assertThat(page.status()).isEqualTo(405);
        assertThat(page.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
        assertThat(page.body()).isEqualTo("Only GET, HEAD, OPTIONS work here\n");
    }

    @Test
    void optionsTellsWhatWorks() throws Exception {
        RawClient.Answer answer = client.request("OPTIONS", "/api/history");
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/style.css", "/api/current", "/api/config", "/api/history", "/api/export"})
    void headHasTheHeadersOfGetAndNoBody(String path) throws Exception {
        RawClient.Answer get = client.get(path);
        RawClient.Answer head = client.request("HEAD", path);
        assertThat(head.status()).isEqualTo(get.status());
        assertThat(head.header("Content-Type")).isEqualTo(get.header("Content-Type"));
        assertThat(head.header("Content-Disposition")).isEqualTo(get.header("Content-Disposition"));
        int length = get.body().getBytes(StandardCharsets.UTF_8).length;
        assertThat(head.header("Content-Length")).isEqualTo(get.status() == 204 ? "" : Integer.toString(length));
        assertThat(head.body()).isEmpty();
    }

    @Test
    void headOfABadRequestIsRefusedToo() throws Exception {
        assertThat(client.request("HEAD", "/api/history?metric=bad_metric").status())
                .isEqualTo(400);
    }

    @Test
    void thePageAndEveryFileThatItNamesAreServedFromHere() throws Exception {
        RawClient.Answer page = client.get("/");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        var names = Pattern.compile("(?:src|href)=\"(?!api/)([^\"]+)\"").matcher(page.body());
        int files = 0;
        while (names.find()) {
            assertThat(names.group(1)).doesNotContain("//").doesNotStartWith("/");
            assertThat(client.get("/" + names.group(1)).status())
                    .as(names.group(1))
                    .isEqualTo(200);
            files++;
        }
        assertThat(files).isGreaterThanOrEqualTo(4);
    }

    @Test
    void everyModuleThatAScriptImportsIsServed() throws Exception {
        var imports = Pattern.compile("from \"\\./([^\"]+)\"")
                .matcher(client.get("/app.js").body());
        int modules = 0;
        while (imports.find()) {
            RawClient.Answer module = client.get("/" + imports.group(1));
            assertThat(module.status()).isEqualTo(200);
            assertThat(module.header("Content-Type")).isEqualTo("text/javascript; charset=utf-8");
            modules++;
        }
        assertThat(modules).isPositive();
    }

    @Test
    void aPortThatIsTakenIsSaidInOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> TestServer.start("127.0.0.1", taken.getLocalPort(), routes))
                    .isInstanceOf(CannotListenException.class)
                    .hasMessage("port " + taken.getLocalPort() + " is taken: another program, or another PiStat,"
                            + " listens on it; stop that one or choose another [server] port");
        }
    }

    @Test
    void anAddressOfAnotherMachineIsSaidInOneLine() {
        assertThatThrownBy(() -> TestServer.start("192.0.2.1", 0, routes))
                .isInstanceOf(CannotListenException.class)
                .hasMessage("192.0.2.1 is not an address of this machine: set [server] host to one that is,"
                        + " or to 0.0.0.0 for all");
    }

    @Test
    void anUnknownNameIsSaidInOneLine() {
        assertThatThrownBy(() -> TestServer.start("no-such-host.invalid", 0, routes))
                .isInstanceOf(CannotListenException.class)
                .hasMessage("[server] host no-such-host.invalid is no address and no name that is known here");
    }

    @Test
    void onceClosedThePortIsFreeAgain() {
        int port = server.port();
        server.close();
        try (HttpServer again = TestServer.start("127.0.0.1", port, routes)) {
            assertThat(again.port()).isEqualTo(port);
        }
    }
}

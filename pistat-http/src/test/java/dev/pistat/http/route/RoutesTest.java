package dev.pistat.http.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.http.HttpServer;
import dev.pistat.http.RawClient;
import dev.pistat.http.TestServer;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of routes, and what must say the same. */
class RoutesTest {

    private static final Pattern OF_OPENAPI = Pattern.compile("  (/\\S*):|      summary: (.*)|        - name: (\\S+)"
            + "|        - \\$ref: \"#/components/parameters/(\\w+)\"|          in: (\\w+)");
    private static final Pattern OF_DOCUMENT = Pattern.compile("`(?:GET )?(/[^`?]*)(?:\\?([^`]*))?`");

    @Test
    void openApiNamesTheseRoutesAndParametersAndNoOther() throws Exception {
        Map<String, List<String>> parameters = new TreeMap<>();
        Map<String, String> summaries = new TreeMap<>();
        String path = "";
        String name = "";
        for (String line : openApi().split("\ncomponents:\n", 2)[0].split("\n", -1)) {
            Matcher is = OF_OPENAPI.matcher(line);
            if (!is.matches()) {
                continue;
            }
            if (is.group(1) != null) {
                path = is.group(1);
                parameters.put(path, new ArrayList<>());
            } else if (is.group(2) != null) {
                summaries.put(path, is.group(2));
            } else if (is.group(3) != null) {
                name = is.group(3);
            } else if (is.group(4) != null) {
                parameters.get(path).add(is.group(4).toLowerCase(Locale.ROOT));
            } else if (is.group(5).equals("query")) {
                parameters.get(path).add(name);
            }
        }
        assertThat(parameters).isEqualTo(table());
        assertThat(summaries)
                .isEqualTo(new TreeMap<>(Routes.TABLE.stream().collect(Collectors.toMap(Route::path, Route::summary))));
    }

    @Test
    void theDocumentNamesTheseRoutesAndParametersAndNoOther() throws Exception {
        Map<String, List<String>> documented = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("..", "docs", "http-api.md"))) {
            if (line.startsWith("| `GET ")) {
                Matcher each = OF_DOCUMENT.matcher(line.split("\\|", -1)[1]);
                while (each.find()) {
                    String query = each.group(2) == null ? "" : each.group(2);
                    documented.put(
                            each.group(1),
                            query.isEmpty()
                                    ? List.of()
                                    : List.of(query.replaceAll("=[^&]*", "").split("&", -1)));
                }
            }
        }
        assertThat(documented.remove("/"))
                .as("the page, which is no route of the API")
                .isEmpty();
        assertThat(documented).isEqualTo(table());
    }

    @Test
    void everyExampleIsAnswered() throws Exception {
        try (Routes routes = new TestRoutes().routes();
                HttpServer server = TestServer.start(routes)) {
            RawClient client = new RawClient(server.port());
            Map<String, Integer> answers = new LinkedHashMap<>();
            for (String example : Routes.examples()) {
                answers.put(example, client.request("HEAD", example).status());
            }
            assertThat(answers).hasSameSizeAs(Routes.TABLE);
            assertThat(answers.values()).doesNotContain(400, 404, 500);
        }
    }

    @Test
    void onlyTheChosenRoutesAreServed() throws Exception {
        try (Routes routes = new TestRoutes().routes();
                HttpServer server = TestServer.start(routes.only("/metrics", "/api/query"))) {
            RawClient client = new RawClient(server.port());
            assertThat(client.get("/metrics").status()).isEqualTo(200);
            assertThat(client.get("/api/query?series=cpu_percent").status()).isEqualTo(200);
            assertThat(client.get("/api/current").status()).isEqualTo(404);
            assertThat(client.get("/health").status()).isEqualTo(404);
            assertThatThrownBy(() -> routes.only("/api/none"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("There is no route /api/none");
        }
    }

    @Test
    void withoutAMachineThereIsNothingToTellOfIt() throws Exception {
        try (Routes routes = new TestRoutes().withoutMachine().routes();
                HttpServer server = TestServer.start(routes)) {
            RawClient client = new RawClient(server.port());
            assertThat(client.get("/api/host").status()).isEqualTo(404);
            assertThat(client.get("/api/config").status()).isEqualTo(404);
            assertThat(client.get("/api/history").status()).isEqualTo(200);
        }
    }

    @Test
    void noPathIsThereTwice() {
        assertThat(Routes.TABLE).extracting(Route::path).doesNotHaveDuplicates();
    }

    private static Map<String, List<String>> table() {
        Map<String, List<String>> table = new TreeMap<>();
        Routes.TABLE.forEach(route -> table.put(route.path(), route.parameters()));
        return table;
    }

    private static String openApi() throws Exception {
        try (InputStream in = Routes.class.getResourceAsStream("/dev/pistat/http/api/openapi.yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

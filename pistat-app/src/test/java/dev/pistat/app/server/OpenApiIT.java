package dev.pistat.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.pistat.app.program.Program;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The description of the API says what the running program does. */
class OpenApiIT {

    private static final String STREAM = "/api/stream";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    /** Requests that must succeed, beside those without any parameter. */
    private static final Map<String, List<String>> EXAMPLES = Map.of(
            "/api/history", List.of("", "?metric=cpu_core_percent:0&hours=0.5"),
            "/api/export",
                    List.of(
                            "",
                            "?format=ndjson",
                            "?metric=cpu_percent&metric=cpu_core_percent&hours=1",
                            "?from=0&to=2026-03-01T13:00:00%2B01:00"),
            "/api/query",
                    List.of("?series=cpu_percent", "?series=net_bytes_sent&series=cpu_core_percent&from=0&points=10"),
            "/api/processes", List.of("", "?at=0", "?at=2100-01-01T00:00:00Z"),
            "/api/events", List.of("", "?kind=started&after=0", "?from=0&to=1"));

    @TempDir
    private static Path folder;

    private static Program pistat;
    private static JsonNode document;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Path config = folder.resolve("config.toml");
        Files.writeString(config, """
                [collection]
                interval_seconds = 1
                [server]
                host = "127.0.0.1"
                port = 0
                [database]
                path = "pistat.db"
                """);
        pistat = Program.start(folder, "--config", config.toString());
        while (pistat.get("/api/processes").statusCode() == 204) {
            TimeUnit.MILLISECONDS.timedJoin(Thread.currentThread(), 50);
        }
        document = JSON.valueToTree(new Yaml().load(pistat.get("/openapi.yaml").body()));
    }

    @AfterAll
    static void stop() throws IOException {
        pistat.close();
    }

    @Test
    void everyAnswerIsOneThatIsDescribed() throws Exception {
        int answers = 0;
        for (String path : pathsThatEnd()) {
            for (String query : EXAMPLES.getOrDefault(path, List.of(""))) {
                HttpResponse<String> answer = pistat.get(path + query);
                assertThat(answer.statusCode()).as(path + query).isIn(200, 204);
                assertDescribed(path, answer);
                answers++;
            }
            HttpResponse<String> refused = pistat.get(path + "?points=x&hours=x&series=x&metric=x&from=x&at=x&after=x");
            if (refused.statusCode() != 200) {
                assertThat(refused.statusCode()).as(path).isEqualTo(400);
                assertDescribed(path, refused);
            }
        }
        assertThat(answers).isGreaterThan(pathsThatEnd().size());
    }

    @Test
    void everyParameterIsKnownAndOthersAreRefused() throws Exception {
        for (String path : pathsThatEnd()) {
            JsonNode get = document.at("/paths").get(path).get("get");
            String query = path.equals("/api/query") ? "?series=cpu_percent&" : "?";
            for (JsonNode each : get.path("parameters")) {
                JsonNode parameter = resolved(each);
                String name = parameter.get("name").asText();
                for (String value : values(parameter)) {
                    assertThat(pistat.get(path + query + name + "=" + value).statusCode())
                            .as(path + " " + name + "=" + value)
                            .isIn(200, 204);
                }
            }
            if (get.path("responses").has("400") && !path.equals("/api/history") && !path.equals("/api/export")) {
                assertThat(pistat.get(path + query + "unknown=1").body())
                        .as(path)
                        .contains("Unknown parameter: 'unknown' (");
            }
        }
    }

    @Test
    void everythingInAStreamIsDescribed() throws Exception {
        JsonNode stream = document.get("paths").get(STREAM).get("get");
        assertThat(stream.at("/responses/200/content").has("text/event-stream")).isTrue();
        assertThat(stream.get("parameters"))
                .extracting(parameter -> parameter.get("name").asText())
                .containsExactly("Last-Event-ID", "last");
        assertDescribed(STREAM, pistat.get(STREAM + "?last=x"));
        assertThat(pistat.get(STREAM + "?unknown=1").body()).startsWith("{\"error\":\"Unknown parameter: 'unknown' (");
        try (BufferedReader live = pistat.stream("0-0")) {
            String kind = "";
            TreeSet<String> seen = new TreeSet<>();
            while (seen.size() < 2) {
                String line = live.readLine();
                if (line.startsWith("event: ")) {
                    kind = line.substring(7);
                } else if (line.startsWith("id: ")) {
                    assertValid("Position", JSON.valueToTree(line.substring(4)));
                } else if (line.startsWith("data: ")) {
                    assertValid(kind.equals("sample") ? "Sample" : "Event", JSON.readTree(line.substring(6)));
                    seen.add(kind);
                }
            }
            assertThat(seen).containsExactly("event", "sample");
        }
    }

    private static List<String> paths() {
        List<String> paths = new ArrayList<>();
        document.get("paths").fieldNames().forEachRemaining(paths::add);
        return paths;
    }

    private static List<String> pathsThatEnd() {
        return paths().stream().filter(path -> !path.equals(STREAM)).toList();
    }

    /** What the schema of a parameter gives: its choices, its bounds, its default, or else an example of its kind. */
    private static List<String> values(JsonNode parameter) {
        JsonNode schema = resolved(parameter.get("schema"));
        List<String> values = new ArrayList<>();
        for (String key : new String[] {"minimum", "maximum", "default"}) {
            if (schema.has(key)) {
                values.add(schema.get(key).asText());
            }
        }
        schema.path("enum").forEach(choice -> values.add(choice.asText()));
        schema.path("examples").forEach(example -> values.add(example.asText().replace("+", "%2B")));
        return values.isEmpty() ? List.of("cpu_percent") : values;
    }

    private static void assertDescribed(String path, HttpResponse<String> answer) throws IOException {
        JsonNode response =
                document.get("paths").get(path).get("get").get("responses").get(String.valueOf(answer.statusCode()));
        assertThat(response).as(path + " " + answer.statusCode()).isNotNull();
        JsonNode content = resolved(response).path("content");
        String type = answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
        assertThat(content.has(type)
                        || (content.isMissingNode() && answer.body().isEmpty()))
                .as("%s: content type %s", path, type)
                .isTrue();
        if (type.equals("application/json")) {
            assertValid(content.get(type).get("schema").deepCopy(), JSON.readTree(answer.body()));
        }
    }

    private static void assertValid(String schema, JsonNode value) {
        assertValid(JSON.createObjectNode().put("$ref", "#/components/schemas/" + schema), value);
    }

    private static void assertValid(ObjectNode schema, JsonNode value) {
        schema.set("components", document.get("components"));
        assertThat(SCHEMAS.getSchema(schema).validate(value)).as("%s", value).isEmpty();
    }

    private static JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }
}

package dev.pistat.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.http.connection.Timeouts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The answers for one history, byte for byte as they were recorded (December 2026, before there was a JSON library in between).
 * Long ones are recorded by their SHA-256. What differs now is in {@code target/answers.txt}.
 */
class RecordedAnswersTest {

    private static final int LONG = 3_000;

    private static final List<String> PATHS = List.of(
            "/api/current",
            "/api/config",
            "/api/history",
            "/api/history?hours=0.05",
            "/api/history?metric=fan_rpm:cpu+%221%22+%3C%26%3E&hours=0.02",
            "/api/history?metric=cpu_temp",
            "/api/history?metric=net_bytes_sent&hours=168",
            "/api/export?hours=0.02",
            "/api/export?hours=168",
            "/api/export?hours=168&format=ndjson",
            "/api/export?metric=fan_rpm&metric=cpu_percent&hours=0.02",
            "/api/export?metric=fan_rpm&metric=cpu_percent&hours=0.02&format=ndjson",
            "/api/export?from=2026-11-22T14:58:00Z&format=ndjson",
            "/api/export?from=2026-11-01T00:00:00Z",
            "/api/query?series=cpu_percent&series=net_bytes_sent&series=fan_rpm&points=10",
            "/api/query?series=cpu_percent&series=net_bytes_sent&series=fan_rpm&points=5000&from=2026-11-22T00:00:00Z",
            "/api/query?series=mem_used&from=2026-11-22T14:59:30Z&points=10",
            "/api/query?series=mem_used&from=1793750400&points=600",
            "/api/query?series=cpu_percent&series=fan_rpm&points=300&from=2026-11-21T00:00:00Z",
            "/api/query?series=swap_used",
            "/api/events",
            "/api/events?from=2026-11-22T14:59:00Z&kind=noticed",
            "/api/processes",
            "/metrics",
            "/health",
            "/health/live",
            "/health/ready",
            "/api/history?hours=%00%22%5C%0a%c3%a4%f0%9f%98%80%ed%a0%80",
            "/api/nothing",
            "/nothing");

    @Test
    void answersAreThoseThatWereRecorded() throws Exception {
        StringBuilder answers = new StringBuilder();
        try (WholeServer server = new WholeServer(Timeouts.USUAL)) {
            RawClient client = new RawClient(server.port());
            for (String path : PATHS) {
                RawClient.Answer answer = client.get(path);
                String body = answer.body().replace(":" + server.port() + "}", ":PORT}");
                answers.append("== ")
                        .append(answer.status())
                        .append(' ')
                        .append(path)
                        .append('\n');
                answers.append(body.length() > LONG ? "SHA-256 " + sha256(body) : body.replace("\r", "\\r"))
                        .append('\n');
            }
        }
        Files.writeString(Path.of("target", "answers.txt"), answers);
        assertThat(answers.toString()).isEqualTo(recorded());
    }

    private static String recorded() throws IOException {
        try (InputStream in = RecordedAnswersTest.class.getResourceAsStream("answers.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String sha256(String text) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return text.length() + " " + HexFormat.of().formatHex(digest);
    }
}

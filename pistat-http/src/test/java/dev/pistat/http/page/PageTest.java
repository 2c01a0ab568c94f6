package dev.pistat.http.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.http.WholeServer;
import dev.pistat.http.connection.Timeouts;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The dashboard's files as the server sends them. */
class PageTest {

    /** What a file names that the browser then asks for: links of the page, imports of the modules. */
    private static final Pattern NAMED = Pattern.compile("(?:src=|href=|from )\"([\\w./-]+\\.(?:js|css|svg))\"");

    private static final int MOST_BYTES = 100 * 1024;

    @Test
    void allOfItIsAtMostAHundredKilobytesOnItsWay() throws Exception {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        try (WholeServer server = new WholeServer(Timeouts.USUAL);
                HttpClient client = HttpClient.newHttpClient()) {
            URI root = URI.create("http://127.0.0.1:" + server.port() + "/");
            Deque<String> due = new ArrayDeque<>(List.of(""));
            while (!due.isEmpty()) {
                String file = due.pop();
                URI uri = root.resolve(file);
                HttpRequest plain = HttpRequest.newBuilder(uri).build();
                HttpRequest packed = HttpRequest.newBuilder(uri)
                        .header("Accept-Encoding", "gzip")
                        .build();
                HttpResponse<byte[]> sent = client.send(packed, HttpResponse.BodyHandlers.ofByteArray());
                assertThat(sent.statusCode()).as(file).isEqualTo(200);
                sizes.put(file, sent.body().length);
                String text =
                        client.send(plain, HttpResponse.BodyHandlers.ofString()).body();
                for (Matcher named = NAMED.matcher(text); named.find(); ) {
                    String other = root.relativize(uri.resolve(named.group(1))).toString();
                    if (!sizes.containsKey(other) && !due.contains(other)) {
                        due.add(other);
                    }
                }
            }
        }
        assertThat(sizes).containsKeys("uPlot.iife.min.js", "style.css", "text/en.js", "favicon.svg");
        assertThat(sizes.values().stream().mapToInt(size -> size).sum())
                .as("%s", sizes)
                .isLessThan(MOST_BYTES);
    }
}

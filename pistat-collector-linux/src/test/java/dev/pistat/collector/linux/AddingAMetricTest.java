package dev.pistat.collector.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The example of docs/adding-a-metric.md: each of its blocks names the file that it is quoted from. */
class AddingAMetricTest {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java (\\w+\\.java)\n(.*?)^```$");

    @Test
    void everyBlockStandsInTheFileThatItNames() throws IOException {
        List<MatchResult> blocks = BLOCK.matcher(Files.readString(Path.of("../docs/adding-a-metric.md")))
                .results()
                .toList();
        assertThat(blocks)
                .extracting(block -> block.group(1))
                .containsExactly("MemoryMetrics.java", "MemorySampler.java");
        for (MatchResult block : blocks) {
            assertThat(Files.readString(source(block.group(1)))).contains(block.group(2));
        }
    }

    private static Path source(String name) throws IOException {
        for (String folder : List.of("../pistat-core/src/main/java", "src/main/java")) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                List<Path> found = files.filter(file -> file.endsWith(name)).toList();
                if (!found.isEmpty()) {
                    return found.getFirst();
                }
            }
        }
        throw new AssertionError("No file is called " + name);
    }
}

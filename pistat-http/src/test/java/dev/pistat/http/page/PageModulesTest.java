package dev.pistat.http.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.testkit.Tool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tests in {@code src/test/js}, which node runs: those of the page's modules that need no browser. */
@Timeout(120)
class PageModulesTest {

    @Test
    void passTheirTestsInNode() throws Exception {
        List<String> command =
                new ArrayList<>(List.of(Tool.find("node", "nodejs").toString(), "--test", "--test-reporter=tap"));
        try (Stream<Path> files = Files.list(Path.of("src/test/js"))) {
            files.map(Path::toString)
                    .filter(name -> name.endsWith(".test.js"))
                    .sorted()
                    .forEach(command::add);
        }
        Process node = new ProcessBuilder(command).redirectErrorStream(true).start();
        node.getOutputStream().close();
        String output = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(node.waitFor()).as(output).isZero();
        assertThat(output).containsPattern("# pass [1-9]\\d").contains("# fail 0");
    }
}

package dev.pistat.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class ToolTest {

    @TempDir
    private Path folder;

    @Test
    void isFoundInThePath() throws Exception {
        Path program = Files.createFile(folder.resolve("hammer"));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        assertThat(Tool.find("hammer", "tools", Map.of("PATH", "/nowhere::" + folder)))
                .isEqualTo(program);
    }

    @Test
    void skipsTheTestWhereItIsMissing() {
        assertThatThrownBy(() -> Tool.find("hammer", "tools", Map.of("PATH", folder.toString())))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("hammer is not installed: sudo apt install tools");
    }

    @Test
    void failsTheTestWhereToolsAreRequired() {
        Map<String, String> environment = Map.of("PATH", folder.toString(), "PISTAT_REQUIRE_TOOLS", "1");
        assertThatThrownBy(() -> Tool.find("hammer", "tools", environment))
                .isInstanceOf(AssertionError.class)
                .hasMessage("hammer is not installed: sudo apt install tools");
    }
}

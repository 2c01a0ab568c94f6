package dev.pistat.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/dev/pts/0",
                "/dev/pts/12",
                "/dev/tty",
                "/dev/tty1",
                "/dev/ttyS0",
                "/dev/ttyAMA0",
                "/dev/console"
            })
    void aConsoleOrAWindowIsATerminal(String target) throws IOException {
        Path stream = streamTo(target);
        assertThat(Terminal.is(stream)).isTrue();
        assertThat(Terminal.isPipe(stream)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pipe:[1234]", "socket:[1234]"})
    void aPipeIsNoTerminal(String target) throws IOException {
        Path stream = streamTo(target);
        assertThat(Terminal.is(stream)).isFalse();
        assertThat(Terminal.isPipe(stream)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/null", "/home/pi/out.csv", "/dev/pts/0 (deleted)", "/home/pi/dev/tty1"})
    void aFileIsNeither(String target) throws IOException {
        Path stream = streamTo(target);
        assertThat(Terminal.is(stream)).isFalse();
        assertThat(Terminal.isPipe(stream)).isFalse();
    }

    @Test
    void aStreamThatIsClosedIsNeither() {
        assertThat(Terminal.is(folder.resolve("none"))).isFalse();
        assertThat(Terminal.isPipe(folder.resolve("none"))).isFalse();
    }

    private Path streamTo(String target) throws IOException {
        return Files.createSymbolicLink(folder.resolve("2"), Path.of(target));
    }
}

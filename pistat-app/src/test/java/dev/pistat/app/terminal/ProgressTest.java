package dev.pistat.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);

    @Test
    void aBarGrowsOnOneLine() {
        Progress progress = new Progress(out, true);
        progress.accept(0);
        progress.accept(0.501);
        assertThat(written.toString(StandardCharsets.UTF_8))
                .isEqualTo("\r[" + ".".repeat(40) + "]   0 %\r[" + "#".repeat(20) + ".".repeat(20) + "]  50 %");
    }

    @Test
    void nothingIsWrittenUntilThereIsSomethingNewToSee() {
        Progress progress = new Progress(out, true);
        progress.accept(0.5);
        int once = written.size();
        progress.accept(0.5001);
        assertThat(written.size()).isEqualTo(once);
    }

    @Test
    void whatIsBeyondTheEndsIsAnEnd() {
        Progress progress = new Progress(out, true);
        progress.accept(7);
        progress.accept(-1);
        progress.accept(Double.NaN);
        assertThat(written.toString(StandardCharsets.UTF_8)).contains("] 100 %").endsWith("]   0 %");
    }

    @Test
    void theBarIsGoneInTheEnd() {
        try (Progress progress = new Progress(out, true)) {
            progress.accept(1);
        }
        String text = written.toString(StandardCharsets.UTF_8);
        String bar = "\r[" + "#".repeat(40) + "] 100 %";
        assertThat(text).isEqualTo(bar + "\r" + " ".repeat(bar.length() - 1) + "\r");
    }

    @Test
    void withoutATerminalNothingIsWritten() {
        try (Progress progress = new Progress(out, false)) {
            progress.accept(0.5);
        }
        assertThat(written.size()).isZero();
    }
}

package dev.pistat.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.app.process.LogLines;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class PrintableTest {

    @Test
    void whatCanBeSeenStaysAsItIs() {
        assertThat(Printable.text("<script>alert('ä €  😀')</script> \\n \"quoted\""))
                .isEqualTo("<script>alert('ä €  😀')</script> \\n \"quoted\"");
    }

    @Test
    void whatMovesTheCursorOrEndsALineIsWrittenOut() {
        assertThat(Printable.text("a\nb\rc\td\0e\u001b[2Jf\u007fg\u009b31mh"))
                .isEqualTo("a\\nb\\rc\\td\\u0000e\\u001b[2Jf\\u007fg\\u009b31mh");
        assertThat(Printable.text("a\u2028b\u2029c\u202Ed\u2066e\uFEFFf\uD800"))
                .isEqualTo("a\\u2028b\\u2029c\\u202ed\\u2066e\\ufefff\\ud800");
    }

    @Test
    void anEventIsOneLineAndATraceNoneOfItsOwn() {
        LogRecord event = new LogRecord(Level.WARNING, "sensor \u001b[31m: a\n2026-01-01 00:00:00 INFO forged");
        event.setThrown(new IllegalStateException("b\nc\u0007"));
        String text = new LogLines().format(event);
        assertThat(text.lines().findFirst())
                .hasValueSatisfying(line ->
                        assertThat(line).endsWith("WARNING sensor \\u001b[31m: a\\n2026-01-01 00:00:00 INFO forged"));
        assertThat(text.lines().skip(1)).hasSizeGreaterThan(2).allMatch(line -> line.startsWith("\t"));
        assertThat(text.lines()).contains("\tjava.lang.IllegalStateException: b", "\tc\\u0007");
    }
}

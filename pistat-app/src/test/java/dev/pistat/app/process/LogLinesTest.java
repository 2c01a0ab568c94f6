package dev.pistat.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.testkit.FakeClock;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogLinesTest {

    private final FakeClock clock = new FakeClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final LogLines.Lines lines = new LogLines.Lines(log, clock);

    /** A client can have Helidon write one with each request. */
    @Test
    void ofHelidonEachKindIsWrittenOnceAMinuteAndOfPiStatEveryLine() {
        for (int i = 0; i < 100; i++) {
            publish("io.helidon.webserver.ConnectionHandler", "[0x" + i + "] unexpected exception");
            publish("io.helidon.webserver.http1.Http1Connection", "Internal server error");
        }
        publish("dev.pistat", "one");
        publish("dev.pistat", "two");
        clock.advance(Duration.ofMinutes(1));
        publish("io.helidon.webserver.http1.Http1Connection", "Internal server error");
        assertThat(log.toString(StandardCharsets.UTF_8).lines())
                .extracting(line -> line.replaceFirst(".* WARNING ", ""))
                .isEqualTo(List.of(
                        "[0x0] unexpected exception",
                        "Internal server error",
                        "one",
                        "two",
                        "Internal server error (left out since the last such line: 99)"));
    }

    private void publish(String logger, String message) {
        LogRecord event = new LogRecord(Level.WARNING, message);
        event.setLoggerName(logger);
        lines.publish(event);
    }
}

package dev.pistat.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogLinesTest {

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final LogLines.Lines lines = new LogLines.Lines(log);

    /** A client can have Helidon write one with each request. */
    @Test
    void ofHelidonEachKindIsWrittenOnceAMinuteAndOfPiStatEveryLine() {
        for (int i = 0; i < 100; i++) {
            publish("io.helidon.webserver.ConnectionHandler", "[0x" + i + "] unexpected exception");
            publish("io.helidon.webserver.http1.Http1Connection", "Internal server error");
        }
        publish("dev.pistat", "one");
        publish("dev.pistat", "two");
        assertThat(log.toString(StandardCharsets.UTF_8).lines())
                .extracting(line -> line.replaceFirst(".* WARNING ", ""))
                .isEqualTo(List.of("[0x0] unexpected exception", "Internal server error", "one", "two"));
    }

    private void publish(String logger, String message) {
        LogRecord event = new LogRecord(Level.WARNING, message);
        event.setLoggerName(logger);
        lines.publish(event);
    }
}

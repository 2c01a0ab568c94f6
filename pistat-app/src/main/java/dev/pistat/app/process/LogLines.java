package dev.pistat.app.process;

import dev.pistat.app.terminal.Printable;
import dev.pistat.core.port.Clock;
import dev.pistat.core.text.LogLimit;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;

/**
 * One line per event on standard error: time, level, message. Under systemd the journal adds the time itself. A message is
 * {@link Printable}, for it may hold a device's name; the lines of a stack trace begin with a tab, so that none of them can
 * pass for an event.
 */
public final class LogLines extends Formatter {

    private static final int TO_THE_SECOND = "2026-11-28T12:00:00".length();

    private static final String OF_HELIDON = "io.helidon";

    private final boolean journal = System.getenv("JOURNAL_STREAM") != null;

    public LogLines() {}

    /** Once, before anything is logged. */
    public static void install(Clock clock) {
        // Called in place of reading the JVM's own file of settings.
        System.setProperty("java.util.logging.config.class", Object.class.getName());
        Logger.getLogger("").addHandler(new Lines(System.err, clock));
        Named.HELIDON.setLevel(Level.WARNING);
    }

    /** From now on PiStat itself logs nothing. */
    public static void silence() {
        Named.PISTAT.setLevel(Level.OFF);
    }

    /** Java's own handler for this would first make a formatter that is never used. */
    static final class Lines extends StreamHandler {

        /** Each class of Helidon's that logs has its line, for most of what they say a client is the cause. */
        private final Map<String, LogLimit> rare = new HashMap<>();

        private final Clock clock;

        Lines(OutputStream out, Clock clock) {
            super(out, new LogLines());
            this.clock = clock;
        }

        @Override
        public synchronized void publish(LogRecord event) {
            if (String.valueOf(event.getLoggerName()).startsWith(OF_HELIDON)) {
                Optional<String> line = rare.computeIfAbsent(
                                event.getLoggerName(), first -> new LogLimit(clock::monotonicNanos))
                        .of(String.valueOf(event.getMessage()));
                if (line.isEmpty()) {
                    return;
                }
                event.setMessage(line.get());
            }
            super.publish(event);
            flush();
        }

        @Override
        public synchronized void close() {
            flush();
        }
    }

    /** Made when the property is set; and kept, as Java forgets a logger's level with the logger. */
    private static final class Named {
        static final Logger PISTAT = Logger.getLogger("dev.pistat");
        /** A library's own announcements are of no use to who runs PiStat. */
        static final Logger HELIDON = Logger.getLogger(OF_HELIDON);
    }

    @Override
    public String format(LogRecord event) {
        StringBuilder line = new StringBuilder();
        if (!journal) {
            // Without a formatter and its classes. With a fraction Java writes the seconds even where they are 0.
            String time = LocalDateTime.ofInstant(event.getInstant(), ZoneId.systemDefault())
                    .withNano(1)
                    .toString();
            line.append(time, 0, TO_THE_SECOND).append(' ').setCharAt(time.indexOf('T'), ' ');
        }
        line.append(event.getLevel().getName()).append(' ');
        line.append(Printable.text(formatMessage(event))).append('\n');
        if (event.getThrown() != null) {
            StringWriter trace = new StringWriter();
            event.getThrown().printStackTrace(new PrintWriter(trace, true));
            trace.toString()
                    .lines()
                    .forEach(each -> line.append('\t')
                            .append(Printable.text(each.strip()))
                            .append('\n'));
        }
        return line.toString();
    }
}

package dev.pistat.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * One line per event on standard error: time, level, message. Under systemd the journal adds the time itself. A message is
 * {@link Printable}, for it may hold a device's name; the lines of a stack trace begin with a tab, so that none of them can
 * pass for an event.
 */
final class LogLines extends Formatter {

    /** Read from the zones' file when the first line is written: by then PiStat answers. */
    private static final class Time {
        static final DateTimeFormatter FORMAT =
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss ", Locale.ROOT).withZone(ZoneId.systemDefault());
    }

    private static final Logger PISTAT = Logger.getLogger("dev.pistat");
    /** A library's own announcements are of no use to who runs PiStat. */
    private static final Logger HELIDON = Logger.getLogger("io.helidon");

    private final boolean journal = System.getenv("JOURNAL_STREAM") != null;

    LogLines() {}

    static void install() {
        LogManager.getLogManager().reset();
        ConsoleHandler handler = new ConsoleHandler();
        handler.setFormatter(new LogLines());
        Logger.getLogger("").addHandler(handler);
        HELIDON.setLevel(Level.WARNING);
    }

    /** From now on PiStat itself logs nothing. */
    static void silence() {
        PISTAT.setLevel(Level.OFF);
    }

    @Override
    public String format(LogRecord event) {
        StringBuilder line = new StringBuilder();
        if (!journal) {
            Time.FORMAT.formatTo(event.getInstant(), line);
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

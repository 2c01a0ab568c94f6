package dev.pistat.app.terminal;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.DoubleConsumer;

/** A progress bar that vanishes when it is closed; it shows nothing where no person looks. For one thread. */
public final class Progress implements DoubleConsumer, AutoCloseable {

    private static final int WIDTH = 40;

    private final PrintStream out;
    private final boolean visible;
    private int percent = -1;

    /** Shows nothing yet. */
    Progress(PrintStream out, boolean visible) {
        this.out = out;
        this.visible = visible;
    }

    /** A bar on standard error, if that is a terminal. */
    public static Progress onStandardError() {
        return new Progress(System.err, Terminal.is(Terminal.STANDARD_ERROR));
    }

    /** The same, unless standard output is a terminal too: a bar among its lines would be in the way. */
    public static Progress besideOutput() {
        return new Progress(System.err, Terminal.is(Terminal.STANDARD_ERROR) && !Terminal.is(Terminal.STANDARD_OUTPUT));
    }

    /** Shows how much is done, from 0 to 1. */
    @Override
    public void accept(double share) {
        int now = (int) (Math.clamp(share, 0, 1) * 100);
        if (visible && now != percent) {
            percent = now;
            int filled = now * WIDTH / 100;
            out.printf(Locale.ROOT, "\r[%s%s] %3d %%", "#".repeat(filled), ".".repeat(WIDTH - filled), now);
            out.flush();
        }
    }

    @Override
    public void close() {
        if (percent >= 0) {
            out.print("\r" + " ".repeat(WIDTH + 8) + "\r");
            out.flush();
            percent = -1;
        }
    }
}

package dev.pistat.app.terminal;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;

/**
 * A switch that keeps the terminal from showing what is typed, until it is closed. Java's own console does so only where
 * standard output is a terminal too, and not a file that the password's hash goes to.
 */
public final class Echo {

    private final Thread restore = new Thread(() -> set("echo"));
    private final boolean off;

    private Echo(boolean off) {
        this.off = off;
    }

    public static Echo off() {
        Echo echo = new Echo(set("-echo"));
        if (echo.off) {
            Runtime.getRuntime().addShutdownHook(echo.restore); // for Ctrl-C
        } else {
            System.err.println("What you type will be seen, for stty (of coreutils) does not work here.");
        }
        return echo;
    }

    public static Echo asItIs() {
        return new Echo(false);
    }

    public void close() {
        if (off) {
            Runtime.getRuntime().removeShutdownHook(restore);
            set("echo");
        }
    }

    private static boolean set(String echo) {
        try {
            Process stty = new ProcessBuilder("stty", echo)
                    .redirectInput(Redirect.INHERIT)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
            return stty.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

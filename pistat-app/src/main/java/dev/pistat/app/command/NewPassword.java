package dev.pistat.app.command;

import dev.pistat.app.terminal.Echo;
import dev.pistat.app.terminal.Terminal;
import dev.pistat.http.access.Password;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** The line for a password file: of a password that is asked for twice, or that comes in two lines. */
final class NewPassword extends Command {

    /** No line was made. The message says why. */
    static final class RefusedException extends Exception {

        private static final long serialVersionUID = 1;

        RefusedException(String message) {
            super(message);
        }
    }

    NewPassword() {
        super(
                "password",
                false,
                "asks for a password twice, or reads two lines, and writes the one line that the file of [server]"
                        + " password_file must hold");
    }

    @Override
    boolean run(CommandLine asked) throws RefusedException, IOException {
        boolean asks = Terminal.is(Terminal.STANDARD_INPUT);
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String first;
        String second;
        Echo echo = asks ? Echo.off() : Echo.asItIs();
        try {
            first = line(lines, asks, "Password: ");
            second = line(lines, asks, "Once more: ");
        } finally {
            echo.close();
        }
        if (!first.equals(second)) {
            throw new RefusedException("the two passwords are not the same");
        }
        try {
            System.out.println(Password.of(first).line());
        } catch (IllegalArgumentException e) {
            throw new RefusedException(String.valueOf(e.getMessage()));
        }
        return true;
    }

    private static String line(BufferedReader lines, boolean asks, String question)
            throws RefusedException, IOException {
        if (asks) {
            System.err.print(question);
            System.err.flush();
        }
        String line = lines.readLine();
        if (asks) {
            System.err.println();
        }
        if (line == null) {
            throw new RefusedException("the password is needed twice, each time in a line of its own");
        }
        return line;
    }
}

package dev.pistat.app.command;

/** An error in the command line. The message says why. */
final class UsageException extends Exception {

    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message + " (try --help)");
    }
}

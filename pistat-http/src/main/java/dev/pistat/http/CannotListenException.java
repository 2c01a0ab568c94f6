package dev.pistat.http;

/** The server's address is not to be had. The message says why, and what to change. */
public final class CannotListenException extends RuntimeException {

    private static final long serialVersionUID = 1;

    CannotListenException(String message) {
        super(message);
    }
}

package dev.pistat.http;

/** A failure to listen on the server's address. The message says why, and what to change. */
public final class CannotListenException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * One that nothing else led to.
     *
     * @param message what is wrong, and what to do about it
     */
    public CannotListenException(String message) {
        super(message);
    }
}

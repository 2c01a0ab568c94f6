package dev.pistat.core.port;

/** A failure of a store to do what it was asked. The message says what is wrong, where, and what to do about it. */
public class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * One that no other exception led to.
     *
     * @param message what is wrong, where, and what to do about it
     */
    public StoreException(String message) {
        super(message);
    }

    /**
     * One that another exception led to.
     *
     * @param message what is wrong, where, and what to do about it
     * @param cause the other exception, for the log
     */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}

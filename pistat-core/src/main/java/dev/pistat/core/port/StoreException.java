package dev.pistat.core.port;

/** A store could not do what it was asked. The message says what is wrong, where, and what to do about it. */
public class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}

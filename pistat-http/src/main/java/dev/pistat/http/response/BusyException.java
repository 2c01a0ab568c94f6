package dev.pistat.http.response;

/** A refusal because of too many requests at once. */
public final class BusyException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param message what there is too much of */
    public BusyException(String message) {
        super(message);
    }
}

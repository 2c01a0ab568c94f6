package dev.pistat.http.response;

/** A request that cannot be answered as it is. */
public final class BadRequestException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param message names the parameter, its value and what is allowed */
    public BadRequestException(String message) {
        super(message);
    }
}

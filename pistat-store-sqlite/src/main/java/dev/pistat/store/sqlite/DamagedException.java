package dev.pistat.store.sqlite;

import dev.pistat.core.port.StoreException;

/** The file is PiStat's, and something in it cannot be what PiStat wrote. */
final class DamagedException extends StoreException {

    private static final long serialVersionUID = 1;

    DamagedException(String message, Throwable cause) {
        super(message, cause);
    }
}

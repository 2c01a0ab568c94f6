package dev.pistat.store.sqlite.file;

import dev.pistat.core.port.StoreException;

/** Damage of a file that is PiStat's: something in it cannot be what PiStat wrote. */
public final class DamagedException extends StoreException {

    private static final long serialVersionUID = 1;

    /** Whether the file itself shows it; otherwise it is concluded from an error that a sound file does not lead to. */
    private final boolean certain;

    DamagedException(String message, boolean certain) {
        super(message);
        this.certain = certain;
    }

    DamagedException(String message, boolean certain, Throwable cause) {
        super(message, cause);
        this.certain = certain;
    }

    public boolean isCertain() {
        return certain;
    }
}

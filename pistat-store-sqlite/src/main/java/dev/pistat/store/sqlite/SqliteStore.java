package dev.pistat.store.sqlite;

import dev.pistat.core.port.Clock;

/** Samples and events in a SQLite file. */
public final class SqliteStore {

    private final Clock clock;

    /** Takes the time from {@code clock}. */
    public SqliteStore(Clock clock) {
        this.clock = clock;
    }

    /** Where the time comes from. */
    public Clock clock() {
        return clock;
    }
}

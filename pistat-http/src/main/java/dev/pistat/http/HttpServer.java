package dev.pistat.http;

import dev.pistat.core.port.Clock;

/** The routes of PiStat, served over HTTP. */
public final class HttpServer {

    private final Clock clock;

    /** Takes the time from {@code clock}. */
    public HttpServer(Clock clock) {
        this.clock = clock;
    }

    /** Where the time comes from. */
    public Clock clock() {
        return clock;
    }
}

package dev.pistat.http.connection;

import java.time.Duration;

/**
 * The times that a client may keep the server waiting before its connection is cut off.
 *
 * @param request from the first byte of a request, or from the connection, to the last byte of the request; and how long it
 *     may take to accept the next piece of its answer
 * @param crowded the same, and in place of idle too, while others wait for the memory or the place that the client holds
 * @param idle between an answer and the next request
 * @param checkInterval the time between two checks of the waits, so each may last that much longer; four times as often
 *     while others wait
 */
public record Timeouts(Duration request, Duration crowded, Duration idle, Duration checkInterval) {

    /** Idle is more than half a minute, so that who asks twice a minute keeps its connection. */
    public static final Timeouts USUAL =
            new Timeouts(Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofSeconds(35), Duration.ofSeconds(1));
}

package dev.pistat.collector.linux;

import dev.pistat.core.port.Clock;

/** The samplers of a Linux machine. */
public final class LinuxSamplers {

    private final Clock clock;

    /** Takes the time from {@code clock}. */
    public LinuxSamplers(Clock clock) {
        this.clock = clock;
    }

    /** Where the time comes from. */
    public Clock clock() {
        return clock;
    }
}

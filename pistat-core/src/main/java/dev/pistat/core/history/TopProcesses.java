package dev.pistat.core.history;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The processes that used most at one moment: the answer to "which one did it?". Immutable.
 *
 * @param at when, to the microsecond
 * @param byCpu most CPU time since the reading before, highest first
 * @param byMemory most resident memory, highest first
 */
public record TopProcesses(Instant at, List<ProcessUse> byCpu, List<ProcessUse> byMemory) {

    /** Cuts the time to the microsecond, and takes copies of the lists. */
    public TopProcesses {
        at = at.truncatedTo(ChronoUnit.MICROS);
        byCpu = List.copyOf(byCpu);
        byMemory = List.copyOf(byMemory);
    }
}

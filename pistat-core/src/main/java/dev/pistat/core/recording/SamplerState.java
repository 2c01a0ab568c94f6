package dev.pistat.core.recording;

import dev.pistat.core.metric.Series;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A sampler or one of its sensors, as the recorder remembers it from tick to tick. Guarded by the tick's lock. */
final class SamplerState {

    final String name;

    /** Whether the last call has not returned yet. One that outlasts its tick ends beside the next. */
    volatile boolean waiting;

    /** What it reported when it last answered in full. */
    Set<Series> reported = Set.of();

    /** Why it failed in the last tick; empty if it did not. */
    String trouble = "";

    /** What it noticed after a tick was over, for the next one. A late answer comes whenever it likes. */
    final Queue<Tick.Noticed> late = new ConcurrentLinkedQueue<>();

    SamplerState(String name) {
        this.name = name;
    }

    /** Whether this is a sensor of that sampler. */
    boolean belongsTo(String sampler) {
        return name.startsWith(sampler + "/");
    }
}

package dev.pistat.core.recording;

import dev.pistat.core.metric.Series;
import java.util.Set;

/** A sampler or one of its sensors, as the recorder remembers it from tick to tick. Guarded by the recorder's lock. */
final class Question {

    final String name;

    /** Whether the last call has not returned yet. */
    boolean waiting;

    /** What it reported when it last answered in full. */
    Set<Series> reported = Set.of();

    /** Why it failed in the last tick; empty if it did not. */
    String trouble = "";

    Question(String name) {
        this.name = name;
    }

    /** Whether this is a sensor of that sampler. */
    boolean belongsTo(String sampler) {
        return name.startsWith(sampler + "/");
    }
}

package dev.pistat.store.sqlite.maintenance;

import dev.pistat.core.text.Times;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The log of what was forgotten for its age: a line when it begins, then one for each day that is recorded. */
public final class PruneLog {

    private static final System.Logger LOG = System.getLogger("dev.pistat.store");
    private static final long DAY = Duration.ofDays(1).toNanos() / 1_000;

    private final Path path;
    private final Map<String, Gone> gone = new LinkedHashMap<>();
    private @Nullable Long loggedAt;

    public PruneLog(Path path) {
        this.path = path;
    }

    /** Notes how many went, all of them of before a moment. */
    synchronized void add(String what, int count, long before) {
        if (count > 0) {
            gone.merge(what, new Gone(count, before), Gone::and);
        }
    }

    /** Logs it, unless that was done within the last day of recorded time. */
    synchronized void logDaily(long recordedMicros) {
        if (!gone.isEmpty() && (loggedAt == null || recordedMicros - loggedAt >= DAY)) {
            loggedAt = recordedMicros;
            flush();
        }
    }

    /** Logs what was not logged yet. */
    public synchronized void flush() {
        if (!gone.isEmpty()) {
            LOG.log(
                    Level.INFO,
                    path + ": forgot what is older than it is kept: "
                            + gone.entrySet().stream()
                                    .map(each -> each.getValue().count() + " " + each.getKey() + " of before "
                                            + Times.instant(each.getValue().before()))
                                    .collect(Collectors.joining(", ")));
            gone.clear();
        }
    }

    private record Gone(long count, long before) {

        Gone and(Gone other) {
            return new Gone(count + other.count, Math.max(before, other.before));
        }
    }
}

package dev.pistat.core.recording;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The offsets of the wall clock from the monotonic one, and the first sample whose time a step proves wrong.
 * In its first hour a clock may be anywhere, as on a machine without one of its own: then all before is moved. A clock that
 * was right for longer is not doubted because it is set: its samples stay. If it comes back to where it was, what was taken
 * in between is moved. Not thread-safe.
 */
final class ClockOffsets {

    private static final Duration IN_DOUBT = Duration.ofHours(1);
    /** A step by less is a correction. */
    private static final Duration CLOSE = Duration.ofMinutes(1);
    /** A clock that steps all the time leaves many: the last ones will do. */
    private static final int MOST = 10;

    private final Deque<Left> left = new ArrayDeque<>();
    private long sinceNanos;
    private long movableFromId;

    private record Left(Duration offset, long atId) {}

    /** Begins with a sample, or after a sleep, when the monotonic clock stood still. */
    void begin(long id, long nanos) {
        left.clear();
        sinceNanos = nanos;
        movableFromId = id;
    }

    /**
     * Notes that the clock was set.
     *
     * @param before where it stood
     * @param id the first sample after it
     * @param steady whether it had been steady before, for as long as it takes to be trusted
     */
    void stepped(Duration before, long id, long nanos, boolean steady) {
        if (steady && nanos - sinceNanos > IN_DOUBT.toNanos()) {
            left.addLast(new Left(before, id));
            movableFromId = id;
            if (left.size() > MOST) {
                left.removeFirst();
            }
        }
    }

    /** The first sample that may be moved to where a clock that is trusted now says that it belongs. */
    long movableFrom(Duration now) {
        for (Left each : left) {
            if (each.offset().minus(now).abs().compareTo(CLOSE) <= 0) {
                return each.atId();
            }
        }
        return movableFromId;
    }
}

package dev.pistat.store.sqlite.original;

import java.util.OptionalLong;

/**
 * The boots of the original's rows, with the monotonic times of the rows: the original stored neither, but wall
 * time and, to the second, the uptime. All times are microseconds.
 */
final class OriginalBoots {

    /** The original asked for the time first and for the uptime last, with a slow sensor in between. */
    private static final long SLACK = 5_000_000;

    private int boot;
    private long at;
    private long monotonic;
    private OptionalLong uptime = OptionalLong.empty();

    /** Goes on to the next row, in the order of their ids. */
    void next(long nextAt, OptionalLong nextUptime) {
        if (boot == 0 || isNewBoot(nextAt, nextUptime)) {
            boot++;
            monotonic = nextUptime.orElse(0);
            uptime = nextUptime;
        } else {
            long step = step(nextAt, nextUptime);
            monotonic += step;
            uptime = nextUptime.isEmpty() && uptime.isPresent()
                    ? OptionalLong.of(uptime.getAsLong() + step)
                    : nextUptime;
        }
        at = nextAt;
    }

    /** The boot of the row: {@code original-1}, {@code original-2}, … */
    String bootId() {
        return "original-" + boot;
    }

    /** The row's monotonic time: within a boot it never goes back, and two rows are so far apart. */
    long monotonicMicros() {
        return monotonic;
    }

    /** Whether the uptime went back, or the boot came only after the last row. */
    private boolean isNewBoot(long nextAt, OptionalLong nextUptime) {
        return uptime.isPresent()
                && nextUptime.isPresent()
                && (nextUptime.getAsLong() < uptime.getAsLong() - SLACK || nextAt - nextUptime.getAsLong() > at);
    }

    /** How long it was: wall time has it to the microsecond, but where the clock was set the uptime is right. */
    private long step(long nextAt, OptionalLong nextUptime) {
        long byClock = nextAt - at;
        if (uptime.isPresent() && nextUptime.isPresent()) {
            long byUptime = nextUptime.getAsLong() - uptime.getAsLong();
            return Math.max(0, Math.abs(byClock - byUptime) <= SLACK ? byClock : byUptime);
        }
        return Math.max(0, byClock);
    }
}

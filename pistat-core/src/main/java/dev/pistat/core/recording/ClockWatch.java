package dev.pistat.core.recording;

import dev.pistat.core.history.Event;
import dev.pistat.core.metric.BoardMetrics;
import dev.pistat.core.metric.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A watch on the machine's clocks from sample to sample: whether it slept, whether its wall clock was set, and since when
 * that clock is steady. Used by the recorder's thread, but for {@link #wrong}.
 */
final class ClockWatch {

    /** A clock is trusted when it has not been set for this long: a Pi without one of its own starts anywhere. */
    private static final Duration STEADY_AFTER = Duration.ofMinutes(10);
    /** A step by less is a correction: what was recorded before it stays where it is. */
    private static final Duration WRONG_BY = Duration.ofMinutes(1);

    private final ClockOffsets offsets = new ClockOffsets();
    private long steadySinceNanos;
    private volatile boolean wrong;

    /** Begins with the first sample. */
    void begin(Sample first) {
        steadySinceNanos = nanos(first);
        offsets.begin(first.id(), nanos(first));
    }

    /** What happened to the clocks between two samples that follow each other. */
    List<Event> compare(Sample last, Sample sample) {
        List<Event> events = new ArrayList<>();
        Duration passed = Duration.ofNanos(nanos(sample) - nanos(last));
        Duration slept = slept(last, sample, passed);
        if (slept.isPositive()) {
            offsets.begin(sample.id(), nanos(sample));
            events.add(new Event(sample.at(), Event.SLEPT, "machine", "it slept for " + words(slept)));
        }
        Duration step = Duration.between(last.at(), sample.at()).minus(passed).minus(slept);
        Duration drift = Duration.ofSeconds(1).plusNanos(passed.toNanos() / 1_000);
        // How long it slept is known to the second only.
        if (step.abs().compareTo(slept.isPositive() ? drift.plusSeconds(1) : drift) > 0) {
            if (step.abs().compareTo(WRONG_BY) > 0) {
                wrong = true;
                offsets.stepped(offset(last), sample.id(), nanos(sample), isSteady(sample));
            }
            steadySinceNanos = nanos(sample);
            String direction = step.isNegative() ? "back" : "forward";
            events.add(new Event(
                    sample.at(), Event.CLOCK_STEPPED, "clock", "it was set " + direction + " by " + words(step.abs())));
        }
        return events;
    }

    /** Whether the wall clock has not been set for a while. */
    boolean isSteady(Sample sample) {
        return nanos(sample) - steadySinceNanos >= STEADY_AFTER.toNanos();
    }

    /** Whether the clock was set so far that samples may have to be moved; any thread may ask. */
    boolean wrong() {
        return wrong;
    }

    /** Says whether samples still have to be moved; any thread may say so. */
    void wrong(boolean wrong) {
        this.wrong = wrong;
    }

    /** The first sample that a clock which stands there, and is trusted, may move. */
    long movableFrom(Duration offset) {
        return offsets.movableFrom(offset);
    }

    /** Wall time less monotonic time. */
    static Duration offset(Sample sample) {
        return Duration.between(Instant.EPOCH, sample.at()).minusNanos(nanos(sample));
    }

    static String words(Duration duration) {
        return duration.toMillis() % 1_000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    /** The time by which the uptime, which counts sleep, passed more than the monotonic clock, which does not; else zero. */
    private static Duration slept(Sample last, Sample sample, Duration passed) {
        OptionalDouble before = last.value(BoardMetrics.UPTIME_SECONDS);
        OptionalDouble now = sample.value(BoardMetrics.UPTIME_SECONDS);
        if (before.isEmpty() || now.isEmpty() || !last.bootId().equals(sample.bootId())) {
            return Duration.ZERO;
        }
        long seconds = (long) (now.getAsDouble() - before.getAsDouble()) - passed.toSeconds();
        return seconds > 2 ? Duration.ofSeconds(seconds) : Duration.ZERO;
    }

    private static long nanos(Sample sample) {
        return sample.monotonicMicros() * 1_000;
    }
}

package dev.pistat.core.recording;

import static java.util.Objects.requireNonNull;

import dev.pistat.core.history.ProcessUse;
import dev.pistat.core.history.TopProcesses;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.SampleSink;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One call of a sampler or a sensor in a tick, and what came of it. Guarded by the tick's lock. */
final class SamplerCall implements SampleSink {

    final SamplerState state;
    final Map<Series, Reading> readings = new LinkedHashMap<>();
    final List<Tick.Noticed> noticed = new ArrayList<>();

    @Nullable
    TopProcesses topProcesses;

    @Nullable
    Duration took;

    private final Tick tick;
    private final Supplier<List<Series>> expected;
    private final Sensor read;
    private String trouble = "";

    SamplerCall(Tick tick, SamplerState state, Supplier<List<Series>> expected, Sensor read) {
        this.tick = tick;
        this.state = state;
        this.expected = expected;
        this.read = read;
    }

    /** Makes the call. An {@link Error} is for the thread's own handler, once the tick has been told. */
    void run() {
        String why = "";
        long began = tick.clock.monotonicNanos();
        try {
            read.read(this);
        } catch (InterruptedException e) {
            why = "was interrupted";
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            why = words(e);
        } catch (Error e) {
            why = words(e);
            throw e;
        } finally {
            answer(why, Duration.ofNanos(tick.clock.monotonicNanos() - began));
        }
    }

    void fail(String why) {
        trouble = why;
    }

    boolean hasFailed() {
        return !trouble.isEmpty();
    }

    /** Gives the trouble to series that have no reading. */
    void failAll(Collection<Series> series) {
        series.forEach(each -> readings.putIfAbsent(each, new Reading.Failed(trouble)));
    }

    /** Gives every series that was expected and not reported its reason. */
    void settle() {
        if (hasFailed()) {
            failAll(expected.get());
            failAll(state.reported);
        } else {
            state.reported = Set.copyOf(readings.keySet());
            expected.get()
                    .forEach(series ->
                            readings.putIfAbsent(series, new Reading.Unavailable("not reported by " + state.name)));
        }
    }

    /** Why the call failed, or one of its readings; empty if all is well. */
    String anyTrouble() {
        if (hasFailed()) {
            return trouble;
        }
        for (Map.Entry<Series, Reading> entry : readings.entrySet()) {
            if (entry.getValue() instanceof Reading.Failed(String why)) {
                return entry.getKey().key() + ": " + why;
            }
        }
        return "";
    }

    @Override
    public void report(Series series, Reading reading) {
        Reading plausible = series.metric().plausible(requireNonNull(reading, "reading"));
        tick.lock.lock();
        try {
            if (!tick.isOver()) {
                readings.put(series, plausible);
            }
        } finally {
            tick.lock.unlock();
        }
    }

    @Override
    public void event(String kind, String subject, String text) {
        Tick.Noticed event = new Tick.Noticed(
                requireNonNull(kind, "kind"), requireNonNull(subject, "subject"), requireNonNull(text, "text"));
        tick.lock.lock();
        try {
            (tick.isOver() ? state.late : noticed).add(event);
        } finally {
            tick.lock.unlock();
        }
    }

    @Override
    public void topProcesses(List<ProcessUse> byCpu, List<ProcessUse> byMemory) {
        TopProcesses most = new TopProcesses(tick.at, byCpu, byMemory);
        tick.lock.lock();
        try {
            if (!tick.isOver()) {
                topProcesses = most;
            }
        } finally {
            tick.lock.unlock();
        }
    }

    @Override
    public void ask(String sensor, List<Series> series, Sensor read) {
        tick.ask(state.name + '/' + sensor, () -> series, read);
    }

    private void answer(String why, Duration duration) {
        tick.lock.lock();
        try {
            state.waiting = false;
            if (!tick.isOver()) {
                trouble = why;
                took = duration;
                tick.answered();
            }
        } finally {
            tick.lock.unlock();
        }
    }

    private static String words(Throwable thrown) {
        String message = thrown.getMessage();
        return switch (thrown) {
            case NoSuchFileException missing -> "no such file: " + missing.getFile();
            case AccessDeniedException denied -> "no permission to read " + denied.getFile();
            default -> message == null || message.isBlank() ? thrown.getClass().getSimpleName() : message;
        };
    }
}

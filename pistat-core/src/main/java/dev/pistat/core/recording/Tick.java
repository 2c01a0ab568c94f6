package dev.pistat.core.recording;

import dev.pistat.core.history.TopProcesses;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.Clock;
import dev.pistat.core.port.SampleSink;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The calls of all samplers, and of their sensors, at one time and under one deadline.
 *
 * <p>One thread makes them in turn. When they take longer than {@link #SLOW_NANOS}, and then when any one does, another
 * thread goes on with the rest: no sampler waits for a slow neighbour, and on a healthy machine one thread does it all.
 */
final class Tick {

    /** After this time the rest need not wait for the sampler that is being asked. */
    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    final Instant at;
    final Clock clock;
    final Lock lock = new ReentrantLock();
    private final Map<String, SamplerState> states;
    private final Executor threads;
    private final Condition changed = lock.newCondition();
    private final Queue<SamplerCall> queue = new ArrayDeque<>();
    private final List<SamplerCall> calls = new ArrayList<>();
    private final List<Noticed> late = new ArrayList<>();
    private int open;
    /** Whether one call kept the rest waiting. Until then no thread need know of each answer: waking up costs more than it. */
    private boolean slow;

    private boolean over;

    /** @param states what is remembered of each sampler and sensor, by name; used by one tick at a time */
    Tick(Instant at, Map<String, SamplerState> states, Executor threads, Clock clock) {
        this.at = at;
        this.states = states;
        this.threads = threads;
        this.clock = clock;
    }

    /** Something that was noticed by a sampler. */
    record Noticed(String kind, String subject, String text) {}

    /** Adds a call; its {@code series}, as they are known in the end, have failed if the answer is late. */
    void ask(String name, Supplier<List<Series>> series, SampleSink.Sensor read) {
        lock.lock();
        try {
            if (over) {
                return;
            }
            SamplerState state = states.computeIfAbsent(name, SamplerState::new);
            SamplerCall call = new SamplerCall(this, state, series, read);
            calls.add(call);
            if (state.waiting) {
                call.fail("has not answered an earlier question yet");
            } else {
                state.waiting = true;
                open++;
                if (queue.isEmpty()) {
                    changed.signalAll();
                }
                queue.add(call);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Makes all calls, and returns when all have answered or the time is over.
     *
     * @param late the reason that late answers have failed for
     */
    void await(long nanos, String late) throws InterruptedException {
        lock.lock();
        try {
            threads.execute(this::work);
            long left = nanos;
            while (open > 0 && left > 0 && !over) {
                long wait = queue.isEmpty() ? left : Math.min(left, SLOW_NANOS);
                long rest = changed.awaitNanos(wait);
                left -= wait - rest;
                if (rest <= 0 && !queue.isEmpty()) {
                    slow = true;
                    threads.execute(this::work);
                }
            }
        } finally {
            finish(over ? "stopped before it answered" : late);
            lock.unlock();
        }
    }

    /** Ends the waiting now. */
    void cut() {
        lock.lock();
        try {
            over = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether answers come too late. Call with the lock. */
    boolean isOver() {
        return over;
    }

    /** Notes that a call has answered in time. Call with the lock. */
    void answered() {
        open--;
        if (open == 0 || slow) {
            changed.signalAll();
        }
    }

    /** What was read, in the order of the calls. Call after {@link #await}. */
    Map<Series, Reading> readings() {
        Map<Series, Reading> all = new LinkedHashMap<>();
        calls.forEach(call -> all.putAll(call.readings));
        return all;
    }

    /** What was noticed: too late for an earlier tick, then in the order of the calls. Call after {@link #await}. */
    List<Noticed> noticed() {
        return Stream.concat(late.stream(), calls.stream().flatMap(call -> call.noticed.stream()))
                .toList();
    }

    /** The last processes that were reported, or null. Call after {@link #await}. */
    @Nullable
    TopProcesses topProcesses() {
        return calls.stream()
                .flatMap(call -> Stream.ofNullable(call.topProcesses))
                .reduce((first, second) -> second)
                .orElse(null);
    }

    /** How long each call took that was answered, by the name of its sampler or sensor. Call after {@link #await}. */
    Map<String, Duration> durations() {
        Map<String, Duration> durations = new LinkedHashMap<>();
        for (SamplerCall call : calls) {
            if (call.took != null) {
                durations.put(call.state.name, call.took);
            }
        }
        return durations;
    }

    /** Why each call failed, empty where it did not. Call after {@link #await}. */
    Map<SamplerState, String> troubles() {
        Map<SamplerState, String> troubles = new LinkedHashMap<>();
        calls.forEach(call -> troubles.put(call.state, call.anyTrouble()));
        return troubles;
    }

    private void work() {
        for (SamplerCall next = next(); next != null; next = next()) {
            next.run();
        }
    }

    private @Nullable SamplerCall next() {
        lock.lock();
        try {
            return over ? null : queue.poll();
        } finally {
            lock.unlock();
        }
    }

    private void finish(String late) {
        over = true;
        queue.forEach(call -> {
            call.state.waiting = false;
            call.fail(late);
        });
        for (SamplerCall call : List.copyOf(calls)) {
            if (call.state.waiting && !call.hasFailed()) {
                call.fail(late);
            }
            call.settle();
        }
        for (SamplerState state : states.values()) {
            for (Noticed each = state.late.poll(); each != null; each = state.late.poll()) {
                this.late.add(each);
            }
        }
        forgetSensorsThatAreGone();
    }

    private void forgetSensorsThatAreGone() {
        Set<SamplerState> asked = new LinkedHashSet<>();
        calls.forEach(call -> asked.add(call.state));
        List<SamplerCall> failed = calls.stream().filter(SamplerCall::hasFailed).toList();
        for (SamplerState state : List.copyOf(states.values())) {
            if (asked.contains(state)) {
                continue;
            }
            SamplerCall sampler = failed.stream()
                    .filter(call -> state.belongsTo(call.state.name))
                    .findAny()
                    .orElse(null);
            if (sampler != null) {
                sampler.failAll(state.reported);
            } else if (!state.waiting) {
                states.remove(state.name);
            }
        }
    }
}

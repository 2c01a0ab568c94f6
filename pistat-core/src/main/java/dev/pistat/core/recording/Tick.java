package dev.pistat.core.recording;

import static java.util.Objects.requireNonNull;

import dev.pistat.core.history.ProcessUse;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.Clock;
import dev.pistat.core.port.SampleSink;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The questions of one tick, asked under one deadline.
 *
 * <p>One thread asks them in turn. When they take longer than {@link #PATIENCE_NANOS}, and then when any one does, another
 * thread goes on with the rest: nobody waits for a slow neighbour, and on a healthy machine one thread does it all.
 */
final class Tick {

    /** After so long, the rest need not wait for whoever is being asked. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Map<String, SamplerState> questions;
    private final Executor threads;
    private final Clock clock;
    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Asking> queue = new ArrayDeque<>();
    private final List<Asking> askings = new ArrayList<>();
    private final List<Noticed> late = new ArrayList<>();
    private int open;
    /** Whether somebody kept the rest waiting. Until then nobody need know of each answer: waking up costs more than it. */
    private boolean slow;

    private boolean over;

    /** @param questions what is remembered of each question, by name; used by one round at a time */
    Tick(Map<String, SamplerState> questions, Executor threads, Clock clock) {
        this.questions = questions;
        this.threads = threads;
        this.clock = clock;
    }

    /** Processes that used most. */
    record MostUsed(List<ProcessUse> byCpu, List<ProcessUse> byMemory) {}

    /** Something that was noticed while asking. */
    record Noticed(String kind, String subject, String text) {}

    /** Adds a question; its {@code series}, as they are known in the end, have failed if the answer is late. */
    void ask(String name, Supplier<List<Series>> series, SampleSink.Sensor read) {
        lock.lock();
        try {
            if (over) {
                return;
            }
            SamplerState question = questions.computeIfAbsent(name, SamplerState::new);
            Asking asking = new Asking(question, series, read);
            askings.add(asking);
            if (question.waiting) {
                asking.trouble = "has not answered an earlier question yet";
            } else {
                question.waiting = true;
                open++;
                if (queue.isEmpty()) {
                    changed.signalAll();
                }
                queue.add(asking);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Has everything asked, and returns when all have answered or the time is over.
     *
     * @param late the reason that late answers have failed for
     */
    void await(long nanos, String late) throws InterruptedException {
        lock.lock();
        try {
            threads.execute(this::work);
            long left = nanos;
            while (open > 0 && left > 0 && !over) {
                long patience = queue.isEmpty() ? left : Math.min(left, PATIENCE_NANOS);
                long rest = changed.awaitNanos(patience);
                left -= patience - rest;
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

    /** What was read, in the order of the questions. Call after {@link #await}. */
    Map<Series, Reading> readings() {
        Map<Series, Reading> all = new LinkedHashMap<>();
        askings.forEach(asking -> all.putAll(asking.readings));
        return all;
    }

    /** What was noticed: too late for an earlier round, then in the order of the questions. Call after {@link #await}. */
    List<Noticed> noticed() {
        return Stream.concat(late.stream(), askings.stream().flatMap(asking -> asking.noticed.stream()))
                .toList();
    }

    /** The last processes that were reported. Call after {@link #await}. */
    Optional<MostUsed> mostUsed() {
        return askings.stream().flatMap(asking -> asking.mostUsed.stream()).reduce((first, second) -> second);
    }

    /** How long each question took that was answered, by its name. Call after {@link #await}. */
    Map<String, Duration> durations() {
        Map<String, Duration> durations = new LinkedHashMap<>();
        askings.forEach(asking -> asking.took.ifPresent(took -> durations.put(asking.question.name, took)));
        return durations;
    }

    /** Why each question failed, empty where it did not. Call after {@link #await}. */
    Map<SamplerState, String> troubles() {
        Map<SamplerState, String> troubles = new LinkedHashMap<>();
        askings.forEach(asking -> troubles.put(asking.question, asking.anyTrouble()));
        return troubles;
    }

    private void work() {
        for (Optional<Asking> next = next(); next.isPresent(); next = next()) {
            next.get().run();
        }
    }

    private Optional<Asking> next() {
        lock.lock();
        try {
            return over ? Optional.empty() : Optional.ofNullable(queue.poll());
        } finally {
            lock.unlock();
        }
    }

    private void finish(String late) {
        over = true;
        queue.forEach(asking -> {
            asking.question.waiting = false;
            asking.trouble = late;
        });
        for (Asking asking : List.copyOf(askings)) {
            if (asking.question.waiting && asking.trouble.isEmpty()) {
                asking.trouble = late;
            }
            asking.settle();
        }
        for (SamplerState question : questions.values()) {
            for (Noticed each = question.late.poll(); each != null; each = question.late.poll()) {
                this.late.add(each);
            }
        }
        forgetSensorsThatAreGone();
    }

    private void forgetSensorsThatAreGone() {
        Set<SamplerState> asked = new LinkedHashSet<>();
        askings.forEach(asking -> asked.add(asking.question));
        List<Asking> failed =
                askings.stream().filter(asking -> !asking.trouble.isEmpty()).toList();
        for (SamplerState question : List.copyOf(questions.values())) {
            if (asked.contains(question)) {
                continue;
            }
            Optional<Asking> sampler = failed.stream()
                    .filter(asking -> question.belongsTo(asking.question.name))
                    .findAny();
            sampler.ifPresent(asking -> question.reported.forEach(
                    series -> asking.readings.putIfAbsent(series, new Reading.Failed(asking.trouble))));
            if (sampler.isEmpty() && !question.waiting) {
                questions.remove(question.name);
            }
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

    /** One question in this round, and what came of it. */
    private final class Asking implements SampleSink {

        private final SamplerState question;
        private final Supplier<List<Series>> expected;
        private final Sensor read;
        private final Map<Series, Reading> readings = new LinkedHashMap<>();
        private final List<Noticed> noticed = new ArrayList<>();
        private String trouble = "";
        private Optional<MostUsed> mostUsed = Optional.empty();
        private Optional<Duration> took = Optional.empty();

        Asking(SamplerState question, Supplier<List<Series>> expected, Sensor read) {
            this.question = question;
            this.expected = expected;
            this.read = read;
        }

        /** Asks. An {@link Error} is for the thread's own handler, once the round has been told. */
        void run() {
            String why = "";
            long began = clock.monotonicNanos();
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
                answer(why, Duration.ofNanos(clock.monotonicNanos() - began));
            }
        }

        private void answer(String why, Duration duration) {
            lock.lock();
            try {
                question.waiting = false;
                if (!over) {
                    trouble = why;
                    took = Optional.of(duration);
                    open--;
                    if (open == 0 || slow) {
                        changed.signalAll();
                    }
                }
            } finally {
                lock.unlock();
            }
        }

        /** Gives every series that was expected and not reported its reason. */
        private void settle() {
            if (trouble.isEmpty()) {
                question.reported = Set.copyOf(readings.keySet());
                expected.get()
                        .forEach(series -> readings.putIfAbsent(
                                series, new Reading.Unavailable("not reported by " + question.name)));
            } else {
                Reading failed = new Reading.Failed(trouble);
                expected.get().forEach(series -> readings.putIfAbsent(series, failed));
                question.reported.forEach(series -> readings.putIfAbsent(series, failed));
            }
        }

        private String anyTrouble() {
            if (!trouble.isEmpty()) {
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
            lock.lock();
            try {
                if (!over) {
                    readings.put(series, plausible);
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void event(String kind, String subject, String text) {
            Noticed event = new Noticed(
                    requireNonNull(kind, "kind"), requireNonNull(subject, "subject"), requireNonNull(text, "text"));
            lock.lock();
            try {
                (over ? question.late : noticed).add(event);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void topProcesses(List<ProcessUse> byCpu, List<ProcessUse> byMemory) {
            MostUsed most = new MostUsed(List.copyOf(byCpu), List.copyOf(byMemory));
            lock.lock();
            try {
                if (!over) {
                    mostUsed = Optional.of(most);
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void ask(String sensor, List<Series> series, Sensor read) {
            Tick.this.ask(question.name + '/' + sensor, () -> series, read);
        }
    }
}

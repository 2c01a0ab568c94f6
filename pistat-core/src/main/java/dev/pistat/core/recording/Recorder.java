package dev.pistat.core.recording;

import dev.pistat.core.history.Event;
import dev.pistat.core.history.TopProcesses;
import dev.pistat.core.metric.BoardMetrics;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.SelfMetrics;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.Clock;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import dev.pistat.core.port.StoreException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The flow: at every tick it asks all samplers within one deadline, makes one {@link Sample} of what they reported, has
 * the store keep it with the tick's events, and tells the listeners. Thread-safe.
 *
 * <p>The deadline is 2 seconds or half the interval, whichever is shorter. {@link #start} ticks by itself, on a thread of
 * its own; an application that has its own rhythm calls {@link #tick} instead. What a sampler throws costs its readings, what
 * a listener throws is logged; any other exception, and an {@link Error}, ends the sampling: see {@link #failed}.
 */
public final class Recorder implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("dev.pistat.recorder");
    private static final Duration LONGEST_DEADLINE = Duration.ofSeconds(2);
    /** Samplers that compare two readings took their first one when they were made: give the second some distance. */
    private static final Duration FIRST_TICK_AFTER = Duration.ofMillis(250);

    private static final Duration TEND_EVERY = Duration.ofMinutes(10);
    /** A clock is trusted when it has not been set for so long: a Pi without one of its own starts anywhere. */
    private static final Duration STEADY_AFTER = Duration.ofMinutes(10);
    /** A step by less is a correction: what was recorded before it stays where it is. */
    private static final Duration WRONG_BY = Duration.ofMinutes(1);

    private static final Duration CLOSE_WITHIN = Duration.ofMillis(1_500);
    private static final int MOST_WAITING_EVENTS = 1_000;

    private final List<Asked> samplers = new ArrayList<>();

    private final MetricStore store;
    private final Clock clock;
    private final Duration interval;
    private final ThreadPoolExecutor threads;
    private final Map<String, SamplerState> questions = new HashMap<>();
    private final List<Consumer<Sample>> listeners = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private List<Event> events = new ArrayList<>();
    private final EventLimit eventLimit = new EventLimit();
    private long lastId;
    private boolean ticked;
    private long steadySinceNanos;
    private volatile boolean wasWrong;
    private final ClockOffsets offsets = new ClockOffsets();

    private long lastTendNanos;
    private final Semaphore tending = new Semaphore(1);
    private boolean storeFailing;
    private volatile Optional<Sample> newest;
    private volatile Optional<Tick> current = Optional.empty();
    private Optional<Thread> loop = Optional.empty();
    private volatile boolean failed;

    /**
     * Reads the newest sample from the store, to go on from its id. Samplers are asked for nothing but their names before
     * the first tick.
     *
     * @param samplers asked at every tick, in this order; each has a name of its own
     * @param store keeps the samples; it is not closed with the recorder
     * @param clock what every time of a sample comes from
     * @param interval between two ticks of {@link #start}, longer than zero; the deadline depends on it, whoever ticks
     * @throws IllegalArgumentException if two samplers have the same name, or the interval is not positive
     * @throws StoreException if the store cannot be read
     */
    public Recorder(List<? extends Sampler> samplers, MetricStore store, Clock clock, Duration interval) {
        Set<String> names = new HashSet<>();
        for (Sampler sampler : samplers) {
            if (!names.add(sampler.name())) {
                throw new IllegalArgumentException("Two samplers are called " + sampler.name());
            }
            this.samplers.add(new Asked(sampler));
        }
        if (!interval.isPositive()) {
            throw new IllegalArgumentException("The interval must be longer than 0");
        }
        this.store = store;
        this.clock = clock;
        this.interval = interval;
        this.newest = store.newest();
        this.lastId = newest.map(Sample::id).orElse(0L);
        this.threads = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                1,
                TimeUnit.MINUTES,
                new SynchronousQueue<>(),
                work -> Thread.ofPlatform().daemon().name("pistat-sampler").unstarted(work),
                new ThreadPoolExecutor.DiscardPolicy());
    }

    /** Begins to tick, first after a quarter of a second, then once per interval. */
    public synchronized void start() {
        if (loop.isEmpty() && closed.getCount() > 0) {
            loop = Optional.of(Thread.ofPlatform().name("pistat-recorder").start(this::loop));
        }
    }

    /**
     * The newest sample: of this recorder, or before its first tick the store's.
     *
     * @return with the reasons where there is no value, or from the store with its values only; empty if there was never one
     */
    public Optional<Sample> newest() {
        return newest;
    }

    /**
     * Whether an error ended what {@link #start} began, which the log tells of: nothing is sampled any more. Whoever runs
     * this had better end the process, and be started anew.
     *
     * @return once true it stays so; that it was closed is no error
     */
    public boolean failed() {
        return failed;
    }

    /**
     * Has a listener called with every sample, after the store has it or has refused it.
     *
     * @param listener called on the thread that ticks: it must not wait for anything; an exception that it throws is logged
     * @return ends it
     */
    public Runnable onSample(Consumer<Sample> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /**
     * Takes one sample now: what is reported within the deadline is in it, the rest has failed. If the store refuses it,
     * that is logged and noted as an event, and the listeners hear of the sample all the same.
     *
     * @return what the listeners got
     * @throws IllegalStateException if the recorder is closed
     * @throws InterruptedException if the thread is interrupted while it waits; no sample is made then
     */
    public Sample tick() throws InterruptedException {
        synchronized (questions) {
            if (closed.getCount() == 0) {
                throw new IllegalStateException("The recorder is closed");
            }
            Instant at = clock.wall();
            long nanos = clock.monotonicNanos();
            Tick round = ask();
            Sample sample = new Sample(nextId(), at, nanos / 1_000, clock.bootId(), readings(round));
            noteClock(sample);
            round.noticed().forEach(noticed -> note(at, noticed.kind(), noticed.subject(), noticed.text()));
            if (closed.getCount() > 0) {
                round.troubles().forEach((question, trouble) -> noteTrouble(at, question, trouble));
            }
            eventLimit.due(nanos).forEach(this::note);
            newest = Optional.of(sample);
            keep(sample, round.mostUsed().map(most -> new TopProcesses(at, most.byCpu(), most.byMemory())));
            tell(sample);
            tendNowAndThen(at, nanos);
            return sample;
        }
    }

    /**
     * Stops: a tick under way is cut short and kept, and no thread of this recorder goes on, except those that wait for
     * a sampler that hangs. The store stays open.
     */
    @Override
    public void close() {
        closed.countDown();
        current.ifPresent(Tick::cut);
        threads.shutdownNow();
        Optional<Thread> running;
        synchronized (this) {
            running = loop;
        }
        try {
            if (running.isPresent() && !running.get().join(CLOSE_WITHIN)) {
                LOG.log(Level.WARNING, "the last sample is still being written; not waiting for it any longer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void loop() {
        try {
            long next = clock.monotonicNanos() + FIRST_TICK_AFTER.toNanos();
            while (!closed.await(next - clock.monotonicNanos(), TimeUnit.NANOSECONDS)) {
                tick();
                long behind = Math.max(0, clock.monotonicNanos() - next);
                next += interval.toNanos() * (behind / interval.toNanos() + 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            if (closed.getCount() > 0) {
                failed = true; // first, for there may be no memory for anything more
                LOG.log(Level.ERROR, "the sampling has ended, for a reason that was not foreseen", e);
            }
        }
    }

    private Tick ask() throws InterruptedException {
        Tick round = new Tick(questions, threads, clock);
        samplers.forEach(asked -> round.ask(asked.sampler.name(), () -> asked.atLeast, asked::read));
        current = Optional.of(round);
        if (closed.getCount() == 0) {
            round.cut();
        }
        Duration half = Duration.ofNanos(interval.toNanos() / 2);
        Duration deadline = half.compareTo(LONGEST_DEADLINE) < 0 ? half : LONGEST_DEADLINE;
        round.await(deadline.toNanos(), "no answer within " + deadline.toMillis() + " ms");
        current = Optional.empty();
        return round;
    }

    private Map<Series, Reading> readings(Tick round) {
        Map<Series, Reading> readings = round.readings();
        Map<String, Duration> durations = round.durations();
        for (Asked asked : samplers) {
            Sampler sampler = asked.sampler;
            Duration took = durations.get(sampler.name());
            if (took != null) {
                long nanos = durations.entrySet().stream()
                        .filter(each -> each.getKey().startsWith(sampler.name() + "/"))
                        .mapToLong(each -> each.getValue().toNanos())
                        .sum();
                readings.put(
                        new Series(SelfMetrics.PISTAT_SAMPLE_SECONDS, sampler.name()),
                        new Reading.Value(Math.rint((took.toNanos() + nanos) / 1e3) / 1e6));
            }
        }
        return readings;
    }

    private void noteClock(Sample sample) {
        Instant at = sample.at();
        long nanos = sample.monotonicMicros() * 1_000;
        if (!ticked) {
            ticked = true;
            steadySinceNanos = nanos;
            lastTendNanos = nanos - TEND_EVERY.toNanos();
            offsets.begin(sample.id(), nanos);
            note(at, Event.STARTED, "pistat", "recording every " + words(interval));
            newest.filter(last -> !last.bootId().equals(sample.bootId()))
                    .ifPresent(last -> note(at, Event.BOOTED, "machine", "it was started anew since the last sample"));
            return;
        }
        newest.ifPresent(last -> {
            Duration passed = Duration.ofNanos(nanos - last.monotonicMicros() * 1_000);
            Duration slept = slept(last, sample, passed);
            if (slept.isPositive()) {
                offsets.begin(sample.id(), nanos);
                note(at, Event.SLEPT, "machine", "it slept for " + words(slept));
            }
            Duration step = Duration.between(last.at(), at).minus(passed).minus(slept);
            Duration drift = Duration.ofSeconds(1).plusNanos(passed.toNanos() / 1_000);
            // How long it slept is known to the second only.
            if (step.abs().compareTo(slept.isPositive() ? drift.plusSeconds(1) : drift) > 0) {
                if (step.abs().compareTo(WRONG_BY) > 0) {
                    wasWrong = true;
                    boolean steady = nanos - steadySinceNanos >= STEADY_AFTER.toNanos();
                    offsets.stepped(offset(last.at(), last.monotonicMicros() * 1_000), sample.id(), nanos, steady);
                }
                steadySinceNanos = nanos;
                note(
                        at,
                        Event.CLOCK_STEPPED,
                        "clock",
                        "it was set " + (step.isNegative() ? "back" : "forward") + " by " + words(step.abs()));
            }
        });
    }

    /** What the uptime, which counts sleep, passed by more than the monotonic clock, which does not; else zero. */
    private static Duration slept(Sample last, Sample sample, Duration passed) {
        OptionalDouble before = last.value(BoardMetrics.UPTIME_SECONDS);
        OptionalDouble now = sample.value(BoardMetrics.UPTIME_SECONDS);
        if (before.isEmpty() || now.isEmpty() || !last.bootId().equals(sample.bootId())) {
            return Duration.ZERO;
        }
        long seconds = (long) (now.getAsDouble() - before.getAsDouble()) - passed.toSeconds();
        return seconds > 2 ? Duration.ofSeconds(seconds) : Duration.ZERO;
    }

    private void noteTrouble(Instant at, SamplerState question, String trouble) {
        if (question.trouble.isEmpty() && !trouble.isEmpty()) {
            note(at, Event.SAMPLER_FAILED, question.name, trouble);
        } else if (!question.trouble.isEmpty() && trouble.isEmpty()) {
            note(at, Event.SAMPLER_RECOVERED, question.name, "answers again");
        }
        question.trouble = trouble;
    }

    private void note(Instant at, String kind, String subject, String text) {
        eventLimit
                .take(new Event(at, kind, subject, text), clock.monotonicNanos())
                .ifPresent(this::note);
    }

    private void note(Event event) {
        LOG.log(event.kind().endsWith("_failed") ? Level.WARNING : Level.INFO, event.subject() + ": " + event.text());
        if (events.size() < MOST_WAITING_EVENTS) {
            events.add(event);
        }
    }

    /** One more than the last, or than the store's: another history may have taken the place of its own. */
    private long nextId() {
        try {
            lastId = Math.max(lastId, store.newest().map(Sample::id).orElse(lastId));
        } catch (StoreException e) {
            // To append will fail as well, which is noted.
        }
        return ++lastId;
    }

    private void keep(Sample sample, Optional<TopProcesses> topProcesses) {
        try {
            store.append(sample, events, topProcesses);
            events = new ArrayList<>();
            if (storeFailing) {
                storeFailing = false;
                note(sample.at(), Event.STORE_RECOVERED, "store", "takes samples again");
            }
        } catch (StoreException e) {
            if (!storeFailing) {
                storeFailing = true;
                note(sample.at(), Event.STORE_FAILED, "store", String.valueOf(e.getMessage()));
            }
        }
    }

    private void tell(Sample sample) {
        for (Consumer<Sample> listener : listeners) {
            try {
                listener.accept(sample);
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "a listener failed", e);
            }
        }
    }

    private void tendNowAndThen(Instant at, long nanos) {
        boolean steady = nanos - steadySinceNanos >= STEADY_AFTER.toNanos();
        if (!steady
                || nanos - lastTendNanos < TEND_EVERY.toNanos()
                || closed.getCount() == 0
                || !tending.tryAcquire()) {
            return;
        }
        lastTendNanos = nanos;
        boolean retime = wasWrong;
        wasWrong = false; // before it is done: the clock may be set again meanwhile
        Duration offset = offset(at, nanos);
        long firstId = offsets.movableFrom(offset);
        threads.execute(() -> {
            try {
                if (retime) {
                    store.retime(firstId, offset);
                }
                store.tend();
            } catch (StoreException e) {
                wasWrong |= retime;
                LOG.log(Level.WARNING, "the history could not be tended: " + e.getMessage());
            } finally {
                tending.release();
            }
        });
    }

    /** Wall time less monotonic time. */
    private static Duration offset(Instant at, long nanos) {
        return Duration.between(Instant.EPOCH, at).minusNanos(nanos);
    }

    private static String words(Duration duration) {
        return duration.toMillis() % 1_000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    /** A sampler, which is asked for its metrics when it is first asked for readings: that may fail, or hang, as well. */
    private static final class Asked {

        private final Sampler sampler;
        private boolean known;
        /** Its series without instances: what it reports at least. */
        private volatile List<Series> atLeast = List.of();

        private Asked(Sampler sampler) {
            this.sampler = sampler;
        }

        private void read(SampleSink sink) throws Exception {
            if (!known) {
                atLeast = sampler.metrics().stream()
                        .filter(metric -> metric.label().isEmpty())
                        .map(Series::new)
                        .toList();
                known = true;
            }
            sampler.sample(sink);
        }
    }
}

package dev.pistat.core.recording;

import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.metric.Culprits;
import dev.pistat.core.metric.Event;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.Clock;
import dev.pistat.core.port.MetricStore;
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
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The flow: at every tick it asks all samplers within one deadline, makes one {@link Sample} of what they reported, has
 * the store keep it with the tick's events, and tells the listeners. Thread-safe.
 *
 * <p>The deadline is 2 seconds or half the interval, whichever is shorter. {@link #start} ticks by itself, on a thread of
 * its own; an application that has its own rhythm calls {@link #tick} instead.
 */
public final class Recorder implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("dev.pistat.recorder");
    private static final Duration LONGEST_DEADLINE = Duration.ofSeconds(2);
    /** Samplers that compare two readings took their first one when they were made: give the second some distance. */
    private static final Duration FIRST_TICK_AFTER = Duration.ofMillis(250);

    private static final Duration PRUNE_EVERY = Duration.ofHours(1);
    private static final Duration CLOSE_WITHIN = Duration.ofMillis(1_500);
    private static final int MOST_WAITING_EVENTS = 1_000;

    private final List<Sampler> samplers;
    private final MetricStore store;
    private final Clock clock;
    private final Duration interval;
    private final Duration retention;
    private final ThreadPoolExecutor threads;
    private final Map<String, Question> questions = new HashMap<>();
    private final List<Consumer<Sample>> listeners = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private List<Event> events = new ArrayList<>();
    private long nextId;
    private long lastPruneNanos;
    private boolean ticked;
    private boolean storeFailing;
    private volatile Optional<Sample> newest;
    private volatile Optional<Round> current = Optional.empty();
    private Optional<Thread> loop = Optional.empty();

    /**
     * Reads the newest sample from the store, to go on from its id. Nothing is asked before the first tick.
     *
     * @param samplers asked at every tick, in this order; each has a name of its own
     * @param interval between two ticks of {@link #start}
     * @param retention how long the store keeps samples and events
     * @throws IllegalArgumentException if two samplers have the same name, or a duration is not positive
     * @throws StoreException if the store cannot be read
     */
    public Recorder(
            List<? extends Sampler> samplers, MetricStore store, Clock clock, Duration interval, Duration retention) {
        Set<String> names = new HashSet<>();
        for (Sampler sampler : samplers) {
            if (!names.add(sampler.name())) {
                throw new IllegalArgumentException("Two samplers are called " + sampler.name());
            }
        }
        if (!interval.isPositive() || !retention.isPositive()) {
            throw new IllegalArgumentException("The interval and the retention must be longer than 0");
        }
        this.samplers = List.copyOf(samplers);
        this.store = store;
        this.clock = clock;
        this.interval = interval;
        this.retention = retention;
        this.newest = store.newest();
        this.nextId = newest.map(Sample::id).orElse(0L) + 1;
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

    /** The newest sample: of this recorder, or before its first tick the store's. Empty if there was never one. */
    public Optional<Sample> newest() {
        return newest;
    }

    /**
     * Has a listener called with every sample, after the store has it, on the recorder's thread: it must not wait for
     * anything. What it throws is logged.
     *
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
            noteClock(at, nanos);
            Round round = ask();
            Sample sample = new Sample(nextId++, at, nanos / 1_000, clock.bootId(), readings(round));
            round.noticed().forEach(noticed -> note(at, noticed.kind(), noticed.subject(), noticed.text()));
            if (closed.getCount() > 0) {
                round.troubles().forEach((question, trouble) -> noteTrouble(at, question, trouble));
            }
            newest = Optional.of(sample);
            keep(sample, round.mostUsed().map(most -> new Culprits(at, most.byCpu(), most.byMemory())));
            tell(sample);
            pruneNowAndThen(at, nanos);
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
        current.ifPresent(Round::cut);
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
                tickUnlessClosed();
                long behind = Math.max(0, clock.monotonicNanos() - next);
                next += interval.toNanos() * (behind / interval.toNanos() + 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tickUnlessClosed() throws InterruptedException {
        try {
            tick();
        } catch (RuntimeException e) {
            if (closed.getCount() > 0) {
                LOG.log(Level.ERROR, "no sample this time, for a reason that was not foreseen", e);
            }
        }
    }

    private Round ask() throws InterruptedException {
        Round round = new Round(questions, threads, clock);
        for (Sampler sampler : samplers) {
            round.ask(sampler.name(), unlabelled(sampler), sampler::sample);
        }
        current = Optional.of(round);
        if (closed.getCount() == 0) {
            round.cut();
        }
        Duration half = interval.dividedBy(2);
        Duration deadline = half.compareTo(LONGEST_DEADLINE) < 0 ? half : LONGEST_DEADLINE;
        round.await(deadline.toNanos(), "no answer within " + deadline.toMillis() + " ms");
        current = Optional.empty();
        return round;
    }

    private Map<Series, Reading> readings(Round round) {
        Map<Series, Reading> readings = round.readings();
        Map<String, Duration> durations = round.durations();
        for (Sampler sampler : samplers) {
            Duration took = durations.get(sampler.name());
            if (took != null) {
                long nanos = durations.entrySet().stream()
                        .filter(each -> each.getKey().startsWith(sampler.name() + "/"))
                        .mapToLong(each -> each.getValue().toNanos())
                        .sum();
                readings.put(
                        new Series(Catalogue.PISTAT_SAMPLE_SECONDS, sampler.name()),
                        new Reading.Value(Math.rint((took.toNanos() + nanos) / 1e3) / 1e6));
            }
        }
        return readings;
    }

    private static List<Series> unlabelled(Sampler sampler) {
        return sampler.metrics().stream()
                .filter(metric -> metric.label().isEmpty())
                .map(Series::new)
                .toList();
    }

    private void noteClock(Instant at, long nanos) {
        if (!ticked) {
            ticked = true;
            lastPruneNanos = nanos - PRUNE_EVERY.toNanos();
            note(at, Event.STARTED, "pistat", "recording every " + words(interval));
            newest.filter(last -> !last.bootId().equals(clock.bootId()))
                    .ifPresent(last -> note(at, Event.BOOTED, "machine", "it was started anew since the last sample"));
            return;
        }
        newest.ifPresent(last -> {
            Duration wall = Duration.between(last.at(), at);
            Duration passed = Duration.ofNanos(nanos - last.monotonicMicros() * 1_000);
            Duration step = wall.minus(passed);
            Duration drift = Duration.ofSeconds(1).plus(passed.dividedBy(1_000));
            if (step.abs().compareTo(drift) > 0) {
                String text = "the clock moved " + (step.isNegative() ? "back" : "forward") + " by " + words(step.abs())
                        + ": it was set, or the machine slept";
                note(at, Event.CLOCK_STEPPED, "clock", text);
            }
        });
    }

    private void noteTrouble(Instant at, Question question, String trouble) {
        if (question.trouble.isEmpty() && !trouble.isEmpty()) {
            note(at, Event.SAMPLER_FAILED, question.name, trouble);
        } else if (!question.trouble.isEmpty() && trouble.isEmpty()) {
            note(at, Event.SAMPLER_RECOVERED, question.name, "answers again");
        }
        question.trouble = trouble;
    }

    private void note(Instant at, String kind, String subject, String text) {
        LOG.log(kind.endsWith("_failed") ? Level.WARNING : Level.INFO, subject + ": " + text);
        if (events.size() < MOST_WAITING_EVENTS) {
            events.add(new Event(at, kind, subject, text));
        }
    }

    private void keep(Sample sample, Optional<Culprits> culprits) {
        try {
            store.append(sample, events, culprits);
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

    private void pruneNowAndThen(Instant at, long nanos) {
        if (nanos - lastPruneNanos < PRUNE_EVERY.toNanos() || closed.getCount() == 0) {
            return;
        }
        lastPruneNanos = nanos;
        threads.execute(() -> {
            try {
                store.prune(at.minus(retention));
            } catch (StoreException e) {
                LOG.log(Level.WARNING, "old samples could not be removed: " + e.getMessage());
            }
        });
    }

    private static String words(Duration duration) {
        return duration.toMillis() % 1_000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}

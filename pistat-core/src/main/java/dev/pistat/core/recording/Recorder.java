package dev.pistat.core.recording;

import dev.pistat.core.history.Event;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.SelfMetrics;
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
import org.jspecify.annotations.Nullable;

/**
 * The recorder of samples: at every tick it asks all samplers within one deadline, makes one {@link Sample} of what they
 * reported, has the store keep it with the tick's events, and tells the listeners. Thread-safe.
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

    private static final Duration CLOSE_WITHIN = Duration.ofMillis(1_500);

    private final List<AskedSampler> samplers = new ArrayList<>();

    private final Clock clock;
    private final Duration interval;
    private final ThreadPoolExecutor threads;
    private final Map<String, SamplerState> states = new HashMap<>();
    private final List<Consumer<Sample>> listeners = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private final EventLog events = new EventLog();
    private final ClockWatch clockWatch = new ClockWatch();
    private final SampleWriter writer;
    private final StoreUpkeep upkeep;
    private boolean ticked;

    private volatile @Nullable Sample newest;
    private volatile @Nullable Tick current;
    private @Nullable Thread loop;
    private volatile boolean failed;

    /**
     * Reads the newest sample from the store, to go on from its id. Samplers are asked for nothing but their names before
     * the first tick.
     *
     * @param samplers asked at every tick, in this order; each has a name of its own
     * @param store keeps the samples; it is not closed with the recorder
     * @param clock what every time of a sample comes from
     * @param interval between two ticks of {@link #start}, longer than zero; the deadline depends on it, also for other
     *     callers of {@link #tick}
     * @throws IllegalArgumentException if two samplers have the same name, or the interval is not positive
     * @throws StoreException if the store cannot be read
     */
    public Recorder(List<? extends Sampler> samplers, MetricStore store, Clock clock, Duration interval) {
        Set<String> names = new HashSet<>();
        for (Sampler sampler : samplers) {
            if (!names.add(sampler.name())) {
                throw new IllegalArgumentException("Two samplers are called " + sampler.name());
            }
            this.samplers.add(new AskedSampler(sampler));
        }
        if (!interval.isPositive()) {
            throw new IllegalArgumentException("The interval must be longer than 0");
        }
        this.clock = clock;
        this.interval = interval;
        this.newest = store.newest().orElse(null);
        this.writer = new SampleWriter(store, events, newest == null ? 0 : newest.id());
        this.threads = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                1,
                TimeUnit.MINUTES,
                new SynchronousQueue<>(),
                work -> Thread.ofPlatform().daemon().name("pistat-sampler").unstarted(work),
                new ThreadPoolExecutor.DiscardPolicy());
        this.upkeep = new StoreUpkeep(store, threads, clockWatch);
    }

    /** Begins to tick, first after a quarter of a second, then once per interval. */
    public synchronized void start() {
        if (loop == null && closed.getCount() > 0) {
            loop = Thread.ofPlatform().name("pistat-recorder").start(this::loop);
        }
    }

    /**
     * The newest sample: of this recorder, or before its first tick the store's.
     *
     * @return with the reasons where there is no value, or from the store with its values only; empty if there was never one
     */
    public Optional<Sample> newest() {
        return Optional.ofNullable(newest);
    }

    /**
     * Whether an error ended what {@link #start} began, which the log tells of: nothing is sampled any more. The
     * program that runs this had better end, and be started again.
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
        synchronized (states) {
            if (closed.getCount() == 0) {
                throw new IllegalStateException("The recorder is closed");
            }
            Instant at = clock.wall();
            long nanos = clock.monotonicNanos();
            Tick tick = ask(at);
            Sample sample = new Sample(writer.nextId(), at, nanos / 1_000, clock.bootId(), readings(tick));
            noteClocks(sample, nanos);
            tick.noticed().forEach(noticed -> note(at, noticed.kind(), noticed.subject(), noticed.text()));
            if (closed.getCount() > 0) {
                tick.troubles().forEach((sampler, trouble) -> noteTrouble(at, sampler, trouble));
            }
            events.addDue(nanos);
            newest = sample;
            writer.keep(sample, tick.topProcesses(), nanos);
            tell(sample);
            if (closed.getCount() > 0) {
                upkeep.runIfDue(sample, nanos);
            }
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
        Tick underWay = current;
        if (underWay != null) {
            underWay.cut();
        }
        threads.shutdownNow();
        Thread running;
        synchronized (this) {
            running = loop;
        }
        try {
            if (running != null && !running.join(CLOSE_WITHIN)) {
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

    private Tick ask(Instant at) throws InterruptedException {
        Tick tick = new Tick(at, states, threads, clock);
        samplers.forEach(asked -> tick.ask(asked.sampler.name(), asked::atLeast, asked::read));
        current = tick;
        if (closed.getCount() == 0) {
            tick.cut();
        }
        Duration half = interval.dividedBy(2);
        Duration deadline = half.compareTo(LONGEST_DEADLINE) < 0 ? half : LONGEST_DEADLINE;
        tick.await(deadline.toNanos(), "no answer within " + deadline.toMillis() + " ms");
        current = null;
        return tick;
    }

    private Map<Series, Reading> readings(Tick tick) {
        Map<Series, Reading> readings = tick.readings();
        Map<String, Duration> durations = tick.durations();
        for (AskedSampler asked : samplers) {
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

    private void noteClocks(Sample sample, long nanos) {
        Instant at = sample.at();
        Sample last = newest;
        if (!ticked) {
            ticked = true;
            clockWatch.begin(sample);
            upkeep.begin(nanos);
            note(at, Event.STARTED, "pistat", "recording every " + ClockWatch.words(interval));
            if (last != null && !last.bootId().equals(sample.bootId())) {
                note(at, Event.BOOTED, "machine", "it was started again since the last sample");
            }
        } else if (last != null) {
            clockWatch.compare(last, sample).forEach(event -> events.add(event, nanos));
        }
    }

    private void noteTrouble(Instant at, SamplerState sampler, String trouble) {
        if (sampler.trouble.isEmpty() && !trouble.isEmpty()) {
            note(at, Event.SAMPLER_FAILED, sampler.name, trouble);
        } else if (!sampler.trouble.isEmpty() && trouble.isEmpty()) {
            note(at, Event.SAMPLER_RECOVERED, sampler.name, "answers again");
        }
        sampler.trouble = trouble;
    }

    private void note(Instant at, String kind, String subject, String text) {
        events.add(new Event(at, kind, subject, text), clock.monotonicNanos());
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
}

package dev.pistat.core.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.pistat.core.history.Event;
import dev.pistat.core.history.ProcessUse;
import dev.pistat.core.history.Row;
import dev.pistat.core.history.TopProcesses;
import dev.pistat.core.memory.InMemoryMetricStore;
import dev.pistat.core.metric.BoardMetrics;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.SelfMetrics;
import dev.pistat.core.metric.Series;
import dev.pistat.core.metric.Unit;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import dev.pistat.core.testkit.FailingStore;
import dev.pistat.core.testkit.FakeClock;
import dev.pistat.core.testkit.FakeSampler;
import dev.pistat.core.text.Times;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class RecorderTest {

    private static final Instant T0 = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant FAR = T0.plus(Duration.ofDays(10_000));
    private static final Metric ONE = Metric.gauge("one", Unit.NONE, "The first.");
    private static final Metric TWO = Metric.gauge("two", Unit.NONE, "The second.");
    private static final Metric PART =
            Metric.gauge("part", Unit.NONE, "One of several.").by("name");
    private static final Series PART_A = new Series(PART, "a");
    private static final Series PART_B = new Series(PART, "b");
    /** Its half, 200 ms, is the deadline of a tick. */
    private static final Duration INTERVAL = Duration.ofMillis(400);

    private final FakeClock clock = new FakeClock(T0);
    private final InMemoryMetricStore store = new InMemoryMetricStore();
    private final CountDownLatch released = new CountDownLatch(1);
    private final FakeSampler one = new FakeSampler("one", ONE).reporting(1);
    private final FakeSampler two = new FakeSampler("two", TWO).reporting(2);
    private final List<Recorder> recorders = new ArrayList<>();
    private int ticked;

    @AfterEach
    void release() {
        released.countDown();
        recorders.forEach(Recorder::close);
    }

    @Test
    void aTickKeepsWhatEverySamplerReported() throws Exception {
        Sample sample = recorder(store, one, two).tick();
        assertThat(sample.id()).isEqualTo(1);
        assertThat(sample.at()).isEqualTo(T0);
        assertThat(sample.monotonicMicros()).isEqualTo(1_000_000);
        assertThat(sample.bootId()).isEqualTo("boot-1");
        assertThat(sample.value(ONE)).hasValue(1);
        assertThat(sample.value(TWO)).hasValue(2);
        assertThat(store.newest()).contains(sample);
    }

    @Test
    void theFirstTickNotesThatRecordingStarted() throws Exception {
        Recorder recorder = recorder(store, one);
        recorder.tick();
        recorder.tick();
        assertThat(store.events(T0, FAR))
                .containsExactly(new Event(T0, Event.STARTED, "pistat", "recording every 400 ms"));
    }

    @Test
    void idsGoOnAfterARestart() throws Exception {
        recorder(store, one).tick();
        Recorder restarted = recorder(store, one);
        assertThat(restarted.newest()).map(Sample::id).contains(1L);
        assertThat(restarted.tick().id()).isEqualTo(2);
    }

    @Test
    void idsGoOnFromThoseOfAnotherHistoryThatTookThePlace() throws Exception {
        Recorder recorder = recorder(store, one);
        recorder.tick();
        store.append(new Sample(1_000, T0, 1_000_000, "boot-0", Map.of()), List.of());
        assertThat(recorder.tick().id()).isEqualTo(1_001);
    }

    @Test
    void nothingIsNewestBeforeTheFirstSampleEver() {
        assertThat(recorder(store, one).newest()).isEmpty();
    }

    @Test
    void aSamplerThatThrowsCostsOnlyWhatItHadNotReported() throws Exception {
        FakeSampler broken = new FakeSampler("broken", TWO, PART).doing(sink -> {
            sink.value(PART_A, 5);
            throw new NoSuchFileException("/proc/nothing");
        });
        Sample sample = recorder(store, broken, one).tick();
        assertThat(sample.value(ONE)).hasValue(1);
        assertThat(sample.value(PART_A)).hasValue(5);
        assertThat(reading(sample, TWO)).isEqualTo(new Reading.Failed("no such file: /proc/nothing"));
    }

    @Test
    void anErrorInASamplerIsAFailedReadingToo() throws Exception {
        one.doing(sink -> {
            throw new NoClassDefFoundError("gone");
        });
        assertThat(reading(recorder(store, one, two).tick(), ONE)).isEqualTo(new Reading.Failed("gone"));
    }

    @Test
    void aValueThatCannotBeHasFailed_andIsNotKept() throws Exception {
        Metric tasks =
                Metric.gauge("tasks", Unit.NONE, "How many.").inWholeNumbers().between(0, 4_194_304);
        Series shares =
                new Series(Metric.gauge("share", Unit.PERCENT, "Of all.").by("name"), "a");
        FakeSampler odd = new FakeSampler("odd", tasks, shares.metric()).doing(sink -> {
            sink.value(tasks, 0x1p64);
            sink.ask("sensor", List.of(shares), own -> own.value(shares, 100.5));
        });
        Sample sample = recorder(store, one, odd).tick();
        assertThat(reading(sample, tasks))
                .isEqualTo(new Reading.Failed("it says 18446744073709551616, and can only be 0 to 4194304"));
        assertThat(sample.readings())
                .containsEntry(shares, new Reading.Failed("it says 100.5, and can only be 0.0 to 100.0"));
        assertThat(sample.value(ONE)).hasValue(1);
        assertThat(store.series()).contains(new Series(ONE)).doesNotContain(new Series(tasks), shares);
    }

    @Test
    void whatASamplerReportsWithoutAReadingCostsItsOwnAlone() throws Exception {
        for (SampleSink.Sensor broken : List.<SampleSink.Sensor>of(
                sink -> sink.report(new Series(TWO), nothing()),
                sink -> sink.event("odd", "two", nothing()),
                sink -> sink.topProcesses(List.of(), nothing()),
                sink -> sink.value(new Series(PART, ""), 5))) {
            Sample sample =
                    recorder(new InMemoryMetricStore(), two.doing(broken), one).tick();
            assertThat(reading(sample, TWO)).isInstanceOf(Reading.Failed.class);
            assertThat(sample.value(ONE)).hasValue(1);
        }
    }

    /** As an application gives it that is not checked for nulls. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return Map.<String, T>of().get("nothing");
    }

    @Test
    void aSamplerIsAskedForItsMetricsOnce_soWhatItThrowsLaterEndsNothing() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Sampler forgetful = new Sampler() {
            @Override
            public String name() {
                return "forgetful";
            }

            @Override
            public List<Metric> metrics() {
                if (asked.incrementAndGet() > 1) {
                    throw new IllegalStateException("its metrics are gone");
                }
                return List.of(TWO);
            }

            @Override
            public void sample(SampleSink sink) {
                sink.value(TWO, 2);
            }
        };
        Recorder recorder = new Recorder(List.of(forgetful, one), store, clock, INTERVAL);
        recorders.add(recorder);
        assertThat(recorder.tick().value(ONE)).hasValue(1);
        assertThat(recorder.tick().value(TWO)).hasValue(2);
    }

    @Test
    void metricsThatThrowOrHangCostThatSamplerItsReadingsAndNothingElse() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        Sampler throwing = new Untold("throwing", () -> {
            throw new IllegalStateException("its metrics are gone");
        });
        Sampler hanging = new Untold("hanging", () -> {
            FakeSampler.hang(answers);
            return List.of(TWO);
        });
        Recorder recorder = new Recorder(List.of(hanging, throwing, one), store, clock, Duration.ofMillis(200));
        recorders.add(recorder);
        assertThat(recorder.tick().value(ONE)).hasValue(1);
        assertThat(recorder.tick().value(ONE)).hasValue(1);
        assertThat(store.events(Instant.MIN, Instant.MAX))
                .filteredOn(event -> event.kind().equals(Event.SAMPLER_FAILED))
                .extracting(Event::subject, Event::text)
                .containsExactlyInAnyOrder(
                        tuple("throwing", "its metrics are gone"), tuple("hanging", "no answer within 100 ms"));
        answers.countDown();
        Sample sample = recorder.tick();
        while (sample.value(TWO).isEmpty()) {
            sample = recorder.tick();
        }
        assertThat(reading(sample, TWO)).isEqualTo(new Reading.Value(2));
    }

    /** Reports a metric, which it tells in some way of its own. */
    private record Untold(String name, Supplier<List<Metric>> tells) implements Sampler {

        @Override
        public List<Metric> metrics() {
            return tells.get();
        }

        @Override
        public void sample(SampleSink sink) {
            sink.value(TWO, 2);
        }
    }

    @Test
    void aSensorThatFlipsAtEachSampleMakesTenEventsOfEachKindAndThenOneAnHourWithTheNumber() throws Exception {
        Recorder recorder = recorder(store, one);
        for (int tick = 0; tick < 24 * 360; tick++) {
            boolean fails = tick % 2 == 0;
            one.doing(sink -> {
                sink.event("door_opened", "door", "opened");
                if (fails) {
                    throw new IllegalStateException("loose cable");
                }
                sink.value(ONE, 1);
            });
            recorder.tick();
            clock.advance(Duration.ofSeconds(10));
        }
        for (String kind : List.of(Event.SAMPLER_FAILED, Event.SAMPLER_RECOVERED, "door_opened")) {
            List<String> texts = store.events(Instant.MIN, Instant.MAX).stream()
                    .filter(event -> event.kind().equals(kind))
                    .map(Event::text)
                    .toList();
            assertThat(texts).as(kind).hasSizeBetween(32, 34);
            assertThat(texts.subList(0, 10)).as(kind).noneMatch(text -> text.contains("such events"));
            assertThat(texts.getLast()).as(kind).matches(".* \\(the last of (180|360) such events; .*");
        }
    }

    @Test
    void theLastOfTheEventsThatWereHeldBackIsToldWhenNoMoreCome() throws Exception {
        Recorder recorder = recorder(store, one);
        one.doing(sink -> sink.event("door_opened", "door", "opened"));
        for (int tick = 0; tick < 15; tick++) {
            recorder.tick();
            clock.advance(Duration.ofSeconds(10));
        }
        one.reporting(1);
        clock.advance(Duration.ofHours(1));
        recorder.tick();
        assertThat(store.events(Instant.MIN, Instant.MAX))
                .filteredOn(event -> event.kind().equals("door_opened"))
                .hasSize(11)
                .last()
                .isEqualTo(new Event(
                        T0.plusSeconds(140),
                        "door_opened",
                        "door",
                        "opened (the last of 5 such events; the others are not kept)"));
    }

    @Test
    void whatASamplerDidNotReportIsUnavailable() throws Exception {
        one.doing(sink -> {});
        assertThat(reading(recorder(store, one).tick(), ONE)).isEqualTo(new Reading.Unavailable("not reported by one"));
    }

    @Test
    void aNumberThatIsNoneIsAFailedReading() throws Exception {
        assertThat(reading(recorder(store, one.reporting(Double.NaN)).tick(), ONE))
                .isEqualTo(new Reading.Failed("not a number"));
    }

    @Test
    void aSamplerThatHangsCostsOnlyItsOwnReadingsAndKeepsWhatItReported() throws Exception {
        FakeSampler stuck = new FakeSampler("stuck", TWO, PART).doing(sink -> {
            sink.value(PART_A, 5);
            FakeSampler.hang(released);
        });
        Sample sample = recorder(store, stuck, one).tick();
        assertThat(sample.value(ONE)).hasValue(1);
        assertThat(sample.value(PART_A)).hasValue(5);
        assertThat(reading(sample, TWO)).isEqualTo(new Reading.Failed("no answer within 200 ms"));
    }

    @Test
    void twelveThatHangHoldNoOtherUp() throws Exception {
        List<Sampler> samplers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Metric metric = Metric.gauge("stuck_" + i, Unit.NONE, "Never read.");
            samplers.add(new FakeSampler("stuck" + i, metric).hangingUntil(released));
        }
        samplers.add(one);
        // Twelve threads must start within the deadline, also on a machine with much else to do.
        Recorder recorder = recorder(Duration.ofSeconds(2), samplers.toArray(Sampler[]::new));
        for (int tick = 0; tick < 2; tick++) {
            Sample sample = recorder.tick();
            assertThat(sample.value(ONE)).hasValue(1);
            assertThat(sample.readings().values())
                    .filteredOn(Reading.Failed.class::isInstance)
                    .hasSize(12);
        }
        assertThat(threadsOf("pistat-sampler")).isLessThanOrEqualTo(14);
    }

    @Test
    void aSamplerThatIsNotAskedInTimeHasFailedToo() throws Exception {
        List<FakeSampler> samplers = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            Metric metric = Metric.gauge("stuck_" + i, Unit.NONE, "Read once.");
            samplers.add(new FakeSampler("stuck" + i, metric).reporting(1));
        }
        Recorder recorder = recorder(store, samplers.toArray(Sampler[]::new));
        recorder.tick();
        samplers.forEach(sampler -> sampler.hangingUntil(released));
        for (int tick = 0; tick < 3; tick++) {
            assertThat(recorder.tick().readings().values())
                    .filteredOn(Reading.Failed.class::isInstance)
                    .hasSize(64);
        }
        assertThat(store.events(T0, FAR)).extracting(Event::kind).doesNotContain(Event.SAMPLER_RECOVERED);
    }

    @Test
    void aSamplerThatHangsIsNotAskedAgainUntilItsCallReturned() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        BlockingQueue<String> returned = new ArrayBlockingQueue<>(1);
        one.doing(sink -> {
            asked.incrementAndGet();
            FakeSampler.hang(released);
            returned.add("returned");
        });
        Recorder recorder = recorder(store, one, two);
        recorder.tick();
        assertThat(reading(recorder.tick(), ONE))
                .isEqualTo(new Reading.Failed("has not answered an earlier question yet"));
        recorder.tick();
        assertThat(asked).hasValue(1);

        one.reporting(9);
        released.countDown();
        returned.take();
        Sample sample = recorder.tick();
        while (sample.value(ONE).isEmpty()) {
            sample = recorder.tick();
        }
        assertThat(sample.value(ONE)).hasValue(9);
    }

    @Test
    void aLateAnswerIsInNoSample() throws Exception {
        BlockingQueue<String> returned = new ArrayBlockingQueue<>(1);
        one.doing(sink -> {
            FakeSampler.hang(released);
            sink.value(ONE, 77);
            returned.add("returned");
        });
        Recorder recorder = recorder(store, one);
        Sample late = recorder.tick();
        released.countDown();
        returned.take();
        one.doing(sink -> {});
        assertThat(late.value(ONE)).isEmpty();
        assertThat(recorder.tick().value(ONE)).isEmpty();
    }

    @Test
    void aSensorThatHangsLeavesItsNeighboursAlone() throws Exception {
        FakeSampler sensors = new FakeSampler("sensors", PART).doing(sink -> {
            sink.ask("a", List.of(PART_A), each -> FakeSampler.hang(released));
            sink.ask("b", List.of(PART_B), each -> each.value(PART_B, 2));
        });
        Recorder recorder = recorder(store, sensors, one);
        Sample first = recorder.tick();
        Sample second = recorder.tick();
        assertThat(first.readings().get(PART_A)).isEqualTo(new Reading.Failed("no answer within 200 ms"));
        assertThat(second.readings().get(PART_A))
                .isEqualTo(new Reading.Failed("has not answered an earlier question yet"));
        assertThat(List.of(first, second)).allSatisfy(sample -> {
            assertThat(sample.value(PART_B)).hasValue(2);
            assertThat(sample.value(ONE)).hasValue(1);
        });
        assertThat(store.events(T0, FAR)).extracting(Event::subject).containsExactly("pistat", "sensors/a");
    }

    @Test
    void aSensorThatIsAskedAndThenAbandonedByAHangingSamplerIsReadAllTheSame() throws Exception {
        FakeSampler sensors = new FakeSampler("sensors", PART).doing(sink -> {
            sink.ask("b", List.of(PART_B), each -> each.value(PART_B, 2));
            FakeSampler.hang(released);
        });
        assertThat(recorder(store, sensors).tick().value(PART_B)).hasValue(2);
    }

    @Test
    void theInstancesOfASamplerThatFailsHaveFailedAndThoseThatWentAwayAreGone() throws Exception {
        FakeSampler parts = new FakeSampler("parts", PART).doing(sink -> {
            sink.value(PART_A, 1);
            sink.ask("b", List.of(PART_B), each -> each.value(PART_B, 2));
        });
        Recorder recorder = recorder(store, parts);
        recorder.tick();
        parts.doing(sink -> {
            throw new IOException("no parts");
        });
        Sample failed = recorder.tick();
        assertThat(failed.readings().get(PART_A)).isEqualTo(new Reading.Failed("no parts"));
        assertThat(failed.readings().get(PART_B)).isEqualTo(new Reading.Failed("no parts"));
        parts.doing(sink -> sink.value(PART_A, 3));
        assertThat(recorder.tick().readings()).containsKey(PART_A).doesNotContainKey(PART_B);
    }

    @Test
    void aFailureIsNotedOnceAndItsEndToo() throws Exception {
        Recorder recorder = recorder(store, one, two);
        recorder.tick();
        one.doing(sink -> {
            throw new IOException("cable is out");
        });
        recorder.tick();
        recorder.tick();
        two.doing(sink -> sink.failed(TWO, "rubbish"));
        recorder.tick();
        one.reporting(1);
        two.reporting(2);
        recorder.tick();
        assertThat(store.events(T0, FAR))
                .extracting(Event::kind, Event::subject, Event::text)
                .containsExactly(
                        tuple(Event.STARTED, "pistat", "recording every 400 ms"),
                        tuple(Event.SAMPLER_FAILED, "one", "cable is out"),
                        tuple(Event.SAMPLER_FAILED, "two", "two: rubbish"),
                        tuple(Event.SAMPLER_RECOVERED, "one", "answers again"),
                        tuple(Event.SAMPLER_RECOVERED, "two", "answers again"));
    }

    @Test
    void whatASamplerNoticesIsAnEventOfTheTick() throws Exception {
        one.doing(sink -> sink.event("odd", "one", "something odd"));
        recorder(store, one).tick();
        assertThat(store.events(T0, FAR)).contains(new Event(T0, "odd", "one", "something odd"));
    }

    @Test
    void whatIsNoticedTooLateIsAnEventOfTheNextTick_fromSamplersAndSensors() throws Exception {
        CountDownLatch noticed = new CountDownLatch(2);
        FakeSampler slow = new FakeSampler("slow", TWO).doing(sink -> {
            sink.ask("part", List.of(), each -> {
                FakeSampler.hang(released);
                each.event("began", "part", "b");
                noticed.countDown();
            });
            FakeSampler.hang(released);
            sink.event("began", "slow", "a");
            noticed.countDown();
        });
        Recorder recorder = recorder(store, slow);
        recorder.tick();
        released.countDown();
        assertThat(noticed.await(10, TimeUnit.SECONDS)).isTrue();
        slow.doing(sink -> {});
        clock.advance(INTERVAL);
        recorder.tick();
        recorder.tick();
        assertThat(store.events(T0.plus(INTERVAL), FAR))
                .filteredOn(event -> event.kind().equals("began"))
                .containsExactlyInAnyOrder(
                        new Event(T0.plus(INTERVAL), "began", "slow", "a"),
                        new Event(T0.plus(INTERVAL), "began", "part", "b"));
    }

    @Test
    void howLongEachSamplerTookIsAReadingToo() throws Exception {
        two.doing(sink -> clock.advance(Duration.ofMillis(12)));
        Sample sample = recorder(store, one, two).tick();
        assertThat(sample.value(new Series(SelfMetrics.PISTAT_SAMPLE_SECONDS, "one")))
                .hasValue(0);
        assertThat(sample.value(new Series(SelfMetrics.PISTAT_SAMPLE_SECONDS, "two")))
                .hasValue(0.012);
    }

    @Test
    void theTopProcessesOfATickAreKeptWithItsTime() throws Exception {
        ProcessUse chess = new ProcessUse(7, "chess", "pi", 99, 1_000, OptionalLong.empty());
        one.doing(sink -> sink.topProcesses(List.of(chess), List.of()));
        recorder(store, one).tick();
        assertThat(store.topProcesses(FAR)).contains(new TopProcesses(T0, List.of(chess), List.of()));
    }

    @Test
    void aRebootSinceTheLastSampleIsNoted() throws Exception {
        recorder(store, one).tick();
        recorder(store, one).tick();
        clock.reboot("boot-2");
        recorder(store, one).tick();
        assertThat(store.events(T0, FAR))
                .extracting(Event::kind)
                .containsExactly(Event.STARTED, Event.STARTED, Event.STARTED, Event.BOOTED);
    }

    @Test
    void aClockThatJumpsBackIsNotedAndTheSamplesStayInOrder() throws Exception {
        Recorder recorder = recorder(store, one);
        recorder.tick();
        clock.advance(Duration.ofSeconds(10));
        clock.set(T0.minusSeconds(3_600));
        Sample after = recorder.tick();
        clock.advance(Duration.ofSeconds(10));
        recorder.tick();
        assertThat(after.id()).isEqualTo(2);
        assertThat(store.events(T0.minusSeconds(7_200), FAR))
                .extracting(Event::kind, Event::text)
                .containsExactly(
                        tuple(Event.STARTED, "recording every 400 ms"),
                        tuple(Event.CLOCK_STEPPED, "it was set back by 3610 s"));
        List<Row> rows = new ArrayList<>();
        store.rows(List.of(new Series(ONE)), T0.minusSeconds(7_200), FAR, rows::add);
        assertThat(rows).extracting(Row::id).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aClockThatDriftsALittleIsNotNoted() throws Exception {
        Recorder recorder = recorder(store, one);
        for (int tick = 0; tick < 20; tick++) {
            recorder.tick();
            clock.advance(Duration.ofSeconds(10));
            clock.set(clock.wall().plusMillis(tick % 2 == 0 ? 5 : -5));
        }
        assertThat(store.events(T0, FAR)).extracting(Event::kind).containsExactly(Event.STARTED);
    }

    @Test
    void aStoreThatRefusesIsNotedAndItsEventsAreKeptForLater() throws Exception {
        FailingStore full = new FailingStore(store);
        Recorder recorder = recorder(full, one);
        List<Sample> heard = new ArrayList<>();
        recorder.onSample(heard::add);
        full.fail("the disk is full");
        recorder.tick();
        recorder.tick();
        full.recover();
        recorder.tick();
        recorder.tick();
        assertThat(heard).extracting(Sample::id).containsExactly(1L, 2L, 3L, 4L);
        assertThat(recorder.newest()).map(Sample::id).contains(4L);
        assertThat(store.events(T0, FAR))
                .extracting(Event::kind)
                .containsExactly(Event.STARTED, Event.STORE_FAILED, Event.STORE_RECOVERED);
    }

    @Test
    void listenersHearOfEverySampleUntilTheyStopAndOneThatThrowsHarmsNoOther() throws Exception {
        Recorder recorder = recorder(store, one);
        List<Long> heard = new ArrayList<>();
        recorder.onSample(sample -> {
            throw new IllegalStateException("a listener that throws on purpose");
        });
        Runnable stop = recorder.onSample(sample -> heard.add(sample.id()));
        recorder.tick();
        recorder.tick();
        stop.run();
        recorder.tick();
        assertThat(heard).containsExactly(1L, 2L);
    }

    @Test
    void startedItTicksByItselfUntilItIsClosed() throws Exception {
        Recorder recorder = new Recorder(List.of(one), store, new SystemClock("boot"), Duration.ofMillis(20));
        BlockingQueue<Sample> heard = new ArrayBlockingQueue<>(1_000);
        recorder.onSample(heard::add);
        recorder.start();
        assertThat(heard.take().id()).isEqualTo(1);
        assertThat(heard.take().id()).isEqualTo(2);
        recorder.close();
        long last = store.newest().orElseThrow().id();
        assertThat(threadsOf("pistat-recorder")).isZero();
        assertThat(recorder.newest()).map(Sample::id).contains(last);
        assertThatThrownBy(recorder::tick).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anErrorOrAnUnexpectedExceptionEndsTheSamplingAndIsTold() throws Exception {
        BlockingQueue<Sample> heard = new ArrayBlockingQueue<>(1);
        Recorder dying = recorder(store, one);
        dying.onSample(heard::add);
        dying.onSample(sample -> {
            throw new OutOfMemoryError("no heap left");
        });
        dying.start();
        heard.take();
        awaitFailure(dying);

        Recorder surprised = recorder(
                new FailingStore(store) {
                    @Override
                    public void append(Sample sample, List<Event> events, @Nullable TopProcesses topProcesses) {
                        throw new IllegalStateException("a mistake in the program");
                    }
                },
                one);
        assertThat(surprised.failed()).isFalse();
        surprised.start();
        awaitFailure(surprised);
    }

    @Test
    void closingIsNoFailure() throws Exception {
        BlockingQueue<Sample> heard = new ArrayBlockingQueue<>(1);
        Recorder recorder = recorder(store, one);
        recorder.onSample(heard::add);
        recorder.start();
        heard.take();
        recorder.close();
        assertThat(threadsOf("pistat-recorder")).isZero();
        assertThat(recorder.failed()).isFalse();
    }

    private static void awaitFailure(Recorder recorder) {
        while (!recorder.failed()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void closingCutsATickShortAndKeepsWhatItHas() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        two.doing(sink -> {
            asked.countDown();
            FakeSampler.hang(released);
        });
        Recorder recorder = new Recorder(List.of(one, two), store, new SystemClock("boot"), Duration.ofHours(1));
        recorder.start();
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        recorder.close();
        assertThat(store.newest().orElseThrow().value(ONE)).hasValue(1);
        assertThat(threadsOf("pistat-recorder")).isZero();
    }

    @Test
    void theStoreIsMaintainedInTheBackgroundOnceTheClockWasSteadyForTenMinutes() throws Exception {
        MaintainedStore watched = new MaintainedStore(store);
        Recorder recorder = recorder(watched, one);
        recorder.tick();
        clock.advance(Duration.ofMinutes(9));
        recorder.tick();
        clock.advance(Duration.ofMinutes(1));
        recorder.tick();
        assertThat(watched.calls.take()).isEqualTo("maintain");
        clock.advance(Duration.ofMinutes(1));
        recorder.tick();
        clock.advance(Duration.ofMinutes(9));
        recorder.tick();
        assertThat(watched.calls.take()).isEqualTo("maintain");
        assertThat(watched.calls).isEmpty();
    }

    @Test
    void nothingIsMaintainedUntilAClockThatWasSetIsSteadyAndThenTheSamplesBeforeAreMoved() throws Exception {
        MaintainedStore watched = new MaintainedStore(store);
        clock.set(Instant.parse("1970-01-01T00:00:30Z"));
        Recorder recorder = recorder(watched, one);
        recorder.tick();
        clock.advance(Duration.ofMinutes(9));
        recorder.tick();
        clock.set(T0);
        clock.advance(Duration.ofMinutes(1));
        recorder.tick();
        clock.advance(Duration.ofMinutes(9));
        recorder.tick();
        assertThat(watched.calls).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        recorder.tick();
        assertThat(watched.calls.take()).isEqualTo("retime from 1");
        assertThat(watched.calls.take()).isEqualTo("maintain");
        assertThat(store.newest().orElseThrow().at()).isEqualTo(Instant.parse("2026-03-01T12:11:00Z"));
        List<Row> rows = new ArrayList<>();
        store.rows(List.of(new Series(ONE)), T0.minusSeconds(3_600), FAR, rows::add);
        assertThat(rows)
                .extracting(row -> Times.instant(row.atMicros()))
                .startsWith(T0.minus(Duration.ofMinutes(9)), T0, T0.plus(Duration.ofMinutes(1)));
        assertThat(store.events(T0.minus(Duration.ofMinutes(9)), T0))
                .extracting(Event::kind)
                .containsExactly(Event.STARTED);
    }

    @Test
    void aClockThatWasRightForLongKeepsItsSamplesWhenItIsSetAndWhenItIsSetBackThoseInBetweenAreMoved()
            throws Exception {
        MaintainedStore watched = new MaintainedStore(store);
        Recorder recorder = recorder(watched, one.reporting(1));
        everyTenMinutes(recorder, 9);
        Instant right = clock.wall();
        clock.set(right.plus(Duration.ofDays(365)));
        everyTenMinutes(recorder, 30);
        assertThat(nextRetime(recorder, watched)).isEqualTo("retime from 10");
        clock.set(right.plus(Duration.ofMinutes(10L * (ticked - 9))));
        everyTenMinutes(recorder, 30);
        assertThat(nextRetime(recorder, watched)).isEqualTo("retime from 10");
    }

    @Test
    void aClockThatWasRightForLongAndIsSetForGoodKeepsItsSamplesWhereTheyAre() throws Exception {
        MaintainedStore watched = new MaintainedStore(store);
        Recorder recorder = recorder(watched, one.reporting(1));
        everyTenMinutes(recorder, 9);
        clock.set(T0.plus(Duration.ofDays(1)));
        everyTenMinutes(recorder, 30);
        assertThat(nextRetime(recorder, watched)).isEqualTo("retime from 10");
        int next = ticked + 1;
        clock.set(T0.plus(Duration.ofDays(30)));
        everyTenMinutes(recorder, 30);
        assertThat(nextRetime(recorder, watched)).isEqualTo("retime from " + next);
    }

    private void everyTenMinutes(Recorder recorder, int ticks) throws InterruptedException {
        for (int tick = 0; tick < ticks; tick++) {
            recorder.tick();
            ticked++;
            clock.advance(Duration.ofMinutes(10));
        }
    }

    /** Goes on until it comes: no maintenance begins while the one before is under way. */
    private String nextRetime(Recorder recorder, MaintainedStore watched) throws InterruptedException {
        while (true) {
            String call = watched.calls.poll(50, TimeUnit.MILLISECONDS);
            if (call == null) {
                everyTenMinutes(recorder, 1);
            } else if (call.startsWith("retime")) {
                return call;
            }
        }
    }

    @Test
    void aMachineThatSleptHasItsClockTrustedAndItsSamplesLeftAlone() throws Exception {
        MaintainedStore watched = new MaintainedStore(store);
        FakeSampler uptime = new FakeSampler("uptime", BoardMetrics.UPTIME_SECONDS).reporting(600);
        Recorder recorder = recorder(watched, uptime);
        recorder.tick();
        clock.advance(Duration.ofMinutes(10));
        clock.set(clock.wall().plus(Duration.ofHours(8)));
        uptime.reporting(600 + 600 + 8 * 3_600);
        recorder.tick();
        assertThat(watched.calls.take()).isEqualTo("maintain");
        assertThat(store.events(T0, FAR))
                .extracting(Event::kind, Event::text)
                .contains(tuple(Event.SLEPT, "it slept for 28800 s"))
                .doesNotContain(tuple(Event.CLOCK_STEPPED, "it was set forward by 28800 s"));
    }

    /** Records the calls of its maintenance. */
    private static final class MaintainedStore extends FailingStore {

        private final BlockingQueue<String> calls = new ArrayBlockingQueue<>(10);

        private MaintainedStore(MetricStore store) {
            super(store);
        }

        @Override
        public void maintain() {
            calls.add("maintain");
        }

        @Override
        public void retime(long firstId, Duration offset) {
            super.retime(firstId, offset);
            calls.add("retime from " + firstId);
        }
    }

    @Test
    void twoSamplersOfOneNameAreRefused() {
        assertThatThrownBy(() -> recorder(store, one, one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Two samplers are called one");
    }

    private Recorder recorder(MetricStore store, Sampler... samplers) {
        Recorder recorder = new Recorder(List.of(samplers), store, clock, INTERVAL);
        recorders.add(recorder);
        return recorder;
    }

    private Recorder recorder(Duration interval, Sampler... samplers) {
        Recorder recorder = new Recorder(List.of(samplers), store, clock, interval);
        recorders.add(recorder);
        return recorder;
    }

    private static Reading reading(Sample sample, Metric metric) {
        return sample.readings().get(new Series(metric));
    }

    private static long threadsOf(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name) && thread.isAlive())
                .count();
    }
}

package dev.pistat.collector.linux.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.collector.linux.testkit.Mutations;
import dev.pistat.core.metric.Reading;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcStatTest {

    private static final Reading NOT_COUNTED = new Reading.Unavailable("the kernel does not count them");
    private static final String WENT_BACK = "the kernel's counters went back";
    private static final String TWO_CORES = """
            cpu  10743 743 4955 269329 577 5 77 113 40 3
            cpu0 4864 344 2062 135878 43 2 11 55 20 1
            cpu1 5878 399 2893 133450 534 3 66 58 20 2
            intr 358558 0 0
            ctxt 997650
            procs_running 3
            procs_blocked 1
            """;

    private static ProcStat.Times times(long busy, long idle) {
        return new ProcStat.Times(busy, 0, 0, idle, 0);
    }

    private static double value(Reading reading) {
        assertThat(reading).isInstanceOf(Reading.Value.class);
        return ((Reading.Value) reading).value();
    }

    @Test
    void guestTimeIsPartOfUserTimeAndWaitingIsIdle() {
        ProcStat stat = ProcStat.parse(TWO_CORES);
        assertThat(stat.times().whole().get("cpu"))
                .isEqualTo(new ProcStat.Times(10743 + 743, 4955 + 5 + 77, 113, 269329 + 577, 577));
        assertThat(stat.cores()).containsExactly(0, 1);
        assertThat(stat.times().whole().get("cpu1"))
                .isEqualTo(new ProcStat.Times(5878 + 399, 2893 + 3 + 66, 58, 133450 + 534, 534));
    }

    @Test
    void itTellsHowManyTasksWantACoreOrADisk_ifTheKernelDoes() {
        assertThat(ProcStat.parse(TWO_CORES).running()).isEqualTo(new Reading.Value(3));
        assertThat(ProcStat.parse(TWO_CORES).blocked()).isEqualTo(new Reading.Value(1));
        assertThat(ProcStat.parse("cpu 1 2 3 4\nintr 0\n").running()).isEqualTo(NOT_COUNTED);
        assertThat(ProcStat.parse("cpu 1 2 3 4\nintr 0\nprocs_running 1").running())
                .isEqualTo(NOT_COUNTED);
    }

    @Test
    void coresKeepTheirNumbersWhereOneIsOffline() {
        ProcStat stat = ProcStat.parse("cpu 3 0 0 7\ncpu0 1 0 0 2\ncpu3 2 0 0 5\nintr 0\n");
        assertThat(stat.cores()).containsExactly(0, 3);
    }

    @Test
    void oldKernelsGiveFewerTimes() {
        assertThat(ProcStat.parse("cpu 1 2 3 4\nintr 0\n").times().whole())
                .containsEntry("cpu", new ProcStat.Times(3, 3, 0, 4, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "intr 0\n", "cpu 1 2 3 4\n", "cpu 1 2 3 4\ncpu0 1 2 3"})
    void whatIsCutOffIsRefused(String text) {
        assertThatThrownBy(() -> ProcStat.parse(text)).isInstanceOf(MalformedException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cpu0 1 2 3 4",
                "cpu 1 2 3\ncpu0 1 2 3 4",
                "cpu 1 2 x 4\ncpu0 1 2 3 4",
                "cpu 1 2 -3 4\ncpu0 1 2 3 4",
                "cpu 1 2 3 99999999999999999999\ncpu0 1 2 3 4"
            })
    void aTotalThatMakesNoSenseFailsAlone(String lines) {
        ProcStat stat = ProcStat.parse(lines + "\nintr 0\nprocs_running 2\n");
        assertThat(stat.since(stat, "cpu").busy()).isInstanceOf(Reading.Failed.class);
        assertThat(stat.times().whole()).containsOnlyKeys("cpu0");
        assertThat(stat.running()).isEqualTo(new Reading.Value(2));
    }

    @Test
    void aNumberOfTasksThatIsNoneFailsAlone() {
        ProcStat stat = ProcStat.parse("cpu 1 2 3 4\nintr 0\nprocs_running x\nprocs_blocked 1\n");
        assertThat(stat.running()).isEqualTo(new Reading.Failed("not a number after procs_running: 'procs_running x'"));
        assertThat(stat.blocked()).isEqualTo(new Reading.Value(1));
        assertThat(stat.times().whole()).containsOnlyKeys("cpu");
    }

    @Test
    void theBusyShareHasTwoDecimals() {
        assertThat(times(101, 202).since(times(100, 200)).busy()).isEqualTo(new Reading.Value(33.33));
    }

    @Test
    void thePartsAddUpToTheWholeHoweverTheyAreRounded() {
        Random random = new Random(20_26);
        for (int i = 0; i < 10_000; i++) {
            ProcStat.Shares shares = ProcStat.Shares.of(
                    random.nextInt(500), random.nextInt(500), random.nextInt(50), 1 + random.nextInt(500), 7);
            double busy = value(shares.busy());
            assertThat(value(shares.user()) + value(shares.system()) + value(shares.steal()))
                    .isCloseTo(busy, within(1e-9));
            assertThat(busy + value(shares.iowait())).isBetween(0.0, 100.0);
        }
    }

    @Test
    void waitingIsAPartOfIdleTime_noneIfItRanBack() {
        ProcStat.Times before = new ProcStat.Times(0, 0, 0, 1_500, 500);
        assertThat(new ProcStat.Times(50, 0, 0, 1_550, 450).since(before).iowait())
                .isEqualTo(new Reading.Value(0));
        assertThat(new ProcStat.Times(50, 0, 0, 1_550, 525).since(before).iowait())
                .isEqualTo(new Reading.Value(25));
        assertThat(new ProcStat.Times(50, 0, 0, 1_550, 600).since(before).iowait())
                .isEqualTo(new Reading.Value(50));
    }

    @Test
    void idleTimeThatSlipsBackALittleCountsAsNone() {
        assertThat(times(150, 199).since(times(100, 200)).busy()).isEqualTo(new Reading.Value(100));
    }

    @Test
    void thereIsNoShareOfNoTimeNorOfCountersThatWentBack() {
        ProcStat.Times before = new ProcStat.Times(50, 50, 50, 2_000, 0);
        Reading back = new Reading.Unavailable(WENT_BACK);
        assertThat(before.since(before).busy())
                .isEqualTo(new Reading.Unavailable("no time has passed since the last sample"));
        assertThat(new ProcStat.Times(49, 60, 60, 2_100, 0).since(before)).isEqualTo(ProcStat.Shares.none(WENT_BACK));
        assertThat(new ProcStat.Times(60, 49, 60, 2_100, 0).since(before).user())
                .isEqualTo(back);
        assertThat(new ProcStat.Times(60, 60, 49, 2_100, 0).since(before).user())
                .isEqualTo(back);
        assertThat(new ProcStat.Times(60, 60, 60, 1_000, 0).since(before).busy())
                .isEqualTo(back);
    }

    @Test
    void countersNearTheEndOf64BitsAreExactAndMayWrapAround() {
        ProcStat.Times before = times(-40, -300);
        assertThat(times(-20, -240).since(before).busy()).isEqualTo(new Reading.Value(25));
        assertThat(times(60, 0).since(before).busy()).isEqualTo(new Reading.Value(25));
    }

    @Test
    void anyMutationIsRefusedOrGivesSharesPossible() {
        ProcStat before = ProcStat.parse(TWO_CORES);
        Mutations.of(TWO_CORES, text -> {
            ProcStat now = ProcStat.parse(text);
            assertPossible(now.since(before, "cpu"));
            assertPossible(before.since(now, "cpu"));
            if (now.running() instanceof Reading.Value(double running)) {
                assertThat(running).isNotNegative();
            }
        });
    }

    private static void assertPossible(ProcStat.Shares shares) {
        for (Reading reading :
                List.of(shares.busy(), shares.user(), shares.system(), shares.steal(), shares.iowait())) {
            if (reading instanceof Reading.Value(double percent)) {
                assertThat(percent).isBetween(0.0, 100.0);
            }
        }
    }

    @Test
    void coreListsAreRangesAndSingleNumbers() {
        assertThat(ProcStat.parseCoreList("0\n")).containsExactly(0);
        assertThat(ProcStat.parseCoreList("0-2,5,7-8\n")).containsExactly(0, 1, 2, 5, 7, 8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "0-", "-3", "a", "0-3,", "0-99999999", "1 2"})
    void aCoreListThatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> ProcStat.parseCoreList(text)).isInstanceOf(MalformedException.class);
    }

    @Test
    void anyMutationOfACoreListIsRefusedOrGivesCores() {
        Mutations.of(
                "0-3,5,7-8\n",
                text -> assertThat(ProcStat.parseCoreList(text))
                        .allSatisfy(core -> assertThat(core).isBetween(0, 9_999)));
    }
}

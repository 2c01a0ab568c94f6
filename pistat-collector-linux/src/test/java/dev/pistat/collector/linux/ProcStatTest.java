package dev.pistat.collector.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.core.metric.Reading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcStatTest {

    private static final String TWO_CORES = """
            cpu  10743 743 4955 269329 577 5 77 113 40 3
            cpu0 4864 344 2062 135878 43 2 11 55 20 1
            cpu1 5878 399 2893 133450 534 3 66 58 20 2
            intr 358558 0 0
            ctxt 997650
            """;

    @Test
    void guestTimeIsPartOfUserTimeAndWaitingIsIdle() {
        ProcStat stat = ProcStat.parse(TWO_CORES);
        assertThat(stat.total()).isEqualTo(new ProcStat.Times(10743 + 743 + 4955 + 5 + 77 + 113, 269329 + 577));
        assertThat(stat.cores().keySet()).containsExactly(0, 1);
        assertThat(stat.cores().get(1)).isEqualTo(new ProcStat.Times(5878 + 399 + 2893 + 3 + 66 + 58, 133450 + 534));
    }

    @Test
    void coresKeepTheirNumbersWhereOneIsOffline() {
        ProcStat stat = ProcStat.parse("cpu 3 0 0 7\ncpu0 1 0 0 2\ncpu3 2 0 0 5\nintr 0\n");
        assertThat(stat.cores()).containsOnlyKeys(0, 3);
    }

    @Test
    void oldKernelsGiveFewerTimes() {
        assertThat(ProcStat.parse("cpu 1 2 3 4\nintr 0\n").total()).isEqualTo(new ProcStat.Times(6, 4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "intr 0\n",
                "cpu0 1 2 3 4\nintr 0\n",
                "cpu 1 2 3 4\n",
                "cpu 1 2 3 4\ncpu0 1 2 3",
                "cpu 1 2 3\nintr 0\n",
                "cpu 1 2 x 4\nintr 0\n",
                "cpu 1 2 -3 4\nintr 0\n",
                "cpu 1 2 3 4\ncpux 1 2 3 4\nintr 0\n",
                "cpu 1 2 3 99999999999999999999\nintr 0\n"
            })
    void whatIsCutOffOrNonsenseIsRefused(String text) {
        assertThatThrownBy(() -> ProcStat.parse(text)).isInstanceOf(MalformedException.class);
    }

    @Test
    void theBusyShareHasTwoDecimals() {
        assertThat(new ProcStat.Times(101, 202).busySince(new ProcStat.Times(100, 200)))
                .isEqualTo(new Reading.Value(33.33));
    }

    @Test
    void idleTimeThatSlipsBackALittleCountsAsNone() {
        assertThat(new ProcStat.Times(150, 199).busySince(new ProcStat.Times(100, 200)))
                .isEqualTo(new Reading.Value(100));
    }

    @Test
    void thereIsNoShareOfNoTimeNorOfCountersThatWentBack() {
        ProcStat.Times before = new ProcStat.Times(100, 2_000);
        assertThat(before.busySince(before))
                .isEqualTo(new Reading.Unavailable("no time has passed since the last sample"));
        assertThat(new ProcStat.Times(99, 2_100).busySince(before))
                .isEqualTo(new Reading.Unavailable("the kernel's counters went back"));
        assertThat(new ProcStat.Times(150, 1_000).busySince(before))
                .isEqualTo(new Reading.Unavailable("the kernel's counters went back"));
    }

    @Test
    void anyMutationIsRefusedOrGivesASharePossible() {
        ProcStat before = ProcStat.parse(TWO_CORES);
        Mutations.of(TWO_CORES, text -> {
            ProcStat now = ProcStat.parse(text);
            for (Reading reading : new Reading[] {
                now.total().busySince(before.total()), before.total().busySince(now.total())
            }) {
                if (reading instanceof Reading.Value(double percent)) {
                    assertThat(percent).isBetween(0.0, 100.0);
                }
            }
        });
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

package dev.pistat.collector.linux.cpu;

import static dev.pistat.core.metric.CpuMetrics.CPU_CORE_PERCENT;
import static dev.pistat.core.metric.CpuMetrics.CPU_IOWAIT_PERCENT;
import static dev.pistat.core.metric.CpuMetrics.CPU_PERCENT;
import static dev.pistat.core.metric.CpuMetrics.CPU_STEAL_PERCENT;
import static dev.pistat.core.metric.CpuMetrics.CPU_SYSTEM_PERCENT;
import static dev.pistat.core.metric.CpuMetrics.CPU_USER_PERCENT;
import static dev.pistat.core.metric.CpuMetrics.PROCESSES_BLOCKED;
import static dev.pistat.core.metric.CpuMetrics.PROCESSES_RUNNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.collector.linux.testkit.Tree;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.testkit.CollectedReadings;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CpuSamplerTest {

    private static final String PRESENT = "sys/devices/system/cpu/present";
    private static final String OFFLINE = "sys/devices/system/cpu/offline";

    private Tree tree;

    @BeforeEach
    void twoCoresAreThere(@TempDir Path root) throws IOException {
        tree = new Tree(root).file(PRESENT, "0-1\n");
        stat("cpu 1000 0 0 9000", "cpu0 400 0 0 4600", "cpu1 600 0 0 4400");
    }

    private void stat(String... lines) throws IOException {
        tree.file("proc/stat", String.join("\n", lines) + "\nintr 1 0\n");
    }

    private CpuSampler sampler() {
        return new CpuSampler(tree.root().resolve("proc"), tree.root().resolve("sys"));
    }

    private static Series core(int number) {
        return new Series(CPU_CORE_PERCENT, Integer.toString(number));
    }

    @Test
    void theFirstSampleIsTheShareSinceTheSamplerWasMade() throws Exception {
        CpuSampler sampler = sampler();
        stat("cpu 1050 0 0 9150", "cpu0 450 0 0 4650", "cpu1 600 0 0 4500");
        CollectedReadings first = CollectedReadings.of(sampler);
        assertThat(first.value(CPU_PERCENT)).isEqualTo(25);
        assertThat(first.value(core(0))).isEqualTo(50);
        assertThat(first.value(core(1))).isEqualTo(0);
    }

    @Test
    void eachSampleIsTheShareSinceTheOneBefore() throws Exception {
        CpuSampler sampler = sampler();
        stat("cpu 1100 0 0 9000", "cpu0 500 0 0 4600", "cpu1 600 0 0 4400");
        CollectedReadings.of(sampler);
        stat("cpu 1100 0 0 9100", "cpu0 500 0 0 4700", "cpu1 600 0 0 4400");
        assertThat(CollectedReadings.of(sampler).value(CPU_PERCENT)).isEqualTo(0);
    }

    @Test
    void busyIsEverythingButIdleAndWaiting_guestsCountOnce() throws Exception {
        stat("cpu 0 0 0 0 0 0 0 0 0 0");
        CpuSampler sampler = sampler();
        stat("cpu 10 10 10 30 10 10 10 10 10 10");
        assertThat(CollectedReadings.of(sampler).value(CPU_PERCENT)).isEqualTo(60);
    }

    @Test
    void theShareIsTakenApart() throws Exception {
        stat("cpu 0 0 0 0 0 0 0 0 0 0");
        CpuSampler sampler = sampler();
        stat("cpu 20 10 5 35 10 5 5 10 10 5");
        CollectedReadings collected = CollectedReadings.of(sampler);
        assertThat(collected.value(CPU_PERCENT)).isEqualTo(55);
        assertThat(collected.value(CPU_USER_PERCENT)).isEqualTo(30);
        assertThat(collected.value(CPU_SYSTEM_PERCENT)).isEqualTo(15);
        assertThat(collected.value(CPU_STEAL_PERCENT)).isEqualTo(10);
        assertThat(collected.value(CPU_IOWAIT_PERCENT)).isEqualTo(10);
    }

    @Test
    void tasksAreCountedWhereTheKernelDoes() throws Exception {
        assertThat(CollectedReadings.of(sampler()).reading(PROCESSES_RUNNING))
                .isEqualTo(new Reading.Unavailable("the kernel does not count them"));
        tree.file("proc/stat", "cpu 1 2 3 4\nintr 0\nprocs_running 3\nprocs_blocked 1\n");
        CollectedReadings collected = CollectedReadings.of(sampler());
        assertThat(collected.value(PROCESSES_RUNNING)).isEqualTo(3);
        assertThat(collected.value(PROCESSES_BLOCKED)).isEqualTo(1);
    }

    @Test
    void itTellsTheBusyShareAndTheCoresToWhoAsks() throws Exception {
        CpuSampler sampler = sampler();
        assertThat(sampler.busy()).isInstanceOf(Reading.Unavailable.class);
        assertThat(sampler.online()).isEqualTo(2);
        stat("cpu 1050 0 0 9150", "cpu0 450 0 0 4650");
        CollectedReadings.of(sampler);
        assertThat(sampler.busy()).isEqualTo(new Reading.Value(25));
        assertThat(sampler.online()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu1 x 0 0 0", "cpu1\r 600 0 0 4400", "cpuX 600 0 0 4400"})
    void aLineThatMakesNoSenseFailsItsCoreAlone_whichIsNotOffline(String odd) throws Exception {
        CpuSampler sampler = sampler();
        stat("cpu 1100 0 0 9300", "cpu0 500 0 0 4700", odd);
        CollectedReadings collected = CollectedReadings.of(sampler);
        assertThat(collected.value(CPU_PERCENT)).isEqualTo(25);
        assertThat(collected.value(core(0))).isEqualTo(50);
        assertThat(collected.reading(core(1))).isInstanceOf(Reading.Failed.class);
        assertThat(sampler.online()).isEqualTo(2);
        stat("cpu 1200 0 0 9400", "cpu0 600 0 0 4800", "cpu1 600 0 0 4600");
        assertThat(CollectedReadings.of(sampler).reading(core(1)))
                .isEqualTo(new Reading.Unavailable("it had no figures at the last sample"));
    }

    @Test
    void whereTheListOfPresentCoresMakesNoSense_thoseOnlineAreThereAllTheSame() throws Exception {
        tree.file(PRESENT, "0-\n");
        CpuSampler sampler = sampler();
        stat("cpu 1100 0 0 9300", "cpu0 500 0 0 4700", "cpu1 600 0 0 4600");
        assertThat(CollectedReadings.of(sampler).readings()).containsKeys(core(0), core(1));
    }

    /** As one read of a kernel that is not old gave it: eminence/procfs#94. */
    @ParameterizedTest
    @ValueSource(strings = {"18446744073709551615", "18446744073709551616", "4294967295", "4194305"})
    void moreTasksThanCanBeAreNone_theRestStands(String blocked) throws Exception {
        CpuSampler sampler = sampler();
        tree.file(
                "proc/stat",
                "cpu 1100 0 0 9300\ncpu0 1 0 0 1\nintr 0\nprocs_running 3\nprocs_blocked " + blocked + "\n");
        CollectedReadings collected = CollectedReadings.of(sampler);
        assertThat(collected.reading(PROCESSES_BLOCKED))
                .isInstanceOfSatisfying(
                        Reading.Failed.class, failed -> assertThat(failed.why()).contains(blocked.substring(0, 7)));
        assertThat(collected.value(PROCESSES_RUNNING)).isEqualTo(3);
        assertThat(collected.value(CPU_PERCENT)).isEqualTo(25);
    }

    @Test
    void ofTooManyCoresTheFirstAreReported() throws Exception {
        tree.file(PRESENT, "0-99\n").file(OFFLINE, "2-99\n");
        CollectedReadings collected = CollectedReadings.of(sampler());
        assertThat(collected.readings().keySet())
                .filteredOn(series -> series.metric().equals(CPU_CORE_PERCENT))
                .hasSize(64)
                .contains(core(63));
    }

    @Test
    void waitingMayRunBack() throws Exception {
        stat("cpu 0 0 0 1000 500");
        CpuSampler sampler = sampler();
        stat("cpu 50 0 0 1100 450");
        assertThat(CollectedReadings.of(sampler).value(CPU_PERCENT)).isEqualTo(50);
    }

    @Test
    void aCoreThatIsPresentWithoutALineIsOffline_theOthersKeepTheirNumbers() throws Exception {
        tree.file(PRESENT, "0-3\n").file(OFFLINE, "1-2\n");
        stat("cpu 10 0 0 90", "cpu0 5 0 0 45", "cpu3 5 0 0 45");
        CpuSampler sampler = sampler();
        stat("cpu 20 0 0 180", "cpu0 5 0 0 100", "cpu3 15 0 0 45");
        CollectedReadings collected = CollectedReadings.of(sampler);
        assertThat(collected.value(core(0))).isEqualTo(0);
        assertThat(collected.value(core(3))).isEqualTo(100);
        assertThat(collected.reading(core(1))).isEqualTo(new Reading.Unavailable("offline"));
        assertThat(collected.reading(core(2))).isEqualTo(new Reading.Unavailable("offline"));
    }

    /**
     * lxc/lxcfs#731, htop-dev/htop#1470: a container's own {@code /proc/stat}, while sysfs tells of the host. The host may
     * have cores that are offline too, as with SMT switched off; the kernel's list of them may end beyond the present ones.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0-31|''", "0-31|16-31", "0-31|32-127", "0-31|nonsense", "nonsense|''", "0-31|"},
            nullValues = "")
    void coresOfTheHostAreNoneOfAContainer(String present, @Nullable String offline) throws Exception {
        tree.file(PRESENT, present + "\n");
        if (offline != null) {
            tree.file(OFFLINE, offline + "\n");
        }
        assertThat(CollectedReadings.of(sampler()).readings().keySet())
                .filteredOn(series -> series.metric().equals(CPU_CORE_PERCENT))
                .containsExactly(core(0), core(1));
    }

    /** lxc/lxcfs#627: a container keeps the host's numbers if it has a cpuset. */
    @Test
    void coresOfAContainerMayHaveAnyNumbers() throws Exception {
        tree.file(PRESENT, "0-31\n").file(OFFLINE, "\n");
        stat("cpu 10 0 0 90", "cpu2 5 0 0 45", "cpu5 5 0 0 45");
        CpuSampler sampler = sampler();
        stat("cpu 20 0 0 180", "cpu2 5 0 0 100", "cpu5 15 0 0 45");
        CollectedReadings collected = CollectedReadings.of(sampler);
        assertThat(collected.value(core(2))).isEqualTo(0);
        assertThat(collected.value(core(5))).isEqualTo(100);
        assertThat(collected.readings()).doesNotContainKeys(core(0), core(3), core(31));
    }

    @Test
    void aContainersCoreThatGoesWhilePiStatRunsIsOffline() throws Exception {
        tree.file(PRESENT, "0-31\n").file(OFFLINE, "\n");
        CpuSampler sampler = sampler();
        CollectedReadings.of(sampler);
        stat("cpu 1100 0 0 9000", "cpu0 500 0 0 4600");
        CollectedReadings collected = CollectedReadings.of(sampler);
        assertThat(collected.reading(core(1))).isEqualTo(new Reading.Unavailable("offline"));
        assertThat(collected.readings()).doesNotContainKey(core(2));
    }

    @Test
    void coresThatWereNeverOnlineAreSeenAsOffline() throws Exception {
        tree.file(PRESENT, "0-3\n").file(OFFLINE, "2-3,4-7\n");
        CollectedReadings collected = CollectedReadings.of(sampler());
        assertThat(collected.reading(core(2))).isEqualTo(new Reading.Unavailable("offline"));
        assertThat(collected.reading(core(3))).isEqualTo(new Reading.Unavailable("offline"));
        assertThat(collected.readings()).doesNotContainKey(core(4));
    }

    @Test
    void whichCoresArePresentIsReadAgainWhenOneComesOrGoes() throws Exception {
        CpuSampler sampler = sampler();
        CollectedReadings.of(sampler);
        tree.file(PRESENT, "0-2\n").file(OFFLINE, "1-2\n");
        assertThat(CollectedReadings.of(sampler).readings()).doesNotContainKey(core(2));
        stat("cpu 1100 0 0 9000", "cpu0 500 0 0 4600");
        assertThat(CollectedReadings.of(sampler).reading(core(2))).isEqualTo(new Reading.Unavailable("offline"));
        tree.file(PRESENT, "0-3\n").file(OFFLINE, "2-3\n");
        stat("cpu 1200 0 0 9000", "cpu0 600 0 0 4600", "cpu1 0 0 0 0");
        assertThat(CollectedReadings.of(sampler).reading(core(3))).isEqualTo(new Reading.Unavailable("offline"));
    }

    @Test
    void aCoreThatWasSeenAndIsMissingIsOffline_evenIfNothingSaysWhatIsPresent() throws Exception {
        tree.without(PRESENT);
        CpuSampler sampler = sampler();
        CollectedReadings.of(sampler);
        stat("cpu 1100 0 0 9000", "cpu0 500 0 0 4600");
        assertThat(CollectedReadings.of(sampler).reading(core(1))).isEqualTo(new Reading.Unavailable("offline"));
    }

    @Test
    void aCoreThatComesOnlineHasNoShareOnce() throws Exception {
        stat("cpu 400 0 0 4600", "cpu0 400 0 0 4600");
        CpuSampler sampler = sampler();
        stat("cpu 500 0 0 4700", "cpu0 450 0 0 4650", "cpu1 50 0 0 50");
        assertThat(CollectedReadings.of(sampler).reading(core(1)))
                .isEqualTo(new Reading.Unavailable("came online since the last sample"));
        stat("cpu 600 0 0 4800", "cpu0 500 0 0 4700", "cpu1 75 0 0 125");
        assertThat(CollectedReadings.of(sampler).value(core(1))).isEqualTo(25);
    }

    @Test
    void countersThatWentBackGiveNoShare_theNextSampleDoes() throws Exception {
        CpuSampler sampler = sampler();
        stat("cpu 10 0 0 90", "cpu0 5 0 0 45", "cpu1 5 0 0 45");
        assertThat(CollectedReadings.of(sampler).reading(CPU_PERCENT))
                .isEqualTo(new Reading.Unavailable("the kernel's counters went back"));
        stat("cpu 20 0 0 180", "cpu0 10 0 0 90", "cpu1 10 0 0 90");
        assertThat(CollectedReadings.of(sampler).value(CPU_PERCENT)).isEqualTo(10);
    }

    @Test
    void withoutTimeBetweenTwoReadingsThereIsNoShare() throws Exception {
        assertThat(CollectedReadings.of(sampler()).reading(CPU_PERCENT))
                .isEqualTo(new Reading.Unavailable("no time has passed since the last sample"));
    }

    @Test
    void aBrokenFileFailsAndTheNextSampleCountsFromTheLastGoodReading() throws Exception {
        CpuSampler sampler = sampler();
        tree.file("proc/stat", "cpu 10");
        assertThatThrownBy(() -> CollectedReadings.of(sampler)).isInstanceOf(MalformedException.class);
        tree.without("proc/stat");
        assertThatThrownBy(() -> CollectedReadings.of(sampler)).isInstanceOf(NoSuchFileException.class);
        stat("cpu 1100 0 0 9300", "cpu0 500 0 0 4900", "cpu1 600 0 0 4400");
        assertThat(CollectedReadings.of(sampler).value(CPU_PERCENT)).isEqualTo(25);
    }

    @Test
    void itCanBeMadeBeforeProcfsIsThere() throws Exception {
        tree.without("proc/stat");
        CpuSampler sampler = sampler();
        stat("cpu 10 0 0 90");
        CollectedReadings.of(sampler);
        stat("cpu 20 0 0 90");
        assertThat(CollectedReadings.of(sampler).value(CPU_PERCENT)).isEqualTo(100);
    }
}

package dev.pistat.collector.linux.cpu;

import static dev.pistat.core.metric.CpuMetrics.CPU_FREQUENCY_HERTZ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.collector.linux.testkit.Mutations;
import dev.pistat.collector.linux.testkit.Tree;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.testkit.CollectedReadings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrequencySamplerTest {

    private static final String CPU = "devices/system/cpu/";
    private static final String CPUFREQ = CPU + "cpufreq/";

    private Tree sysfs;

    @BeforeEach
    void noCpufreq(@TempDir Path root) {
        sysfs = new Tree(root);
    }

    private void policy(int number, String cores, String kilohertz) throws IOException {
        sysfs.file(CPUFREQ + "policy" + number + "/affected_cpus", cores + "\n");
        sysfs.file(CPUFREQ + "policy" + number + "/scaling_cur_freq", kilohertz + "\n");
    }

    private CollectedReadings sample() throws Exception {
        return CollectedReadings.of(new FrequencySampler(sysfs.root()));
    }

    private static Series core(int number) {
        return new Series(CPU_FREQUENCY_HERTZ, Integer.toString(number));
    }

    @Test
    void coresThatShareAClockShareARate() throws Exception {
        policy(0, "0 1", "600000");
        policy(2, "2 3", "1800000");
        CollectedReadings collected = sample();
        assertThat(collected.readings().keySet()).containsExactly(core(0), core(1), core(2), core(3));
        assertThat(collected.value(core(1))).isEqualTo(600_000_000);
        assertThat(collected.value(core(2))).isEqualTo(1_800_000_000);
    }

    @Test
    void withoutCpufreqThereIsNoInstance() throws Exception {
        assertThat(sample().readings()).isEmpty();
    }

    @Test
    void coresThatAreOfflineHaveNone() throws Exception {
        policy(0, "0 3", "600000");
        policy(4, "", "");
        assertThat(sample().readings().keySet()).containsExactly(core(0), core(3));
        sysfs.without(CPUFREQ + "policy0/affected_cpus");
        assertThat(sample().readings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "<unknown>"})
    void aRateThatTheDriverDoesNotKnowIsUnavailable(String text) throws Exception {
        policy(0, "0", text);
        assertThat(sample().reading(core(0))).isEqualTo(new Reading.Unavailable("the driver does not know it"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<unsupported>", "<not supported>"})
    void otherWordsForItAreUnderstood(String text) throws Exception {
        policy(0, "0", text);
        assertThat(sample().reading(core(0))).isEqualTo(new Reading.Unavailable("the driver does not know it"));
    }

    /** Hertz of 600 MHz and of 1.8 GHz, megahertz of 1.8 GHz: the document says kilohertz. */
    @ParameterizedTest
    @ValueSource(strings = {"600000000", "1800000000", "1800", "1"})
    void aRateInAnotherUnitFails(String text) throws Exception {
        policy(0, "0", text);
        policy(1, "1", "600000");
        assertThat(sample().reading(core(0)))
                .isEqualTo(new Reading.Failed("the driver says " + text + " kHz, which no processor has"));
        assertThat(sample().value(core(1))).isEqualTo(600_000_000);
    }

    /** Before Linux 4.2 there are no policies: each core has its own folder, or a link to that of another. */
    @Test
    void olderKernelsHaveAFolderInEachCore() throws Exception {
        sysfs.file(CPU + "cpu0/cpufreq/affected_cpus", "0 1\n");
        sysfs.file(CPU + "cpu0/cpufreq/scaling_cur_freq", "1400000\n");
        Files.createSymbolicLink(
                sysfs.folder(CPU + "cpu1").root().resolve(CPU + "cpu1/cpufreq"), Path.of("../cpu0/cpufreq"));
        sysfs.file(CPU + "cpu2/cpufreq/affected_cpus", "2\n");
        sysfs.file(CPU + "cpu2/cpufreq/scaling_cur_freq", "2000000\n");
        sysfs.folder(CPU + "cpu3").folder(CPU + "cpuidle").folder(CPU + "cpufreq/ondemand");
        CollectedReadings collected = sample();
        assertThat(collected.readings().keySet()).containsExactly(core(0), core(1), core(2));
        assertThat(collected.value(core(1))).isEqualTo(1_400_000_000);
        assertThat(collected.value(core(2))).isEqualTo(2_000_000_000);
    }

    /** mate-desktop/mate-applets#52, netdata/netdata#1867: intel_pstate before Linux 4.1. */
    @Test
    void whereOnlyTheMeasuredRateIsThereItIsTaken() throws Exception {
        sysfs.file(CPU + "cpu0/cpufreq/affected_cpus", "0\n");
        sysfs.file(CPU + "cpu0/cpufreq/cpuinfo_cur_freq", "830875\n");
        assertThat(sample().value(core(0))).isEqualTo(830_875_000);
        sysfs.without(CPU + "cpu0/cpufreq/cpuinfo_cur_freq");
        assertThat(sample().reading(core(0))).isEqualTo(new Reading.Unavailable("the driver does not know it"));
    }

    @Test
    void whatCannotBeReadFails_theOthersStand() throws Exception {
        policy(0, "0", "");
        policy(1, "1", "600000");
        CollectedReadings collected = sample();
        assertThat(collected.reading(core(0))).isInstanceOf(Reading.Failed.class);
        assertThat(collected.value(core(1))).isEqualTo(600_000_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "0-3", "0,1", "-1", "0  1", "99999"})
    void aListOfCoresThatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> FrequencySampler.parseCores(text)).isInstanceOf(MalformedException.class);
    }

    @Test
    void anyMutationIsRefusedOrGivesARateAndCores() {
        Mutations.of("1800000\n", text -> {
            if (FrequencySampler.parseKilohertz(text) instanceof Reading.Value(double hertz)) {
                assertThat(hertz).isBetween(1e3, 1e12);
            }
        });
        Mutations.of(
                "0 1 2 3\n",
                text -> assertThat(FrequencySampler.parseCores(text))
                        .allSatisfy(core -> assertThat(core).isBetween(0, 9_999)));
    }
}

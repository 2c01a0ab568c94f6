package dev.pistat.collector.linux.cpu;

import static dev.pistat.core.metric.CpuMetrics.LOAD_1;
import static dev.pistat.core.metric.CpuMetrics.LOAD_15;
import static dev.pistat.core.metric.CpuMetrics.LOAD_5;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.collector.linux.testkit.Mutations;
import dev.pistat.collector.linux.testkit.Tree;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.testkit.CollectedReadings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadSamplerTest {

    private static final String LOADS = "0.35 10.50 123.23 1/87 10381\n";

    @Test
    void itReportsTheThreeAverages(@TempDir Path root) throws Exception {
        Tree procfs = new Tree(root).file("loadavg", LOADS);
        CollectedReadings collected = CollectedReadings.of(new LoadSampler(procfs.root()));
        assertThat(collected.value(LOAD_1)).isEqualTo(0.35);
        assertThat(collected.value(LOAD_5)).isEqualTo(10.5);
        assertThat(collected.value(LOAD_15)).isEqualTo(123.23);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0.35", "0.35 0.50 0.2", "0.35 0.50 0.23\n", "0.35  0.23 1/87 1\n"})
    void whatIsCutOffOrNonsenseIsRefused(String text) {
        assertThatThrownBy(() -> LoadSampler.Loads.parse(text)).isInstanceOf(MalformedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "-0.50", "0,50", "1e3", "٣.0", "\r"})
    void anAverageThatIsNoneFailsAlone(String five) {
        LoadSampler.Loads loads = LoadSampler.Loads.parse("0.35 " + five + " 0.23 1/87 10381\n");
        assertThat(loads.one()).isEqualTo(new Reading.Value(0.35));
        assertThat(loads.five()).isInstanceOf(Reading.Failed.class);
        assertThat(loads.fifteen()).isEqualTo(new Reading.Value(0.23));
    }

    @Test
    void anyMutationIsRefusedOrGivesLoads() {
        Mutations.of(LOADS, text -> {
            LoadSampler.Loads loads = LoadSampler.Loads.parse(text);
            assertThat(List.of(loads.one(), loads.five(), loads.fifteen())).allSatisfy(load -> {
                if (load instanceof Reading.Value(double value)) {
                    assertThat(value).isBetween(0.0, 1e20);
                }
            });
        });
    }
}

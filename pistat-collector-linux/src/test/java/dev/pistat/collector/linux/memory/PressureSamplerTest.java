package dev.pistat.collector.linux.memory;

import static dev.pistat.core.metric.PressureMetrics.PRESSURE_CPU_SOME_PERCENT;
import static dev.pistat.core.metric.PressureMetrics.PRESSURE_IO_FULL_PERCENT;
import static dev.pistat.core.metric.PressureMetrics.PRESSURE_IO_SOME_PERCENT;
import static dev.pistat.core.metric.PressureMetrics.PRESSURE_MEMORY_FULL_PERCENT;
import static dev.pistat.core.metric.PressureMetrics.PRESSURE_MEMORY_SOME_PERCENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.collector.linux.testkit.Mutations;
import dev.pistat.collector.linux.testkit.Tree;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.testkit.CollectedReadings;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PressureSamplerTest {

    private static final String REST = " avg60=1.00 avg300=2.00 total=123456\n";
    private static final String BOTH = "some avg10=12.34" + REST + "full avg10=5.60" + REST;
    private static final Reading NOT_MEASURED =
            new Reading.Unavailable("this kernel does not measure pressure (CONFIG_PSI, psi=1)");

    @TempDir
    private Path procfs;

    @Test
    void theAverageOverTenSecondsIsReported() throws Exception {
        new Tree(procfs)
                .file("pressure/cpu", "some avg10=1.50" + REST)
                .file("pressure/memory", BOTH)
                .file("pressure/io", "some avg10=100.00" + REST + "full avg10=0.00" + REST);
        CollectedReadings collected = CollectedReadings.of(new PressureSampler(procfs));
        assertThat(collected.value(PRESSURE_CPU_SOME_PERCENT)).isEqualTo(1.5);
        assertThat(collected.value(PRESSURE_MEMORY_SOME_PERCENT)).isEqualTo(12.34);
        assertThat(collected.value(PRESSURE_MEMORY_FULL_PERCENT)).isEqualTo(5.6);
        assertThat(collected.value(PRESSURE_IO_SOME_PERCENT)).isEqualTo(100);
        assertThat(collected.value(PRESSURE_IO_FULL_PERCENT)).isEqualTo(0);
    }

    @Test
    void aKernelWithoutItHasNone() throws Exception {
        assertThat(CollectedReadings.of(new PressureSampler(procfs)).readings().values())
                .hasSize(5)
                .allMatch(NOT_MEASURED::equals);
        assertThat(PressureSampler.absence(procfs, new IOException("Operation not supported")))
                .isEqualTo(NOT_MEASURED);
    }

    @Test
    void whatCannotBeReadFails_theOthersStand() throws Exception {
        new Tree(procfs)
                .folder("pressure/cpu")
                .file("pressure/memory", "some avg10=1.")
                .file("pressure/io", BOTH);
        CollectedReadings collected = CollectedReadings.of(new PressureSampler(procfs));
        assertThat(collected.reading(PRESSURE_CPU_SOME_PERCENT)).isInstanceOf(Reading.Failed.class);
        assertThat(collected.reading(PRESSURE_MEMORY_FULL_PERCENT)).isInstanceOf(Reading.Failed.class);
        assertThat(collected.value(PRESSURE_IO_FULL_PERCENT)).isEqualTo(5.6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "some", "some avg10=-1.00 avg60=", "some avg10=100.01 avg60=", "full avg10=1.00 avg60="})
    void nonsenseIsRefused(String text) {
        assertThatThrownBy(() -> PressureSampler.parse(text, "some")).isInstanceOf(MalformedException.class);
    }

    @Test
    void anyMutationIsRefusedOrGivesAShare() {
        Mutations.of(
                BOTH, text -> assertThat(PressureSampler.parse(text, "full")).isBetween(0.0, 100.0));
    }
}

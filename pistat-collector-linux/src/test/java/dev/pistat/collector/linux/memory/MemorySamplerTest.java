package dev.pistat.collector.linux.memory;

import static dev.pistat.core.metric.MemoryMetrics.MEM_AVAILABLE;
import static dev.pistat.core.metric.MemoryMetrics.MEM_BUFFERS;
import static dev.pistat.core.metric.MemoryMetrics.MEM_CACHED;
import static dev.pistat.core.metric.MemoryMetrics.MEM_PERCENT;
import static dev.pistat.core.metric.MemoryMetrics.MEM_TOTAL;
import static dev.pistat.core.metric.MemoryMetrics.MEM_USED;
import static dev.pistat.core.metric.MemoryMetrics.SWAP_PERCENT;
import static dev.pistat.core.metric.MemoryMetrics.SWAP_TOTAL;
import static dev.pistat.core.metric.MemoryMetrics.SWAP_USED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.collector.linux.testkit.Mutations;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Unit;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemorySamplerTest {

    private static final String MEMINFO = """
            MemTotal:           3000 kB
            MemFree:             500 kB
            MemAvailable:       2000 kB
            Buffers:              20 kB
            Cached:              300 kB
            SwapCached:            7 kB
            SwapTotal:          1000 kB
            SwapFree:            750 kB
            """;

    private static Reading kibibytes(int number) {
        return new Reading.Value(number * 1_024);
    }

    @Test
    void usedIsTotalLessAvailable() {
        assertThat(MemorySampler.parse(MEMINFO))
                .containsEntry(MEM_TOTAL, kibibytes(3_000))
                .containsEntry(MEM_AVAILABLE, kibibytes(2_000))
                .containsEntry(MEM_USED, kibibytes(1_000))
                .containsEntry(MEM_PERCENT, new Reading.Value(33.33));
    }

    @Test
    void cachedAndBuffersAreTheKernelsOwn() {
        assertThat(MemorySampler.parse(MEMINFO))
                .containsEntry(MEM_CACHED, kibibytes(300))
                .containsEntry(MEM_BUFFERS, kibibytes(20));
    }

    @Test
    void usedSwapIsAllThatIsNotFree() {
        assertThat(MemorySampler.parse(MEMINFO))
                .containsEntry(SWAP_TOTAL, kibibytes(1_000))
                .containsEntry(SWAP_USED, kibibytes(250))
                .containsEntry(SWAP_PERCENT, new Reading.Value(25));
    }

    @Test
    void withoutSwapNoneIsUsedAndThereIsNoShare() {
        assertThat(MemorySampler.parse(MEMINFO.replace("1000 kB", "0 kB").replace("750 kB", "0 kB")))
                .containsEntry(SWAP_TOTAL, kibibytes(0))
                .containsEntry(SWAP_USED, kibibytes(0))
                .containsEntry(SWAP_PERCENT, new Reading.Unavailable("no swap"));
    }

    @Test
    void nothingAvailableIsAFigureToo() {
        assertThat(MemorySampler.parse(MEMINFO.replace("2000 kB", "0 kB")))
                .containsEntry(MEM_PERCENT, new Reading.Value(100));
    }

    @Test
    void whatAnOldKernelDoesNotSayIsUnavailable_theRestStands() {
        Reading why = new Reading.Unavailable("this kernel's /proc/meminfo has no MemAvailable");
        assertThat(MemorySampler.parse(MEMINFO.replace("MemAvailable", "Other")))
                .containsEntry(MEM_TOTAL, kibibytes(3_000))
                .containsEntry(MEM_AVAILABLE, why)
                .containsEntry(MEM_USED, why)
                .containsEntry(MEM_PERCENT, why)
                .containsEntry(MEM_CACHED, kibibytes(300));
        assertThat(MemorySampler.parse("MemTotal: 1 kB\n"))
                .allSatisfy((metric, reading) -> assertThat(reading)
                        .isInstanceOf(metric.equals(MEM_TOTAL) ? Reading.Value.class : Reading.Unavailable.class));
    }

    @Test
    void moreThanEverythingIsAFailureOfItsOwn() {
        Map<Metric, Reading> readings = MemorySampler.parse(MEMINFO.replace("2000 kB", "3001 kB"));
        assertThat(readings).containsEntry(MEM_TOTAL, kibibytes(3_000)).containsEntry(SWAP_USED, kibibytes(250));
        assertThat(readings.get(MEM_USED)).isInstanceOf(Reading.Failed.class);
        assertThat(readings.get(MEM_AVAILABLE)).isInstanceOf(Reading.Failed.class);
        assertThat(readings.get(MEM_PERCENT)).isInstanceOf(Reading.Failed.class);
    }

    /** Pages that are counted below zero, as a kernel of 64 bits and one of 32 bits write them in kB. */
    @ParameterizedTest
    @ValueSource(strings = {"18446744073709551612", "4294967292", "99999999999999999999999", "-4", "x"})
    void aFigureThatCannotBeFailsWithWhatIsMadeOfIt_theOthersStand(String kilobytes) {
        assertThat(MemorySampler.parse(MEMINFO.replace("    300 kB", kilobytes + " kB")))
                .containsEntry(MEM_BUFFERS, kibibytes(20))
                .containsEntry(MEM_USED, kibibytes(1_000))
                .containsEntry(SWAP_USED, kibibytes(250))
                .extractingByKey(MEM_CACHED)
                .isInstanceOf(Reading.Failed.class);
        Map<Metric, Reading> swap = MemorySampler.parse(MEMINFO.replace("    750 kB", kilobytes + " kB"));
        assertThat(swap).containsEntry(MEM_USED, kibibytes(1_000)).containsEntry(SWAP_TOTAL, kibibytes(1_000));
        assertThat(List.of(swap.get(SWAP_USED), swap.get(SWAP_PERCENT))).hasOnlyElementsOfType(Reading.Failed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"18446744073709551612", "0", "-4", "x"})
    void aTotalThatCannotBeLeavesNoShareOfIt_theRestStands(String kilobytes) {
        Map<Metric, Reading> readings = MemorySampler.parse(MEMINFO.replace("   3000 kB", kilobytes + " kB"));
        assertThat(List.of(readings.get(MEM_TOTAL), readings.get(MEM_USED), readings.get(MEM_PERCENT)))
                .hasOnlyElementsOfType(Reading.Failed.class);
        assertThat(readings).containsEntry(MEM_CACHED, kibibytes(300)).containsEntry(SWAP_USED, kibibytes(250));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MemTotal:", "MemTotal: 12", "MemTotal: 12 kB\nMemAvail", "MemFree: 12 kB\n"})
    void whatIsCutOffOrNonsenseIsRefused(String text) {
        assertThatThrownBy(() -> MemorySampler.parse(text)).isInstanceOf(MalformedException.class);
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> new MemorySampler(Path.of("/nowhere")).sample(null))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void anyMutationIsRefusedOrGivesReadingsPossible() {
        Mutations.of(
                MEMINFO,
                text -> MemorySampler.parse(text).forEach((metric, reading) -> {
                    if (reading instanceof Reading.Value(double value)) {
                        assertThat(value).isBetween(0.0, metric.unit() == Unit.PERCENT ? 100.0 : 1e30);
                    }
                }));
    }
}

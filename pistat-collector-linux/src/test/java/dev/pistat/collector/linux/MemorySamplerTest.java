package dev.pistat.collector.linux;

import static dev.pistat.core.metric.Catalogue.MEM_PERCENT;
import static dev.pistat.core.metric.Catalogue.MEM_TOTAL;
import static dev.pistat.core.metric.Catalogue.MEM_USED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.core.testkit.CollectedReadings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import oshi.hardware.VirtualMemory;
import oshi.hardware.common.AbstractGlobalMemory;

class MemorySamplerTest {

    private static MemorySampler sampler(long available, long total) {
        return new MemorySampler(new AbstractGlobalMemory() {
            @Override
            public long getAvailable() {
                return available;
            }

            @Override
            public long getTotal() {
                return total;
            }

            @Override
            public long getPageSize() {
                throw new UnsupportedOperationException();
            }

            @Override
            public VirtualMemory getVirtualMemory() {
                throw new UnsupportedOperationException();
            }
        });
    }

    @Test
    void usedIsTotalLessAvailable() throws Exception {
        CollectedReadings collected = CollectedReadings.of(sampler(2_000, 3_000));
        assertThat(collected.value(MEM_USED)).isEqualTo(1_000);
        assertThat(collected.value(MEM_TOTAL)).isEqualTo(3_000);
        assertThat(collected.value(MEM_PERCENT)).isEqualTo(33.33);
    }

    @Test
    void nothingAvailableIsAFigureToo() throws Exception {
        assertThat(CollectedReadings.of(sampler(0, 3_000)).value(MEM_PERCENT)).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-1, 3000", "3001, 3000", "0, -1"})
    void oshisSentinelsAndNonsenseFail(long available, long total) {
        assertThatThrownBy(() -> CollectedReadings.of(sampler(available, total)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("/proc/meminfo");
    }
}

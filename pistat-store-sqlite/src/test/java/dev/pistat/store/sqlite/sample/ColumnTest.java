package dev.pistat.store.sqlite.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.metric.BoardMetrics;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.MemoryMetrics;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ColumnTest {

    private final Column percent = new Column(1, Column.scaleOf(CpuMetrics.CPU_PERCENT));
    private final Column bytes = new Column(2, Column.scaleOf(MemoryMetrics.MEM_USED));

    @Test
    void usualReadingsAreStoredAsSmallWholeNumbers() {
        assertThat(percent.stored(12.34)).isEqualTo(1234L);
        assertThat(percent.stored(-0.5)).isEqualTo(-50L);
        assertThat(bytes.stored(98_222_080)).isEqualTo(98_222_080L);
        assertThat(new Column(3, Column.scaleOf(BoardMetrics.CPU_TEMP)).stored(48.312))
                .isEqualTo(48_312L);
    }

    @Test
    void whatWouldNotComeBackExactlyIsStoredAsItIs() {
        assertThat(percent.stored(1.0 / 3)).isEqualTo(1.0 / 3);
        assertThat(percent.stored(0.1 + 0.2)).isEqualTo(0.1 + 0.2);
        assertThat(percent.stored(1e300)).isEqualTo(1e300);
        assertThat(percent.stored(-0.0)).isEqualTo(-0.0);
        assertThat(bytes.stored(0.5)).isEqualTo(0.5);
    }

    @Test
    void everyNumberComesBackAsItWas() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            double rounded = Math.round(random.nextDouble() * 10_000) / 100.0;
            if (Double.isFinite(value)) {
                assertThat(percent.value(percent.stored(value))).isEqualTo(value);
                assertThat(bytes.value(bytes.stored(value))).isEqualTo(value);
            }
            assertThat(percent.stored(rounded)).isInstanceOf(Long.class);
            assertThat(percent.value(percent.stored(rounded))).isEqualTo(rounded);
        }
    }
}

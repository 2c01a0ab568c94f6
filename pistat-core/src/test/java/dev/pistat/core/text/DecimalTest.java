package dev.pistat.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.metric.MemoryMetrics;
import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecimalTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0.0",
        "-0.5, -0.5",
        "1.1, 1.1",
        "100, 100.0",
        "1795357742.5399399, 1795357742.5399399",
        "0.0029296875, 0.0029296875",
        "5.0E-4, 0.0005",
        "1e-10, 0.0000000001",
        "1.5e10, 15000000000.0",
        "1e22, 10000000000000000000000.0"
    })
    void aNumberIsAPlainDecimalWithAFraction(double value, String text) {
        assertThat(fraction(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "98222080, 98222080", "1e15, 1000000000000000", "0x1p64, 18446744073709551616", "0.5, 0.5"})
    void aWholeMetricHasNoFraction(double value, String text) {
        StringBuilder out = new StringBuilder();
        MemoryMetrics.MEM_USED.append(out, value);
        assertThat(out).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.0",
        "1, 0.000001",
        "1795357742539940, 1795357742.53994",
        "1708747200000000, 1708747200.0",
        "1708747200010000, 1708747200.01",
        "1708747200000100, 1708747200.0001",
        "-1500000, -1.5"
    })
    void microsecondsAreWrittenAsSeconds(long micros, String text) {
        StringBuilder out = new StringBuilder();
        Decimal.appendSeconds(out, micros);
        assertThat(out).hasToString(text);
    }

    @Test
    void everyNumberReadsBackAsItself() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                String text = fraction(value);
                assertThat(Double.parseDouble(text)).isEqualTo(value);
                assertThat(text).matches("-?\\d+\\.\\d+");
            }
        }
    }

    @Test
    void readingsOfFewDigitsAreWrittenInTheFewest() {
        Random random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            double value = (random.nextLong(200_000_000) - 100_000_000) / Math.pow(10, random.nextInt(8));
            BigDecimal fewest = new BigDecimal(Double.toString(value));
            assertThat(fraction(value))
                    .isEqualTo(fewest.scale() < 1 ? fewest.setScale(1).toPlainString() : fewest.toPlainString());
        }
    }

    @Test
    void everyMicrosecondReadsBackAsItself() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            long micros = random.nextLong(4_000_000_000_000_000L);
            StringBuilder out = new StringBuilder();
            Decimal.appendSeconds(out, micros);
            assertThat(new java.math.BigDecimal(out.toString())
                            .movePointRight(6)
                            .longValueExact())
                    .isEqualTo(micros);
        }
    }

    private static String fraction(double value) {
        StringBuilder out = new StringBuilder();
        Decimal.append(out, value);
        return out.toString();
    }
}

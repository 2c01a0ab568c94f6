package dev.pistat.store.sqlite.tier;

import static dev.pistat.store.sqlite.testkit.Samples.CPU;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.history.CounterBuckets;
import dev.pistat.core.history.GaugeBuckets;
import dev.pistat.core.metric.NetworkMetrics;
import dev.pistat.core.metric.Series;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Buckets come back as they were packed. */
class ChunkTest {

    private static final Series SENT = new Series(NetworkMetrics.NET_BYTES_SENT);

    @Test
    void valuesOfTheUsualDecimalsTakeFewBytesAndComeBackExactly() {
        Random random = new Random(1);
        GaugeBuckets buckets = new GaugeBuckets(CPU, 12);
        for (int i = 0; i < 360; i++) {
            if (i < 60 || i > 150) {
                buckets.add(i / 30, random.nextInt(10_001) / 100.0, i);
            }
        }
        byte[] packed = Chunk.pack(buckets, 100);
        assertThat(packed).hasSizeLessThan(100);
        GaugeBuckets back = (GaugeBuckets) Chunk.read(CPU, packed, 12, 100).orElseThrow();
        for (int i = 0; i < 12; i++) {
            assertThat(back.count(i)).isEqualTo(buckets.count(i));
            assertThat(back.min(i)).isEqualTo(buckets.min(i));
            assertThat(back.max(i)).isEqualTo(buckets.max(i));
            assertThat(back.sum(i)).isCloseTo(buckets.sum(i), org.assertj.core.data.Offset.offset(1e-9));
        }
    }

    @Test
    void anyDoubleComesBackExactly() {
        double[] values = {
            0, -0.0, 1e-300, -1e300, Double.MAX_VALUE, Double.MIN_VALUE, 1.0 / 3, 0x1p53, 0x1p63, 0.0029296875, 100, -5
        };
        for (double one : values) {
            for (double other : values) {
                GaugeBuckets buckets = new GaugeBuckets(CPU, 2);
                buckets.add(1, one, 1);
                buckets.add(1, other, 2);
                GaugeBuckets back = (GaugeBuckets)
                        Chunk.read(CPU, Chunk.pack(buckets, 100), 2, 100).orElseThrow();
                assertThat(back.count(0)).isZero();
                assertThat(back.count(1)).isEqualTo(2);
                assertThat(back.min(1)).isEqualTo(buckets.min(1));
                assertThat(back.max(1)).isEqualTo(buckets.max(1));
                assertThat(back.sum(1)).isEqualTo(buckets.sum(1));
            }
        }
    }

    @Test
    void countersComeBackWithTheirGrowthToTheMillisecond() {
        CounterBuckets buckets = new CounterBuckets(SENT, 3);
        buckets.add(0, 5e9, 1_000_000);
        buckets.add(0, 6e9, 11_000_123);
        buckets.add(1, 7, 21_000_000);
        buckets.add(2, 0x1p52 - 1, 100_000_000_000L);
        CounterBuckets back =
                (CounterBuckets) Chunk.read(SENT, Chunk.pack(buckets, 1), 3, 1).orElseThrow();
        assertThat(back.last(0)).isEqualTo(6e9);
        assertThat(back.growth(0)).isEqualTo(1e9);
        assertThat(back.seconds(0)).isEqualTo(10.0);
        assertThat(back.last(1)).isEqualTo(7);
        assertThat(back.growth(1)).isZero();
        assertThat(back.rate(1)).isEmpty();
        assertThat(back.growth(2)).isEqualTo(0x1p52 - 8);
    }

    @Test
    void aMeanIsNeverOutsideOfItsBucket() {
        GaugeBuckets buckets = new GaugeBuckets(CPU, 1);
        for (int i = 0; i < 30; i++) {
            buckets.add(0, 0.1, i);
        }
        GaugeBuckets back =
                (GaugeBuckets) Chunk.read(CPU, Chunk.pack(buckets, 100), 1, 100).orElseThrow();
        assertThat(back.mean(0)).isEqualTo(0.1);
    }
}

package dev.pistat.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HeapTrimmerTest {

    private static final long MEGABYTE = 1 << 20;

    private long micros;
    private long heap;
    private long kept = 12 * MEGABYTE;
    private int collections;

    private final HeapTrimmer trimmer = new HeapTrimmer(() -> heap, () -> {
        heap = kept;
        collections++;
    });

    @Test
    void givesBackWhatABurstHasLeft() {
        heap = 64 * MEGABYTE;
        lookAfter(Duration.ofMinutes(2));
        assertThat(heap).isEqualTo(12 * MEGABYTE);
    }

    @Test
    void leavesASmallHeapAlone() {
        heap = 16 * MEGABYTE;
        trimmer.collected();
        lookAfter(Duration.ofMinutes(2));
        assertThat(collections).isZero();
    }

    @Test
    void bringsTheHeapBackInTheMidstOfABurstAsOftenAsItGrows() {
        for (int times = 1; times <= 100; times++) {
            heap = 21 * MEGABYTE;
            trimmer.collected();
            assertThat(heap).isEqualTo(12 * MEGABYTE);
        }
    }

    @Test
    void leavesAHeapThatIsInUseUntilItHasGrownMore() {
        kept = 30 * MEGABYTE;
        heap = 30 * MEGABYTE;
        trimmer.collected();
        heap = 34 * MEGABYTE;
        trimmer.collected();
        assertThat(collections).isEqualTo(1);
        heap++;
        trimmer.collected();
        assertThat(collections).isEqualTo(2);
    }

    @Test
    @Timeout(60)
    void noticesThatJavaHasCollectedYoungObjects() throws InterruptedException {
        CountDownLatch collected = new CountDownLatch(2);
        AtomicLong growing = new AtomicLong();
        new HeapTrimmer(() -> growing.addAndGet(64 * MEGABYTE), collected::countDown).start();
        do {
            assertThat(new byte[64 * 1024]).isNotEmpty();
        } while (!collected.await(1, TimeUnit.MICROSECONDS));
    }

    @Test
    void withoutABurstItCollectsAtMostOnceAMinute() {
        heap = 64 * MEGABYTE;
        lookAfter(Duration.ofSeconds(60));
        heap = 64 * MEGABYTE;
        lookAfter(Duration.ofSeconds(59));
        assertThat(collections).isEqualTo(1);
        lookAfter(Duration.ofSeconds(1));
        assertThat(collections).isEqualTo(2);
    }

    @Test
    void oneInTheMidstOfABurstIsNotTheLast() {
        heap = 64 * MEGABYTE;
        kept = 50 * MEGABYTE;
        lookAfter(Duration.ofMinutes(1));
        assertThat(heap).isEqualTo(50 * MEGABYTE);
        kept = 12 * MEGABYTE;
        lookAfter(Duration.ofMinutes(1));
        assertThat(heap).isEqualTo(12 * MEGABYTE);
    }

    @Test
    void triesLessAndLessOftenWhereEverythingIsInUse() {
        heap = 40 * MEGABYTE;
        kept = 40 * MEGABYTE;
        for (int minute = 1; minute <= 24 * 60; minute++) {
            lookAfter(Duration.ofMinutes(1));
        }
        assertThat(collections)
                .as("after 1, 3, 7, 15, 31, 63 minutes, then each hour")
                .isEqualTo(6 + 22);
        kept = 12 * MEGABYTE;
        lookAfter(Duration.ofHours(1));
        assertThat(heap).isEqualTo(12 * MEGABYTE);
        heap = 64 * MEGABYTE;
        lookAfter(Duration.ofMinutes(1));
        assertThat(heap).isEqualTo(12 * MEGABYTE);
    }

    @BeforeEach
    void begin() {
        trimmer.check(micros);
    }

    private void lookAfter(Duration time) {
        micros += time.toNanos() / 1_000;
        trimmer.check(micros);
    }
}

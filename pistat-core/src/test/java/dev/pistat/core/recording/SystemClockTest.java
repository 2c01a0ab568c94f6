package dev.pistat.core.recording;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SystemClockTest {

    @Test
    void monotonicTimeNeverGoesBack() {
        SystemClock clock = new SystemClock();
        long first = clock.monotonicNanos();
        assertThat(clock.monotonicNanos()).isGreaterThanOrEqualTo(first);
    }
}

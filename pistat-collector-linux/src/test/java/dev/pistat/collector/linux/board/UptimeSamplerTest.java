package dev.pistat.collector.linux.board;

import static dev.pistat.core.metric.BoardMetrics.UPTIME_SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.metric.Reading;
import dev.pistat.core.testkit.CollectedReadings;
import org.junit.jupiter.api.Test;

class UptimeSamplerTest {

    @Test
    void secondsAreWhole() throws Exception {
        assertThat(CollectedReadings.of(new UptimeSampler(() -> 1436.97)).value(UPTIME_SECONDS))
                .isEqualTo(1436);
    }

    @Test
    void oshisSentinelIsAFailure() throws Exception {
        assertThat(CollectedReadings.of(new UptimeSampler(() -> 0)).reading(UPTIME_SECONDS))
                .isEqualTo(new Reading.Failed("/proc/uptime could not be read"));
    }
}

package dev.pistat.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.testkit.FakeClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LogLimitTest {

    private final FakeClock clock = new FakeClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final LogLimit line = new LogLimit(clock::monotonicNanos);

    @Test
    void isWrittenOnceAMinuteWithTheNumberOfThoseThatWereLeftOut() {
        assertThat(line.of("lost 1")).hasValue("lost 1");
        for (int i = 0; i < 999; i++) {
            assertThat(line.of("lost 2")).isEmpty();
        }
        clock.advance(LogLimit.BETWEEN.minusNanos(1));
        assertThat(line.of("lost 3")).isEmpty();
        clock.advance(Duration.ofNanos(1));
        assertThat(line.of("lost 4")).hasValue("lost 4 (left out since the last such line: 1000)");
        clock.advance(LogLimit.BETWEEN);
        assertThat(line.of("lost 5")).hasValue("lost 5");
    }

    @Test
    void aWallClockThatIsSetChangesNothing() {
        assertThat(line.of("lost")).isPresent();
        clock.set(Instant.EPOCH);
        assertThat(line.of("lost")).isEmpty();
        clock.set(Instant.parse("2106-01-01T00:00:00Z"));
        assertThat(line.of("lost")).isEmpty();
    }
}

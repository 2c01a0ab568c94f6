package dev.pistat.collector.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.testkit.FakeClock;
import org.junit.jupiter.api.Test;

class LinuxSamplersTest {

    @Test
    void takesTheTimeFromItsClock() {
        FakeClock clock = new FakeClock();
        assertThat(new LinuxSamplers(clock).clock()).isSameAs(clock);
    }
}

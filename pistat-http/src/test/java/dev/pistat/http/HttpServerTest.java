package dev.pistat.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.testkit.FakeClock;
import org.junit.jupiter.api.Test;

class HttpServerTest {

    @Test
    void takesTheTimeFromItsClock() {
        FakeClock clock = new FakeClock();
        assertThat(new HttpServer(clock).clock()).isSameAs(clock);
    }
}

package dev.pistat.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.testkit.FakeClock;
import org.junit.jupiter.api.Test;

class SqliteStoreTest {

    @Test
    void takesTheTimeFromItsClock() {
        FakeClock clock = new FakeClock();
        assertThat(new SqliteStore(clock).clock()).isSameAs(clock);
    }
}

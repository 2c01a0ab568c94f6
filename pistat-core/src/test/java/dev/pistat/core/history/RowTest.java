package dev.pistat.core.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.core.text.Times;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RowTest {

    @Test
    void aMomentSurvivesTheWayToMicrosecondsAndBack() {
        for (String text : new String[] {"2026-03-01T12:00:00.123456Z", "1969-12-31T23:59:59.999999Z"}) {
            Instant at = Instant.parse(text);
            assertThat(Times.instant(Times.micros(at))).isEqualTo(at);
        }
    }

    @Test
    void anAbsentValueCannotBeMistakenForANumber() {
        Row row = new Row(3, 0, 0, "boot", new double[2], new boolean[] {true, false});
        assertThat(row.value(0)).isZero();
        assertThatThrownBy(() -> row.value(1)).hasMessage("No value in place 1 of row 3");
    }
}

package dev.pistat.store.sqlite.original;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** How the boots of the original's rows are told apart, which had only the time and the uptime. */
class OriginalBootsTest {

    private final OriginalBoots original = new OriginalBoots();
    private final List<String> boots = new ArrayList<>();

    @Test
    void monotonicTimeHasTheDifferencesOfTheClockToTheMicrosecond() {
        next(1795357742.25, OptionalLong.of(100));
        next(1795357752.75, OptionalLong.of(110));
        next(1795357762.5, OptionalLong.of(120));
        assertThat(boots).containsExactly("original-1 100.0", "original-1 110.5", "original-1 120.25");
    }

    @Test
    void aBootBeginsWhereTheUptimeGoesBack() {
        next(1795357742.0, OptionalLong.of(5000));
        next(1795357752.0, OptionalLong.of(5010));
        next(1795357802.0, OptionalLong.of(30));
        next(1795357812.0, OptionalLong.of(40));
        assertThat(boots)
                .containsExactly("original-1 5000.0", "original-1 5010.0", "original-2 30.0", "original-2 40.0");
    }

    @Test
    void aBootAlsoBeginsWhereTheMachineCameUpAfterTheLastRow() {
        next(1795357742.0, OptionalLong.of(100));
        next(1795367742.0, OptionalLong.of(5000));
        assertThat(boots).containsExactly("original-1 100.0", "original-2 5000.0");
    }

    @Test
    void anUptimeThatWaversByASecondIsNoBoot() {
        next(1795357742.0, OptionalLong.of(100));
        next(1795357742.9, OptionalLong.of(99));
        next(1795357745.0, OptionalLong.of(102));
        assertThat(boots).containsExactly("original-1 100.0", "original-1 100.9", "original-1 103.0");
    }

    @Test
    void whereTheClockWasSetTheUptimeSaysHowLongItWas() {
        next(1795357742.0, OptionalLong.of(5000));
        next(1795354142.0, OptionalLong.of(5010));
        next(1795354152.5, OptionalLong.of(5020));
        next(1795354752.5, OptionalLong.of(5030));
        assertThat(boots)
                .containsExactly("original-1 5000.0", "original-1 5010.0", "original-1 5020.5", "original-1 5030.5");
    }

    @Test
    void aGapIsAsLongAsItWas() {
        next(1795357742.0, OptionalLong.of(5000));
        next(1795367742.5, OptionalLong.of(15000));
        assertThat(boots).containsExactly("original-1 5000.0", "original-1 15000.5");
    }

    @Test
    void withoutAnUptimeMonotonicTimeFollowsTheClockButNeverBack() {
        next(1795357742.0, OptionalLong.empty());
        next(1795357752.0, OptionalLong.empty());
        next(1795357732.0, OptionalLong.empty());
        next(1795357742.0, OptionalLong.empty());
        assertThat(boots).containsExactly("original-1 0.0", "original-1 10.0", "original-1 10.0", "original-1 20.0");
    }

    @Test
    void oneRowWithoutAnUptimeIsNoBoot() {
        next(1795357742.0, OptionalLong.of(100));
        next(1795357752.0, OptionalLong.empty());
        next(1795357762.0, OptionalLong.of(120));
        next(1795357792.0, OptionalLong.of(10));
        assertThat(boots)
                .containsExactly("original-1 100.0", "original-1 110.0", "original-1 120.0", "original-2 10.0");
    }

    private void next(double seconds, OptionalLong uptimeSeconds) {
        OptionalLong uptime =
                uptimeSeconds.isPresent() ? OptionalLong.of(uptimeSeconds.getAsLong() * 1_000_000) : uptimeSeconds;
        original.next(Math.round(seconds * 1e6), uptime);
        boots.add(original.bootId() + " " + original.monotonicMicros() / 1e6);
    }
}

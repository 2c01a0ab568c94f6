package dev.pistat.collector.linux.board;

import static dev.pistat.core.metric.BoardMetrics.UPTIME_SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.collector.linux.testkit.Mutations;
import dev.pistat.collector.linux.testkit.Tree;
import dev.pistat.core.testkit.CollectedReadings;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UptimeSamplerTest {

    private static final String UPTIME = "1436.97 5467.42\n";

    @TempDir
    private Path procfs;

    @Test
    void secondsAreWhole() throws Exception {
        new Tree(procfs).file("uptime", UPTIME);
        assertThat(CollectedReadings.of(new UptimeSampler(procfs)).value(UPTIME_SECONDS))
                .isEqualTo(1436);
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> CollectedReadings.of(new UptimeSampler(procfs)))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("uptime");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1436.97", "1436 5467", "-1.00 5467.42\n", "1436.97 5467.42 1\n", "99999999999.00 1.00\n"})
    void nonsenseIsRefused(String text) {
        assertThatThrownBy(() -> UptimeSampler.parse(text)).isInstanceOf(MalformedException.class);
    }

    @Test
    void anyMutationIsRefusedOrGivesSeconds() {
        Mutations.of(UPTIME, text -> assertThat(UptimeSampler.parse(text)).isBetween(0L, 9_999_999_999L));
    }
}

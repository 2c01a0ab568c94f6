package dev.pistat.collector.linux.board;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.collector.linux.testkit.Tree;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.testkit.FakeClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VcgencmdTest {

    private static final Reading MISSING = new Reading.Unavailable("no temperature sensor");
    private static final Reading ANSWER = new Reading.Value(48.3);
    private static final String ANSWERS = "[ \"$*\" = measure_temp ] && echo \"temp=48.3'C\"\n";

    private final FakeClock clock = new FakeClock(Instant.EPOCH);
    private Tree tree;
    private Vcgencmd vcgencmd;

    @BeforeEach
    void twoFolders(@TempDir Path root) {
        tree = new Tree(root);
        vcgencmd = new Vcgencmd(List.of(root.resolve("a"), root.resolve("b")), Duration.ofSeconds(20), clock);
    }

    @Test
    void itIsFoundInAnyOfTheFolders() throws Exception {
        tree.script("b/vcgencmd", ANSWERS);
        assertThat(vcgencmd.temperature()).isEqualTo(ANSWER);
    }

    @Test
    void whereItIsMissingItIsLookedForAgainAfterAnHour() throws Exception {
        assertThat(vcgencmd.temperature()).isEqualTo(MISSING);
        tree.script("a/vcgencmd", ANSWERS);
        clock.advance(Duration.ofMinutes(59));
        assertThat(vcgencmd.temperature()).isEqualTo(MISSING);
        clock.advance(Duration.ofMinutes(1));
        assertThat(vcgencmd.temperature()).isEqualTo(ANSWER);
    }

    @Test
    void settingTheClockMakesNoHour() throws Exception {
        assertThat(vcgencmd.temperature()).isEqualTo(MISSING);
        tree.script("a/vcgencmd", ANSWERS);
        clock.set(Instant.EPOCH.plus(Duration.ofDays(20_000)));
        assertThat(vcgencmd.temperature()).isEqualTo(MISSING);
    }

    @Test
    void whenItIsRemovedItIsMissing() throws Exception {
        tree.script("a/vcgencmd", ANSWERS);
        assertThat(vcgencmd.temperature()).isEqualTo(ANSWER);
        tree.without("a/vcgencmd");
        assertThat(vcgencmd.temperature()).isEqualTo(MISSING);
    }

    @Test
    void whatCannotBeRunIsNotIt() throws Exception {
        tree.file("a/vcgencmd", ANSWERS).folder("b/vcgencmd");
        assertThat(vcgencmd.temperature()).isEqualTo(MISSING);
    }

    @Test
    void itIsLookedForWhereRaspberryPiOsHasIt() {
        assertThat(Vcgencmd.folders())
                .contains(Path.of("/usr/bin"), Path.of("/opt/vc/bin"))
                .doesNotHaveDuplicates();
    }
}

package dev.pistat.collector.linux.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.collector.linux.testkit.Mutations;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessStatTest {

    private static final String SHELL = "812 (bash) S 811 812 812 34816 900 4194304 2345 6789 0 3 150 25 40 50 20 0 1 0"
            + " 123456 8433664 1311 18446744073709551615 1 1 0 0 0 0 65536 3670020 1266777851 1 0 0 17 1 0 0 0 0 0\n";

    @Test
    void itHasTheProcessesOwnTimeItsStartAndItsMemory() {
        assertThat(ProcessStat.parse(SHELL)).isEqualTo(new ProcessStat("bash", 175, 123_456, 1_311));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ")", "(sd-pam)", "a b", ") S 1 2 3", "tmux: server", "x) (y", "über", "new\nline"})
    void aNameMayHoldAnyCharacter(String name) {
        String bytes = new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertThat(ProcessStat.parse(SHELL.replace("bash", bytes)))
                .isEqualTo(new ProcessStat(name, 175, 123_456, 1_311));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "812", "812 (bash)", "812 (bash", "812 (bash) S 811 812", "812 bash) S 1 2 3 4"})
    void whatIsCutOffIsRefused(String text) {
        assertThatThrownBy(() -> ProcessStat.parse(text)).isInstanceOf(MalformedException.class);
    }

    @Test
    void anyMutationIsRefusedOrGivesNumbersPossible() {
        Mutations.of(SHELL, text -> {
            ProcessStat stat = ProcessStat.parse(text);
            assertThat(stat.ticks()).isNotNegative();
            assertThat(stat.start()).isNotNegative();
            assertThat(stat.pages()).isNotNegative();
        });
    }
}

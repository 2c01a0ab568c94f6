package dev.pistat.collector.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.collector.linux.testkit.Mutations;
import dev.pistat.collector.linux.testkit.Tree;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootIdTest {

    private static final String FILE = "sys/kernel/random/boot_id";
    private static final String ID = "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9";

    @Test
    void itIsTheKernelsUuid(@TempDir Path root) throws Exception {
        assertThat(BootId.read(new Tree(root).file(FILE, ID + "\n").root())).isEqualTo(ID);
    }

    @Test
    void withoutProcfsThereIsNone(@TempDir Path root) {
        assertThatThrownBy(() -> BootId.read(root))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(root.resolve(FILE).toString());
    }

    @Test
    void nonsenseIsNone(@TempDir Path root) throws Exception {
        Path procfs = new Tree(root).file(FILE, "boot\n").root();
        assertThatThrownBy(() -> BootId.read(procfs))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("not a boot id: 'boot'");
    }

    /** As in a container or on a phone that closes the file, {@code termux/termux-app#299}; or where it says something else. */
    @ParameterizedTest
    @ValueSource(strings = {"", "boot\n"})
    void withoutTheKernelsIdTheBootTimeTellsBootsApart(String id, @TempDir Path root) throws Exception {
        Tree tree = new Tree(root).file("stat", "cpu 1 2 3 4\nbtime 1700000000\n");
        if (!id.isEmpty()) {
            tree.file(FILE, id);
        }
        assertThat(BootId.read(root)).isEqualTo("btime-1700000000").isEqualTo(BootId.read(root));
        tree.file("stat", "cpu 1 2 3 4\nbtime 1700009999\n");
        assertThat(BootId.read(root)).isEqualTo("btime-1700009999");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stat", "meminfo", "self/stat"})
    void whereNothingTellsBootsApartEachRunHasItsOwn(String file, @TempDir Path root) throws Exception {
        new Tree(root).file(file, "nonsense\n");
        assertThat(BootId.read(root)).startsWith("run-").hasSize(40).isEqualTo(BootId.read(root));
    }

    @Test
    void anyMutationIsRefusedOrGivesAUuid() {
        Mutations.of(ID + "\n", text -> assertThat(BootId.parse(text)).hasSize(36));
    }

    @Test
    void onThisMachineItStaysTheSame() {
        assertThat(BootId.read(Path.of("/proc"))).isEqualTo(BootId.read(Path.of("/proc")));
    }
}

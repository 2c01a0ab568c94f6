package dev.pistat.collector.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void anyMutationIsRefusedOrGivesAUuid() {
        Mutations.of(ID + "\n", text -> assertThat(BootId.parse(text)).hasSize(36));
    }

    @Test
    void onThisMachineItStaysTheSame() {
        assertThat(BootId.read(Path.of("/proc"))).isEqualTo(BootId.read(Path.of("/proc")));
    }
}

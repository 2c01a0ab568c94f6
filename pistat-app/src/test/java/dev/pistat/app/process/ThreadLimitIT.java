package dev.pistat.app.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pistat.app.program.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program in a control group that allows few processes; skipped where this user may not make one. */
@Timeout(60)
class ThreadLimitIT {

    private static final int NO_GROUP = 99;

    @TempDir
    private Path folder;

    @Test
    void aLimitThatIsTooLowIsSaidAndEndsTheStart() throws Exception {
        Path pids = Path.of("/sys/fs/cgroup/pids");
        Path group = (Files.isDirectory(pids) ? pids : pids.getParent()).resolve(folder.getFileName());
        try (Program program = Program.startInShell(
                folder,
                "{ mkdir GROUP && echo 20 >GROUP/pids.max && echo $$ >GROUP/cgroup.procs; } || exit 99; exec \"$@\""
                        .replace("GROUP", group.toString()))) {
            int code = program.exitCode();
            assumeTrue(code != NO_GROUP, "no control group to be had");
            assertThat(program.log())
                    .endsWith("pistat: cannot make a thread: the limit of processes is too low (pids.max of the control"
                            + " group, TasksMax of the service, or ulimit -u)\n")
                    .doesNotContain("\tat ");
            assertThat(code).isEqualTo(1);
        } finally {
            remove(group);
        }
    }

    /** Its last process may not have gone yet. */
    private static void remove(Path group) throws InterruptedException, IOException {
        assertThat(new ProcessBuilder(
                                "sh",
                                "-c",
                                "i=0; while [ -d \"$1\" ] && ! rmdir \"$1\" 2>/dev/null && [ $i -lt 50 ]; do i=$((i + 1)); sleep 0.1; done",
                                "sh",
                                group.toString())
                        .start()
                        .waitFor())
                .isZero();
    }
}

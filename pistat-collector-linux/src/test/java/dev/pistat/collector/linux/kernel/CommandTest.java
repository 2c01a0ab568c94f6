package dev.pistat.collector.linux.kernel;

import static dev.pistat.collector.linux.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.collector.linux.testkit.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against real scripts. What a script starts writes its process id into a file, so that the test can see it end. */
@Timeout(180)
class CommandTest {

    /** Far longer than anything that should end by itself takes. */
    private static final Duration LONG = Duration.ofSeconds(20);

    private static final Duration SHORT = Duration.ofMillis(300);

    private final Command command = new Command();
    private Tree tree;

    @BeforeEach
    void inAFolderOfItsOwn(@TempDir Path root) {
        tree = new Tree(root);
    }

    private String run(Duration limit, String script) throws Exception {
        return command.output(
                limit,
                List.of(tree.script("fake", "cd " + tree.root() + "\n" + script).toString(), "argument"));
    }

    private void assertEnds(String file) throws Exception {
        Path id = tree.root().resolve(file);
        if (!Files.exists(id) || Files.size(id) == 0) {
            return; // killed before it came so far
        }
        Path process = Path.of("/proc", Files.readString(id).strip());
        eventually(() -> !Files.exists(process) || isZombie(process));
    }

    private static boolean isZombie(Path process) {
        try {
            return KernelFile.text(process.resolve("stat")).contains(") Z ");
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void whatItPrintsIsTheOutput_errorsToo() throws Exception {
        assertThat(run(LONG, "echo out $1; echo err >&2")).isEqualTo("out argument\nerr\n");
    }

    @Test
    void itsInputIsEmpty() throws Exception {
        assertThat(run(LONG, "cat; echo end")).isEqualTo("end\n");
    }

    @Test
    void anotherExitCodeThan0IsAFailure() {
        assertThatThrownBy(() -> run(LONG, "echo refused; exit 3"))
                .isInstanceOf(IOException.class)
                .hasMessage("fake argument ended with 3: 'refused'");
    }

    @Test
    void aProgramThatIsMissingIsAFailure() {
        assertThatThrownBy(() -> command.output(LONG, List.of("/nowhere/program")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/nowhere/program");
    }

    @Test
    void atTheLimitItIsKilledWithAllItsChildren() throws Exception {
        assertThatThrownBy(() -> run(SHORT, "echo $$ > parent; sleep 60 & echo $! > child; sleep 60"))
                .isInstanceOf(IOException.class)
                .hasMessage("fake argument did not answer within 300 ms");
        assertEnds("parent");
        assertEnds("child");
    }

    @Test
    void childrenWithoutAParentAreKilledToo() throws Exception {
        assertThatThrownBy(() -> run(SHORT, "sh -c 'setsid sleep 60 > /dev/null & echo $! > child'; sleep 60"))
                .isInstanceOf(IOException.class);
        assertEnds("child");
    }

    @Test
    void aChildThatHoldsTheOutputIsKilled_theAnswerCounts() throws Exception {
        assertThat(run(LONG, "sleep 60 & echo $! > child; echo answer")).isEqualTo("answer\n");
        assertEnds("child");
    }

    @Test
    void aChildThatLetsGoOfTheOutputIsKilledToo() throws Exception {
        assertThat(run(LONG, "setsid sleep 60 > /dev/null 2>&1 & echo $! > child; echo answer"))
                .isEqualTo("answer\n");
        assertEnds("child");
    }

    @Test
    void rubbishWithoutEndIsKilled() throws Exception {
        assertThatThrownBy(() -> run(SHORT, "echo $$ > parent; exec yes rubbish"))
                .isInstanceOf(IOException.class)
                .hasMessage("fake argument did not answer within 300 ms");
        assertEnds("parent");
    }

    @Test
    void rubbishWithAnEndIsCutOff() throws Exception {
        assertThat(run(LONG, "head -c 60000 /dev/zero")).hasSize(4_096);
    }

    @Test
    void aChildThatLeavesRubbishWithoutEndIsKilled() throws Exception {
        assertThat(run(LONG, "(trap '' PIPE TERM; while :; do echo rubbish 2> /dev/null; done) & echo $! > child"))
                .hasSizeLessThanOrEqualTo(4_096);
        assertEnds("child");
    }

    @Test
    void interruptingTheThreadKillsIt() throws Exception {
        FutureTask<String> task =
                new FutureTask<>(() -> run(LONG, "echo $$ > parent.new; mv parent.new parent; sleep 60"));
        Thread thread = Thread.ofPlatform().start(task);
        eventually(() -> Files.exists(tree.root().resolve("parent")));
        thread.interrupt();
        assertThatThrownBy(task::get).hasCauseInstanceOf(InterruptedException.class);
        assertEnds("parent");
    }

    @Test
    void afterAFailureItCanBeRunAgain() throws Exception {
        assertThatThrownBy(() -> run(SHORT, "sleep 60")).isInstanceOf(IOException.class);
        assertThat(run(LONG, "echo again")).isEqualTo("again\n");
    }
}

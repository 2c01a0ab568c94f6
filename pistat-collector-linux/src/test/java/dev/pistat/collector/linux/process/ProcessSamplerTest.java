package dev.pistat.collector.linux.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.pistat.collector.linux.testkit.Tree;
import dev.pistat.core.history.ProcessUse;
import dev.pistat.core.history.TopProcesses;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.testkit.CollectedReadings;
import dev.pistat.core.testkit.FakeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessSamplerTest {

    private static final int PAGES_OF_1_MIB = 256;

    private final FakeClock clock = new FakeClock(Instant.EPOCH);
    private Reading busy = new Reading.Value(10);
    private Tree tree;

    @BeforeEach
    void sevenProcesses(@TempDir Path root) throws IOException {
        tree = new Tree(root)
                .file("root/etc/passwd", "pi:x:1000:1000::/home/pi:/bin/sh\n")
                .file("proc/uptime", "1 1\n");
        for (int pid = 1; pid <= 7; pid++) {
            process(pid, "p" + pid, pid * 1_000L, 50, pid);
        }
    }

    private void process(int pid, String name, long ticks, long start, int mebibytes) throws IOException {
        tree.file(
                "proc/" + pid + "/stat",
                "%d (%s) S 1 1 1 0 -1 0 0 0 0 0 %d 0 0 0 20 0 1 0 %d 9 %d 0\n"
                        .formatted(pid, name, ticks, start, mebibytes * PAGES_OF_1_MIB));
        tree.file(
                "proc/" + pid + "/status",
                "Name:\t%s\nUid:\t1000\t0\t0\t0\nVmRSS:\t%d kB\n".formatted(name, mebibytes * 1_024));
        tree.file("proc/" + pid + "/io", "write_bytes: 512\ncancelled_write_bytes: 0\n");
    }

    private void ends(int pid) throws IOException {
        tree.without("proc/" + pid + "/stat").without("proc/" + pid + "/status");
    }

    private ProcessSampler sampler() {
        return new ProcessSampler(tree.root().resolve("proc"), tree.root().resolve("root"), () -> busy, clock);
    }

    private Optional<TopProcesses> after(Duration time, ProcessSampler sampler) throws Exception {
        clock.advance(time);
        return CollectedReadings.of(sampler).topProcesses();
    }

    private static List<Integer> pids(List<ProcessUse> uses) {
        return uses.stream().map(ProcessUse::pid).toList();
    }

    @Test
    void fiveByMemoryAndAllThatTookTimeSinceTheSamplerWasMade() throws Exception {
        ProcessSampler sampler = sampler();
        process(3, "p3", 3_150, 50, 3);
        process(2, "p2", 2_450, 50, 2);
        TopProcesses topProcesses = after(Duration.ofSeconds(2), sampler).orElseThrow();
        assertThat(topProcesses.byCpu())
                .containsExactly(
                        new ProcessUse(2, "p2", "pi", 225, 2 << 20, OptionalLong.of(512)),
                        new ProcessUse(3, "p3", "pi", 75, 3 << 20, OptionalLong.of(512)));
        assertThat(pids(topProcesses.byMemory())).containsExactly(7, 6, 5, 4, 3);
    }

    @Test
    void itReadsEvery30Seconds_aLittleEarlyIsInTime() throws Exception {
        ProcessSampler sampler = sampler();
        assertThat(after(Duration.ofSeconds(1), sampler)).isPresent();
        for (int i = 0; i < 5; i++) {
            assertThat(after(Duration.ofSeconds(5), sampler)).isEmpty();
        }
        process(1, "p1", 1_300, 50, 1);
        TopProcesses topProcesses = after(Duration.ofMillis(4_990), sampler).orElseThrow();
        assertThat(topProcesses.byCpu()).extracting(ProcessUse::cpuPercent).containsExactly(10.0);
    }

    @Test
    void itReadsAtOnceWhenTheProcessorBecomesBusy_onceUntilThatIsOver() throws Exception {
        ProcessSampler sampler = sampler();
        Duration second = Duration.ofSeconds(1);
        assertThat(after(second, sampler)).isPresent();
        busy = new Reading.Value(80);
        assertThat(after(second, sampler)).isEmpty();
        busy = new Reading.Value(80.01);
        assertThat(after(second, sampler)).isPresent();
        busy = new Reading.Value(99);
        assertThat(after(second, sampler)).isEmpty();
        busy = new Reading.Unavailable("unknown");
        assertThat(after(second, sampler)).isEmpty();
        busy = new Reading.Value(99);
        assertThat(after(second, sampler)).isEmpty();
        busy = new Reading.Value(30);
        assertThat(after(second, sampler)).isEmpty();
        busy = new Reading.Value(99);
        assertThat(after(second, sampler)).isPresent();
    }

    @Test
    void aProcessorThatHoversAround80PercentIsReadOnce() throws Exception {
        ProcessSampler sampler = sampler();
        Duration second = Duration.ofSeconds(1);
        assertThat(after(second, sampler)).isPresent();
        busy = new Reading.Value(81);
        assertThat(after(second, sampler)).isPresent();
        for (double percent : List.of(79.0, 82.0, 70.0, 99.0)) {
            busy = new Reading.Value(percent);
            assertThat(after(second, sampler)).as("at %s", percent).isEmpty();
        }
        busy = new Reading.Value(69.99);
        assertThat(after(second, sampler)).isEmpty();
        busy = new Reading.Value(81);
        assertThat(after(second, sampler)).isPresent();
    }

    @Test
    void aNewProcessCountsFromItsBeginning_underAnOldNumberToo() throws Exception {
        ProcessSampler sampler = sampler();
        process(8, "new", 40, 900, 1);
        process(7, "other", 7_010, 950, 1);
        TopProcesses topProcesses = after(Duration.ofSeconds(100), sampler).orElseThrow();
        assertThat(topProcesses.byCpu())
                .extracting(ProcessUse::name, ProcessUse::cpuPercent)
                .containsExactly(tuple("other", 70.1), tuple("new", 0.4));
    }

    @Test
    void whatEndsIsPassedOver_whileItIsReadToo() throws Exception {
        ProcessSampler sampler = sampler();
        ends(7);
        tree.without("proc/6/status");
        tree.file("proc/5/stat", "5 (cut");
        TopProcesses topProcesses = after(Duration.ofSeconds(1), sampler).orElseThrow();
        assertThat(pids(topProcesses.byMemory())).containsExactly(4, 3, 2, 1);
    }

    @Test
    void whatMayNotBeReadIsLeftOut() throws Exception {
        ProcessSampler sampler = sampler();
        tree.without("proc/7/io");
        tree.file("proc/6/io", "");
        assertThat(after(Duration.ofSeconds(1), sampler).orElseThrow().byMemory())
                .extracting(use -> use.writtenBytes().isPresent())
                .containsExactly(false, false, true, true, true);
    }

    @Test
    void aProcessWithoutMemoryIsNotListed() throws Exception {
        ProcessSampler sampler = sampler();
        tree.file("proc/7/stat", "7 (kworker/u8:1-ev) I 2 0 0 0 -1 0 0 0 0 0 7900 0 0 0 20 0 1 0 50 0 0 0\n");
        tree.file("proc/7/status", "Name:\tkworker\nUid:\t0\t0\t0\t0\n");
        TopProcesses topProcesses = after(Duration.ofSeconds(10), sampler).orElseThrow();
        assertThat(pids(topProcesses.byMemory())).doesNotContain(7);
        assertThat(topProcesses.byCpu())
                .containsExactly(new ProcessUse(7, "kworker/u8:1-ev", "0", 90, 0, OptionalLong.of(512)));
    }

    @Test
    void withoutAnEarlierReadingThereAreNoSharesOfTime() throws Exception {
        ProcessSampler sampler =
                new ProcessSampler(tree.root().resolve("later"), tree.root().resolve("root"), () -> busy, clock);
        assertThatThrownBy(() -> CollectedReadings.of(sampler))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no process to be seen in ");
        Files.move(tree.root().resolve("proc"), tree.root().resolve("later"));
        TopProcesses topProcesses = after(Duration.ofSeconds(1), sampler).orElseThrow();
        assertThat(topProcesses.byCpu()).isEmpty();
        assertThat(topProcesses.byMemory()).hasSize(5);
    }
}

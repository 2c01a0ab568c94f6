package dev.pistat.collector.linux.disk;

import static dev.pistat.core.metric.DiskMetrics.DISK_BUSY_PERCENT;
import static dev.pistat.core.metric.DiskMetrics.DISK_READS;
import static dev.pistat.core.metric.DiskMetrics.DISK_READ_BYTES;
import static dev.pistat.core.metric.DiskMetrics.DISK_READ_RATE;
import static dev.pistat.core.metric.DiskMetrics.DISK_WRITES;
import static dev.pistat.core.metric.DiskMetrics.DISK_WRITE_RATE;
import static dev.pistat.core.metric.DiskMetrics.DISK_WRITTEN_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.collector.linux.kernel.KernelFile;
import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.collector.linux.testkit.Mutations;
import dev.pistat.collector.linux.testkit.Tree;
import dev.pistat.core.history.Event;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.testkit.CollectedReadings;
import dev.pistat.core.testkit.FakeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiskSamplerTest {

    private static final Series READ_RATE = new Series(DISK_READ_RATE, "sda");
    private static final Series WRITE_RATE = new Series(DISK_WRITE_RATE, "sda");
    private static final Series BUSY = new Series(DISK_BUSY_PERCENT, "sda");

    private final FakeClock clock = new FakeClock(Instant.EPOCH);
    private Tree tree;
    private DiskSampler sampler;

    @BeforeEach
    void oneDisk(@TempDir Path root) throws IOException {
        tree = new Tree(root);
        tree.folder("block/sda");
        sampler = new DiskSampler(root, root, root, false, clock);
    }

    private void stats(String... lines) throws IOException {
        tree.file("diskstats", String.join("\n", lines) + "\n");
    }

    private static String line(String name, long reads, long sectorsRead, long writes, long sectorsWritten, long busy) {
        return "   8       0 " + name + " " + reads + " 1 " + sectorsRead + " 2 " + writes + " 3 " + sectorsWritten
                + " 4 0 " + busy + " 5 0 0 0 0 6 7";
    }

    private CollectedReadings after(Duration time, String... lines) throws Exception {
        clock.advance(time);
        stats(lines);
        return CollectedReadings.of(sampler);
    }

    private static List<String> devices(CollectedReadings collected) {
        return collected.readings().keySet().stream()
                .filter(series -> series.metric().equals(DISK_READS))
                .map(Series::instance)
                .toList();
    }

    private static double value(CollectedReadings collected, Metric metric) {
        return collected.value(new Series(metric, "sda"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " 4 0 100 5", " 4 0 100 5 6 7"})
    void everyKernelsCountersAreRead(String later) throws Exception {
        stats("   8       0 sda 10 1 2048 2 20 3 4096 4 0 100 5" + later);
        CollectedReadings collected = CollectedReadings.of(sampler);
        assertThat(value(collected, DISK_READ_BYTES)).isEqualTo(1 << 20);
        assertThat(value(collected, DISK_WRITTEN_BYTES)).isEqualTo(2 << 20);
        assertThat(value(collected, DISK_READS)).isEqualTo(10);
        assertThat(value(collected, DISK_WRITES)).isEqualTo(20);
        assertThat(collected.reading(READ_RATE)).isInstanceOf(Reading.Unavailable.class);
        assertThat(collected.reading(BUSY)).isInstanceOf(Reading.Unavailable.class);
    }

    @Test
    void ratesAreSinceTheLastSample() throws Exception {
        after(Duration.ofSeconds(1), line("sda", 10, 1_000, 20, 2_000, 100));
        CollectedReadings second = after(Duration.ofSeconds(3), line("sda", 11, 1_008, 22, 2_001, 850));
        assertThat(second.value(READ_RATE)).isEqualTo(1_365);
        assertThat(second.value(WRITE_RATE)).isEqualTo(171);
        assertThat(second.value(BUSY)).isEqualTo(25);
    }

    @Test
    void noDiskIsBusierThanAlways() throws Exception {
        after(Duration.ofSeconds(1), line("sda", 10, 0, 0, 0, 100));
        assertThat(after(Duration.ofSeconds(1), line("sda", 10, 0, 0, 0, 1_104)).value(BUSY))
                .isEqualTo(100);
    }

    @Test
    void aCounterThatWentBackGivesNoRateForThatInterval() throws Exception {
        after(Duration.ofSeconds(1), line("sda", 10, 4_294_967_290L, 20, 0, 4_294_967_000L));
        CollectedReadings wrapped = after(Duration.ofSeconds(1), line("sda", 11, 2, 20, 0, 4_294_967_100L));
        assertThat(List.of(wrapped.reading(READ_RATE), wrapped.reading(WRITE_RATE), wrapped.reading(BUSY)))
                .containsOnly(new Reading.Unavailable("the counters restarted since the last sample"));
        assertThat(after(Duration.ofSeconds(1), line("sda", 12, 4, 20, 0, 4_294_967_200L))
                        .value(READ_RATE))
                .isEqualTo(1_024);
    }

    @Test
    void partitionsAndVirtualDisksAndDrivesWithoutMediumAreLeftOut() throws Exception {
        for (String name :
                List.of("loop0", "ram0", "zram0", "dm-0", "md0", "sr0", "mmcblk0", "mmcblk0boot0", "nvme0n1")) {
            tree.folder("block/" + name);
        }
        tree.folder("block/cciss!c0d0");
        String[] lines = {
            line("loop0", 1, 1, 1, 1, 1),
            line("ram0", 1, 1, 1, 1, 1),
            line("zram0", 1, 1, 1, 1, 1),
            line("dm-0", 1, 1, 1, 1, 1),
            line("md0", 1, 1, 1, 1, 1),
            line("sr0", 0, 0, 0, 0, 0),
            line("mmcblk0", 1, 1, 1, 1, 1),
            line("mmcblk0p1", 1, 1, 1, 1, 1),
            line("mmcblk0boot0", 1, 1, 1, 1, 1),
            line("nvme0n1", 1, 1, 1, 1, 1),
            line("nvme0n1p1", 1, 1, 1, 1, 1),
            line("sda", 1, 1, 1, 1, 1),
            line("sda1", 1, 1, 1, 1, 1),
            line("cciss/c0d0", 1, 1, 1, 1, 1),
        };
        assertThat(devices(after(Duration.ZERO, lines))).containsExactly("cciss/c0d0", "mmcblk0", "nvme0n1", "sda");
        sampler = new DiskSampler(tree.root(), tree.root(), tree.root(), true, clock);
        assertThat(devices(after(Duration.ZERO, lines)))
                .contains("loop0", "ram0", "zram0", "dm-0", "md0", "sr0", "mmcblk0boot0", "sda")
                .doesNotContain("sda1", "mmcblk0p1");
    }

    @Test
    void disksComeAndGo_andBothAreEvents() throws Exception {
        tree.folder("block/sdb");
        String sda = line("sda", 1, 1, 1, 1, 1);
        String sdb = line("sdb", 1, 1, 1, 1, 1);
        assertThat(after(Duration.ZERO, sda, sdb).events()).isEmpty();
        assertThat(after(Duration.ofSeconds(1), sda).events())
                .containsExactly(new CollectedReadings.Reported(Event.DISAPPEARED, "disk sdb", "is gone"));
        CollectedReadings back = after(Duration.ofSeconds(1), sda, line("sdb", 9, 9, 9, 9, 9));
        assertThat(back.events())
                .containsExactly(new CollectedReadings.Reported(Event.APPEARED, "disk sdb", "is there now"));
        assertThat(back.reading(new Series(DISK_READ_RATE, "sdb"))).isInstanceOf(Reading.Unavailable.class);
        assertThat(back.value(READ_RATE)).isZero();
    }

    @Test
    void anotherDiskOfTheSameNameHasNoRateAtFirst_andBothAreEvents() throws Exception {
        after(Duration.ZERO, line("sda", 1, 1, 1, 1, 1));
        Files.move(tree.root().resolve("block/sda"), tree.root().resolve("gone"));
        tree.folder("block/sda");
        CollectedReadings other = after(Duration.ofSeconds(1), line("sda", 900, 900, 900, 900, 900));
        assertThat(other.reading(READ_RATE)).isInstanceOf(Reading.Unavailable.class);
        assertThat(value(other, DISK_READS)).isEqualTo(900);
        assertThat(other.events())
                .containsExactly(
                        new CollectedReadings.Reported(Event.DISAPPEARED, "disk sda", "is gone"),
                        new CollectedReadings.Reported(Event.APPEARED, "disk sda", "is there now"));
        CollectedReadings next = after(Duration.ofSeconds(1), line("sda", 901, 902, 900, 900, 900));
        assertThat(next.value(READ_RATE)).isEqualTo(1_024);
        assertThat(next.events()).isEmpty();
    }

    @Test
    void aLineThatMakesNoSenseFailsItsDiskAlone() throws Exception {
        tree.folder("block/sdb");
        String sda = line("sda", 1, 1, 1, 1, 1);
        after(Duration.ZERO, sda, line("sdb", 1, 1, 1, 1, 1));
        String odd = "8 1 sdb 1 2 3";
        CollectedReadings collected = after(Duration.ofSeconds(1), sda, odd, "8 2 sdb1 1", "7 0 loop0 x");
        assertThat(collected.value(READ_RATE)).isZero();
        assertThat(collected.readings())
                .containsEntry(
                        new Series(DISK_READS, "sdb"), new Reading.Failed("not the counters of a disk: '" + odd + "'"))
                .containsKey(new Series(DISK_BUSY_PERCENT, "sdb"))
                .hasSize(14);
        assertThat(collected.events()).as("it is still there").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8 0", "sdb", "8 sdb 0 1 2"})
    void aLineWithoutANameLeavesTheOthersAlone_andWhatItMayBeOfIsNotGone(String nameless) throws Exception {
        tree.folder("block/sdb");
        String sda = line("sda", 1, 1, 1, 1, 1);
        after(Duration.ZERO, sda, line("sdb", 1, 1, 1, 1, 1));
        for (int i = 0; i < 2; i++) {
            CollectedReadings collected = after(Duration.ofSeconds(1), sda, nameless);
            assertThat(collected.value(READ_RATE)).isZero();
            assertThat(collected.reading(new Series(DISK_READS, "sdb")))
                    .isEqualTo(new Reading.Failed("not a disk: '" + nameless + "'"));
            assertThat(collected.events()).as("it may be there").isEmpty();
        }
        assertThat(after(Duration.ofSeconds(1), sda).events())
                .containsExactly(new CollectedReadings.Reported(Event.DISAPPEARED, "disk sdb", "is gone"));
    }

    /** 2^64 − 1, and sectors that are more bytes than any disk has. */
    @Test
    void aCounterThatFellBelowZeroFailsAlone() throws Exception {
        String line = line("sda", 1, Long.MAX_VALUE, 77, 1, 1).replace(" 77 ", " 18446744073709551615 ");
        CollectedReadings collected = after(Duration.ZERO, line);
        assertThat(List.of(
                        collected.reading(new Series(DISK_WRITES, "sda")),
                        collected.reading(new Series(DISK_READ_BYTES, "sda"))))
                .hasOnlyElementsOfType(Reading.Failed.class);
        assertThat(value(collected, DISK_READS)).isEqualTo(1);
        assertThat(value(collected, DISK_WRITTEN_BYTES)).isEqualTo(512);
    }

    @Test
    void noDiskIsSoFast_thatItsCounterJumpsFrom0To2To32SectorsInASecond() throws Exception {
        after(Duration.ZERO, line("sda", 1, 0, 1, 0, 1));
        CollectedReadings jumped = after(Duration.ofSeconds(1), line("sda", 2, 4_294_967_295L, 2, 2, 2));
        assertThat(jumped.reading(READ_RATE)).isInstanceOf(Reading.Failed.class);
        assertThat(jumped.value(WRITE_RATE)).isEqualTo(1_024);
    }

    /** A root file system in a file, as some containers and live systems have it. */
    @ParameterizedTest
    @CsvSource({"loop0, ''", "zram0, ''", "loop0, loop0p2", "md0, ''"})
    void theDiskOfTheRootIsListedWhateverItIsMadeOf(String disk, String partition) throws Exception {
        tree.folder("block/" + disk);
        rootIsOn("devices/virtual/block/" + disk, partition);
        assertThat(devices(after(Duration.ZERO, line(disk, 0, 0, 0, 0, 0), line("loop7", 1, 1, 1, 1, 1))))
                .containsExactly(disk);
    }

    @Test
    void aLayerOverOthersIsNotListedForTheRoot_theyAre() throws Exception {
        tree.folder("block/dm-0/slaves/sda");
        rootIsOn("devices/virtual/block/dm-0", "");
        assertThat(devices(after(Duration.ZERO, line("sda", 1, 1, 1, 1, 1), line("dm-0", 1, 1, 1, 1, 1))))
                .containsExactly("sda");
    }

    private void rootIsOn(String disk, String partition) throws Exception {
        String folder = partition.isEmpty() ? disk : disk + "/" + partition;
        tree.folder(folder).folder("dev/block");
        if (!partition.isEmpty()) {
            tree.file(folder + "/partition", "2\n");
        }
        Files.createSymbolicLink(
                tree.root().resolve("dev/block/" + FileSystemSpace.device(tree.root())),
                tree.root().resolve(folder));
    }

    @Test
    void aKernelWithoutDisksHasNone() throws Exception {
        assertThat(CollectedReadings.of(sampler).readings()).isEmpty();
        tree.file("diskstats", "");
        assertThat(CollectedReadings.of(sampler).readings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"   8       0 sda 10 1 2048", "   8 0 sda 1 2 3 4 5 6 7 8 9 10 11"})
    void aFileThatIsCutOffIsRefused(String text) throws Exception {
        tree.file("diskstats", text);
        assertThatThrownBy(() -> CollectedReadings.of(sampler)).isInstanceOf(MalformedException.class);
    }

    @Test
    void anyMutationIsRefusedOrGivesCounts() {
        Mutations.of(
                line("sda", 10, 18, 20, Long.MAX_VALUE, 100) + "\n" + line("sda1", 1, 2, 3, 4, 5) + "\n",
                text -> DiskStats.parse(text).whole().forEach((name, disk) -> {
                    assertThat(name).isNotBlank();
                    assertThat(KernelFile.toDouble(disk.sectorsWritten())).isBetween(0.0, 0x1p64);
                }));
    }
}

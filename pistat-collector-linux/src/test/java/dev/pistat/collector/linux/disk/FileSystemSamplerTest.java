package dev.pistat.collector.linux.disk;

import static dev.pistat.collector.linux.testkit.Eventually.eventually;
import static dev.pistat.core.metric.DiskMetrics.DISK_PERCENT;
import static dev.pistat.core.metric.DiskMetrics.DISK_TOTAL;
import static dev.pistat.core.metric.DiskMetrics.DISK_USED;
import static dev.pistat.core.metric.DiskMetrics.FILESYSTEM_PERCENT;
import static dev.pistat.core.metric.DiskMetrics.FILESYSTEM_TOTAL;
import static dev.pistat.core.metric.DiskMetrics.FILESYSTEM_USED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.collector.linux.testkit.Tree;
import dev.pistat.core.history.Event;
import dev.pistat.core.memory.InMemoryMetricStore;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.recording.Recorder;
import dev.pistat.core.testkit.CollectedReadings;
import dev.pistat.core.testkit.FakeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class FileSystemSamplerTest {

    private static final String ROOT = "25 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw\n";
    private static final String USB = "90 25 8:17 / /media/usb rw - vfat /dev/sdb1 rw\n";
    private static final String NAS = "91 25 0:44 / /mnt/nas rw - nfs4 nas:/films rw,vers=4.2\n";
    private static final FileSystemSpace HALF = new FileSystemSpace(1_000, 500, 400);

    /** Measures whatever file system is there. */
    private interface Measure {
        FileSystemSpace space(Path path) throws Exception;
    }

    private final AtomicInteger asked = new AtomicInteger();
    private Tree tree;

    @BeforeEach
    void aTree(@TempDir Path root) {
        tree = new Tree(root);
    }

    private FileSystemSampler sampler(String diskPath, Measure measure) {
        Path root = tree.root();
        return new FileSystemSampler(
                root.resolve("1"), root.resolve("host"), Path.of(diskPath), false, (path, device) -> {
                    asked.incrementAndGet();
                    return measure.space(path);
                });
    }

    private static List<String> mounts(CollectedReadings readings) {
        return readings.readings().keySet().stream()
                .filter(series -> series.metric().equals(FILESYSTEM_USED))
                .map(Series::instance)
                .toList();
    }

    private static FileSystemSpace any(Path path) throws IOException {
        return FileSystemSpace.of(path, null);
    }

    @Test
    void figuresAreThoseOfDf() throws Exception {
        tree.file("1/mountinfo", ROOT);
        CollectedReadings collected = CollectedReadings.of(sampler("/", path -> HALF));
        assertThat(collected.value(new Series(FILESYSTEM_USED, "/"))).isEqualTo(500);
        assertThat(collected.value(new Series(FILESYSTEM_TOTAL, "/"))).isEqualTo(1_000);
        assertThat(collected.value(new Series(FILESYSTEM_PERCENT, "/"))).isEqualTo(55.56);
    }

    @Test
    void theConfiguredPathIsNotMeasuredAgainWhereItIsAMount() throws Exception {
        tree.file("1/mountinfo", ROOT + USB);
        CollectedReadings collected = CollectedReadings.of(sampler("/media/usb", path -> HALF));
        assertThat(collected.value(DISK_USED)).isEqualTo(500);
        assertThat(collected.value(DISK_TOTAL)).isEqualTo(1_000);
        assertThat(collected.value(DISK_PERCENT)).isEqualTo(55.56);
        assertThat(asked).hasValue(2);
    }

    @Test
    void aConfiguredPathThatIsMissingFails_untilItIsThere() throws Exception {
        Path path = tree.root().resolve("host/usb");
        FileSystemSampler sampler = sampler("/usb", FileSystemSamplerTest::any);
        assertThat(CollectedReadings.of(sampler).readings().values())
                .hasSize(3)
                .containsOnly(new Reading.Failed("no such file or directory: " + path));
        Files.createDirectories(path);
        assertThat(CollectedReadings.of(sampler).value(DISK_TOTAL)).isPositive();
    }

    @Test
    void aFileSystemWithoutSpaceHasNoFigures() throws Exception {
        FileSystemSampler sampler = new FileSystemSampler(
                Path.of("/proc/self"), Path.of("/"), Path.of("/proc"), false, FileSystemSpace::of);
        assertThat(CollectedReadings.of(sampler).reading(DISK_USED))
                .isEqualTo(new Reading.Unavailable("the file system of /proc counts no space"));
    }

    /** The label of a stick, as a desktop mounts it: storaged-project/udisks#1056. The kernel escapes the line feed alone. */
    @ParameterizedTest
    @ValueSource(strings = {"\r", "\u0085", "\u2028", "\u000b", "\f", "\u001c"})
    void whateverCharacterIsInTheNameOfOneMount_theOthersStand(String odd) throws Exception {
        tree.file("1/mountinfo", ROOT + "92 25 8:33 / /media/pi/MY\\012" + odd + "DISK rw - vfat /dev/sdc1 rw\n" + USB);
        FileSystemSampler sampler = sampler("/", path -> HALF);
        assertThat(mounts(CollectedReadings.of(sampler))).containsExactly("/", "/media/usb");
    }

    @Test
    void aLineThatMakesNoSenseFailsItsMountAlone_whichIsNotGone() throws Exception {
        tree.file("1/mountinfo", ROOT + USB);
        FileSystemSampler sampler = sampler("/media/usb/films", path -> HALF);
        CollectedReadings.of(sampler);
        for (String odd :
                List.of("90 25 8:17 / /media/usb rw\n", "90 25 8:17\n", "90 25 ? / /media/usb rw - x y z\n")) {
            tree.file("1/mountinfo", ROOT + odd);
            CollectedReadings collected = CollectedReadings.of(sampler);
            assertThat(collected.value(new Series(FILESYSTEM_USED, "/"))).isEqualTo(500);
            assertThat(collected.reading(new Series(FILESYSTEM_USED, "/media/usb")))
                    .isEqualTo(new Reading.Failed("not a mount: '" + odd.strip() + "'"));
            assertThat(collected.value(DISK_USED)).isEqualTo(500);
            assertThat(collected.events()).as("it may be there").isEmpty();
        }
        tree.file("1/mountinfo", ROOT);
        assertThat(CollectedReadings.of(sampler).events())
                .containsExactly(new CollectedReadings.Reported(Event.DISAPPEARED, "mount /media/usb", "is gone"));
    }

    /**
     * An image of LXC, OpenVZ's simfs, and the memory of a live system: henrygd/beszel#266, netdata/netdata#1369,
     * masonr/yet-another-bench-script#40.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "7:3 / / rw - ext4 /dev/loop3 rw",
                "0:64 / / rw - simfs /dev/simfs rw",
                "0:21 / / rw - tmpfs none rw",
                "7:0 / / ro - squashfs /dev/loop0 ro",
                "251:0 / / rw - ext4 /dev/zram0 rw",
                "0:29 / / rw - overlay overlayroot rw"
            })
    void theRootIsListedWhateverItsType(String root) throws Exception {
        tree.file("1/mountinfo", "21 1 " + root + "\n" + USB);
        CollectedReadings collected = CollectedReadings.of(sampler("/", path -> HALF));
        assertThat(mounts(collected)).containsExactly("/", "/media/usb");
        assertThat(collected.value(DISK_USED)).isEqualTo(500);
    }

    @ParameterizedTest
    @CsvSource({"/run, tmpfs, 0:23", "/run/log, tmpfs, 0:23", "/srv/a/b, ext4, 7:9", "/run, unknownfs, 0:77"})
    void theFileSystemOfTheConfiguredPathIsListedWhateverItsType(String path, String type, String device)
            throws Exception {
        String point = path.startsWith("/srv") ? "/srv/a" : "/run";
        tree.file(
                "1/mountinfo",
                ROOT + "30 25 " + device + " / " + point + " rw - " + type + " /dev/loop9 rw\n"
                        + "31 25 0:24 / /run/lock rw - tmpfs tmpfs rw\n32 25 0:25 / /srv/ab rw - tmpfs tmpfs rw\n");
        CollectedReadings collected = CollectedReadings.of(sampler(path, each -> HALF));
        assertThat(mounts(collected)).containsExactly("/", point);
        assertThat(collected.value(DISK_USED)).isEqualTo(500);
    }

    @Test
    void whatWasAskedForIsListedThoughThereAre64BeforeIt() throws Exception {
        StringBuilder many = new StringBuilder(ROOT);
        for (int i = 0; i < 70; i++) {
            many.append("9 1 8:").append(100 + i).append(" / /data").append(i).append(" rw - ext4 /dev/sdc1 rw\n");
        }
        tree.file("1/mountinfo", many + USB.replace("/media", "/zoo"));
        CollectedReadings collected = CollectedReadings.of(sampler("/zoo/usb", path -> HALF));
        assertThat(mounts(collected)).hasSize(64).contains("/", "/zoo/usb");
        assertThat(collected.value(DISK_USED)).isEqualTo(500);
    }

    @ParameterizedTest
    @CsvSource({"1000, 1001, 400", "1000, 500, 18446744073709551615", "1000, 18446744073709551615, 400", "1000, -1, 0"})
    void moreFreeThanThereIsFails(double total, double free, double usable) throws Exception {
        tree.file("1/mountinfo", ROOT + USB);
        CollectedReadings collected = CollectedReadings.of(
                sampler("/", path -> path.endsWith("usb") ? new FileSystemSpace(total, free, usable) : HALF));
        for (Metric metric : List.of(FILESYSTEM_USED, FILESYSTEM_TOTAL, FILESYSTEM_PERCENT)) {
            assertThat(collected.reading(new Series(metric, "/media/usb"))).isInstanceOf(Reading.Failed.class);
        }
        assertThat(collected.value(new Series(FILESYSTEM_USED, "/"))).isEqualTo(500);
    }

    @Test
    void aMountIsLookedForBelowTheHostsRoot() throws Exception {
        tree.file("1/mountinfo", ROOT + USB);
        CollectedReadings collected = CollectedReadings.of(sampler("/", path -> {
            if (path.equals(tree.root().resolve("host/media/usb"))) {
                return new FileSystemSpace(10, 3, 3);
            }
            return HALF;
        }));
        assertThat(collected.value(new Series(FILESYSTEM_USED, "/media/usb"))).isEqualTo(7);
    }

    @Test
    void oneThatCannotBeMeasuredFailsAlone() throws Exception {
        tree.file("1/mountinfo", ROOT + USB).folder("host");
        CollectedReadings collected = CollectedReadings.of(sampler("/", FileSystemSamplerTest::any));
        assertThat(collected.value(new Series(FILESYSTEM_USED, "/"))).isPositive();
        assertThat(collected.reading(new Series(FILESYSTEM_USED, "/media/usb")))
                .isEqualTo(new Reading.Failed(
                        "no such file or directory: " + tree.root().resolve("host/media/usb")));
    }

    @Test
    void anotherFileSystemAtThatPlaceIsNotMeasuredInstead() throws Exception {
        Path host = Files.createDirectories(tree.root().resolve("host"));
        String device = FileSystemSpace.parseDevice((Long) Files.getAttribute(host, "unix:dev"));
        FileSystemSampler sampler =
                new FileSystemSampler(tree.root().resolve("1"), host, Path.of("/"), false, FileSystemSpace::of);
        tree.file("1/mountinfo", ROOT.replace("8:2", device));
        assertThat(CollectedReadings.of(sampler).value(new Series(FILESYSTEM_TOTAL, "/")))
                .isPositive();
        tree.file("1/mountinfo", ROOT.replace("8:2", "8:777"));
        assertThat(CollectedReadings.of(sampler).reading(new Series(FILESYSTEM_TOTAL, "/")))
                .isEqualTo(
                        new Reading.Failed("another file system is seen at " + host + " than the one mounted there"));
        tree.file("1/mountinfo", ROOT.replace("8:2", "0:777").replace("ext4", "btrfs"));
        assertThat(CollectedReadings.of(sampler).value(new Series(FILESYSTEM_TOTAL, "/")))
                .isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "0x802, 8:2",
        "0x2d, 0:45",
        "0x10303, 259:3",
        "0xfff103ff, 259:1048575",
        "0x11100070, 0:70000",
        "0x100000038803, 5000:3"
    })
    void deviceNumbersAreThoseOfMountinfo(String device, String majorAndMinor) {
        assertThat(FileSystemSpace.parseDevice(Long.decode(device))).isEqualTo(majorAndMinor);
    }

    @Test
    void mountsComeAndGo_andBothAreEvents() throws Exception {
        tree.file("1/mountinfo", ROOT);
        FileSystemSampler sampler = sampler("/", path -> HALF);
        assertThat(CollectedReadings.of(sampler).events()).isEmpty();
        tree.file("1/mountinfo", ROOT + USB);
        CollectedReadings with = CollectedReadings.of(sampler);
        assertThat(mounts(with)).containsExactly("/", "/media/usb");
        assertThat(with.events())
                .containsExactly(new CollectedReadings.Reported(Event.APPEARED, "mount /media/usb", "is there now"));
        tree.file("1/mountinfo", ROOT);
        CollectedReadings without = CollectedReadings.of(sampler);
        assertThat(mounts(without)).containsExactly("/");
        assertThat(without.events())
                .containsExactly(new CollectedReadings.Reported(Event.DISAPPEARED, "mount /media/usb", "is gone"));
    }

    @Test
    void withoutMountinfoTheConfiguredPathIsMeasuredAllTheSame() throws Exception {
        assertThat(CollectedReadings.of(sampler("/", path -> HALF)).readings()).hasSize(3);
        tree.file("1/mountinfo", "garbage");
        try (Recorder recorder = recorder(sampler("/", path -> HALF))) {
            assertThat(recorder.tick().value(DISK_USED)).hasValue(500);
        }
    }

    @Test
    void anotherDeviceAtTheSamePlaceIsAnotherMount() throws Exception {
        tree.file("1/mountinfo", ROOT + USB);
        FileSystemSampler sampler = sampler("/", path -> HALF);
        CollectedReadings.of(sampler);
        tree.file("1/mountinfo", ROOT + USB.replace("8:17", "8:33"));
        assertThat(CollectedReadings.of(sampler).events())
                .containsExactly(
                        new CollectedReadings.Reported(Event.DISAPPEARED, "mount /media/usb", "is gone"),
                        new CollectedReadings.Reported(Event.APPEARED, "mount /media/usb", "is there now"));
        tree.file("1/mountinfo", ROOT.replace("rw,", "ro,") + USB.replace("8:17", "8:33"));
        assertThat(CollectedReadings.of(sampler).events()).isEmpty();
    }

    /** The recorder of a machine, which gives up on a question after half a second. */
    private static Recorder recorder(FileSystemSampler sampler) {
        return new Recorder(
                List.of(sampler), new InMemoryMetricStore(), new FakeClock(Instant.EPOCH), Duration.ofSeconds(1));
    }

    private static Reading reading(Sample sample, Metric metric, String mount) {
        return sample.readings().get(new Series(metric, mount));
    }

    @Test
    void aServerThatDoesNotAnswerCostsItsOwnFiguresAndOneThread() throws Exception {
        tree.file("1/mountinfo", ROOT + NAS + USB);
        CountDownLatch answer = new CountDownLatch(1);
        Path nas = tree.root().resolve("host/mnt/nas");
        FileSystemSampler sampler = sampler("/mnt/nas/films", path -> {
            if (path.startsWith(nas)) {
                answer.await();
            }
            return HALF;
        });
        try (Recorder recorder = recorder(sampler)) {
            Sample first = recorder.tick();
            assertThat(first.value(new Series(FILESYSTEM_USED, "/"))).hasValue(500);
            assertThat(first.value(new Series(FILESYSTEM_USED, "/media/usb"))).hasValue(500);
            assertThat(reading(first, FILESYSTEM_USED, "/mnt/nas")).isInstanceOf(Reading.Failed.class);
            assertThat(first.readings().get(new Series(DISK_USED)))
                    .isEqualTo(reading(first, FILESYSTEM_USED, "/mnt/nas"));
            for (int i = 0; i < 10; i++) {
                assertThat(reading(recorder.tick(), FILESYSTEM_USED, "/mnt/nas"))
                        .isEqualTo(new Reading.Failed("has not answered an earlier question yet"));
            }
            assertThat(asked).as("11 × two others, and it once").hasValue(23);
            assertThat(Thread.getAllStackTraces().values())
                    .filteredOn(stack -> List.of(stack).toString().contains("CountDownLatch.await")
                            && List.of(stack).toString().contains("FileSystemSampler"))
                    .hasSize(1);
            answer.countDown();
            eventually(() -> recorder.tick().value(DISK_USED).isPresent());
            assertThat(recorder.tick().value(new Series(FILESYSTEM_USED, "/mnt/nas")))
                    .hasValue(500);
        }
    }
}

package dev.pistat.collector.linux.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.collector.linux.kernel.ParsedLines;
import dev.pistat.collector.linux.testkit.Mutations;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ParsedLines as proc_pid_mountinfo(5) describes them. */
class MountTest {

    private static final String ROOT = line("8:2", "/", "/", "ext4", "/dev/sda2");

    private static String line(String device, String root, String point, String type, String source) {
        return "36 35 " + device + " " + root + " " + point + " rw,noatime master:1 shared:7 - " + type + " " + source
                + " rw,errors=continue\n";
    }

    private static Collection<String> real(String... lines) {
        return Mount.real(Mount.parse(String.join("", lines)).whole().values(), false, Path.of("/"))
                .keySet();
    }

    private static Collection<String> all(String... lines) {
        return Mount.real(Mount.parse(String.join("", lines)).whole().values(), true, Path.of("/"))
                .keySet();
    }

    @Test
    void aLineMayHaveAnyNumberOfOptionalFields_andNoSource() {
        assertThat(Mount.parse("36 35 8:2 / /mnt rw - ext3 /dev/root rw\n")
                        .whole()
                        .values())
                .containsExactly(new Mount("8:2", "/", "/mnt", "ext3", "/dev/root"));
        assertThat(Mount.parse("36 35 8:2 / /mnt rw a:1 b:2 c - ext3 /dev/root rw\n")
                        .whole())
                .hasSize(1);
        assertThat(Mount.parse("36 35 0:9 / /mnt rw - tmpfs  rw\n").whole().values())
                .containsExactly(new Mount("0:9", "/", "/mnt", "tmpfs", ""));
    }

    @Test
    void spacesTabsNewlinesAndBackslashesAreOctal() {
        assertThat(Mount.parse(line("8:1", "/", "/media/My\\040old\\134disk\\011Größe", "vfat", "/dev/sdb1"))
                        .whole())
                .containsOnlyKeys("/media/My old\\disk\tGröße");
        assertThat(real(ROOT, line("8:1", "/", "/media/two\\012lines", "vfat", "/dev/sdb1")))
                .containsExactly("/");
    }

    @Test
    void whatTheKernelMakesUpIsNotReal() {
        String[] lines = {
            ROOT,
            line("0:21", "/", "/proc", "proc", "proc"),
            line("0:22", "/", "/sys", "sysfs", "sysfs"),
            line("0:6", "/", "/dev", "devtmpfs", "udev"),
            line("0:23", "/", "/run", "tmpfs", "tmpfs"),
            line("0:30", "/", "/sys/fs/cgroup", "cgroup2", "cgroup2"),
            line("0:40", "/", "/proc/sys/fs/binfmt_misc", "autofs", "systemd-1"),
            line("0:50", "/", "/run/user/1000/gvfs", "fuse.gvfsd-fuse", "gvfsd-fuse"),
            line("0:51", "/", "/var/lib/docker/overlay2/1/merged", "overlay", "overlay"),
            line("7:1", "/", "/snap/core/1", "squashfs", "/dev/loop1"),
            line("7:2", "/", "/mnt/image", "ext4", "/dev/loop2"),
            line("254:0", "/", "/var/log", "ext4", "/dev/zram0"),
            line("11:0", "/", "/media/cd", "iso9660", "/dev/sr0"),
        };
        assertThat(real(lines)).containsExactly("/");
        assertThat(all(lines))
                .containsExactly(
                        "/",
                        "/dev",
                        "/media/cd",
                        "/mnt/image",
                        "/run",
                        "/run/user/1000/gvfs",
                        "/snap/core/1",
                        "/var/lib/docker/overlay2/1/merged",
                        "/var/log");
    }

    @Test
    void thoseOfTheNetworkAndOfSeveralDisksAreReal() {
        assertThat(real(
                        ROOT,
                        line("0:44", "/", "/mnt/nas", "nfs4", "nas:/export"),
                        line("0:45", "/", "/mnt/box", "cifs", "//box/share"),
                        line("0:46", "/", "/mnt/ssh", "fuse.sshfs", "pi@box:"),
                        line("8:33", "/", "/mnt/windows", "fuseblk", "/dev/sdc1"),
                        line("0:47", "/", "/tank", "zfs", "tank")))
                .containsExactly("/", "/mnt/box", "/mnt/nas", "/mnt/ssh", "/mnt/windows", "/tank");
    }

    @Test
    void bindMountsAndSubvolumesAreThereOnce_atTheShortestPlace() {
        assertThat(real(ROOT, line("8:2", "/srv/data", "/export/data", "ext4", "/dev/sda2")))
                .containsExactly("/");
        assertThat(real(
                        line("0:33", "/@home", "/home", "btrfs", "/dev/sda2"),
                        line("0:33", "/@", "/", "btrfs", "/dev/sda2"),
                        line("0:33", "/", "/mnt/top", "btrfs", "/dev/sda2")))
                .containsExactly("/");
    }

    @Test
    void whatIsMountedOverAnotherHidesIt() {
        String disk = line("8:17", "/", "/data", "ext4", "/dev/sdb1");
        String over = line("0:61", "/", "/data", "tmpfs", "tmpfs");
        assertThat(real(ROOT, disk, over)).containsExactly("/");
        assertThat(real(ROOT, over, disk)).containsExactly("/", "/data");
    }

    @Test
    void inAContainerTheOverlayIsTheRoot() {
        assertThat(real(
                        line("0:80", "/", "/", "overlay", "overlay"),
                        line("8:2", "/docker/1/hosts", "/etc/hosts", "ext4", "/dev/sda2"),
                        line("8:2", "/docker/volumes/1", "/data", "ext4", "/dev/sda2")))
                .containsExactly("/", "/data");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "36 35 8:17 / /data rw - ext4 /dev/sdb1",
                "36 35 8:17 / /data rw",
                "36 35 8 / /data rw - ext4 /dev/sdb1 rw",
                "36 35 8:17 / data rw - ext4 /dev/sdb1 rw",
                "36",
                ""
            })
    void aLineThatIsNotWholeLeavesTheOthersAlone(String line) {
        ParsedLines<Mount> lines = Mount.parse(line + "\n" + ROOT);
        assertThat(lines.whole()).containsOnlyKeys("/");
        boolean named = line.contains(" /data ");
        assertThat(lines.malformed().keySet()).isEqualTo(named ? Set.of("/data") : Set.of());
        assertThat(lines.nameless()).hasSize(named ? 0 : 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "36 35 8:2 / / rw - ext4 /dev/sda2 rw"})
    void aFileThatIsCutOffIsRefused(String text) {
        assertThatThrownBy(() -> Mount.parse(text)).isInstanceOf(MalformedException.class);
    }

    @Test
    void anyMutationIsRefusedOrGivesMounts() {
        String text = ROOT
                + line("8:17", "/", "/media/My\\040disk", "vfat", "/dev/sdb1")
                + line("0:44", "/", "/mnt/nas", "nfs4", "nas:/export");
        for (boolean virtual : List.of(true, false)) {
            Mutations.of(
                    text,
                    mutated -> assertThat(
                                    Mount.real(Mount.parse(mutated).whole().values(), virtual, Path.of("/"))
                                            .keySet())
                            .allSatisfy(
                                    point -> assertThat(point).startsWith("/").doesNotContain("\0")));
        }
    }

    @Test
    void aPlaceThatShowsAllOfADiskCountsBeforeAShorterOneThatShowsAPart() {
        String text = """
                20 1 8:17 /media /srv/media rw - ext4 /dev/sdb1 rw
                21 1 8:17 / /mnt/storage rw - ext4 /dev/sdb1 rw
                """;
        assertThat(Mount.real(Mount.parse(text).whole().values(), false, Path.of("/")))
                .containsOnlyKeys("/mnt/storage");
    }
}

package dev.pistat.collector.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.collector.linux.testkit.Mutations;
import dev.pistat.collector.linux.testkit.Tree;
import dev.pistat.core.metric.Host;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinuxHostTest {

    private static final String BOOT_ID = "00112233-4455-6677-8899-aabbccddeeff";

    private Tree tree;

    @BeforeEach
    void onlyWhatEveryKernelHas(@TempDir Path root) throws IOException {
        tree = new Tree(root)
                .file("proc/sys/kernel/ostype", "Linux\n")
                .file("proc/sys/kernel/osrelease", "6.6.31+rpt-rpi-v8\n")
                .file("proc/sys/kernel/hostname", "raspberrypi\n")
                .file("proc/sys/kernel/random/boot_id", BOOT_ID + "\n")
                .file("proc/stat", "cpu 1 2 3 4\ncpu0 1 2 3 4\ncpu2 1 2 3 4\nintr 1\nbtime 1700000000\n");
    }

    private Host read() {
        Path root = tree.root();
        return LinuxHost.read(root.resolve("proc"), root.resolve("sys"), root.resolve("root"));
    }

    @Test
    void whatIsAbsentIsEmpty() {
        Host host = read();
        assertThat(host.model()).isEmpty();
        assertThat(host.os()).isEmpty();
        assertThat(host.kernel()).isEqualTo("Linux 6.6.31+rpt-rpi-v8");
        assertThat(host.hostName()).isEqualTo("raspberrypi");
        assertThat(host.bootId()).isEqualTo(BOOT_ID);
        assertThat(host.bootTime()).hasValue(Instant.ofEpochSecond(1_700_000_000));
        assertThat(host.cores()).isEqualTo(2);
    }

    @Test
    void whatTheKernelHidesTheJvmKnows() throws Exception {
        tree.without("proc/sys/kernel/ostype").without("proc/sys/kernel/osrelease");
        tree.without("proc/sys/kernel/hostname");
        assertThat(read().kernel()).isEqualTo(System.getProperty("os.name") + " " + System.getProperty("os.version"));
        assertThat(read().hostName()).isEqualTo("localhost");
    }

    @Test
    void coresThatAreOfflineCount() throws Exception {
        tree.file("sys/devices/system/cpu/present", "0-3\n").file("sys/devices/system/cpu/offline", "1,3\n");
        assertThat(read().cores()).isEqualTo(4);
    }

    /** htop-dev/htop#1470, lxc/lxcfs#731: only {@code /proc/stat} is the container's own. */
    @ParameterizedTest
    @CsvSource({"0-31, ''", "0-31, 16-31", "many, ''"})
    void coresOfTheHostAreNoneOfAContainer(String present, String offline) throws Exception {
        tree.file("sys/devices/system/cpu/present", present + "\n");
        assertThat(read().cores()).isEqualTo(2);
        tree.file("sys/devices/system/cpu/offline", offline + "\n");
        assertThat(read().cores()).isEqualTo(2);
    }

    @Test
    void withoutCountersThePresentCoresCount_elseThoseOfTheJvm() throws Exception {
        tree.without("proc/stat").file("proc/meminfo", "");
        assertThat(read().cores()).isEqualTo(Runtime.getRuntime().availableProcessors());
        tree.file("sys/devices/system/cpu/present", "0-76\n");
        assertThat(read().cores()).isEqualTo(77);
    }

    @Test
    void theBoardIsNamedByItsDeviceTree_aPersonalComputerByDmi() throws Exception {
        tree.file("sys/class/dmi/id/product_name", "NUC8i3BEH\n");
        assertThat(read().model()).hasValue("NUC8i3BEH");
        tree.file("sys/firmware/devicetree/base/model", "Raspberry Pi 5 Model B Rev 1.0\0");
        assertThat(read().model()).hasValue("Raspberry Pi 5 Model B Rev 1.0");
        tree.file("proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.4\0");
        assertThat(read().model()).hasValue("Raspberry Pi 4 Model B Rev 1.4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "None", "Default string", "To Be Filled By O.E.M.", "System Product Name", "0"})
    void fillersAreNoName(String name) throws Exception {
        tree.file("sys/class/dmi/id/product_name", name + "\n");
        assertThat(read().model()).isEmpty();
    }

    @Test
    void underAnotherRootTheHostsNameIsInItsFile() throws Exception {
        tree.file("root/etc/hostname", "host\n");
        assertThat(read().hostName()).isEqualTo("host");
    }

    @Test
    void theOperatingSystemMayBeDescribedInEitherPlace() throws Exception {
        tree.file("root/usr/lib/os-release", "NAME=x\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n");
        assertThat(read().os()).hasValue("Debian GNU/Linux 12 (bookworm)");
        tree.file("root/etc/os-release", "PRETTY_NAME=Alpine\n");
        assertThat(read().os()).hasValue("Alpine");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "PRETTY_NAME=Alpine|Alpine",
                "PRETTY_NAME='A b'|A b",
                "PRETTY_NAME=\"A \\\"b\\\" \\$c\"|A \"b\" $c",
                "PRETTY_NAME=\"Größe\"|Größe"
            })
    void theNameMayBeQuoted(String line, String name) {
        assertThat(LinuxHost.parsePrettyName("ID=x\n" + line + "\nX=y\n")).hasValue(name);
    }

    @Test
    void anyMutationIsANameOrNone() {
        Mutations.of(
                "ID=x\nPRETTY_NAME=\"A \\\"b\\\"\"\nX=y\n",
                text -> LinuxHost.parsePrettyName(text)
                        .ifPresent(name -> assertThat(name).isNotBlank()));
    }

    /**
     * lxc/lxcfs#28, giampaolo/psutil#2195, nicolargo/glances#2111: containers whose {@code /proc/stat} has no such line;
     * termux/termux-app#299: a phone on which the file is closed. 0 is what a kernel says that does not know.
     */
    @ParameterizedTest
    @ValueSource(strings = {"", "btime\n", "btime soon\n", "btime 0\n", "btime 99999999999999\n"})
    void withoutABootTimeTheRestStands(String line) throws Exception {
        tree.file("proc/stat", "cpu 1 2 3 4\ncpu0 1 2 3 4\nintr 1\n" + line);
        assertThat(read().bootTime()).isEmpty();
        assertThat(read().bootId()).isEqualTo(BOOT_ID);
        assertThat(read().cores()).isEqualTo(1);
    }

    @Test
    void withoutCountersTheRestStands() throws Exception {
        tree.without("proc/stat").file("proc/meminfo", "MemTotal: 1 kB\n");
        assertThat(read().bootTime()).isEmpty();
        assertThat(read().hostName()).isEqualTo("raspberrypi");
    }

    @Test
    void whereNoProcfsIsItSaysSo() throws Exception {
        tree.without("proc/stat").without("proc/sys/kernel/random/boot_id");
        assertThatThrownBy(this::read)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("boot_id: is procfs mounted there?");
    }
}

package dev.pistat.collector.linux.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.collector.linux.kernel.KernelFile;
import dev.pistat.collector.linux.testkit.Mutations;
import dev.pistat.collector.linux.testkit.Tree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees as Documentation/ABI/testing/sysfs-class-net describes them, with what tells the interfaces apart. */
class RealInterfacesTest {

    private static final int ETHERNET = 1;
    private static final int LOOPBACK = 772;

    private Tree net;

    @BeforeEach
    void everyMachineHasALoopback(@TempDir Path root) throws IOException {
        net = new Tree(root);
        add("lo", LOOPBACK, "");
    }

    private void add(String name, int type, String deviceType, String... folders) throws IOException {
        String devtype = deviceType.isEmpty() ? "" : "DEVTYPE=" + deviceType + "\n";
        net.file(name + "/uevent", devtype + "INTERFACE=" + name + "\nIFINDEX=2\n");
        net.file(name + "/type", type + "\n");
        for (String folder : folders) {
            net.folder(name + "/" + folder);
        }
    }

    private Set<String> real() throws IOException {
        Map<String, Link> links = new HashMap<>();
        for (Path folder : KernelFile.entries(net.root(), "*")) {
            links.put(folder.getFileName().toString(), Link.read(folder));
        }
        return RealInterfaces.among(links).keySet();
    }

    private boolean isContainers(String name) {
        return Link.read(net.root().resolve(name)).container();
    }

    @Test
    void cardsAreReal_theLoopbackIsNot() throws Exception {
        add("wlan0", ETHERNET, "wlan", "device");
        add("eth0", ETHERNET, "", "device");
        assertThat(real()).containsExactly("eth0", "wlan0");
    }

    @Test
    void membersOfBridgesAndBondsAreCounted_notWhatIsBuiltOnThem() throws Exception {
        net.file("bonding_masters", "bond0\n");
        add("eth0", ETHERNET, "", "device", "master");
        add("eth1", ETHERNET, "", "device", "master");
        add("eth2", ETHERNET, "", "device", "master");
        add("bond0", ETHERNET, "bond", "bonding", "master");
        add("br0", ETHERNET, "bridge", "bridge");
        add("br0.7", ETHERNET, "vlan");
        add("veth1a2b", ETHERNET, "", "master");
        add("docker0", ETHERNET, "bridge", "bridge");
        add("tun0", 65_534, "");
        add("wg0", 65_534, "wireguard");
        assertThat(real()).containsExactly("eth0", "eth1", "eth2");
    }

    @Test
    void portsOfASwitchSendThroughItsOwnInterface() throws Exception {
        add("eth0", ETHERNET, "", "device");
        add("lan1", ETHERNET, "dsa", "device");
        add("lan2", ETHERNET, "dsa", "device");
        assertThat(real()).containsExactly("eth0");
    }

    @Test
    void inAContainerWhatLooksLikeACardIsReal() throws Exception {
        add("eth0", ETHERNET, "");
        add("eth1", ETHERNET, "");
        add("eth0.7", ETHERNET, "vlan");
        add("docker0", ETHERNET, "bridge", "bridge");
        add("oldbr", ETHERNET, "", "bridge");
        add("bond0", ETHERNET, "", "bonding");
        add("veth1a2b", ETHERNET, "", "master");
        add("tap0", ETHERNET, "", "tun_flags");
        add("dummy0", ETHERNET, "");
        add("ifb0", ETHERNET, "");
        add("tunl0", 768, "");
        assertThat(real()).containsExactly("eth0", "eth1");
    }

    @Test
    void thereMayBeNone() throws Exception {
        assertThat(real()).isEmpty();
    }

    @Test
    void dockersBridgesAndTheNearEndsOfContainersAreTheContainers() throws Exception {
        add("docker0", ETHERNET, "bridge", "bridge");
        add("br-0123456789ab", ETHERNET, "bridge", "bridge");
        add("br-lan", ETHERNET, "bridge", "bridge");
        add("veth1a2b", ETHERNET, "");
        add("cali1", ETHERNET, "");
        net.file("cali1/iflink", "3\n");
        add("eth0", ETHERNET, "", "device");
        net.file("eth0/iflink", "2\n");
        add("eth0.7", ETHERNET, "vlan");
        net.file("eth0.7/iflink", "3\n");
        add("gre0", ETHERNET, "");
        net.file("gre0/iflink", "0\n");
        assertThat(Set.of("docker0", "br-0123456789ab", "br-lan", "veth1a2b", "cali1", "eth0", "eth0.7", "gre0", "lo"))
                .filteredOn(this::isContainers)
                .containsExactlyInAnyOrder("docker0", "br-0123456789ab", "veth1a2b", "cali1");
    }

    @Test
    void anyMutationOfTheDeviceTypeIsJustAnother() {
        assertThat(Link.parse("DEVTYPE=vlan\nINTERFACE=eth0.7\n", "DEVTYPE")).isEqualTo("vlan");
        assertThat(Link.parse("INTERFACE=eth0\nIFINDEX=4\n", "DEVTYPE")).isEmpty();
        Mutations.of(
                "DEVTYPE=vlan\nINTERFACE=eth0.7\n",
                text -> assertThat(Link.parse(text, "DEVTYPE")).doesNotContain("\n"));
    }
}

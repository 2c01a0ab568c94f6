package dev.pistat.collector.linux.network;

import static dev.pistat.core.metric.NetworkMetrics.INTERFACE_DROPS;
import static dev.pistat.core.metric.NetworkMetrics.INTERFACE_ERRORS;
import static dev.pistat.core.metric.NetworkMetrics.INTERFACE_RECEIVED_BYTES;
import static dev.pistat.core.metric.NetworkMetrics.INTERFACE_RECEIVE_RATE;
import static dev.pistat.core.metric.NetworkMetrics.INTERFACE_SEND_RATE;
import static dev.pistat.core.metric.NetworkMetrics.INTERFACE_SENT_BYTES;
import static dev.pistat.core.metric.NetworkMetrics.NET_BYTES_RECV;
import static dev.pistat.core.metric.NetworkMetrics.NET_BYTES_SENT;
import static dev.pistat.core.metric.NetworkMetrics.NET_RECEIVE_RATE;
import static dev.pistat.core.metric.NetworkMetrics.NET_SEND_RATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.collector.linux.kernel.KernelFile;
import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.collector.linux.testkit.Mutations;
import dev.pistat.collector.linux.testkit.Tree;
import dev.pistat.core.history.Event;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.testkit.CollectedReadings;
import dev.pistat.core.testkit.FakeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkSamplerTest {

    private static final String HEADER = """
            Inter-|   Receive                                                |  Transmit
             face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
            """;
    private static final String FIRST = "a rate needs two readings, and this is the first";
    private static final Reading.Unavailable REPLACED =
            new Reading.Unavailable("the counters restarted since the last sample");
    private static final Logger LOG = Logger.getLogger("dev.pistat.collector.linux");

    private final List<String> said = new ArrayList<>();
    private final Handler ear = new Handler() {
        @Override
        public void publish(LogRecord message) {
            said.add(message.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private final FakeClock clock = new FakeClock(Instant.EPOCH);
    private final Map<String, String> lines = new TreeMap<>();

    private Tree tree;

    @BeforeEach
    void listen(@TempDir Path root) throws IOException {
        tree = new Tree(root);
        LOG.addHandler(ear);
        LOG.setUseParentHandlers(false);
        write();
    }

    @AfterEach
    void leave() {
        LOG.removeHandler(ear);
        LOG.setUseParentHandlers(true);
    }

    private void card(String name, String sent, String received) throws IOException {
        tree.folder("class/net/" + name + "/device");
        bytes(name, sent, received);
    }

    private void bytes(String name, String sent, String received) throws IOException {
        lines.put(name, name + ": " + received + " 9 1 2 0 0 0 0 " + sent + " 9 3 4 0 0 0 0\n");
        write();
    }

    private void write() throws IOException {
        tree.file("1/net/dev", HEADER + String.join("", lines.values()));
    }

    private NetworkSampler sampler(String configured) {
        return sampler(configured, false);
    }

    private NetworkSampler sampler(String configured, boolean virtual) {
        Path root = tree.root();
        return new NetworkSampler(root.resolve("1"), root, configured, virtual, clock);
    }

    @Test
    void theConfiguredInterfaceIsCountedAlone() throws Exception {
        card("eth0", "10", "20");
        card("wlan0", "100", "200");
        CollectedReadings collected = CollectedReadings.of(sampler("eth0"));
        assertThat(collected.value(NET_BYTES_SENT)).isEqualTo(10);
        assertThat(collected.value(NET_BYTES_RECV)).isEqualTo(20);
        assertThat(said).isEmpty();
    }

    @Test
    void itMayBeAVirtualOne() throws Exception {
        bytes("wg0", "1", "2");
        assertThat(CollectedReadings.of(sampler("wg0")).value(NET_BYTES_RECV)).isEqualTo(2);
    }

    @Test
    void whileItDoesNotExistTheRealOnesAreCountedTogether_andTheLogSaysSoOnce() throws Exception {
        card("wlan0", "100", "200");
        card("eth0", "10", "20");
        bytes("lo", "1000", "1000");
        NetworkSampler sampler = sampler("eth9");
        CollectedReadings.of(sampler);
        CollectedReadings collected = CollectedReadings.of(sampler);
        assertThat(collected.value(NET_BYTES_SENT)).isEqualTo(110);
        assertThat(collected.value(NET_BYTES_RECV)).isEqualTo(220);
        assertThat(said).containsExactly("network interface eth9 does not exist: counting eth0, wlan0 together");
    }

    @Test
    void theLogSaysWhenThatChanges() throws Exception {
        NetworkSampler sampler = sampler("eth9");
        assertThat(CollectedReadings.of(sampler).reading(NET_BYTES_SENT))
                .isEqualTo(new Reading.Unavailable("no network interface"));
        card("eth0", "10", "20");
        CollectedReadings.of(sampler);
        card("eth9", "1", "2");
        assertThat(CollectedReadings.of(sampler).value(NET_BYTES_SENT)).isEqualTo(1);
        assertThat(said)
                .containsExactly(
                        "network interface eth9 does not exist, and there is no other",
                        "network interface eth9 does not exist: counting eth0 instead",
                        "network interface eth9 is there now: counting it alone");
    }

    @Test
    void aCounterThatFellBelowZeroFailsAlone_andIsInNoSum() throws Exception {
        NetworkSampler sampler = sampler("eth9");
        card("eth0", "10", "20");
        card("eth1", "10", "20");
        CollectedReadings.of(sampler);
        clock.advance(Duration.ofSeconds(10));
        card("eth0", "1010", "18446744073709551615");
        CollectedReadings collected = CollectedReadings.of(sampler);
        assertThat(collected.reading(new Series(INTERFACE_RECEIVED_BYTES, "eth0")))
                .isEqualTo(
                        new Reading.Failed("it says 18446744073709551616, and can only be 0 to 1152921504606846976"));
        assertThat(List.of(
                        collected.reading(NET_BYTES_RECV),
                        collected.reading(NET_RECEIVE_RATE),
                        collected.reading(new Series(INTERFACE_RECEIVE_RATE, "eth0"))))
                .hasOnlyElementsOfType(Reading.Failed.class);
        assertThat(collected.value(new Series(INTERFACE_SENT_BYTES, "eth0"))).isEqualTo(1_010);
        assertThat(collected.value(new Series(INTERFACE_SEND_RATE, "eth0"))).isEqualTo(100);
        assertThat(collected.value(NET_BYTES_SENT)).isEqualTo(1_020);
        assertThat(collected.value(new Series(INTERFACE_RECEIVED_BYTES, "eth1")))
                .isEqualTo(20);
    }

    @Test
    void aCounterThatIsNoneFailsItsInterface_andWhateverItIsSummedUpIn() throws Exception {
        NetworkSampler sampler = sampler("eth0");
        card("eth0", "10", "20");
        card("eth1", "10", "20");
        CollectedReadings.of(sampler);
        clock.advance(Duration.ofSeconds(1));
        bytes("eth1", "-1", "20");
        CollectedReadings collected = CollectedReadings.of(sampler);
        Reading failed = new Reading.Failed("not a counter: '-1'");
        assertThat(collected.reading(new Series(INTERFACE_SENT_BYTES, "eth1"))).isEqualTo(failed);
        assertThat(collected.reading(new Series(INTERFACE_DROPS, "eth1"))).isEqualTo(failed);
        assertThat(collected.reading(new Series(INTERFACE_SEND_RATE, "eth1"))).isEqualTo(failed);
        assertThat(collected.reading(NET_SEND_RATE)).isEqualTo(new Reading.Failed("eth1: not a counter: '-1'"));
        assertThat(collected.value(NET_BYTES_SENT)).isEqualTo(10);
        assertThat(collected.value(new Series(INTERFACE_SEND_RATE, "eth0"))).isZero();
        assertThat(collected.events()).as("it is still there").isEmpty();
        bytes("eth0", "", "20");
        assertThat(CollectedReadings.of(sampler).reading(NET_BYTES_SENT)).isInstanceOf(Reading.Failed.class);
    }

    @Test
    void aLineWithoutANameLeavesTheOthersAlone_butNoSum_andWhatItMayBeOfIsNotGone() throws Exception {
        NetworkSampler sampler = sampler("eth0");
        card("eth0", "10", "20");
        card("eth1", "10", "20");
        CollectedReadings.of(sampler);
        clock.advance(Duration.ofSeconds(10));
        bytes("eth0", "110", "20");
        lines.put("eth1", "17 17 17\n");
        write();
        CollectedReadings collected = CollectedReadings.of(sampler);
        Reading why = new Reading.Failed("not an interface: '17 17 17'");
        assertThat(collected.value(NET_BYTES_SENT)).isEqualTo(110);
        assertThat(collected.value(new Series(INTERFACE_SEND_RATE, "eth0"))).isEqualTo(10);
        assertThat(collected.reading(new Series(INTERFACE_SENT_BYTES, "eth1"))).isEqualTo(why);
        assertThat(collected.reading(NET_SEND_RATE)).as("not too small").isEqualTo(why);
        assertThat(collected.events()).as("it may be there").isEmpty();
        clock.advance(Duration.ofSeconds(10));
        lines.remove("eth1");
        write();
        CollectedReadings without = CollectedReadings.of(sampler);
        assertThat(without.events())
                .containsExactly(new CollectedReadings.Reported(Event.DISAPPEARED, "interface eth1", "is gone"));
        assertThat(without.value(NET_SEND_RATE)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"veth1a2b", "docker0"})
    void theConfiguredOneIsListedThoughItBelongsToContainers(String name) throws Exception {
        card("eth0", "10", "20");
        bytes(name, "1", "2");
        bytes("vethother", "1", "2");
        CollectedReadings collected = CollectedReadings.of(sampler(name));
        assertThat(collected.value(new Series(INTERFACE_RECEIVED_BYTES, name))).isEqualTo(2);
        assertThat(collected.readings()).doesNotContainKey(new Series(INTERFACE_RECEIVED_BYTES, "vethother"));
    }

    @Test
    void theConfiguredOneIsListedThoughThereAre64BeforeIt() throws Exception {
        for (int i = 0; i < 70; i++) {
            lines.put("eth" + i, "eth" + i + ": 1 0 0 0 0 0 0 0 1 0 0 0 0 0 0 0\n");
        }
        bytes("wlan0", "1", "2");
        CollectedReadings collected = CollectedReadings.of(sampler("wlan0"));
        assertThat(collected.value(new Series(INTERFACE_RECEIVED_BYTES, "wlan0")))
                .isEqualTo(2);
        assertThat(collected.readings().keySet())
                .filteredOn(series -> series.metric().equals(INTERFACE_RECEIVED_BYTES))
                .hasSize(64);
    }

    @Test
    void whereTheConfiguredOneMayBeTheLineWithoutAName_theOthersAreNotCountedInItsPlace() throws Exception {
        card("eth1", "10", "20");
        lines.put("eth0", "17 17 17\n");
        write();
        CollectedReadings collected = CollectedReadings.of(sampler("eth0"));
        assertThat(collected.reading(NET_BYTES_SENT)).isInstanceOf(Reading.Failed.class);
        assertThat(collected.value(new Series(INTERFACE_SENT_BYTES, "eth1"))).isEqualTo(10);
    }

    /** As some kernels show the aliases of ip-address(8): prometheus/node_exporter#902, prometheus/procfs#421. */
    @Test
    void aNameEndsAtTheLastColon_soAnAliasHasItsOwnName_andIsInNoSum() throws Exception {
        card("eth0", "2000", "5000");
        card("br7", "700", "161766629091");
        bytes("eth0:0", "0", "0");
        bytes("br7:30", "0", "0");
        bytes("bond0:1", "0", "0");
        CollectedReadings collected = CollectedReadings.of(sampler("wlan9"));
        assertThat(collected.value(new Series(INTERFACE_RECEIVED_BYTES, "br7"))).isEqualTo(161_766_629_091.0);
        assertThat(collected.value(new Series(INTERFACE_RECEIVED_BYTES, "eth0")))
                .isEqualTo(5_000);
        assertThat(collected.value(new Series(INTERFACE_RECEIVED_BYTES, "eth0:0")))
                .isZero();
        assertThat(collected.value(NET_BYTES_SENT)).isEqualTo(2_700);
        assertThat(collected.readings()).doesNotContainKey(new Series(INTERFACE_RECEIVED_BYTES, "bond0"));
    }

    @Test
    void aCounterMayFollowTheColonAtOnce_andAColonAmongCountersIsNotTheNames() throws Exception {
        lines.put("eth0", "eth0:12345678 9 1 2 0 0 0 0 7 9 3 4 0 0 0 0\n");
        lines.put("eth1", "eth1: 1: 9 1 2 0 0 0 0 7 9 3 4 0 0 0 0\n");
        write();
        CollectedReadings collected = CollectedReadings.of(sampler("eth0"));
        assertThat(collected.value(NET_BYTES_RECV)).isEqualTo(12_345_678);
        assertThat(collected.reading(new Series(INTERFACE_RECEIVED_BYTES, "eth1")))
                .isInstanceOf(Reading.Failed.class);
    }

    @Test
    void everyInterfaceHasItsCounters_theLoopbackToo() throws Exception {
        card("eth0", "10", "20");
        bytes("lo", "7", "7");
        CollectedReadings collected = CollectedReadings.of(sampler("eth0"));
        assertThat(collected.value(new Series(INTERFACE_SENT_BYTES, "eth0"))).isEqualTo(10);
        assertThat(collected.value(new Series(INTERFACE_RECEIVED_BYTES, "eth0")))
                .isEqualTo(20);
        assertThat(collected.value(new Series(INTERFACE_ERRORS, "eth0"))).isEqualTo(4);
        assertThat(collected.value(new Series(INTERFACE_DROPS, "eth0"))).isEqualTo(6);
        assertThat(collected.value(new Series(INTERFACE_SENT_BYTES, "lo"))).isEqualTo(7);
    }

    @Test
    void ratesAreWholeBytesASecondSinceTheLastSample_theHostsTheSumOfTheRealOnes() throws Exception {
        NetworkSampler sampler = sampler("eth0");
        card("eth0", "1000", "2000");
        card("wlan0", "0", "0");
        bytes("lo", "0", "0");
        assertThat(CollectedReadings.of(sampler).reading(NET_SEND_RATE))
                .isEqualTo(new Reading.Unavailable("eth0: " + FIRST));
        clock.advance(Duration.ofMillis(1_500));
        card("eth0", "2000", "5000");
        card("wlan0", "30", "60");
        bytes("lo", "90", "90");
        CollectedReadings second = CollectedReadings.of(sampler);
        assertThat(second.value(new Series(INTERFACE_SEND_RATE, "eth0"))).isEqualTo(667);
        assertThat(second.value(new Series(INTERFACE_RECEIVE_RATE, "eth0"))).isEqualTo(2_000);
        assertThat(second.value(new Series(INTERFACE_SEND_RATE, "lo"))).isEqualTo(60);
        assertThat(second.value(NET_SEND_RATE)).isEqualTo(687);
        assertThat(second.value(NET_RECEIVE_RATE)).isEqualTo(2_040);
    }

    @Test
    void theWallClockDoesNotBendARate() throws Exception {
        NetworkSampler sampler = sampler("eth0");
        card("eth0", "0", "0");
        CollectedReadings.of(sampler);
        clock.advance(Duration.ofSeconds(2));
        clock.set(Instant.EPOCH.plus(Duration.ofDays(900)));
        card("eth0", "100", "0");
        assertThat(CollectedReadings.of(sampler).value(NET_SEND_RATE)).isEqualTo(50);
    }

    @ParameterizedTest
    @CsvSource({"4294967000, 296", "18446744073709551000, 5", "5000, 4999"})
    void aCounterThatWentBackGivesNoRateForThatInterval(String before, String after) throws Exception {
        NetworkSampler sampler = sampler("eth0");
        card("eth0", "0", before);
        CollectedReadings.of(sampler);
        clock.advance(Duration.ofSeconds(1));
        card("eth0", "10", after);
        CollectedReadings back = CollectedReadings.of(sampler);
        assertThat(back.reading(new Series(INTERFACE_SEND_RATE, "eth0"))).isEqualTo(REPLACED);
        assertThat(back.reading(new Series(INTERFACE_RECEIVE_RATE, "eth0"))).isEqualTo(REPLACED);
        assertThat(back.reading(NET_RECEIVE_RATE)).isEqualTo(new Reading.Unavailable("eth0: " + REPLACED.why()));
        clock.advance(Duration.ofSeconds(1));
        card("eth0", "12", after);
        assertThat(CollectedReadings.of(sampler).value(NET_SEND_RATE)).isEqualTo(2);
    }

    @Test
    void twoCountersNear64BitsDifferByWhatTheyDiffer() throws Exception {
        NetworkSampler sampler = sampler("eth0");
        card("eth0", "9223372036854775800", "18446744073709551600");
        CollectedReadings.of(sampler);
        clock.advance(Duration.ofSeconds(1));
        card("eth0", "9223372036854775811", "18446744073709551615");
        CollectedReadings second = CollectedReadings.of(sampler);
        assertThat(second.value(NET_SEND_RATE)).isEqualTo(11);
        assertThat(second.value(NET_RECEIVE_RATE)).isEqualTo(15);
    }

    @Test
    void anInterfaceThatVanishedAndCameBackHasNoRateAtFirst_andBothAreEvents() throws Exception {
        NetworkSampler sampler = sampler("eth0");
        card("eth0", "0", "0");
        card("eth1", "0", "0");
        assertThat(CollectedReadings.of(sampler).events()).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        String line = lines.remove("eth1");
        write();
        assertThat(CollectedReadings.of(sampler).events())
                .containsExactly(new CollectedReadings.Reported(Event.DISAPPEARED, "interface eth1", "is gone"));
        clock.advance(Duration.ofSeconds(1));
        lines.put("eth1", line.replace(" 0 ", " 900 "));
        write();
        CollectedReadings back = CollectedReadings.of(sampler);
        assertThat(back.events())
                .containsExactly(new CollectedReadings.Reported(Event.APPEARED, "interface eth1", "is there now"));
        assertThat(back.reading(new Series(INTERFACE_SEND_RATE, "eth1"))).isEqualTo(new Reading.Unavailable(FIRST));
        assertThat(back.value(new Series(INTERFACE_SEND_RATE, "eth0"))).isZero();
    }

    @Test
    void anotherInterfaceOfTheSameNameHasNoRateAtFirst_andBothAreEvents() throws Exception {
        NetworkSampler sampler = sampler("eth0");
        card("eth0", "0", "0");
        CollectedReadings.of(sampler);
        clock.advance(Duration.ofSeconds(1));
        Path net = tree.root().resolve("class/net");
        Files.move(net.resolve("eth0"), tree.root().resolve("gone"));
        card("eth0", "1000", "1000");
        CollectedReadings other = CollectedReadings.of(sampler);
        assertThat(other.reading(NET_SEND_RATE)).isEqualTo(new Reading.Unavailable("eth0: " + FIRST));
        assertThat(other.events())
                .containsExactly(
                        new CollectedReadings.Reported(Event.DISAPPEARED, "interface eth0", "is gone"),
                        new CollectedReadings.Reported(Event.APPEARED, "interface eth0", "is there now"));
    }

    @Test
    void aRateAboveTheLinksSpeedIsRefused_untilTheLinkIsFaster() throws Exception {
        NetworkSampler sampler = sampler("eth0");
        Series rate = new Series(INTERFACE_RECEIVE_RATE, "eth0");
        tree.file("class/net/eth0/speed", "100\n");
        card("eth0", "0", "0");
        CollectedReadings.of(sampler);
        clock.advance(Duration.ofSeconds(1));
        card("eth0", "0", "13000000");
        assertThat(CollectedReadings.of(sampler).value(rate)).isEqualTo(13_000_000);
        clock.advance(Duration.ofSeconds(1));
        card("eth0", "0", "63000000");
        CollectedReadings refused = CollectedReadings.of(sampler);
        assertThat(refused.reading(rate))
                .isEqualTo(new Reading.Unavailable("faster than the link: 50000000 bytes a second"));
        assertThat(refused.reading(NET_RECEIVE_RATE)).isInstanceOf(Reading.Unavailable.class);
        assertThat(refused.value(NET_SEND_RATE)).isZero();
        tree.file("class/net/eth0/speed", "1000\n");
        clock.advance(Duration.ofSeconds(1));
        card("eth0", "0", "113000000");
        CollectedReadings.of(sampler);
        clock.advance(Duration.ofSeconds(1));
        card("eth0", "0", "163000000");
        assertThat(CollectedReadings.of(sampler).value(rate)).isEqualTo(50_000_000);
    }

    /** Two cards of 100 Mbit/s each, and an interface above them that receives these bytes in a second. */
    private Reading above(String type, String name, int bytes, String secondSpeed) throws Exception {
        NetworkSampler sampler = sampler("eth0");
        card("eth0", "0", "0");
        card("eth1", "0", "0");
        bytes(name, "0", "0");
        tree.file("class/net/eth0/speed", "100\n").file("class/net/eth1/speed", secondSpeed + "\n");
        tree.file("class/net/" + name + "/uevent", "DEVTYPE=" + type + "\nINTERFACE=" + name + "\n");
        tree.file("class/net/" + name + "/speed", "100\n");
        tree.folder("class/net/" + name + "/lower_eth0").folder("class/net/" + name + "/lower_eth1");
        CollectedReadings.of(sampler);
        clock.advance(Duration.ofSeconds(1));
        bytes(name, "0", Integer.toString(bytes));
        return CollectedReadings.of(sampler).reading(new Series(INTERFACE_RECEIVE_RATE, name));
    }

    @ParameterizedTest
    @CsvSource({"bond, bond0", "vlan, eth0.7", "bridge, br0"})
    void bondsVlansAndBridgesCarryWhatIsBelowThem(String type, String name) throws Exception {
        assertThat(above(type, name, 25_000_000, "100")).isEqualTo(new Reading.Value(25_000_000));
        assertThat(above(type, name, 50_000_000, "100"))
                .isEqualTo(new Reading.Unavailable("faster than the link: 50000000 bytes a second"));
    }

    @ParameterizedTest
    @CsvSource({"bond, -1", "bridge, -1", "tun, 100", "macvlan, 100", "'', 100"})
    void nothingIsRefusedWhereTheSpeedIsNotCertain(String type, String secondSpeed) throws Exception {
        assertThat(above(type, "over0", 50_000_000, secondSpeed)).isEqualTo(new Reading.Value(50_000_000));
    }

    @Test
    void aVlanOverABondCarriesWhatTheBondDoes() throws Exception {
        above("bond", "bond0", 0, "100");
        NetworkSampler sampler = sampler("eth0");
        tree.file("class/net/bond0.7/uevent", "DEVTYPE=vlan\n").folder("class/net/bond0.7/lower_bond0");
        bytes("bond0.7", "0", "0");
        CollectedReadings.of(sampler);
        clock.advance(Duration.ofSeconds(1));
        bytes("bond0.7", "25000000", "50000000");
        CollectedReadings collected = CollectedReadings.of(sampler);
        assertThat(collected.value(new Series(INTERFACE_SEND_RATE, "bond0.7"))).isEqualTo(25_000_000);
        assertThat(collected.reading(new Series(INTERFACE_RECEIVE_RATE, "bond0.7")))
                .isInstanceOf(Reading.Unavailable.class);
    }

    @Test
    void aCircleOfInterfacesHasNoSpeed() throws Exception {
        tree.file("class/net/br0/uevent", "DEVTYPE=bridge\n").folder("class/net/br0/lower_br0");
        bytes("br0", "0", "0");
        NetworkSampler sampler = sampler("br0");
        CollectedReadings.of(sampler);
        clock.advance(Duration.ofSeconds(1));
        bytes("br0", "0", "9000000000");
        assertThat(CollectedReadings.of(sampler).value(new Series(INTERFACE_RECEIVE_RATE, "br0")))
                .isEqualTo(9e9);
    }

    @ParameterizedTest
    @CsvSource({"-1, 0", "0, 0", "'', 0", "100, 12500000", "2500, 312500000", "4294967295, 0"})
    void aLinkMayHaveNoSpeed(String text, double bytesPerSecond) {
        assertThat(LinkSpeeds.parse(text + "\n").orElse(0)).isEqualTo(bytesPerSecond);
    }

    @Test
    void containersInterfacesAreListedOnRequestOnly() throws Exception {
        card("eth0", "0", "0");
        bytes("docker0", "0", "0");
        bytes("veth12ab", "0", "0");
        bytes("tun0", "0", "0");
        assertThat(listed(sampler("eth0"))).containsExactly("eth0", "tun0");
        assertThat(listed(sampler("eth0", true))).containsExactly("docker0", "eth0", "tun0", "veth12ab");
    }

    @Test
    void atMost64AreListed_thatThereAreMoreIsSaidOnce() throws Exception {
        for (int i = 100; i < 180; i++) {
            bytes("vlan" + i, "0", "0");
        }
        card("eth0", "0", "0");
        NetworkSampler sampler = sampler("eth0");
        assertThat(listed(sampler)).hasSize(64).contains("eth0", "vlan162").doesNotContain("vlan163");
        CollectedReadings.of(sampler);
        assertThat(said).containsExactly("81 of the kind 'interface': only the first 64 are listed");
    }

    private static List<String> listed(NetworkSampler sampler) throws Exception {
        return CollectedReadings.of(sampler).readings().keySet().stream()
                .filter(series -> series.metric().equals(INTERFACE_DROPS))
                .map(Series::instance)
                .toList();
    }

    @Test
    void aKernelWithoutNetworkHasNoInterface() throws Exception {
        tree.without("1/net/dev");
        assertThat(CollectedReadings.of(sampler("eth0")).reading(NET_SEND_RATE))
                .isEqualTo(new Reading.Unavailable("no network interface"));
    }

    @Test
    void aFileThatIsCutOffIsRefused() throws Exception {
        card("eth0", "100", "20");
        String whole = Files.readString(tree.root().resolve("1/net/dev"));
        for (int length = 0; length < whole.length(); length++) {
            String cut = whole.substring(0, length);
            if (!cut.endsWith("\n") || length == 0) {
                assertThatThrownBy(() -> NetDev.parse(cut)).isInstanceOf(MalformedException.class);
            }
        }
    }

    @Test
    void anyMutationIsRefusedOrGivesCounts() {
        Mutations.of("1922981", text -> assertThat(KernelFile.count(text)).isBetween(0.0, 0x1p64));
        Mutations.of(
                "1000\n", text -> assertThat(LinkSpeeds.parse(text).orElse(1)).isBetween(1.0, 1.25e14));
        Mutations.of(
                HEADER
                        + "    lo:  540  9 0 0 0 0 0 0 540  9 0 0 0 0 0 0\n"
                        + "  eth0: 18446744073709551615 9 1 2 0 0 0 0 5 9 3 4 0 0 0 0\n",
                text -> NetDev.parse(text).whole().forEach((name, counters) -> {
                    assertThat(name).isNotBlank();
                    assertThat(counters.errors()).isBetween(0.0, 0x1p65);
                    assertThat(counters.drops()).isBetween(0.0, 0x1p65);
                }));
    }
}

package dev.pistat.collector.linux;

import static dev.pistat.core.metric.Catalogue.NET_BYTES_RECV;
import static dev.pistat.core.metric.Catalogue.NET_BYTES_SENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.core.metric.Reading;
import dev.pistat.core.testkit.CollectedReadings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkSamplerTest {

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

    private Tree tree;

    @BeforeEach
    void listen(@TempDir Path root) {
        tree = new Tree(root);
        LOG.addHandler(ear);
        LOG.setUseParentHandlers(false);
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
        tree.file("class/net/" + name + "/statistics/tx_bytes", sent + "\n");
        tree.file("class/net/" + name + "/statistics/rx_bytes", received + "\n");
    }

    private NetworkSampler sampler(String configured) {
        return new NetworkSampler(tree.root(), configured);
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
    void countersHave64BitsWithoutASign() throws Exception {
        card("eth0", "9223372036854775808", "18446744073709551615");
        CollectedReadings collected = CollectedReadings.of(sampler("eth0"));
        assertThat(collected.value(NET_BYTES_SENT)).isEqualTo(0x1p63);
        assertThat(collected.value(NET_BYTES_RECV)).isEqualTo(0x1p64);
    }

    @Test
    void aCounterThatIsNoneFails() throws Exception {
        card("eth0", "", "20");
        assertThatThrownBy(() -> CollectedReadings.of(sampler("eth0"))).isInstanceOf(MalformedException.class);
    }

    @Test
    void anyMutationOfACounterIsRefusedOrGivesACount() {
        Mutations.of("1922981", text -> assertThat(KernelFile.count(text)).isBetween(0.0, 0x1p64));
    }
}

package dev.pistat.collector.linux.network;

import static dev.pistat.core.metric.NetworkMetrics.WIFI_QUALITY_PERCENT;
import static dev.pistat.core.metric.NetworkMetrics.WIFI_SIGNAL_DBM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.collector.linux.testkit.Mutations;
import dev.pistat.collector.linux.testkit.Tree;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.Sampler;
import dev.pistat.core.testkit.CollectedReadings;
import dev.pistat.core.testkit.SamplerContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ParsedLines as net/wireless/wext-proc.c of the kernel writes them. */
class WifiSamplerTest extends SamplerContract {

    private static final Series SIGNAL = new Series(WIFI_SIGNAL_DBM, "wlan0");
    private static final Series QUALITY = new Series(WIFI_QUALITY_PERCENT, "wlan0");
    private static final String HEADER = """
            Inter-| sta-|   Quality        |   Discarded packets               | Missed | WE
             face | tus | link level noise |  nwid  crypt   frag  retry   misc | beacon | 22
            """;
    private static final String REST = " -256        0      0      0      0      9        0\n";

    private Tree tree;

    @BeforeEach
    void anInterface(@TempDir Path root) throws IOException {
        tree = new Tree(root);
        file(" wlan0: 0000   54.  -56. " + REST);
    }

    private void file(String lines) throws IOException {
        tree.file("1/net/wireless", HEADER + lines);
    }

    @Override
    protected Sampler sampler() {
        return new WifiSampler(tree.root());
    }

    private CollectedReadings sample() throws Exception {
        return CollectedReadings.of(sampler());
    }

    @Test
    void theSignalIsInDbm_theQualityAShareOf70() throws Exception {
        assertThat(sample().value(SIGNAL)).isEqualTo(-56);
        assertThat(sample().value(QUALITY)).isEqualTo(77.14);
    }

    @ParameterizedTest
    @CsvSource({"70., -30., -30, 100", "0., -115., -115, 0", "50, 196, -60, 71.43"})
    void theQualityEndsWhereTheDriversDo_aByteMayLackItsSign(String quality, String level, int dbm, double percent)
            throws Exception {
        file(" wlan0: 0000   " + quality + "  " + level + " " + REST);
        assertThat(sample().value(SIGNAL)).isEqualTo(dbm);
        assertThat(sample().value(QUALITY)).isEqualTo(percent);
    }

    @Test
    void aDriverWithAScaleOfItsOwnHasNoFigureThatMeansAnything() throws Exception {
        file(" wlan0: 0000   95.   80. " + REST);
        assertThat(sample().reading(SIGNAL))
                .isEqualTo(new Reading.Unavailable("the driver's level of 80 is not in dBm"));
        assertThat(sample().reading(QUALITY))
                .isEqualTo(new Reading.Unavailable("the driver does not say what a quality of 95 is out of"));
        file(" wlan0: 0000   95.  -50. " + REST);
        assertThat(sample().value(SIGNAL)).isEqualTo(-50);
        assertThat(sample().reading(QUALITY)).isInstanceOf(Reading.Unavailable.class);
    }

    @Test
    void anInterfaceThatIsNotConnectedHasNone() throws Exception {
        file(" wlan0: 0000    0     0     0        0      0      0      0      0        0\n");
        assertThat(sample().readings().values()).containsOnly(new Reading.Unavailable("not connected"));
    }

    @Test
    void interfacesComeAndGo_withoutTheFileThereAreNone() throws Exception {
        file(" wlan0: 0000   54.  -56. " + REST + " wlx00c0ca: 0000   40.  -70. " + REST);
        assertThat(sample().value(new Series(WIFI_SIGNAL_DBM, "wlx00c0ca"))).isEqualTo(-70);
        file("");
        assertThat(sample().readings()).isEmpty();
        tree.without("1/net/wireless");
        assertThat(sample().readings()).isEmpty();
    }

    @Test
    void aLineThatMakesNoSenseFailsItsInterfaceAlone() throws Exception {
        file(" wlan0: 0000   54.  -56. " + REST + " wlan1: 0000   good\n");
        assertThat(sample().value(SIGNAL)).isEqualTo(-56);
        assertThat(sample().reading(new Series(WIFI_SIGNAL_DBM, "wlan1")))
                .isEqualTo(new Reading.Failed("not a line of /proc/net/wireless: 'wlan1: 0000   good'"));
        assertThat(sample().reading(new Series(WIFI_QUALITY_PERCENT, "wlan1"))).isInstanceOf(Reading.Failed.class);
    }

    @Test
    void aLineWithoutANameLeavesTheOthersAlone_andWhatItMayBeOfHasFailed() throws Exception {
        file(" wlan0: 0000   54.  -56. " + REST + " wlan1: 0000   54.  -56. " + REST);
        Sampler sampler = sampler();
        CollectedReadings.of(sampler);
        file(" wlan0: 0000   54.  -57. " + REST + "?\n");
        CollectedReadings collected = CollectedReadings.of(sampler);
        assertThat(collected.value(SIGNAL)).isEqualTo(-57);
        assertThat(collected.reading(new Series(WIFI_SIGNAL_DBM, "wlan1")))
                .isEqualTo(new Reading.Failed("not an interface: '?'"));
    }

    @Test
    void aNameEndsAtItsLastColon() throws Exception {
        file(" wlan0: 0000   54.  -56. " + REST + "wlan0:1: 0000   44.  -66. " + REST);
        assertThat(sample().value(SIGNAL)).isEqualTo(-56);
        assertThat(sample().value(new Series(WIFI_SIGNAL_DBM, "wlan0:1"))).isEqualTo(-66);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "Inter-|"})
    void aFileThatIsCutOffIsRefused(String text) {
        assertThatThrownBy(() -> WifiSampler.parse(text)).isInstanceOf(MalformedException.class);
    }

    @Test
    void anyMutationIsRefusedOrGivesFiguresInTheirRange() {
        Mutations.of(
                HEADER + " wlan0: 0000   54.  -56. " + REST,
                text -> WifiSampler.parse(text).whole().values().forEach(link -> {
                    if (link.signal() instanceof Reading.Value(double dbm)) {
                        assertThat(dbm).isBetween(-120.0, -1.0);
                    }
                    if (link.share() instanceof Reading.Value(double percent)) {
                        assertThat(percent).isBetween(0.0, 100.0);
                    }
                }));
    }
}

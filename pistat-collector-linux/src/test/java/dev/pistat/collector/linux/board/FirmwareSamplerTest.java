package dev.pistat.collector.linux.board;

import static dev.pistat.core.metric.BoardMetrics.BOARD_POWER_WATTS;
import static dev.pistat.core.metric.BoardMetrics.CORE_VOLTS;
import static dev.pistat.core.metric.BoardMetrics.FIRMWARE_FREQUENCY_HERTZ;
import static dev.pistat.core.metric.BoardMetrics.POWER_WATTS;
import static dev.pistat.core.metric.BoardMetrics.UNDERVOLTAGE_NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.collector.linux.testkit.Tree;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.Sampler;
import dev.pistat.core.testkit.CollectedReadings;
import dev.pistat.core.testkit.CollectedReadings.Reported;
import dev.pistat.core.testkit.FakeClock;
import dev.pistat.core.testkit.SamplerContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against real scripts, each of which notes what it was asked. */
@Timeout(180)
class FirmwareSamplerTest extends SamplerContract {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Series CORE = new Series(POWER_WATTS, "VDD_CORE");
    private static final String POWER = "VDD_CORE_A current(7)=1.0A\nVDD_CORE_V volt(15)=0.75V";

    private final FakeClock clock = new FakeClock(Instant.EPOCH);
    private Tree tree;
    private Sampler sampler;

    @BeforeEach
    void aFirmwareThatAnswers(@TempDir Path root) throws IOException {
        tree = new Tree(root);
        throttled("0x0");
        answers("measure_clock arm", "frequency(48)=1500398464");
        answers("measure_volts core", "volt=0.8563V");
        answers("pmic_read_adc", POWER);
        tree.script("bin/vcgencmd", "cd " + root + "; echo \"$*\" >> asked; . \"./$1\"\n");
        sampler = withLimit(LONG);
    }

    private Sampler withLimit(Duration limit) {
        Path root = tree.root();
        return new FirmwareSampler(
                new Vcgencmd(List.of(root.resolve("bin")), limit, clock, root.resolve("dev")), clock);
    }

    @Override
    protected Sampler sampler() {
        return sampler;
    }

    private void answers(String question, String text) throws IOException {
        tree.file(question.split(" ", -1)[0], "echo '" + text + "'\n");
    }

    private void throttled(String bits) throws IOException {
        answers("get_throttled", "throttled=" + bits);
    }

    private List<String> asked() throws IOException {
        Path file = tree.root().resolve("asked");
        List<String> asked = Files.exists(file) ? Files.readAllLines(file) : List.of();
        Files.deleteIfExists(file);
        return asked;
    }

    private CollectedReadings sample() throws Exception {
        return CollectedReadings.of(sampler);
    }

    private CollectedReadings sampleAfter(int seconds) throws Exception {
        clock.advance(Duration.ofSeconds(seconds));
        return sample();
    }

    @Test
    void throttlingIsAskedEvery10Seconds_theRestEvery30_theLastAnswersStand() throws Exception {
        sample();
        assertThat(asked())
                .containsExactly("get_throttled", "measure_clock arm", "measure_volts core", "pmic_read_adc");
        answers("measure_volts core", "volt=0.9000V");
        assertThat(sampleAfter(5).value(CORE_VOLTS)).isEqualTo(0.8563);
        assertThat(asked()).isEmpty();
        CollectedReadings after10 = sampleAfter(5);
        assertThat(asked()).containsExactly("get_throttled");
        assertThat(after10.value(CORE_VOLTS)).isEqualTo(0.8563);
        assertThat(after10.value(CORE)).isEqualTo(0.75);
        assertThat(after10.value(FIRMWARE_FREQUENCY_HERTZ)).isEqualTo(1_500_398_464);
        assertThat(sampleAfter(20).value(CORE_VOLTS)).isEqualTo(0.9);
        assertThat(asked()).hasSize(4);
    }

    @Test
    void aSampleThatIsALittleEarlyAsksAllTheSame() throws Exception {
        sample();
        clock.advance(Duration.ofMillis(9_980));
        asked();
        sample();
        assertThat(asked()).containsExactly("get_throttled");
    }

    @Test
    void whatTheFirmwareDoesNotKnowIsAskedAgainAfterAnHour() throws Exception {
        tree.file("pmic_read_adc", """
                echo 'vc_gencmd_read_response returned -1'
                echo 'error=1 error_msg="Command not registered"'
                exit 255
                """);
        assertThat(sample().reading(BOARD_POWER_WATTS))
                .isEqualTo(new Reading.Unavailable("the firmware does not know pmic_read_adc"));
        asked();
        sampleAfter(3_570);
        assertThat(asked()).doesNotContain("pmic_read_adc").contains("measure_volts core");
        answers("pmic_read_adc", POWER);
        assertThat(sampleAfter(31).value(BOARD_POWER_WATTS)).isEqualTo(0.75);
    }

    @Test
    void anErrorIsARefusalEvenIfTheProgramEndsWell() throws Exception {
        answers("measure_clock arm", "error=2 error_msg=\"Invalid arguments\"");
        assertThat(sample().reading(FIRMWARE_FREQUENCY_HERTZ))
                .isEqualTo(new Reading.Unavailable("the firmware does not know measure_clock arm"));
        sampleAfter(60);
        assertThat(asked())
                .filteredOn(question -> question.equals("measure_clock arm"))
                .hasSize(1);
    }

    @Test
    void anyOtherEndIsAFailureAndIsAskedAgainWhenDue() throws Exception {
        tree.file("measure_volts", "echo odd; exit 3\n");
        assertThat(sample().reading(CORE_VOLTS))
                .isEqualTo(new Reading.Failed("vcgencmd measure_volts core ended with 3: 'odd'"));
        sampleAfter(60);
        assertThat(asked())
                .filteredOn(question -> question.equals("measure_volts core"))
                .hasSize(2);
    }

    @Test
    void withoutPermissionTheReasonSaysWhatToDo() throws Exception {
        tree.file("get_throttled", "echo \"Can't open device file: /dev/vcio_gencmd\"; exit 255\n");
        answers("measure_volts core", "VCHI initialization failed");
        // Its own file, so by its permissions it may.
        tree.file("dev/vcio_gencmd", "");
        CollectedReadings readings = sample();
        assertThat(readings.reading(UNDERVOLTAGE_NOW))
                .isInstanceOfSatisfying(
                        Reading.Failed.class,
                        failed -> assertThat(failed.why())
                                .startsWith("vcgencmd may not ask the firmware: ")
                                .contains("DeviceAllow=/dev/vcio_gencmd rw"));
        assertThat(readings.reading(CORE_VOLTS))
                .isEqualTo(new Reading.Unavailable("vcgencmd finds no /dev/vchiq: this is no Raspberry Pi, or a"
                        + " container that was not given it"));
    }

    @Test
    void aFailureTakesWhatWasKnownWithIt_andStandsUntilTheNextAnswer() throws Exception {
        sample();
        answers("pmic_read_adc", "rubbish");
        CollectedReadings failed = sampleAfter(30);
        assertThat(failed.reading(BOARD_POWER_WATTS))
                .isEqualTo(new Reading.Failed("vcgencmd pmic_read_adc: not an answer of pmic_read_adc: 'rubbish'"));
        assertThat(failed.reading(CORE)).isEqualTo(failed.reading(BOARD_POWER_WATTS));
        answers("pmic_read_adc", POWER);
        assertThat(sampleAfter(10).reading(CORE)).isInstanceOf(Reading.Failed.class);
        assertThat(sampleAfter(20).value(CORE)).isEqualTo(0.75);
    }

    @Test
    void aSlowOneCostsItsShareOfTheTime_theOthersAreAsked() throws Exception {
        tree.file("get_throttled", "sleep 60\n");
        sampler = withLimit(Duration.ofSeconds(2));
        CollectedReadings readings = sample();
        assertThat(readings.reading(UNDERVOLTAGE_NOW))
                .isEqualTo(new Reading.Failed("vcgencmd get_throttled did not answer within 500 ms"));
        assertThat(readings.value(CORE_VOLTS)).isEqualTo(0.8563);
        assertThat(readings.value(BOARD_POWER_WATTS)).isEqualTo(0.75);
    }

    @Test
    void withoutTheProgramEverythingIsUnavailable_asSoonAsItIsGone() throws Exception {
        sample();
        tree.without("bin/vcgencmd");
        assertThat(sampleAfter(1).readings().values())
                .isNotEmpty()
                .containsOnly(
                        new Reading.Unavailable("no vcgencmd: not a Raspberry Pi, or its programs are not installed"));
    }

    @Test
    void whatIsOnAtTheFirstSampleHasBegun_whatWasIsNoEvent() throws Exception {
        throttled("0xf0001");
        assertThat(sample().events())
                .containsExactly(new Reported("undervoltage_began", "firmware", "the supply fell below 4.63 V"));
    }

    @Test
    void whatBeginsAndEndsIsAnEventEach() throws Exception {
        assertThat(sample().events()).isEmpty();
        throttled("0x60006");
        assertThat(sampleAfter(10).events())
                .extracting(Reported::kind)
                .containsExactly("frequency_capped_began", "throttled_began");
        assertThat(sampleAfter(10).events()).isEmpty();
        throttled("0xe0008");
        assertThat(sampleAfter(10).events())
                .extracting(Reported::kind)
                .containsExactly("frequency_capped_ended", "throttled_ended", "temperature_limited_began");
        throttled("0xe0000");
        assertThat(sampleAfter(10).events()).extracting(Reported::kind).containsExactly("temperature_limited_ended");
    }

    @Test
    void whatCameAndWentBetweenTwoSamplesIsKnownTheFirstTime() throws Exception {
        sample();
        throttled("0x10000");
        assertThat(sampleAfter(10).events())
                .extracting(Reported::kind)
                .containsExactly("undervoltage_began", "undervoltage_ended");
        assertThat(sampleAfter(10).events()).isEmpty();
    }

    @Test
    void aFailedQueryEndsNothing() throws Exception {
        throttled("0x1");
        sample();
        answers("get_throttled", "rubbish");
        assertThat(sampleAfter(10).events()).isEmpty();
        throttled("0x1");
        assertThat(sampleAfter(10).events()).isEmpty();
    }
}

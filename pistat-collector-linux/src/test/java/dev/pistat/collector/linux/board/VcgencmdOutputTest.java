package dev.pistat.collector.linux.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.collector.linux.testkit.Mutations;
import dev.pistat.core.metric.Reading;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VcgencmdOutputTest {

    private static final String RAILS = """
             3V7_WL_SW_A current(0)=0.00097576A
              VDD_CORE_A current(7)=0.88324000A
                ODD_A current(9)=1.00000000A
             3V7_WL_SW_V volt(8)=3.69824000V
              VDD_CORE_V volt(15)=0.72144600V
                 EXT5V_V volt(24)=5.06788000V
            """;

    @Test
    void theBitsAreHexadecimal() {
        assertThat(VcgencmdOutput.throttled("throttled=0x50005\n")).isEqualTo(0x50005);
        assertThat(VcgencmdOutput.throttled("throttled=0x0")).isZero();
    }

    @Test
    void theClockIsInHertz_onAPi4AndAPi5() {
        assertThat(VcgencmdOutput.hertz("frequency(48)=1500398464\n")).isEqualTo(1_500_398_464);
        assertThat(VcgencmdOutput.hertz("frequency(0)=2400033792\n")).isEqualTo(2_400_033_792.0);
    }

    @Test
    void theCoreIsInVolts() {
        assertThat(VcgencmdOutput.volts("volt=0.8563V\n")).isEqualTo(0.8563);
    }

    @Test
    void railsWithBothFiguresHaveAPower_andASum() {
        VcgencmdOutput.Power power = VcgencmdOutput.watts(RAILS);
        assertThat(power.sum()).isEqualTo(new Reading.Value(0.641));
        assertThat(power.rails())
                .containsExactly(
                        entry("3V7_WL_SW", new Reading.Value(0.004)), entry("VDD_CORE", new Reading.Value(0.637)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "throttled=", "throttled=0x", "throttled=50005", "throttled=0x123456789", "throttled=0xg"})
    void otherBitsAreRefused(String answer) {
        assertThatThrownBy(() -> VcgencmdOutput.throttled(answer)).isInstanceOf(MalformedException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "frequency(48)=0", "frequency(48)=-1", "frequency=1500398464", "frequency(0)=99999999999"})
    void otherClocksAreRefused(String answer) {
        assertThatThrownBy(() -> VcgencmdOutput.hertz(answer)).isInstanceOf(MalformedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "volt=0.0000V", "volt=V", "volt=1,2V", "volt=12.0V", "volt=-0.8V"})
    void otherVoltagesAreRefused(String answer) {
        assertThatThrownBy(() -> VcgencmdOutput.volts(answer)).isInstanceOf(MalformedException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "VDD_CORE_A current(7)=0.88324000A",
                "VDD_CORE_A current(7)=0.88324000A\nVDD_CORE_V volt(15)=0.7214",
                "A_A current(7)=0.5A\nA_A current(8)=0.5A\nA_V volt(1)=1.0V",
                "A_A current(7)=-0.5A\nA_V volt(1)=1.0V"
            })
    void aPowerIsNotGuessed(String answer) {
        try {
            VcgencmdOutput.Power power = VcgencmdOutput.watts(answer);
            assertThat(power.rails().values()).hasOnlyElementsOfType(Reading.Failed.class);
            assertThat(power.sum()).isInstanceOf(Reading.Failed.class);
        } catch (MalformedException e) {
            assertThat(e).hasMessageStartingWith("not an answer of pmic_read_adc");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "VDD_CORE_V volt(15)=-0.1V",
                "VDD_CORE_V volt(15)=nan",
                "VDD_CORE_V volt(15)=0.72144600V\nVDD_CORE_V volt(16)=0.72144600V"
            })
    void aLineThatMakesNoSenseFailsItsRailAlone_andTheSum(String line) {
        VcgencmdOutput.Power power = VcgencmdOutput.watts(RAILS.replace("  VDD_CORE_V volt(15)=0.72144600V", line));
        assertThat(power.rails().get("VDD_CORE")).isInstanceOf(Reading.Failed.class);
        assertThat(power.sum()).isInstanceOf(Reading.Failed.class);
        assertThat(power.rails()).containsEntry("3V7_WL_SW", new Reading.Value(0.004));
    }

    @Test
    void aLineWithoutANameLeavesTheRails_butNotTheSum() {
        VcgencmdOutput.Power power = VcgencmdOutput.watts(RAILS + "?\n");
        assertThat(power.sum()).isEqualTo(new Reading.Failed("not a line of pmic_read_adc: '?'"));
        assertThat(power.rails()).containsEntry("VDD_CORE", new Reading.Value(0.637));
    }

    @Test
    void anyMutationIsRefusedOrWithinItsRange() {
        Mutations.of(
                "throttled=0x50005\n",
                text -> Throttling.values(VcgencmdOutput.throttled(text))
                        .values()
                        .forEach(value -> assertThat(value).isBetween(0.0, 1.0)));
        Mutations.of(
                "frequency(48)=1500398464\n",
                text -> assertThat(VcgencmdOutput.hertz(text)).isBetween(1e3, 1e10));
        Mutations.of(
                "volt=0.8563V\n", text -> assertThat(VcgencmdOutput.volts(text)).isBetween(1e-9, 10.0));
        Mutations.of(
                RAILS,
                text -> allOf(VcgencmdOutput.watts(text)).forEach(reading -> {
                    if (reading instanceof Reading.Value(double watts)) {
                        assertThat(watts).isBetween(0.0, 1e6);
                    }
                }));
    }

    private static Stream<Reading> allOf(VcgencmdOutput.Power power) {
        return Stream.concat(power.rails().values().stream(), Stream.of(power.sum()));
    }
}

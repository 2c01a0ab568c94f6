package dev.pistat.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "Cpu", "1st", "a-b", "a b", "a:b", "ä"})
    void aNameIsLowerCaseLettersDigitsAndUnderscores(String name) {
        assertThatThrownBy(() -> Metric.gauge(name, Unit.NONE, "Help."))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Not a metric's name: '" + name + "'");
    }

    @Test
    void theHelpIsASentence() {
        assertThatThrownBy(() -> Metric.gauge("name", Unit.NONE, "no full stop"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("full stop");
    }

    @Test
    void aSeriesHasAnInstanceExactlyIfItsMetricHasALabel() {
        assertThatThrownBy(() -> new Series(CpuMetrics.CPU_CORE_PERCENT))
                .hasMessage("cpu_core_percent needs an instance: it has the label core");
        assertThatThrownBy(() -> new Series(CpuMetrics.CPU_PERCENT, "0"))
                .hasMessage("cpu_percent has no label, so no instance '0'");
    }

    @Test
    void metricsAndSeriesAreEqualIfAllTheirPartsAre() {
        Metric metric = Metric.gauge("a", Unit.NONE, "Help.").by("part");
        Metric same = Metric.gauge("a", Unit.NONE, "Help.").by("part");
        assertThat(new Series(metric, "1")).isEqualTo(new Series(same, "1")).hasSameHashCodeAs(new Series(same, "1"));
        assertThat(new Series(metric, "1")).isNotEqualTo(new Series(metric, "2"));
        assertThat(List.of(
                        Metric.gauge("b", Unit.NONE, "Help.").by("part"),
                        Metric.gauge("a", Unit.BYTES, "Help.").by("part"),
                        Metric.counter("a", Unit.NONE, "Help.").by("part"),
                        Metric.gauge("a", Unit.NONE, "Help.").by("other"),
                        Metric.gauge("a", Unit.NONE, "Help.").by("part").inWholeNumbers(),
                        Metric.gauge("a", Unit.NONE, "More help.").by("part")))
                .doesNotContain(metric)
                .allSatisfy(other -> assertThat(new Series(other, "1")).isNotEqualTo(new Series(metric, "1")));
    }

    @Test
    void aValueIsFinite() {
        assertThatThrownBy(() -> new Reading.Value(Double.POSITIVE_INFINITY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMetricHasTheRangeOfItsUnit_unlessItSaysOtherwise() {
        Metric power = Metric.gauge("power", Unit.WATTS, "Power.");
        assertThat(power.plausible(new Reading.Value(-5))).isEqualTo(new Reading.Value(-5));
        assertThat(power.between(0, 20).plausible(new Reading.Value(-5)))
                .isEqualTo(new Reading.Failed("it says -5.0, and can only be 0.0 to 20.0"));
        assertThat(power.between(0, 20).by("rail").inWholeNumbers().plausible(new Reading.Value(21)))
                .isEqualTo(new Reading.Failed("it says 21, and can only be 0 to 20"));
        assertThat(power.between(0, 20).plausible(new Reading.Value(20))).isEqualTo(new Reading.Value(20));
        assertThatThrownBy(() -> power.between(1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> power.between(Double.NaN, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void absenceIsAlwaysPlausible() {
        Reading none = new Reading.Unavailable("no sensor");
        assertThat(BoardMetrics.CPU_TEMP.plausible(none)).isSameAs(none);
    }

    @Test
    void aCounterIsNeverNegative_andNeverHas64Bits() {
        Metric packets = Metric.counter("packets", Unit.NONE, "Packets.");
        assertThat(packets.plausible(new Reading.Value(-1))).isInstanceOf(Reading.Failed.class);
        assertThat(packets.plausible(new Reading.Value(0x1p62))).isInstanceOf(Reading.Value.class);
        assertThat(packets.plausible(new Reading.Value(0x1p64))).isInstanceOf(Reading.Failed.class);
    }

    @Test
    void noMetricOfTheCatalogueTakesA64BitNumberBelowZero_andOnlyTemperaturesAndSignalsOneThatIsNegative() {
        assertThat(Catalogue.ALL)
                .allSatisfy(metric ->
                        assertThat(metric.plausible(new Reading.Value(0x1p64))).isInstanceOf(Reading.Failed.class));
        assertThat(Catalogue.ALL)
                .filteredOn(metric -> metric.plausible(new Reading.Value(-1)) instanceof Reading.Value)
                .containsExactlyInAnyOrder(
                        BoardMetrics.CPU_TEMP, BoardMetrics.TEMPERATURE_CELSIUS, NetworkMetrics.WIFI_SIGNAL_DBM);
    }

    @Test
    void theCatalogueNamesEachMetricOnceAndHasTheSeedsFifteen() {
        assertThat(Catalogue.ALL).extracting(Metric::name).doesNotHaveDuplicates();
        assertThat(OriginalField.ALL)
                .extracting(OriginalField::name)
                .containsExactly(
                        "cpu_percent",
                        "cpu_per_core",
                        "mem_used",
                        "mem_total",
                        "mem_percent",
                        "cpu_temp",
                        "disk_used",
                        "disk_total",
                        "disk_percent",
                        "load_1",
                        "load_5",
                        "load_15",
                        "net_bytes_sent",
                        "net_bytes_recv",
                        "uptime_seconds");
        assertThat(OriginalField.ALL)
                .allSatisfy(field -> assertThat(Catalogue.ALL).contains(field.metric()));
    }

    @Test
    void coresHaveTheirOwnPlacesInTheArray() {
        OriginalField cores = OriginalField.ALL.get(1);
        Series zero = new Series(CpuMetrics.CPU_CORE_PERCENT, "0");
        Series ten = new Series(CpuMetrics.CPU_CORE_PERCENT, "2");
        Series odd = new Series(CpuMetrics.CPU_CORE_PERCENT, "odd");
        assertThat(cores.places(List.of(ten, odd, new Series(CpuMetrics.CPU_PERCENT), zero)))
                .containsExactly(Optional.of(zero), Optional.empty(), Optional.of(ten));
    }
}

package dev.pistat.http.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.metric.Kind;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Unit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrometheusFamilyTest {

    @ParameterizedTest
    @CsvSource({
        "cpu_percent,            PERCENT,          GAUGE,   pistat_cpu_ratio",
        "mem_used,               BYTES,            GAUGE,   pistat_mem_used_bytes",
        "mem_total,              BYTES,            GAUGE,   pistat_mem_total_bytes",
        "cpu_temp,               CELSIUS,          GAUGE,   pistat_cpu_temp_celsius",
        "temperature_celsius,    CELSIUS,          GAUGE,   pistat_temperature_celsius",
        "uptime_seconds,         SECONDS,          GAUGE,   pistat_uptime_seconds",
        "load_15,                NONE,             GAUGE,   pistat_load_15",
        "disk_reads,             NONE,             COUNTER, pistat_disk_reads",
        "net_bytes_sent,         BYTES,            COUNTER, pistat_net_sent_bytes",
        "disk_read_bytes,        BYTES,            COUNTER, pistat_disk_read_bytes",
        "disk_read_rate,         BYTES_PER_SECOND, GAUGE,   pistat_disk_read_bytes_per_second",
        "fan_rpm,                RPM,              GAUGE,   pistat_fan_rpm",
        "wifi_signal_dbm,        DBM,              GAUGE,   pistat_wifi_signal_dbm",
        "pistat_cpu_percent,     PERCENT,          GAUGE,   pistat_self_cpu_ratio",
        "pistat_written_bytes,   BYTES,            COUNTER, pistat_self_written_bytes",
        "rain_total,             NONE,             COUNTER, pistat_rain",
        "bytes,                  BYTES,            GAUGE,   pistat_bytes",
        "rain_bytes_per_second,  BYTES_PER_SECOND, GAUGE,   pistat_rain_bytes_per_second",
        "kilobytes,              BYTES,            GAUGE,   pistat_kilobytes_bytes"
    })
    void theUnitGoesToTheEnd(String name, Unit unit, Kind kind, String family) {
        Metric metric = new Metric(name, unit, kind, Optional.empty(), false, 0, 1, "Help.", "");
        assertThat(PrometheusFamily.of(metric).name()).isEqualTo(family);
    }

    @Test
    void noTwoMetricsOfTheCatalogueHaveTheSameName() {
        List<String> names = Catalogue.ALL.stream()
                .map(metric -> PrometheusFamily.of(metric).name())
                .toList();
        assertThat(names).doesNotHaveDuplicates().hasSizeGreaterThan(60).allMatch(name -> name.matches("[a-z0-9_]+"));
    }

    @Test
    void everyNameBeginsWithPistatOnce() {
        assertThat(Catalogue.ALL)
                .extracting(metric -> PrometheusFamily.of(metric).name())
                .allMatch(name -> name.startsWith("pistat_") && name.lastIndexOf("pistat") == 0);
    }

    @Test
    void whatIsHelpOfAPercentageIsTrueOfARatioToo() {
        assertThat(Catalogue.ALL)
                .filteredOn(metric -> metric.unit() == Unit.PERCENT)
                .isNotEmpty()
                .allSatisfy(
                        metric -> assertThat(metric.help()).doesNotContain("%").doesNotContainIgnoringCase("percent"));
    }
}

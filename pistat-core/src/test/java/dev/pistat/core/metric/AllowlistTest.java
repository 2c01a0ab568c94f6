package dev.pistat.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowlistTest {

    private final Allowlist allowlist = new Allowlist(Catalogue.ALL);

    @Test
    void aMetricOfTheCatalogueMayBeAskedFor() {
        assertThat(allowlist.series("cpu_percent")).contains(new Series(CpuMetrics.CPU_PERCENT));
    }

    @Test
    void anInstanceOfALabelledMetricMayBeAskedFor() {
        assertThat(allowlist.series("cpu_core_percent:3")).contains(new Series(CpuMetrics.CPU_CORE_PERCENT, "3"));
        assertThat(allowlist.series("cpu_core_percent:a:b")).contains(new Series(CpuMetrics.CPU_CORE_PERCENT, "a:b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "bad_metric",
                "cpu_per_core",
                "timestamp",
                "id",
                "CPU_PERCENT",
                "cpu_percent ",
                "cpu_percent:",
                "cpu_percent:0",
                "cpu_core_percent",
                "cpu_core_percent:",
                "cpu_percent; DROP TABLE sample"
            })
    void nothingElseMayBeAskedFor(String key) {
        assertThat(allowlist.series(key)).isEmpty();
    }

    @Test
    void oneNameForTwoMetricsIsRefused() {
        Metric other = Metric.gauge("cpu_percent", Unit.NONE, "Something else.");
        assertThatThrownBy(() -> new Allowlist(List.of(CpuMetrics.CPU_PERCENT, other)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Two different metrics are called cpu_percent");
    }
}

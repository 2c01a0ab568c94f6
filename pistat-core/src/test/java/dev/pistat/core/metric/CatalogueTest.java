package dev.pistat.core.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of all metrics, which is made of the groups' tables. */
class CatalogueTest {

    private static final List<Class<?>> GROUPS = List.of(
            CpuMetrics.class,
            MemoryMetrics.class,
            PressureMetrics.class,
            BoardMetrics.class,
            DiskMetrics.class,
            NetworkMetrics.class,
            SelfMetrics.class);

    private static Stream<Object> constants(Class<?> group) {
        return Arrays.stream(group.getFields())
                .filter(field -> field.getType() == Metric.class)
                .map(CatalogueTest::value);
    }

    private static Object value(Field constant) {
        try {
            return constant.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void everyConstantOfAGroupIsInTheCatalogueOnce() {
        assertThat(Catalogue.ALL)
                .doesNotHaveDuplicates()
                .extracting(Object.class::cast)
                .containsExactlyInAnyOrderElementsOf(
                        GROUPS.stream().flatMap(CatalogueTest::constants).toList());
        assertThat(Catalogue.GROUPS).hasSameSizeAs(GROUPS);
    }

    @Test
    void theOriginalsFieldsComeFirst() {
        assertThat(Catalogue.ALL)
                .startsWith(
                        OriginalField.ALL.stream().map(OriginalField::metric).toArray(Metric[]::new));
    }

    @Test
    void theOthersComeGroupByGroup() {
        List<Metric> others = Catalogue.ALL.subList(OriginalField.ALL.size(), Catalogue.ALL.size());
        assertThat(others)
                .containsSubsequence(
                        CpuMetrics.CPU_USER_PERCENT,
                        MemoryMetrics.MEM_AVAILABLE,
                        PressureMetrics.PRESSURE_CPU_SOME_PERCENT,
                        BoardMetrics.TEMPERATURE_CELSIUS,
                        DiskMetrics.FILESYSTEM_USED,
                        NetworkMetrics.INTERFACE_RECEIVED_BYTES,
                        SelfMetrics.PISTAT_CPU_PERCENT)
                .endsWith(SelfMetrics.PISTAT_SAMPLE_SECONDS);
    }

    @Test
    void namesDifferAndEveryMetricSaysWhereItIsRead() {
        assertThat(Catalogue.ALL).extracting(Metric::name).doesNotHaveDuplicates();
        assertThat(Catalogue.ALL)
                .allSatisfy(metric -> assertThat(metric.source())
                        .as(metric.name())
                        .isNotBlank()
                        .doesNotContain("|", "\n"));
    }
}

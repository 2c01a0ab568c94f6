package dev.pistat.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.metric.Kind;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Unit;
import dev.pistat.core.port.Sampler;
import org.junit.jupiter.api.Test;

/** What every sampler promises. Extend it and say which sampler to hold against it. */
public abstract class SamplerContract {

    /** For the test that extends it. */
    protected SamplerContract() {}

    /**
     * Makes a sampler; each test asks for one of its own.
     *
     * @return new, and ready to be asked
     * @throws Exception if it cannot be made: the test has failed
     */
    protected abstract Sampler sampler() throws Exception;

    @Test
    void itsNameIsAWord() throws Exception {
        assertThat(sampler().name()).matches("[a-z][a-z0-9_]*");
    }

    @Test
    void itAlwaysNamesTheSameMetrics() throws Exception {
        Sampler sampler = sampler();
        assertThat(sampler.metrics()).doesNotHaveDuplicates().isEqualTo(sampler.metrics());
    }

    @Test
    void everyMetricWithoutALabelIsReportedAndNothingThatWasNotNamed() throws Exception {
        Sampler sampler = sampler();
        CollectedReadings collected = CollectedReadings.of(sampler);
        assertThat(collected.readings().keySet())
                .allSatisfy(series -> assertThat(sampler.metrics()).contains(series.metric()));
        assertThat(sampler.metrics())
                .filteredOn(metric -> metric.label().isEmpty())
                .allSatisfy(metric -> assertThat(collected.reading(metric)).isNotNull());
    }

    @Test
    void valuesAreWithinTheirUnitsRangeAndAbsenceHasAReason() throws Exception {
        Sampler sampler = sampler();
        CollectedReadings.of(sampler);
        CollectedReadings.of(sampler).readings().forEach((series, reading) -> {
            switch (reading) {
                case Reading.Unavailable(String why) ->
                    assertThat(why).as(series.key()).isNotBlank();
                case Reading.Failed(String why) ->
                    assertThat(why).as(series.key()).isNotBlank();
                case Reading.Value(double value) -> {
                    if (series.metric().unit() == Unit.PERCENT) {
                        assertThat(value).as(series.key()).isBetween(0.0, 100.0);
                    }
                    if (series.metric().kind() == Kind.COUNTER
                            || series.metric().unit() == Unit.BYTES) {
                        assertThat(value).as(series.key()).isNotNegative();
                    }
                    if (series.metric().whole()) {
                        assertThat(value).as(series.key()).isEqualTo(Math.rint(value));
                    }
                }
            }
        });
    }
}

package dev.pistat.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.pistat.core.metric.Decimal;
import dev.pistat.core.metric.Row;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.SeedField;
import dev.pistat.core.metric.Series;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * A sample as one flat JSON object: the fields of {@code /api/current}, which are always there, then every other reading by
 * its {@linkplain Series#key() key}, in the order in which it was asked; null where there is no value. What comes out of a
 * store has values only.
 */
final class SampleJson {

    private SampleJson() {}

    static byte[] bytes(Sample sample) {
        StringBuilder out = new StringBuilder();
        Set<Series> others = new LinkedHashSet<>(sample.readings().keySet());
        out.append("{\"id\":").append(sample.id()).append(",\"timestamp\":");
        Decimal.appendSeconds(out, Row.micros(sample.at()));
        for (SeedField field : SeedField.ALL) {
            out.append(",\"").append(field.name()).append("\":");
            List<Optional<Series>> shown = field.array()
                    ? field.places(sample.readings().keySet())
                    : List.of(Optional.of(new Series(field.metric())));
            if (field.array()) {
                appendArray(out, sample, shown);
            } else {
                appendValue(out, sample, shown.getFirst());
            }
            shown.forEach(place -> place.ifPresent(others::remove));
        }
        for (Series series : others) {
            out.append(",\"");
            JsonStringEncoder.getInstance().quoteAsString(series.key(), out);
            out.append("\":");
            appendValue(out, sample, Optional.of(series));
        }
        out.append('}');
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void appendArray(StringBuilder out, Sample sample, List<Optional<Series>> places) {
        if (places.stream().allMatch(place -> value(sample, place).isEmpty())) {
            out.append("null");
            return;
        }
        String before = "[";
        for (Optional<Series> place : places) {
            out.append(before);
            appendValue(out, sample, place);
            before = ",";
        }
        out.append(']');
    }

    private static void appendValue(StringBuilder out, Sample sample, Optional<Series> series) {
        OptionalDouble value = value(sample, series);
        if (value.isPresent()) {
            Decimal.append(out, series.orElseThrow().metric(), value.getAsDouble());
        } else {
            out.append("null");
        }
    }

    private static OptionalDouble value(Sample sample, Optional<Series> series) {
        return series.map(sample::value).orElse(OptionalDouble.empty());
    }
}

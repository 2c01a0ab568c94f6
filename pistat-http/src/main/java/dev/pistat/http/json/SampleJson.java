package dev.pistat.http.json;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.pistat.core.metric.OriginalField;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.text.Decimal;
import dev.pistat.core.text.Times;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A sample as one flat JSON object: the fields of {@code /api/current}, which are always there, then, if asked for, every
 * other reading by its {@linkplain Series#key() key}, in the order in which it was asked; null where there is no value. What
 * comes out of a store has values only.
 */
public final class SampleJson {

    private SampleJson() {}

    /** Every reading. */
    public static byte[] bytes(Sample sample) {
        Set<Series> others = new LinkedHashSet<>(sample.readings().keySet());
        StringBuilder out = fields(sample, others::remove);
        for (Series series : others) {
            out.append(",\"");
            JsonStringEncoder.getInstance().quoteAsString(series.key(), out);
            out.append("\":");
            appendValue(out, sample, Optional.of(series));
        }
        return utf8(out.append('}'));
    }

    /** The fields of the original program alone. */
    public static byte[] current(Sample sample) {
        return utf8(fields(sample, shown -> {}).append('}'));
    }

    private static StringBuilder fields(Sample sample, Consumer<Series> shown) {
        StringBuilder out = new StringBuilder(1_024).append("{\"id\":").append(sample.id());
        out.append(",\"timestamp\":");
        Decimal.appendSeconds(out, Times.micros(sample.at()));
        for (OriginalField field : OriginalField.ALL) {
            out.append(",\"").append(field.name()).append("\":");
            if (field.array()) {
                List<Optional<Series>> places = field.places(sample.readings().keySet());
                appendArray(out, sample, places);
                places.forEach(place -> place.ifPresent(shown));
            } else {
                Series series = new Series(field.metric());
                appendValue(out, sample, Optional.of(series));
                shown.accept(series);
            }
        }
        return out;
    }

    private static byte[] utf8(StringBuilder text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
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
            series.orElseThrow().metric().append(out, value.getAsDouble());
        } else {
            out.append("null");
        }
    }

    private static OptionalDouble value(Sample sample, Optional<Series> series) {
        return series.map(sample::value).orElse(OptionalDouble.empty());
    }
}

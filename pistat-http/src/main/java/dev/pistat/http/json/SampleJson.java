package dev.pistat.http.json;

import dev.pistat.core.metric.OriginalField;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.text.Times;
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

    /** Writes every reading. */
    public static void write(JsonWriter json, Sample sample) {
        Set<Series> others = new LinkedHashSet<>(sample.readings().keySet());
        writeFields(json, sample, others::remove);
        others.forEach(series -> write(json.name(series.key()), sample, Optional.of(series)));
        json.end();
    }

    /** Writes the fields of the original program alone. */
    public static void writeCurrent(JsonWriter json, Sample sample) {
        writeFields(json, sample, shown -> {});
        json.end();
    }

    /** Begins the object. */
    private static void writeFields(JsonWriter json, Sample sample, Consumer<Series> shown) {
        json.object().name("id").whole(sample.id());
        json.name("timestamp").seconds(Times.micros(sample.at()));
        for (OriginalField field : OriginalField.ALL) {
            json.name(field.name());
            if (field.array()) {
                List<Optional<Series>> places = field.places(sample.readings().keySet());
                writeArray(json, sample, places);
                places.forEach(place -> place.ifPresent(shown));
            } else {
                Series series = new Series(field.metric());
                write(json, sample, Optional.of(series));
                shown.accept(series);
            }
        }
    }

    private static void writeArray(JsonWriter json, Sample sample, List<Optional<Series>> places) {
        if (places.stream().allMatch(place -> value(sample, place).isEmpty())) {
            json.none();
            return;
        }
        json.array();
        places.forEach(place -> write(json, sample, place));
        json.end();
    }

    private static void write(JsonWriter json, Sample sample, Optional<Series> series) {
        value(sample, series)
                .ifPresentOrElse(value -> json.value(series.orElseThrow().metric(), value), json::none);
    }

    private static OptionalDouble value(Sample sample, Optional<Series> series) {
        return series.map(sample::value).orElse(OptionalDouble.empty());
    }
}

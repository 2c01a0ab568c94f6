package dev.pistat.store.sqlite.sample;

import dev.pistat.core.metric.OriginalField;
import dev.pistat.core.metric.Series;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The view {@code metrics}: the samples in the shape of the original PiStat's only table, for people with {@code sqlite3}. */
public final class MetricsView {

    private MetricsView() {}

    /** Makes the view {@code metrics} show these series, if it does not yet. */
    public static void showIn(Handle handle, Map<Series, StoredSeries> known) {
        String view = view(known);
        Optional<String> present = handle.createQuery("SELECT sql FROM sqlite_master WHERE name = 'metrics'")
                .mapTo(String.class)
                .findOne();
        if (!present.equals(Optional.of(view))) {
            handle.execute("DROP VIEW IF EXISTS metrics");
            handle.execute(view);
        }
    }

    private static String view(Map<Series, StoredSeries> known) {
        String fields = OriginalField.ALL.stream()
                .map(field -> (field.array() ? array(field, known) : value(new Series(field.metric()), known)) + " AS "
                        + field.name())
                .collect(Collectors.joining(", "));
        return "CREATE VIEW metrics AS SELECT id, at / 1000000.0 AS timestamp, " + fields + " FROM sample";
    }

    private static String array(OriginalField field, Map<Series, StoredSeries> known) {
        Collection<Optional<Series>> places = field.places(known.keySet());
        if (places.isEmpty()) {
            return "NULL";
        }
        String values = places.stream()
                .map(place -> place.map(series -> value(series, known)).orElse("NULL"))
                .collect(Collectors.joining("), ("));
        return "(SELECT CASE WHEN count(column1) > 0 THEN '[' || group_concat(ifnull(column1, 'null'), ', ') || ']' END"
                + " FROM (VALUES (" + values + ")))";
    }

    private static String value(Series series, Map<Series, StoredSeries> known) {
        return Optional.ofNullable(known.get(series))
                .flatMap(StoredSeries::column)
                .map(column -> column.sql(series.metric().whole()))
                .orElse("NULL");
    }
}

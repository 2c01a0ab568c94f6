package dev.pistat.http;

import dev.pistat.core.metric.Decimal;
import dev.pistat.core.metric.Row;
import dev.pistat.core.metric.SeedField;
import dev.pistat.core.metric.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rows in the CSV of the original program: RFC 4180 with CR LF, absent values empty, the cores as a JSON array with a
 * space after each comma, and null for a core without a value.
 */
final class SeedCsv {

    private static final int NOWHERE = -1;

    private final List<Series> series = new ArrayList<>();
    /** Per field the places of its values in a row: one, or one per core. */
    private final List<List<Integer>> places = new ArrayList<>();

    /** @param seen the series that there are, for the number of cores */
    SeedCsv(List<Series> seen) {
        for (SeedField field : SeedField.ALL) {
            List<Integer> own = new ArrayList<>();
            if (field.array()) {
                for (Optional<Series> core : field.places(seen)) {
                    own.add(core.isPresent() ? place(core.get()) : NOWHERE);
                }
            } else {
                own.add(place(new Series(field.metric())));
            }
            places.add(own);
        }
    }

    /** What to ask a store for, in the order that the rows must have. */
    List<Series> series() {
        return series;
    }

    void appendHeader(StringBuilder out) {
        out.append("id,timestamp");
        SeedField.ALL.forEach(field -> out.append(',').append(field.name()));
        out.append("\r\n");
    }

    void append(StringBuilder out, Row row) {
        out.append(row.id()).append(',');
        Decimal.appendSeconds(out, row.atMicros());
        for (int i = 0; i < places.size(); i++) {
            out.append(',');
            SeedField field = SeedField.ALL.get(i);
            if (field.array()) {
                appendArray(out, row, field, places.get(i));
            } else if (row.has(places.get(i).getFirst())) {
                Decimal.append(out, field.metric(), row.value(places.get(i).getFirst()));
            }
        }
        out.append("\r\n");
    }

    private static void appendArray(StringBuilder out, Row row, SeedField field, List<Integer> cores) {
        if (cores.stream().noneMatch(core -> core != NOWHERE && row.has(core))) {
            return;
        }
        String quote = cores.size() > 1 ? "\"" : "";
        out.append(quote);
        char before = '[';
        for (int core : cores) {
            out.append(before);
            if (before == ',') {
                out.append(' ');
            }
            if (core != NOWHERE && row.has(core)) {
                Decimal.append(out, field.metric(), row.value(core));
            } else {
                out.append("null");
            }
            before = ',';
        }
        out.append(']').append(quote);
    }

    private int place(Series wanted) {
        series.add(wanted);
        return series.size() - 1;
    }
}

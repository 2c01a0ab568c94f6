package dev.pistat.core.export;

import dev.pistat.core.history.Row;
import dev.pistat.core.history.Tier;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.OriginalField;
import dev.pistat.core.metric.Series;
import dev.pistat.core.text.Decimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Stored rows as the lines of an export, one a row: the fields of the original program, or series of one's choice. Lines
 * that may come from buckets have a column {@code tier} after the time ({@code raw}, {@code 5min}, {@code 1h}, {@code 1d}),
 * and no id. Immutable.
 *
 * <p>CSV is RFC 4180 with a header; an absent value is an empty cell. NDJSON is one object a line; an absent value is
 * null. Times are seconds since 1970 with a fraction. The cores of the original's {@code cpu_per_core} are a JSON array
 * with a space after each comma, and null for a core without a value.
 */
public final class ExportLines {

    /** How a line is written. */
    public enum Format {
        /** Comma-separated values, lines end in CR LF. */
        CSV,
        /** Newline-delimited JSON, lines end in LF. */
        NDJSON
    }

    private static final int NOWHERE = -1;

    private final Format format;
    private final boolean withId;
    private final boolean tiered;
    private final String timeName;
    private final List<Series> series = new ArrayList<>();
    private final List<Field> fields = new ArrayList<>();

    /**
     * A column of CSV, or a member of an object.
     *
     * @param before what stands before its value
     * @param places of its values in a row: one, or one per core
     */
    private record Field(String name, String before, Metric metric, boolean array, List<Integer> places) {}

    private ExportLines(Format format, boolean withId, boolean tiered, String timeName) {
        this.format = format;
        this.withId = withId;
        this.tiered = tiered;
        this.timeName = timeName;
    }

    /**
     * The fields of the original program: {@code id}, {@code timestamp}, {@code cpu_percent} and so on.
     *
     * @param format how a line is written
     * @param tiered whether they may come from buckets
     * @param seen the series that there are, for the number of cores
     * @return lines with all fields, also those whose series there is not
     */
    public static ExportLines original(Format format, boolean tiered, List<Series> seen) {
        ExportLines lines = new ExportLines(format, !tiered, tiered, "timestamp");
        for (OriginalField field : OriginalField.ALL) {
            List<Integer> places = new ArrayList<>();
            if (field.array()) {
                for (Optional<Series> core : field.places(seen)) {
                    places.add(core.isPresent() ? lines.place(core.get()) : NOWHERE);
                }
            } else {
                places.add(lines.place(new Series(field.metric())));
            }
            lines.add(field.name(), field.metric(), field.array(), places);
        }
        return lines;
    }

    /**
     * The time, called {@code timestamp} in CSV and {@code ts} in NDJSON, and these series, each called by its
     * {@linkplain Series#key() key}.
     *
     * @param format how a line is written
     * @param tiered whether they may come from buckets
     * @param series which ones, in the order of the columns
     * @return lines with these series and no others
     */
    public static ExportLines of(Format format, boolean tiered, List<Series> series) {
        ExportLines lines = new ExportLines(format, false, tiered, format == Format.CSV ? "timestamp" : "ts");
        for (Series each : series) {
            lines.add(each.key(), each.metric(), false, List.of(lines.place(each)));
        }
        return lines;
    }

    /** {@return what to ask a store for, in the order that the rows must have} */
    public List<Series> series() {
        return List.copyOf(series);
    }

    /**
     * Appends what comes before the first row: the header of CSV, nothing in NDJSON.
     *
     * @param out what it is appended to
     */
    public void appendHeader(StringBuilder out) {
        if (format == Format.CSV) {
            out.append(withId ? "id," : "").append(timeName).append(tiered ? ",tier" : "");
            fields.forEach(field -> out.append(',').append(cell(field.name())));
            out.append("\r\n");
        }
    }

    /** Whether lines may come from buckets. */
    boolean tiered() {
        return tiered;
    }

    /**
     * Appends a sample, with the end of its line.
     *
     * @param out what it is appended to
     * @param row with the values of {@link #series}, in that order
     */
    public void append(StringBuilder out, Row row) {
        append(out, row, Tier.SAMPLES);
    }

    /** Appends a sample, or a bucket, by the time when it begins. */
    void append(StringBuilder out, Row row, Tier tier) {
        boolean csv = format == Format.CSV;
        if (withId) {
            out.append(csv ? "" : "{\"id\":").append(row.id());
        }
        if (csv) {
            out.append(withId ? "," : "");
        } else {
            out.append(withId ? ",\"" : "{\"").append(timeName).append("\":");
        }
        Decimal.appendSeconds(out, row.atMicros());
        if (tiered) {
            out.append(csv ? "," : ",\"tier\":\"").append(tier.text()).append(csv ? "" : "\"");
        }
        for (Field field : fields) {
            out.append(field.before());
            if (field.array() && hasAny(row, field.places())) {
                String quote = csv && field.places().size() > 1 ? "\"" : "";
                out.append(quote);
                appendArray(out, row, field);
                out.append(quote);
            } else if (!field.array() && row.has(field.places().getFirst())) {
                field.metric().append(out, row.value(field.places().getFirst()));
            } else {
                out.append(csv ? "" : "null");
            }
        }
        out.append(csv ? "\r\n" : "}\n");
    }

    private static void appendArray(StringBuilder out, Row row, Field field) {
        String before = "[";
        for (int place : field.places()) {
            out.append(before);
            if (has(row, place)) {
                field.metric().append(out, row.value(place));
            } else {
                out.append("null");
            }
            before = ", ";
        }
        out.append(']');
    }

    private static boolean hasAny(Row row, List<Integer> places) {
        for (int place : places) {
            if (has(row, place)) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(Row row, int place) {
        return place != NOWHERE && row.has(place);
    }

    private static String cell(String text) {
        boolean plain = text.chars().noneMatch(each -> each == ',' || each == '"' || each == '\r' || each == '\n');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private int place(Series wanted) {
        series.add(wanted);
        return series.size() - 1;
    }

    private void add(String name, Metric metric, boolean array, List<Integer> places) {
        fields.add(new Field(name, format == Format.CSV ? "," : "," + quoted(name) + ":", metric, array, places));
    }

    /** Of JSON. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char at = text.charAt(i);
            int shortened = "\b\t\n\f\r\"\\".indexOf(at);
            if (shortened >= 0) {
                quoted.append('\\').append("btnfr\"\\".charAt(shortened));
            } else if (at < ' ') {
                quoted.append(String.format(Locale.ROOT, "\\u%04X", (int) at));
            } else {
                quoted.append(at);
            }
        }
        return quoted.append('"').toString();
    }
}

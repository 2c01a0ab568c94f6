package dev.pistat.store.sqlite.original;

import dev.pistat.core.metric.BoardMetrics;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.OriginalField;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.text.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The samples from the rows of the original's table, which come in the order of their ids. */
final class OriginalRows {

    /** The columns of that table in their order. */
    static final List<String> COLUMNS = Stream.concat(
                    Stream.of("id", "timestamp"), OriginalField.ALL.stream().map(OriginalField::name))
            .toList();

    private static final int FIRST_FIELD = 2;
    private static final int UPTIME = COLUMNS.indexOf(BoardMetrics.UPTIME_SECONDS.name());
    private static final double END_SECONDS =
            Instant.parse("2200-01-01T00:00:00Z").getEpochSecond();

    private final OriginalBoots boots = new OriginalBoots();
    private final List<Optional<Series>> fields = OriginalField.ALL.stream()
            .map(field -> field.array() ? Optional.<Series>empty() : Optional.of(new Series(field.metric())))
            .toList();
    private final List<Series> cores = new ArrayList<>();

    /**
     * The sample of a row, without values that cannot be; empty if its time cannot be: there is none, or it is before 1970 or
     * after 2199.
     *
     * @param row a value for each of the columns
     */
    Optional<Sample> sample(@Nullable Object[] row) {
        OptionalLong at = micros(row[1]);
        if (!(row[0] instanceof Number id) || at.isEmpty()) {
            return Optional.empty();
        }
        boots.next(at.getAsLong(), micros(row[UPTIME]));
        Map<Series, Reading> readings = new LinkedHashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            Object value = row[FIRST_FIELD + i];
            if (fields.get(i).isEmpty()) {
                addCores(value, readings);
            } else {
                add(readings, fields.get(i).get(), number(value));
            }
        }
        return Optional.of(new Sample(
                id.longValue(), Times.instant(at.getAsLong()), boots.monotonicMicros(), boots.bootId(), readings));
    }

    /** Adds the numbers of a JSON array, each for the core of its place. */
    private void addCores(@Nullable Object value, Map<Series, Reading> readings) {
        if (!(value instanceof String text) || !text.startsWith("[") || !text.endsWith("]")) {
            return;
        }
        int core = 0;
        for (String entry : text.substring(1, text.length() - 1).split(",", -1)) {
            if (core == cores.size()) {
                cores.add(new Series(CpuMetrics.CPU_CORE_PERCENT, String.valueOf(core)));
            }
            add(readings, cores.get(core), number(entry.strip()));
            core++;
        }
    }

    private static void add(Map<Series, Reading> readings, Series series, OptionalDouble value) {
        if (value.isPresent()
                && series.metric().plausible(new Reading.Value(value.getAsDouble()))
                        instanceof Reading.Value possible) {
            readings.put(series, possible);
        }
    }

    private static OptionalLong micros(@Nullable Object seconds) {
        double number = number(seconds).orElse(-1);
        return number >= 0 && number < END_SECONDS ? OptionalLong.of(Math.round(number * 1e6)) : OptionalLong.empty();
    }

    private static OptionalDouble number(@Nullable Object value) {
        return value instanceof Number number && Double.isFinite(number.doubleValue())
                ? OptionalDouble.of(number.doubleValue())
                : OptionalDouble.empty();
    }

    /** Java takes more for a number than JSON does: {@code NaN}, {@code 1d}, {@code 0x1p3}. */
    private static OptionalDouble number(String json) {
        boolean plain = !json.isEmpty() && json.chars().allMatch(c -> "0123456789+-.eE".indexOf(c) >= 0);
        try {
            return plain ? number((Object) Double.parseDouble(json)) : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }
}

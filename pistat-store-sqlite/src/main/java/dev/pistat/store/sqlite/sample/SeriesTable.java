package dev.pistat.store.sqlite.sample;

import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Series;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The table {@code series}, and the columns that the table {@code sample} has for them. */
public final class SeriesTable {

    /** SQLite takes 2,000 columns in a table; some are left for what a later version adds. */
    public static final int MOST_COLUMNS = 1_990;

    private SeriesTable() {}

    /** Whether values may have been multiplied by it: a power of ten. */
    public static boolean isScale(long scale) {
        return scale >= 1 && scale <= Integer.MAX_VALUE && String.valueOf(scale).matches("10*");
    }

    /** The series of the file in the order in which they appeared, without those whose metric is not allowed. */
    public static Map<Series, StoredSeries> series(Handle handle, Allowlist allowlist) {
        Map<Series, StoredSeries> known = new LinkedHashMap<>();
        handle.createQuery("SELECT id, metric, instance, scale, column_number FROM series ORDER BY id")
                .map((row, context) -> new Named(
                        row.getString(3).isEmpty() ? row.getString(2) : row.getString(2) + ':' + row.getString(3),
                        stored(row.getInt(1), row.getInt(4), row.getInt(5))))
                .forEach(named -> allowlist.series(named.key()).ifPresent(series -> known.put(series, named.stored())));
        return known;
    }

    /** A series with a column; one that was not known is given an id. Empty if the table is full. */
    public static Optional<StoredSeries> withColumn(Handle handle, Series series) {
        Optional<StoredSeries> found = handle.createQuery(
                        "SELECT id, scale, column_number FROM series WHERE metric = ? AND instance = ?")
                .bind(0, series.metric().name())
                .bind(1, series.instance())
                .map((row, context) -> stored(row.getInt(1), row.getInt(2), row.getInt(3)))
                .findOne();
        if (found.flatMap(StoredSeries::column).isPresent()) {
            return found;
        }
        Optional<Integer> free = freeColumn(handle);
        if (free.isEmpty()) {
            return Optional.empty();
        }
        StoredSeries known = found.orElseGet(() -> add(handle, series));
        handle.execute("UPDATE series SET column_number = ? WHERE id = ?", free.get(), known.id());
        return Optional.of(
                new StoredSeries(known.id(), known.scale(), Optional.of(new Column(free.get(), known.scale()))));
    }

    private static StoredSeries add(Handle handle, Series series) {
        int scale = Column.scaleOf(series.metric());
        handle.execute(
                "INSERT INTO series (metric, instance, scale) VALUES (?, ?, ?)",
                series.metric().name(),
                series.instance(),
                scale);
        int id = handle.createQuery("SELECT last_insert_rowid()")
                .mapTo(int.class)
                .one();
        return new StoredSeries(id, scale, Optional.empty());
    }

    /** A column that no series uses any more, or a new one. */
    private static Optional<Integer> freeColumn(Handle handle) {
        Optional<Integer> free = handle.createQuery("""
                        SELECT CAST(substr(name, 2) AS INTEGER) AS number FROM pragma_table_info('sample')
                        WHERE name GLOB 'c[0-9]*' AND number NOT IN (
                            SELECT column_number FROM series WHERE column_number IS NOT NULL)
                        ORDER BY number LIMIT 1""").mapTo(Integer.class).findOne();
        if (free.isPresent()) {
            return free;
        }
        int number = handle.createQuery("SELECT coalesce(max(column_number), 0) + 1 FROM series")
                .mapTo(int.class)
                .one();
        if (number > MOST_COLUMNS) {
            return Optional.empty();
        }
        handle.execute("ALTER TABLE sample ADD COLUMN " + new Column(number, 1).name());
        return Optional.of(number);
    }

    private static StoredSeries stored(int id, int scale, int column) {
        return new StoredSeries(id, scale, column == 0 ? Optional.empty() : Optional.of(new Column(column, scale)));
    }

    /** @param key as {@link Series#key} has it */
    private record Named(String key, StoredSeries stored) {}
}

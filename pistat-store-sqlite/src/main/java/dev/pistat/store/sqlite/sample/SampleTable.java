package dev.pistat.store.sqlite.sample;

import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.text.Times;
import java.lang.System.Logger.Level;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The table {@code sample}: its newest row, and new ones. One thread at a time writes. */
public final class SampleTable implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("dev.pistat.store");

    private final String file;
    private final KeptStatement insertion = new KeptStatement();
    private boolean full;

    /** @param file what its messages begin with */
    public SampleTable(String file) {
        this.file = file;
    }

    /** The last sample of a run. */
    public static Sample last(Handle handle, Runs.Run run, Map<Series, StoredSeries> known) {
        return handle.createQuery("SELECT * FROM sample WHERE id = ?")
                .bind(0, run.lastId())
                .map((row, context) -> sample(row, run.bootId(), known))
                .one();
    }

    /** Says that there may be room for new series: columns were freed, or never taken, as a change was undone. */
    public void columnsFreed() {
        full = false;
    }

    @Override
    public void close() {
        insertion.close();
    }

    /** The series of the file, with those that a batch brings. */
    public Map<Series, StoredSeries> withColumns(
            Handle handle, WriteBuffer.Batch batch, Map<Series, StoredSeries> known) {
        List<Series> missing = batch.entries().stream()
                .map(WriteBuffer.Entry::series)
                .distinct()
                .flatMap(List::stream)
                .distinct()
                .filter(series -> Optional.ofNullable(known.get(series))
                        .flatMap(StoredSeries::column)
                        .isEmpty())
                .toList();
        if (missing.isEmpty() || full) {
            return known;
        }
        Map<Series, StoredSeries> grown = new LinkedHashMap<>(known);
        for (Series series : missing) {
            SeriesTable.withColumn(handle, series)
                    .ifPresentOrElse(stored -> grown.put(series, stored), () -> full = true);
        }
        if (full) {
            LOG.log(Level.WARNING, file + ": holds as many series as it can: new ones are not stored");
        }
        MetricsView.showIn(handle, grown);
        return grown;
    }

    /** Adds a row; values of series without a column are left out. */
    public void insert(Handle handle, WriteBuffer.Entry entry, Map<Series, StoredSeries> known) {
        StringBuilder into = new StringBuilder("INSERT INTO sample (id, at, monotonic");
        List<Object> stored = new ArrayList<>(List.of(entry.id(), entry.at(), entry.monotonic()));
        for (int i = 0; i < entry.values().length; i++) {
            double value = entry.values()[i];
            Optional.ofNullable(known.get(entry.series().get(i)))
                    .flatMap(StoredSeries::column)
                    .ifPresent(column -> {
                        into.append(", ").append(column.name());
                        stored.add(column.stored(value));
                    });
        }
        entry.processes().ifPresent(top -> {
            into.append(", ").append(TopProcessesColumn.NAME);
            stored.add(TopProcessesColumn.json(top));
        });
        into.append(") VALUES (?").append(", ?".repeat(stored.size() - 1)).append(')');
        insertion.execute(handle.getConnection(), into.toString(), stored);
    }

    private static Sample sample(ResultSet row, String bootId, Map<Series, StoredSeries> known) throws SQLException {
        Map<Series, Reading> values = new LinkedHashMap<>();
        for (Map.Entry<Series, StoredSeries> entry : known.entrySet()) {
            Optional<Column> column = entry.getValue().column();
            if (column.isPresent() && row.getObject(column.get().name()) instanceof Number stored) {
                values.put(entry.getKey(), new Reading.Value(column.get().value(stored)));
            }
        }
        return new Sample(row.getLong(1), Times.instant(row.getLong(2)), row.getLong(3), bootId, values);
    }
}

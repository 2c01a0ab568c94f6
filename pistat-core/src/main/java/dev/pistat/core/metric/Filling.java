package dev.pistat.core.metric;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/** Takes rows, in the order of the samples, into buckets. Not thread-safe. */
public final class Filling implements Consumer<Row> {

    private final List<Buckets> lines;
    private final ToIntFunction<Row> place;
    private String bootId = "";

    /**
     * Fills from the first row on.
     *
     * @param lines one for each value of the rows
     * @param place the bucket of a row; negative if it has none
     */
    public Filling(List<Buckets> lines, ToIntFunction<Row> place) {
        this.lines = lines;
        this.place = place;
    }

    /** Adds a row to its bucket. */
    @Override
    public void accept(Row row) {
        add(row, place.applyAsInt(row));
    }

    /**
     * Lets the next row be compared with this one, which is not added: it was read just before.
     *
     * @param row with a value for each line, as those that are added
     */
    public void before(Row row) {
        add(row, -1);
    }

    private void add(Row row, int bucket) {
        if (!row.bootId().equals(bootId)) {
            bootId = row.bootId();
            lines.forEach(Buckets::newBoot);
        }
        for (int i = 0; i < lines.size(); i++) {
            if (row.has(i)) {
                lines.get(i).add(bucket, row.value(i), row.monotonicMicros());
            }
        }
    }
}

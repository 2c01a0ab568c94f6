package dev.pistat.core.history;

import java.util.List;
import java.util.function.ToIntFunction;

/** A filler of buckets: it takes rows, in the order of the samples. Not thread-safe. */
public final class BucketFiller {

    private final List<Buckets> lines;
    private final ToIntFunction<Row> place;
    private String bootId = "";

    /**
     * Fills from the first row on.
     *
     * @param lines one for each value of the rows
     * @param place the bucket of a row; negative if it has none
     */
    public BucketFiller(List<Buckets> lines, ToIntFunction<Row> place) {
        this.lines = lines;
        this.place = place;
    }

    /**
     * Adds a row to its bucket.
     *
     * @param row with a value for each line
     * @return true: it takes all
     */
    public boolean add(Row row) {
        add(row, place.applyAsInt(row));
        return true;
    }

    /**
     * Lets the next row be compared with this one, which is not added: it was read just before.
     *
     * @param row with a value for each line, as those that are added
     * @return true: it takes all
     */
    public boolean before(Row row) {
        add(row, -1);
        return true;
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

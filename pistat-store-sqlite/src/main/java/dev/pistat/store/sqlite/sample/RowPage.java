package dev.pistat.store.sqlite.sample;

import dev.pistat.core.history.Row;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * Some rows of a query, in arrays that each page of a long answer fills again: the rows themselves are made one by one, and
 * gone before the collector looks. Whole pages of objects would outlive its young generation, and let the heap grow to its
 * limit. For one thread at a time.
 */
public final class RowPage {

    private final int size;
    private long[] ids = {};
    private long[] ats = {};
    private long[] monotonics = {};
    private double[] values = {};
    private boolean[] present = {};
    private int count;
    private long nextId;
    private long lastId;

    /** @param size how many series were asked for */
    RowPage(int size) {
        this.size = size;
    }

    /** Empties it, and makes room for rows. */
    void clear(int rows) {
        count = 0;
        if (ids.length < rows) {
            ids = new long[rows];
            ats = new long[rows];
            monotonics = new long[rows];
            values = new double[rows * size];
            present = new boolean[rows * size];
        }
        Arrays.fill(present, 0, rows * size, false);
    }

    /** Sets a value of the row that {@link #add} will end. */
    void set(int place, double value) {
        values[count * size + place] = value;
        present[count * size + place] = true;
    }

    /** Ends a row that has a value. */
    void add(long id, long at, long monotonic) {
        ids[count] = id;
        ats[count] = at;
        monotonics[count] = monotonic;
        count++;
    }

    /** Says where the next page begins: after {@code lastId} if there is none. */
    void end(long next, long last) {
        nextId = next;
        lastId = last;
    }

    public boolean hasNext() {
        return nextId <= lastId;
    }

    public long nextId() {
        return nextId;
    }

    public long lastId() {
        return lastId;
    }

    /** Hands over the rows until the taker wants no more; then it returns false. */
    public boolean take(String bootId, Predicate<Row> taker) {
        boolean more = true;
        for (int i = 0; more && i < count; i++) {
            int from = i * size;
            more = taker.test(new Row(
                    ids[i],
                    ats[i],
                    monotonics[i],
                    bootId,
                    Arrays.copyOfRange(values, from, from + size),
                    Arrays.copyOfRange(present, from, from + size)));
        }
        return more;
    }
}

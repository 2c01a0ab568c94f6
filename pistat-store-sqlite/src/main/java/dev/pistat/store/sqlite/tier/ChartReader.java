package dev.pistat.store.sqlite.tier;

import dev.pistat.core.history.BucketFiller;
import dev.pistat.core.history.Buckets;
import dev.pistat.core.history.Chart;
import dev.pistat.core.history.Grid;
import dev.pistat.core.history.Row;
import dev.pistat.core.history.Tier;
import dev.pistat.core.metric.Series;
import dev.pistat.core.text.Times;
import dev.pistat.store.sqlite.sample.RowPage;
import dev.pistat.store.sqlite.sample.RowReader;
import dev.pistat.store.sqlite.sample.Runs;
import dev.pistat.store.sqlite.sample.StoredSeries;
import dev.pistat.store.sqlite.sample.WriteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/**
 * A reader of buckets. What a tier does not have yet comes from the finer one, and at last from the samples, of which some
 * still wait. Once these are written they may be rolled up while they are counted here: of both buckets the fuller one
 * counts, so none counts twice.
 */
public final class ChartReader {

    private final Handle handle;
    private final List<Series> series;
    private final Map<Series, StoredSeries> known;
    private final Runs runs;
    private final PendingRollups pending;
    private final WriteBuffer.Batch waiting;

    /**
     * Reads of one state of the file.
     *
     * @param handle the connection
     * @param series what is asked for
     * @param state what is known of the file
     * @param waiting the samples that are not in it, or were not
     */
    public ChartReader(Handle handle, List<Series> series, FileState state, WriteBuffer.Batch waiting) {
        this.handle = handle;
        this.series = series;
        this.waiting = waiting;
        known = state.series();
        runs = state.runs();
        pending = state.pending().with(waiting.entries());
    }

    /** The chart of a range of time. */
    public Chart chart(Grid grid, Instant from, Instant to, int points) {
        List<Buckets> lines = grid.buckets(series);
        if (grid.tier() != Tier.SAMPLES) {
            rolledUp(TierTable.of(grid.tier()), grid, lines);
            return Chart.of(grid, lines);
        }
        long first = Times.micros(from);
        long end = Times.micros(to);
        long most = spans(first, end).stream().mapToLong(Span::most).sum()
                + waiting.within(first, end).entries().size();
        if (most <= points) {
            List<Row> rows = new ArrayList<>();
            samples(first, end, rows::add, rows::add);
            Chart chart = Chart.ofSamples(series, from, to, rows);
            if (chart.size() <= points) {
                return chart;
            }
        }
        samples(grid, lines);
        return Chart.of(grid, lines);
    }

    /** The buckets of one unit of a tier, in the form in which they are stored. */
    List<Buckets> unit(TierTable tier, long start) {
        Grid grid = tier.gridOf(start);
        List<Buckets> lines = grid.buckets(series);
        Optional<TierTable> finer = tier.finer();
        if (finer.isPresent()) {
            rolledUp(finer.get(), grid, lines);
        } else {
            samples(grid, lines);
        }
        if (!pending.mustRebuild(tier, start)) {
            List<Buckets> stored = grid.buckets(series);
            tier.read(handle, start, start + tier.unit, grid, stored, known);
            for (int i = 0; i < lines.size(); i++) {
                for (int place = 0; place < grid.size(); place++) {
                    stored.get(i).keepFuller(place, lines.get(i), place);
                }
            }
            return stored;
        }
        return lines;
    }

    /** Adds what a tier has for a grid, in the order of time. */
    private void rolledUp(TierTable tier, Grid grid, List<Buckets> lines) {
        long from = grid.startMicros();
        for (long unit : pending.within(tier, grid.startMicros(), grid.endMicros())) {
            tier.read(handle, from, unit, grid, lines, known);
            merge(unit(tier, unit), tier.gridOf(unit), lines, grid);
            from = unit + tier.unit;
        }
        tier.read(handle, from, grid.endMicros(), grid, lines, known);
    }

    private static void merge(List<Buckets> from, Grid fromGrid, List<Buckets> into, Grid grid) {
        for (int i = 0; i < into.size(); i++) {
            for (int place = 0; place < fromGrid.size(); place++) {
                int target = grid.place(fromGrid.micros(place));
                if (target >= 0) {
                    into.get(i).merge(target, from.get(i), place);
                }
            }
        }
    }

    /** Adds the samples of a grid's time to its lines. */
    private void samples(Grid grid, List<Buckets> lines) {
        BucketFiller filler = new BucketFiller(lines, row -> grid.place(row.atMicros()));
        samples(grid.startMicros(), grid.endMicros(), filler::add, filler::before);
    }

    /** Hands over the samples of a range of time, and before one whose predecessor is none of them, that one. */
    private void samples(long from, long end, Predicate<Row> taker, Predicate<Row> beforeTaker) {
        RowReader query = new RowReader(series, known);
        RowPage page = query.newPage();
        long lastId = Long.MIN_VALUE;
        for (Span span : query.isEmpty() ? List.<Span>of() : spans(from, end)) {
            before(query, span.firstId(), lastId, beforeTaker);
            query.read(handle, span.firstId(), span.lastId(), page);
            page.take(span.run().bootId(), taker);
            while (page.hasNext()) {
                query.read(handle, page.nextId(), span.lastId(), page);
                page.take(span.run().bootId(), taker);
            }
            lastId = span.lastId();
        }
        List<WriteBuffer.Entry> last = waiting.entries();
        for (int i = 0; i < last.size(); i++) {
            if (last.get(i).at() >= from && last.get(i).at() < end) {
                if (i > 0 && last.get(i - 1).id() != lastId) {
                    WriteBuffer.rows(List.of(last.get(i - 1)), series, beforeTaker);
                } else if (i == 0) {
                    before(query, last.get(i).id(), lastId, beforeTaker);
                }
                WriteBuffer.rows(List.of(last.get(i)), series, taker);
                lastId = last.get(i).id();
            }
        }
    }

    private void before(RowReader query, long id, long lastId, Predicate<Row> beforeTaker) {
        if (query.isEmpty()) {
            return;
        }
        runs.before(id).ifPresent(run -> {
            RowPage page = query.newPage();
            query.before(handle, id, page);
            page.take(run.bootId(), row -> row.id() == lastId || beforeTaker.test(row));
        });
    }

    private List<Span> spans(long from, long to) {
        List<Span> spans = new ArrayList<>();
        for (Runs.Run run : runs.within(from, to)) {
            long first = run.idAt(from, handle);
            long last = Math.min(run.lastId(), Math.min(waiting.firstId(), run.idAt(to, handle)) - 1);
            if (first <= last) {
                spans.add(new Span(run, first, last));
            }
        }
        return spans;
    }

    /** Samples of one run within a range of time. */
    private record Span(Runs.Run run, long firstId, long lastId) {

        /** How many there are at most: ids may have been left out. */
        long most() {
            return lastId - firstId + 1;
        }
    }
}

package dev.pistat.store.sqlite.tier;

import dev.pistat.core.history.Buckets;
import dev.pistat.core.history.Grid;
import dev.pistat.core.history.RecordedTime.Range;
import dev.pistat.core.history.Tier;
import dev.pistat.core.metric.Series;
import dev.pistat.store.sqlite.sample.StoredSeries;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;

/**
 * The table of a tier. A row holds the buckets of one series over a span of time ({@link Chunk}); its id is the number of
 * the span since 1970, and in the lowest 20 bits that of the series. So the rows of a span lie together, new ones come at
 * the end, and a chart reads one small row for each span.
 */
public enum TierTable {
    FIVE_MINUTES(Tier.FIVE_MINUTES, "five_minutes", Duration.ofHours(1), Duration.ofHours(1)),
    HOURLY(Tier.HOURS, "hourly", Duration.ofDays(1), Duration.ofDays(1)),
    DAILY(Tier.DAYS, "daily", Duration.ofDays(32), Duration.ofDays(1));

    private static final int SERIES_BITS = 20;

    public final Tier tier;
    public final String table;
    /** How long it is from bucket to bucket, in microseconds. */
    public final long step;
    /** What a row spans. */
    public final long span;
    /** What is rolled up at once: all buckets of it are complete together. */
    public final long unit;

    TierTable(Tier tier, String table, Duration span, Duration unit) {
        this.tier = tier;
        this.table = table;
        this.step = tier.step().toNanos() / 1_000;
        this.span = span.toNanos() / 1_000;
        this.unit = unit.toNanos() / 1_000;
    }

    public static TierTable of(Tier tier) {
        return Arrays.stream(values())
                .filter(each -> each.tier == tier)
                .findFirst()
                .orElseThrow();
    }

    /** What it is rolled up from; empty if that is the samples. */
    Optional<TierTable> finer() {
        return switch (this) {
            case FIVE_MINUTES -> Optional.empty();
            case HOURLY -> Optional.of(FIVE_MINUTES);
            case DAILY -> Optional.of(HOURLY);
        };
    }

    /** The beginning of the unit that a moment lies in. */
    public long unitOf(long micros) {
        return Math.floorDiv(micros, unit) * unit;
    }

    /** Where the buckets of a unit lie. */
    Grid gridOf(long unitStart) {
        return new Grid(tier, unitStart, step, (int) (unit / step));
    }

    /** Adds to the lines of a grid what is stored of some time, from one moment up to another. */
    void read(Handle handle, long from, long to, Grid grid, List<Buckets> lines, Map<Series, StoredSeries> known) {
        try (PreparedStatement query = handle.getConnection().prepareStatement(select())) {
            for (long number = Math.floorDiv(from, span); number * span < to; number++) {
                for (Buckets line : lines) {
                    StoredSeries stored = known.get(line.series());
                    Optional<Buckets> chunk = stored == null ? Optional.empty() : chunk(query, number, stored, line);
                    for (int i = 0; chunk.isPresent() && i < places(); i++) {
                        long at = number * span + i * step;
                        int place = grid.place(at);
                        if (place >= 0 && at >= from && at < to) {
                            line.merge(place, chunk.get(), i);
                        }
                    }
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Puts the buckets of one unit into their rows.
     *
     * @param lines of the unit's grid
     * @param rebuild whether what stands there is wrong; otherwise the fuller bucket stays
     */
    void write(Handle handle, long unitStart, List<Buckets> lines, Map<Series, StoredSeries> known, boolean rebuild) {
        long number = Math.floorDiv(unitStart, span);
        int firstPlace = (int) ((unitStart - number * span) / step);
        Connection connection = handle.getConnection();
        try (PreparedStatement query = connection.prepareStatement(select());
                PreparedStatement change = connection.prepareStatement(
                        "INSERT OR REPLACE INTO " + table + " (id, buckets) VALUES (?, ?)");
                PreparedStatement removal = connection.prepareStatement("DELETE FROM " + table + " WHERE id = ?")) {
            for (Buckets line : lines) {
                StoredSeries stored = known.get(line.series());
                if (stored == null) {
                    continue;
                }
                Optional<Buckets> present = chunk(query, number, stored, line);
                Buckets chunk = present.orElseGet(() -> Buckets.of(line.series(), places()));
                for (int i = 0; i < line.size(); i++) {
                    if (rebuild) {
                        chunk.clear(firstPlace + i);
                    }
                    chunk.keepFuller(firstPlace + i, line, i);
                }
                if (!chunk.isEmpty()) {
                    change.setLong(1, id(number, stored));
                    change.setBytes(2, Chunk.pack(chunk, stored.scale()));
                    change.executeUpdate();
                } else if (present.isPresent()) {
                    removal.setLong(1, id(number, stored));
                    removal.executeUpdate();
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The ids of the rows that lie in a range of time as a whole. */
    public Range ids(Range time) {
        return new Range(
                time.from() == Long.MIN_VALUE ? time.from() : firstId(Math.ceilDiv(time.from(), span)),
                firstId(Math.floorDiv(time.to(), span)));
    }

    /** The numbers of the spans that have rows. */
    public List<Long> spans(Handle handle) {
        List<Long> spans = new ArrayList<>();
        Optional<Long> next = Optional.of(Long.MIN_VALUE);
        while (next.isPresent()) {
            next = handle.createQuery(
                            "SELECT id >> " + SERIES_BITS + " FROM " + table + " WHERE id >= ? ORDER BY id LIMIT 1")
                    .bind(0, next.get())
                    .mapTo(Long.class)
                    .findOne();
            next.ifPresent(spans::add);
            next = next.map(span -> firstId(span + 1));
        }
        return spans;
    }

    /** Where its oldest row begins; empty if there is none. */
    Optional<Long> begin(Handle handle) {
        return handle.createQuery("SELECT id FROM " + table + " ORDER BY id LIMIT 1")
                .mapTo(Long.class)
                .findOne()
                .map(this::startOf);
    }

    /** Where its oldest bucket begins; empty if there is none. */
    public Optional<Long> oldest(Handle handle, Map<Series, StoredSeries> known) {
        Optional<Long> begin = begin(handle);
        if (begin.isEmpty()) {
            return begin;
        }
        Grid grid = new Grid(tier, begin.get(), step, places());
        List<Buckets> lines = grid.buckets(List.copyOf(known.keySet()));
        read(handle, grid.startMicros(), grid.endMicros(), grid, lines, known);
        return IntStream.range(0, grid.size())
                .filter(place -> lines.stream().anyMatch(line -> line.count(place) > 0))
                .mapToObj(grid::micros)
                .findFirst()
                .or(() -> begin);
    }

    private Optional<Buckets> chunk(PreparedStatement query, long number, StoredSeries stored, Buckets line)
            throws SQLException {
        query.setLong(1, id(number, stored));
        try (ResultSet found = query.executeQuery()) {
            return found.next()
                    ? Chunk.read(line.series(), found.getBytes(1), places(), stored.scale())
                    : Optional.empty();
        }
    }

    private String select() {
        return "SELECT buckets FROM " + table + " WHERE id = ?";
    }

    /** How many buckets a row has. */
    int places() {
        return (int) (span / step);
    }

    /** Where the first bucket of a row begins. */
    public long startOf(long id) {
        return (id >> SERIES_BITS) * span;
    }

    /** The number of a row's series. */
    public static long seriesOf(long id) {
        return id & (1 << SERIES_BITS) - 1;
    }

    /** The lowest id that a row of a span can have. */
    static long firstId(long number) {
        return number << SERIES_BITS;
    }

    private static long id(long number, StoredSeries stored) {
        return firstId(number) | stored.id();
    }
}

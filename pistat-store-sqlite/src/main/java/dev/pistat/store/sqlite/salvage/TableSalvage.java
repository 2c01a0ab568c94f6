package dev.pistat.store.sqlite.salvage;

import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.NetworkMetrics;
import dev.pistat.core.metric.Series;
import dev.pistat.core.text.Times;
import dev.pistat.store.sqlite.page.DamagedFile;
import dev.pistat.store.sqlite.page.DamagedFile.Found;
import dev.pistat.store.sqlite.page.DamagedFile.Table;
import dev.pistat.store.sqlite.salvage.Salvage.Count;
import dev.pistat.store.sqlite.sample.Column;
import dev.pistat.store.sqlite.sample.SeriesTable;
import dev.pistat.store.sqlite.sample.TopProcessesColumn;
import dev.pistat.store.sqlite.tier.Chunk;
import dev.pistat.store.sqlite.tier.TierTable;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The salvage of one table from a damaged file into a new one: those of its rows that the store can live with. A row is read
 * from bytes of which any may be wrong.
 */
final class TableSalvage {

    /** The column of a series in the table {@code sample}. */
    private static final Pattern VALUE = Pattern.compile("\\bc\\d+\\b");

    private static final long SERIES_BITS = (1 << 20) - 1;
    private static final long BEGIN = Times.micros(Instant.parse("1900-01-01T00:00:00Z"));
    private static final long END = Times.micros(Instant.parse("2200-01-01T00:00:00Z"));
    private static final Allowlist KNOWN = new Allowlist(Catalogue.ALL);
    private static final char NO_LETTER = '\uFFFD';
    private static final Series ANY = new Series(NetworkMetrics.NET_BYTES_SENT);

    private final String name;
    private final Handle into;
    private final Table table;
    private final List<Place> places;
    private final Optional<TierTable> tier;
    private final Set<Long> series;
    /** Of the table {@code series}: which columns the samples have, which of them are taken, and which series have none. */
    private final Set<Long> columns = new HashSet<>();

    private final Map<Long, Long> taken = new HashMap<>();
    private final List<Long> orphans = new ArrayList<>();
    private long saved;

    /** @param tables of the damaged file; one that is missing there is looked for where the new file has it */
    TableSalvage(String name, Map<String, Table> tables, Handle into) {
        this.name = name;
        this.into = into;
        table = Optional.ofNullable(tables.get(name)).orElseGet(this::tableOfNewFile);
        places = name.equals("sample") ? placesOfSample() : places();
        tier = Arrays.stream(TierTable.values())
                .filter(each -> each.table.equals(name))
                .findFirst();
        if (name.equals("series")) {
            columnsOf(tables.get("sample")).forEach(column -> columns.add(Long.parseLong(column.substring(1))));
        }
        series = Set.copyOf(
                into.createQuery("SELECT id FROM series").mapTo(Long.class).list());
    }

    Count bring(DamagedFile damaged) {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (Place place : places) {
            names.add(place.name());
            String value = "?" + names.size();
            values.add(
                    place.name().equals(TopProcessesColumn.NAME)
                            ? "CASE WHEN json_valid(%s) THEN %s END".replace("%s", value)
                            : value);
        }
        String sql = "INSERT OR IGNORE INTO " + name + " (" + String.join(", ", names) + ") VALUES ("
                + String.join(", ", values) + ")";
        try (PreparedStatement insert = into.getConnection().prepareStatement(sql)) {
            int width = places.stream().mapToInt(Place::position).max().orElse(0) + 1;
            // A row that was written before a column came, or of which a damaged one says so, is shorter.
            Found found = damaged.read(table, row -> bring(Arrays.copyOf(row, Math.max(width, row.length)), insert));
            long lost = name.equals("series") ? findColumns() : 0;
            return new Count(saved, found.rows() - saved + found.lost() + lost);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private void bring(@Nullable Object[] row, PreparedStatement insert) {
        for (Place place : places) {
            if (!place.fits(row)) {
                return;
            }
        }
        if (name.equals("series")) {
            repair(row);
        }
        if (!isSound(row)) {
            return;
        }
        try {
            for (int i = 0; i < places.size(); i++) {
                insert.setObject(i + 1, places.get(i).value(row));
            }
            saved += insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("INSERT INTO " + name, e);
        }
    }

    /** Takes a name that differs from a known one by a bit for that, a wrong scale for the usual one, a wrong column for none. */
    private void repair(@Nullable Object[] row) {
        if (row[1] instanceof String metric && KNOWN.metric(metric).isEmpty()) {
            Catalogue.ALL.stream()
                    .map(Metric::name)
                    .filter(known -> differsByOneBit(known, metric))
                    .findFirst()
                    .ifPresent(known -> row[1] = known);
        }
        if (row[1] instanceof String metric && !(row[3] instanceof Long scale && SeriesTable.isScale(scale))) {
            KNOWN.metric(metric).ifPresent(known -> row[3] = (long) Column.scaleOf(known));
        }
        if (row[0] instanceof Long id && row[4] instanceof Long column) {
            Long other = taken.putIfAbsent(column, id);
            if (other != null) {
                orphans.addAll(List.of(id, other));
                into.execute("UPDATE series SET column_number = NULL WHERE id = ?", other);
            } else if (!columns.isEmpty() && !columns.contains(column)) {
                orphans.add(id);
            } else {
                return;
            }
            row[4] = null;
        }
    }

    private static boolean differsByOneBit(String one, String other) {
        int bits = one.length() == other.length() ? 0 : 2;
        for (int i = 0; i < one.length() && bits < 2; i++) {
            // With its highest bit turned over a letter is none in UTF-8.
            bits += other.charAt(i) == NO_LETTER ? 1 : Integer.bitCount(one.charAt(i) ^ other.charAt(i));
        }
        return bits == 1;
    }

    /** Gives the one column that no series has to the one series that has none; tells of how many series the samples are lost. */
    private int findColumns() {
        columns.removeAll(taken.keySet());
        if (orphans.size() == 1 && columns.size() == 1) {
            into.execute(
                    "UPDATE series SET column_number = ? WHERE id = ?",
                    columns.iterator().next(),
                    orphans.getFirst());
            return 0;
        }
        return orphans.size();
    }

    /** Whether the store would not stumble over it. */
    private boolean isSound(@Nullable Object[] row) {
        if (tier.isPresent()) {
            return row[0] instanceof Long id
                    && series.contains(id & SERIES_BITS)
                    && row[1] instanceof byte[] buckets
                    && isChunk(buckets, tier.get());
        }
        return switch (name) {
            case "series" ->
                within(row[0], 1, SERIES_BITS)
                        && row[3] instanceof Long scale
                        && SeriesTable.isScale(scale)
                        && (row[4] == null || within(row[4], 1, SeriesTable.MOST_COLUMNS));
            case "sample" -> within(row[1], BEGIN, END);
            case "pending" ->
                Arrays.stream(TierTable.values()).anyMatch(each -> each.name().equals(row[0]));
            default -> true;
        };
    }

    private static boolean within(@Nullable Object value, long least, long most) {
        return value instanceof Long number && number >= least && number <= most;
    }

    private static boolean isChunk(byte[] buckets, TierTable tier) {
        return Chunk.read(ANY, buckets, (int) (tier.span / tier.step), 1).isPresent();
    }

    private Table tableOfNewFile() {
        return into.createQuery("SELECT rootpage, sql FROM sqlite_master WHERE type = 'table' AND name = ?")
                .bind(0, name)
                .map((row, context) -> new Table(row.getInt(1), row.getString(2)))
                .one();
    }

    private List<Place> places() {
        return into.createQuery("SELECT cid, name, type FROM pragma_table_info(?) ORDER BY cid")
                .bind(0, name)
                .map((row, context) -> new Place(row.getInt(1), row.getString(2), row.getString(3)))
                .list();
    }

    /** Of the series, as the statement says that made the table of the samples. */
    private static List<String> columnsOf(@Nullable Table samples) {
        return samples == null
                ? List.of()
                : VALUE.matcher(samples.sql()).results().map(MatchResult::group).toList();
    }

    /** Without the columns of lost series: others would get them, and with them values that are not theirs. */
    private List<Place> placesOfSample() {
        List<Place> sample = new ArrayList<>(places());
        sample.removeIf(place -> VALUE.matcher(place.name()).matches());
        int fixed = sample.size();
        List<String> columns = columnsOf(table);
        if (columns.isEmpty()) {
            // The schema is lost. Columns are added in the order of their numbers.
            columns = IntStream.rangeClosed(1, SeriesTable.MOST_COLUMNS)
                    .mapToObj(number -> "c" + number)
                    .toList();
        }
        Set<String> known =
                Set.copyOf(into.createQuery("SELECT 'c' || column_number FROM series WHERE column_number IS NOT NULL")
                        .mapTo(String.class)
                        .list());
        for (int i = 0; i < columns.size(); i++) {
            if (known.contains(columns.get(i))) {
                sample.add(new Place(fixed + i, columns.get(i), ""));
            }
        }
        return sample;
    }

    /**
     * A column.
     *
     * @param position where it stands in a row of the damaged file
     */
    private record Place(int position, String name, String type) {

        /** Whether the row has a value here of the column's own kind. */
        boolean fits(@Nullable Object[] row) {
            Object value = value(row);
            return value == null
                    || switch (type) {
                        case "INTEGER" -> value instanceof Long;
                        case "TEXT" -> value instanceof String;
                        case "BLOB" -> value instanceof byte[];
                        default -> value instanceof Number;
                    };
        }

        @Nullable
        Object value(@Nullable Object[] row) {
            return position < row.length ? row[position] : null;
        }
    }
}

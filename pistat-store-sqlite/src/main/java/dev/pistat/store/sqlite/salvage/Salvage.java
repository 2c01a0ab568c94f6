package dev.pistat.store.sqlite.salvage;

import dev.pistat.core.port.StoreException;
import dev.pistat.store.sqlite.page.DamagedFile;
import dev.pistat.store.sqlite.page.DamagedFile.Table;
import dev.pistat.store.sqlite.tier.PendingRollups;
import dev.pistat.store.sqlite.tier.TierTable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;

/** A salvage of what can still be read of a damaged PiStat file into a new one. */
public final class Salvage {

    private Salvage() {}

    /**
     * Brings over every row that can still be read, with what the log beside the file has committed. Values whose series
     * is lost stay behind, since no one can say what they are; samples whose run is lost get one of an unknown boot.
     *
     * @param file a PiStat file of this format that no program has open; nothing of it is changed
     * @param into a new PiStat file without rows, in a transaction, which the caller commits
     * @throws StoreException if the file cannot be opened or does not begin as a SQLite database does
     */
    public static Saved recover(Path file, Handle into) {
        try (DamagedFile damaged = DamagedFile.open(file)) {
            Map<String, Table> tables = damaged.tables();
            Map<String, Count> counts = new LinkedHashMap<>();
            counts.put("series", new TableSalvage("series", tables, into).bring(damaged));
            addColumns(into);
            into.createQuery(
                            "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'series' ORDER BY rootpage")
                    .mapTo(String.class)
                    .list()
                    .forEach(name -> counts.put(name, new TableSalvage(name, tables, into).bring(damaged)));
            addRuns(into);
            rollUpAgain(into);
            return new Saved(counts);
        }
    }

    private static void addColumns(Handle into) {
        Set<String> present = Set.copyOf(into.createQuery("SELECT name FROM pragma_table_info('sample')")
                .mapTo(String.class)
                .list());
        int last = into.createQuery("SELECT ifnull(max(column_number), 0) FROM series")
                .mapTo(int.class)
                .one();
        IntStream.rangeClosed(1, last)
                .mapToObj(number -> "c" + number)
                .filter(column -> !present.contains(column))
                .forEach(column -> into.execute("ALTER TABLE sample ADD COLUMN " + column));
    }

    /** Begins a run where none is left, and time or the boot tells that there was one: every sample is part of one. */
    private static void addRuns(Handle into) {
        into.execute("""
                INSERT INTO run (first_id, boot_id)
                SELECT id, 'unknown-' || id FROM (
                    SELECT id, at, monotonic, lag(id) OVER by_id AS id_before,
                        lag(at) OVER by_id AS at_before, lag(monotonic) OVER by_id AS monotonic_before
                    FROM sample WINDOW by_id AS (ORDER BY id))
                WHERE (id_before IS NULL OR at < at_before OR monotonic < monotonic_before)
                    AND NOT EXISTS (
                        SELECT 1 FROM run WHERE first_id <= id AND (id_before IS NULL OR first_id > id_before))""");
    }

    /** What was lost of the tiers is made again of the samples; where more is left than the samples have, that stays. */
    private static void rollUpAgain(Handle into) {
        PendingRollups pending = PendingRollups.read(into);
        long hour = TierTable.FIVE_MINUTES.unit;
        // SQLite rounds towards 1970.
        String down = "at / " + hour + " - (at % " + hour + " < 0)";
        for (long number : into.createQuery("SELECT DISTINCT " + down + " FROM sample ORDER BY 1")
                .mapTo(Long.class)
                .list()) {
            pending = pending.with(into, number * hour, false);
        }
    }

    /**
     * What came of it.
     *
     * @param tables the rows of each table by its name
     */
    public record Saved(Map<String, Count> tables) {

        private static final Count NONE = new Count(0, 0);

        /** For the log: {@code series 100, sample 19680 (about 320 lost), event none could be read}. */
        @Override
        public String toString() {
            return tables.entrySet().stream()
                    .filter(table -> !table.getValue().equals(NONE))
                    .map(table -> table.getKey() + ' ' + table.getValue())
                    .collect(Collectors.joining(", "));
        }
    }

    /**
     * Rows of a table.
     *
     * @param lost how many are known or, where a page is unreadable, estimated to be missing
     */
    public record Count(long saved, long lost) {

        @Override
        public String toString() {
            String missing = saved == 0 ? "none could be read" : saved + " (about " + lost + " lost)";
            return lost == 0 ? String.valueOf(saved) : missing;
        }
    }
}

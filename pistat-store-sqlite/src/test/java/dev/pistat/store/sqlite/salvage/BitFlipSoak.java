package dev.pistat.store.sqlite.salvage;

import dev.pistat.store.sqlite.testkit.FullFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two thousand bits of a history, one at a time. The seed is printed; {@code -Dpistat.seed} repeats a run. */
@Timeout(3_600)
class BitFlipSoak {

    private static final int FLIPS = 2_000;
    private static final List<String> SMALL_TABLES = List.of("sqlite_schema", "series", "run", "pending", "event");
    /** The first byte that says which PiStat wrote the file: with another number it may be from the future. */
    private static final long FORMAT_BYTE = 63;

    @TempDir
    private Path folder;

    @Test
    void eachLeavesAHistoryThatWorksOrOneThatWasSaved() throws IOException {
        long seed = Long.getLong("pistat.seed", new Random().nextLong());
        Random random = new Random(seed);
        BitFlips history = new BitFlips(folder);
        Map<BitFlips.Outcome, Integer> outcomes = new EnumMap<>(BitFlips.Outcome.class);
        for (int i = 0; i < FLIPS; i++) {
            // Every fourth where a bit does most.
            long bit = i % 4 == 0
                    ? history.bitOf(SMALL_TABLES.get(i / 4 % SMALL_TABLES.size()), random)
                    : random.nextLong(history.bits());
            if (bit / 8 != FORMAT_BYTE) {
                try {
                    outcomes.merge(history.turnOver(bit), 1, Integer::sum);
                } catch (RuntimeException | AssertionError e) {
                    throw new AssertionError("bit " + bit + " of seed " + seed, e);
                }
            }
        }
        System.out.println("seed " + seed + ", " + history.bits() / 8 / FullFile.PAGE + " pages: " + outcomes);
    }
}

package dev.pistat.store.sqlite.salvage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.store.sqlite.salvage.BitFlips.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One bit that turned over: PiStat starts all the same, or saves what there is and says so. {@code BitFlipSoak} tries many. */
class BitFlipsTest {

    @TempDir
    private static Path folder;

    private static BitFlips history;

    @BeforeAll
    static void makeHistory() throws IOException {
        history = new BitFlips(folder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sqlite_schema",
                "series",
                "run",
                "pending",
                "sqlite_autoindex_series_1",
                "event",
                "daily",
                "sample"
            })
    void inTheRowsOfATable(String table) throws IOException {
        Random random = new Random(table.hashCode());
        for (int i = 0; i < 3; i++) {
            history.turnOver(history.bitOf(table, random));
        }
    }

    @Test
    void inWhatEveryFileOfPiStatsBeginsWith() throws IOException {
        for (int place : List.of(0, 15, 16, 18, 20, 59, 60, 71)) {
            assertThat(history.turnOver(place * 8L + place % 8))
                    .as("byte " + place)
                    .isEqualTo(Outcome.SALVAGED);
        }
    }
}

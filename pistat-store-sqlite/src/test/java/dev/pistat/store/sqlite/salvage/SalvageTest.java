package dev.pistat.store.sqlite.salvage;

import static dev.pistat.store.sqlite.testkit.FullFile.PAGE;
import static dev.pistat.store.sqlite.testkit.FullFile.SAMPLES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.pistat.store.sqlite.salvage.Salvage.Count;
import dev.pistat.store.sqlite.salvage.Salvage.Saved;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which rows come back from pages that are really damaged. */
class SalvageTest extends SalvageFixture {

    @Test
    void aWholeFileComesOverWhole() {
        assertThat(bring())
                .hasToString("series 40, sample 8000, run 4, five_minutes 1200, hourly 300, daily 30, pending 2000,"
                        + " event 500, look 2000");
        assertWhole(full.tables());
    }

    @Test
    void theDamagedFileIsNotChangedAndNothingIsMadeBesideIt() throws IOException {
        overwrite(full.pages("sample", "leaf").subList(3, 9), new byte[PAGE]);
        byte[] before = Files.readAllBytes(file);
        bring();
        assertThat(file).hasBinaryContent(before);
        try (Stream<Path> beside = Files.list(folder)) {
            assertThat(beside).containsExactlyInAnyOrder(file, fresh);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everySampleOnAnIntactPageComesBackAndNoOther(long seed) throws IOException {
        Random random = new Random(seed);
        List<Integer> bad = some(40, full.pages("sample", "leaf"), random);
        for (int page : bad) {
            overwrite(List.of(page), random.nextBoolean() ? new byte[PAGE] : garbage(random));
        }
        Saved saved = bring();
        List<Long> expected = full.samplesOutside(bad::contains);
        assertThat(ids("sample")).isEqualTo(expected).hasSizeBetween(7_000, 7_800);
        assertNothingMadeUp();
        assertWhole(without("sample"));
        Count count = saved.tables().get("sample");
        assertThat(count.saved()).isEqualTo(expected.size());
        assertThat(count.lost()).isCloseTo(SAMPLES - expected.size(), withinPercentage(10));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void bytesThatChangedAnywhereSpoilNothingButThemselves(long seed) throws IOException {
        Random random = new Random(seed);
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            for (int i = 0; i < 2_000; i++) {
                bytes.seek(100 + random.nextLong(bytes.length() - 100));
                bytes.write(random.nextInt());
            }
        }
        bring();
        assertThat(ids("sample")).hasSizeGreaterThan(SAMPLES / 10);
    }

    @Test
    void whatLiesBelowADamagedPageComesBackToo() throws IOException {
        List<Integer> inner = full.pages("sample", "internal");
        assertThat(inner).hasSizeGreaterThan(2);
        overwrite(inner, garbage(new Random(1)));
        overwrite(full.pages("hourly", "internal"), new byte[PAGE]);
        Saved saved = bring();
        assertWhole(full.tables());
        assertThat(saved.tables().get("sample").lost()).isPositive().isLessThan(200);
    }

    @Test
    void rowsThatLieOnTheInnerPagesOfAKeyAreLostAloneIfThosePagesAre() throws IOException {
        overwrite(full.pages("pending", "internal"), new byte[PAGE]);
        Saved saved = bring();
        assertThat(saved.tables().get("pending").saved())
                .isEqualTo(2_000 - full.rowsOnInnerPages("pending"))
                .isLessThan(2_000);
    }

    @Test
    void theListOfThePagesIsNotNeededWhereThePagesThemselvesAreWhole() throws IOException {
        overwrite(List.of(2, 2 + 820), garbage(new Random(1)));
        bring();
        assertWhole(full.tables());
    }

    @Test
    void damagedIndexesDoNotMatter() throws IOException {
        List<Integer> indexes = full.pages("sqlite_autoindex_series_1", "leaf");
        assertThat(indexes).isNotEmpty();
        overwrite(indexes, new byte[PAGE]);
        overwrite(full.pages("sqlite_autoindex_series_2", "leaf"), new byte[PAGE]);
        bring();
        assertWhole(full.tables());
    }

    @Test
    void aFileThatIsCutOffComesBackUpToThere() throws IOException {
        int last = full.pages("sample", "leaf").get(300) + 1;
        setLength(file, (last - 1) * (long) PAGE + 1_000);
        Saved saved = bring();
        List<Long> expected = full.samplesOutside(page -> page >= last);
        assertThat(ids("sample")).isEqualTo(expected).hasSizeBetween(1_000, SAMPLES - 1_000);
        assertNothingMadeUp();
        assertThat(saved.tables().get("sample").lost()).isCloseTo(SAMPLES - expected.size(), withinPercentage(10));
    }

    @Test
    void nothingComesBackFromAFileOfWhichOnlyTheFirstPageIsLeft() throws IOException {
        long size = Files.size(file);
        setLength(file, PAGE);
        setLength(file, size);
        Saved saved = bring();
        assertThat(saved.tables().values()).extracting(Count::saved).containsOnly(0L);
    }

    @Test
    void nothingComesBackFromAFileThatIsGarbageAfterItsHeader() throws IOException {
        Random random = new Random(1);
        byte[] bytes = new byte[(int) Files.size(file)];
        random.nextBytes(bytes);
        System.arraycopy(Files.readAllBytes(file), 0, bytes, 0, 100);
        Files.write(file, bytes);
        assertThat(bring().tables().values()).extracting(Count::saved).containsOnly(0L);
    }

    @Test
    void tablesAreFoundWithoutTheSchema() throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(100);
            bytes.write(new byte[PAGE - 100]);
        }
        overwrite(
                full.pages("sqlite_schema", "leaf").stream()
                        .filter(page -> page > 1)
                        .toList(),
                new byte[PAGE]);
        bring();
        assertWhole(full.tables());
    }
}

package dev.pistat.store.sqlite;

import static dev.pistat.store.sqlite.testkit.SchemaFixture.SAMPLES;
import static dev.pistat.store.sqlite.testkit.SchemaFixture.append;
import static dev.pistat.store.sqlite.testkit.SchemaFixture.at;
import static dev.pistat.store.sqlite.testkit.SchemaFixture.charts;
import static dev.pistat.store.sqlite.testkit.SchemaFixture.describe;
import static dev.pistat.store.sqlite.testkit.SchemaFixture.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.history.Tier;
import dev.pistat.core.metric.Series;
import dev.pistat.store.sqlite.testkit.Samples;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file of each released format, in {@code schemas}, which opens for ever. */
class SchemasTest {

    /** All of whose samples are in the fixture. */
    private static final Instant DAY = Instant.parse("2026-03-02T00:00:00Z");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = "2")
    void isReadExactlyAsTheCodeThatWroteItReadIt(String format) throws IOException {
        try (SqliteMetricStore store = open(copy(format))) {
            assertThat(describe(store)).isEqualTo(expected(format));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = "2")
    void isReadWithoutBeingWritten(String format) throws IOException {
        try (SqliteMetricStore store = SqliteMetricStore.openToRead(copy(format), Samples.ALL)) {
            assertThat(store.newest().orElseThrow().id()).isEqualTo(SAMPLES);
            assertThat(Samples.allRows(store, Samples.CPU)).hasSize(37);
        }
        assertThat(SqliteCheck.of(copy(format), done -> {}).damage()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = "2")
    void goesOn(String format) throws IOException {
        Path file = copy(format);
        List<Series> series;
        List<String> before;
        try (SqliteMetricStore store = open(file)) {
            series = store.series();
            before = charts(store, series, DAY, DAY.plus(Duration.ofDays(1)));
            for (int id = SAMPLES + 1; id <= 2 * SAMPLES; id++) {
                append(store, id);
            }
            assertThat(charts(store, series, DAY, DAY.plus(Duration.ofDays(1)))).isEqualTo(before);
        }
        try (SqliteMetricStore store = open(file)) {
            store.maintain();
            assertThat(charts(store, series, DAY, DAY.plus(Duration.ofDays(1)))).isEqualTo(before);
            assertThat(store.newest().orElseThrow().id()).isEqualTo(2 * SAMPLES);
            assertThat(store.oldest(Tier.SAMPLES)).contains(at(2 * SAMPLES - 36));
            assertThat(Samples.allRows(store, Samples.CPU))
                    .extracting(row -> (int) row.id())
                    .containsExactlyElementsOf(IntStream.rangeClosed(2 * SAMPLES - 36, 2 * SAMPLES)
                            .boxed()
                            .toList());
            assertThat(store.events(at(SAMPLES), at(2 * SAMPLES + 1))).hasSize(6);
        }
    }

    private Path copy(String format) throws IOException {
        Path file = folder.resolve(format + ".db");
        try (InputStream in = resource(format + ".db")) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }

    private static String expected(String format) throws IOException {
        try (InputStream in = resource(format + ".txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(SchemasTest.class.getResourceAsStream("schemas/" + name));
    }
}

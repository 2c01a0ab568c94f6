package dev.pistat.store.sqlite.salvage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.history.Event;
import dev.pistat.core.history.ProcessUse;
import dev.pistat.core.history.Retention;
import dev.pistat.core.history.Row;
import dev.pistat.core.history.TopProcesses;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.StoreException;
import dev.pistat.core.text.Times;
import dev.pistat.store.sqlite.SqliteMetricStore;
import dev.pistat.store.sqlite.StoreSettings;
import dev.pistat.store.sqlite.file.DamagedException;
import dev.pistat.store.sqlite.file.FileCheck;
import dev.pistat.store.sqlite.testkit.FullFile;
import dev.pistat.store.sqlite.testkit.Samples;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;

/** A history of two days with a bit turned over, and what a store makes of it. */
final class BitFlips {

    /** What became of a history. */
    enum Outcome {
        /** Everything works, and the samples are there. */
        STARTED,
        /** The damaged file was moved aside, what can be read was brought over, and an event says so. */
        SALVAGED
    }

    private static final StoreSettings WHEN_ASKED = new StoreSettings(Retention.DEFAULTS, Duration.ofHours(1), 0);
    private static final int SAMPLES = 2_880;
    /** As many as a page may hold, at both ends of what a damaged one takes away. */
    private static final int FEW = 200;

    private static final Instant BEGIN = Samples.T0.truncatedTo(ChronoUnit.DAYS);
    private static final List<Series> SERIES =
            List.of(Samples.CPU, Samples.MEMORY, Samples.core(0), Samples.core(1), Samples.core(2), Samples.core(3));

    private final Path folder;
    private final byte[] whole;
    private long lastMinute;

    /** Makes the history, which is closed: three boots, all tiers, top processes, events. */
    BitFlips(Path folder) throws IOException {
        this.folder = folder;
        Path file = folder.resolve("whole.db");
        try (SqliteMetricStore store = SqliteMetricStore.open(file, Samples.ALL, WHEN_ASKED)) {
            for (long minute = 1; minute <= SAMPLES; minute++) {
                append(store, minute);
            }
            store.maintain();
        }
        whole = Files.readAllBytes(file);
    }

    long bits() {
        return whole.length * 8L;
    }

    /** A bit of the rows on the first page of a table. */
    long bitOf(String table, Random random) {
        int page = FullFile.at(folder.resolve("whole.db")).pages(table, "leaf").getFirst();
        int begin = (page - 1) * FullFile.PAGE;
        int header = begin + (page == 1 ? FileCheck.HEADER_BYTES : 0);
        int rows = Short.toUnsignedInt(ByteBuffer.wrap(whole).getShort(header + 5));
        return (begin + rows) * 8L + random.nextLong((FullFile.PAGE - rows) * 8L);
    }

    /** Turns a bit over, opens the file and does with it all that PiStat does. */
    Outcome turnOver(long bit) throws IOException {
        Path file = folder.resolve("turned.db");
        byte[] turned = whole.clone();
        turned[(int) (bit / 8)] ^= (byte) (1 << bit % 8);
        Files.write(file, turned);
        lastMinute = SAMPLES;
        try {
            try (SqliteMetricStore store = SqliteMetricStore.open(file, Samples.ALL, WHEN_ASKED)) {
                use(store);
            }
            try (SqliteMetricStore store = SqliteMetricStore.open(file, Samples.ALL, WHEN_ASKED)) {
                use(store);
                boolean salvaged = isMovedAside();
                if (salvaged) {
                    assertThat(store.events(Instant.MIN, Instant.MAX))
                            .anySatisfy(event -> assertThat(event.kind()).isEqualTo(Event.HISTORY_REPLACED));
                } else {
                    assertThat(Samples.allRows(store, Samples.CPU)).hasSizeGreaterThan((int) lastMinute - FEW);
                }
                return salvaged ? Outcome.SALVAGED : Outcome.STARTED;
            }
        } finally {
            clear();
        }
    }

    /** Writes, rolls up and reads. What meets damage does it again, after the next sample. */
    private void use(SqliteMetricStore store) {
        long firstMinute = lastMinute + 1;
        while (lastMinute < firstMinute + 100) {
            append(store, ++lastMinute);
        }
        Instant now = at(lastMinute);
        onceMore(store, store::flush);
        onceMore(store, store::maintain);
        onceMore(store, () -> Samples.rows(store, BEGIN, now, SERIES.toArray(Series[]::new)));
        for (int minutes : List.of(30, 1_440, 43_200, 1_300_000)) {
            onceMore(store, () -> store.chart(SERIES, now.minus(Duration.ofMinutes(minutes)), now, 600));
        }
        onceMore(store, () -> store.events(Instant.MIN, Instant.MAX));
        onceMore(store, () -> store.topProcesses(at(SAMPLES / 2)));
        append(store, ++lastMinute);
        onceMore(store, store::flush);
        assertThat(store.trouble()).isEmpty();
        // Of which one series may be lost.
        assertThat(Samples.allRows(store, SERIES.toArray(Series[]::new)))
                .extracting(Row::atMicros)
                .as("samples from %d to %d", firstMinute, lastMinute)
                .contains(Times.micros(at(firstMinute)), Times.micros(at(lastMinute)));
    }

    private void onceMore(SqliteMetricStore store, Runnable use) {
        try {
            use.run();
        } catch (StoreException e) {
            lookThrough(store);
            append(store, ++lastMinute);
            store.flush();
            use.run();
        }
    }

    /** The next maintenance looks for damage that a query gave cause to suspect. */
    private void lookThrough(SqliteMetricStore store) {
        try {
            store.maintain();
        } catch (StoreException e) {
            assertThat(e).isInstanceOf(DamagedException.class);
        }
    }

    /** A sample for each minute, with the next id of the store, as a recorder has it. */
    private static void append(SqliteMetricStore store, long minute) {
        Optional<TopProcesses> top = minute % 60 == 0
                ? Optional.of(new TopProcesses(
                        at(minute),
                        List.of(new ProcessUse(1, "java", "pi", 12.5, 1_000_000, OptionalLong.empty())),
                        List.of()))
                : Optional.empty();
        List<Event> events = minute % 50 == 0
                ? List.of(new Event(at(minute), Event.APPEARED, "disk", "with sample " + minute))
                : List.of();
        // In the same order in each program, so that a bit is the same one again.
        Map<Series, Double> values = new LinkedHashMap<>();
        values.put(Samples.CPU, minute % 100 / 2.0);
        values.put(Samples.MEMORY, 1e9 + minute * 4096);
        values.put(Samples.core(0), minute % 7 / 3.0);
        values.put(Samples.core(1), 50.0);
        values.put(Samples.core(2), 99.99);
        values.put(Samples.core(3), minute * 1.0);
        long id = Math.max(minute, store.newest().map(Sample::id).orElse(0L) + 1);
        store.append(Samples.sample(id, at(minute), "boot-" + minute / 1_000, values), events, top.orElse(null));
    }

    private static Instant at(long minute) {
        return BEGIN.plus(Duration.ofMinutes(minute));
    }

    private boolean isMovedAside() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith("turned.db.damaged-"));
        }
    }

    private void clear() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (!file.getFileName().toString().equals("whole.db")) {
                    Files.delete(file);
                }
            }
        }
    }
}

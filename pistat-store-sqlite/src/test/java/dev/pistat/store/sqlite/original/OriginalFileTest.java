package dev.pistat.store.sqlite.original;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.port.StoreException;
import dev.pistat.core.text.Decimal;
import dev.pistat.core.text.Times;
import dev.pistat.store.sqlite.SqliteMetricStore;
import dev.pistat.store.sqlite.testkit.Samples;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from databases of the original Python program. */
class OriginalFileTest {

    private static final String TABLE = """
            CREATE TABLE metrics (
                id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp REAL NOT NULL,
                cpu_percent REAL, cpu_per_core TEXT, mem_used INTEGER, mem_total INTEGER, mem_percent REAL, cpu_temp REAL,
                disk_used INTEGER, disk_total INTEGER, disk_percent REAL, load_1 REAL, load_5 REAL, load_15 REAL,
                net_bytes_sent INTEGER, net_bytes_recv INTEGER, uptime_seconds INTEGER)""";
    private static final String INDEX = "CREATE INDEX idx_metrics_ts ON metrics(timestamp)";
    private static final String RECORDED = """
            INSERT INTO metrics VALUES (1, 1795357742.5399399, 0.0, '[0.0, 12.5]', 98222080, 25276502016, 1.1, NULL,
                26037993472, 270553174016, 23.9, 0.0029296875, 0.109375, 0.24365234375, 1922981, 390768200, 2145)""";

    @TempDir
    private Path folder;

    private Path file;
    private Handle original;

    @BeforeEach
    void makeIt() {
        file = folder.resolve("pistat.db");
        original = Jdbi.open("jdbc:sqlite:" + file);
        original.execute("PRAGMA synchronous = OFF");
        original.execute(TABLE);
        original.execute(INDEX);
    }

    @AfterEach
    void closeIt() {
        original.close();
    }

    @Test
    void aRowBecomesASampleWithTheValuesUnchanged() {
        original.execute(RECORDED);
        Sample sample = samples().getFirst();
        assertThat(sample.id()).isEqualTo(1);
        assertThat(values(sample))
                .containsExactly(
                        entry("cpu_percent", 0.0),
                        entry("cpu_core_percent:0", 0.0),
                        entry("cpu_core_percent:1", 12.5),
                        entry("mem_used", 98222080.0),
                        entry("mem_total", 25276502016.0),
                        entry("mem_percent", 1.1),
                        entry("disk_used", 26037993472.0),
                        entry("disk_total", 270553174016.0),
                        entry("disk_percent", 23.9),
                        entry("load_1", 0.0029296875),
                        entry("load_5", 0.109375),
                        entry("load_15", 0.24365234375),
                        entry("net_bytes_sent", 1922981.0),
                        entry("net_bytes_recv", 390768200.0),
                        entry("uptime_seconds", 2145.0));
        assertThat(sample.bootId()).isEqualTo("original-1");
        assertThat(sample.monotonicMicros()).isEqualTo(2_145_000_000L);
    }

    @ParameterizedTest
    @CsvSource({
        "1795357742.5399399, 1795357742539940, 1795357742.53994",
        "1795357742.123456,  1795357742123456, 1795357742.123456",
        "1795357742,         1795357742000000, 1795357742.0",
        "0.0000004,          0,                0.0",
        "7258118399.999999,  7258118399999999, 7258118399.999999"
    })
    void aTimeIsRoundedToTheMicrosecondAndPrintedAsTheSameMoment(String stored, long micros, String printed) {
        original.execute("INSERT INTO metrics (timestamp) VALUES (" + stored + ")");
        Instant at = samples().getFirst().at();
        assertThat(Times.micros(at)).isEqualTo(micros);
        StringBuilder text = new StringBuilder();
        Decimal.appendSeconds(text, micros);
        assertThat(text).hasToString(printed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-0.1", "7258118400", "1e300", "9e999", "-9e999", "'noon'", "x'00'"})
    void aRowWhoseTimeCannotBeIsSkippedAndCounted(String timestamp) {
        original.execute("INSERT INTO metrics (timestamp, cpu_percent) VALUES (" + timestamp + ", 1)");
        addRow(1795357742, 10);
        try (OriginalFile opened = OriginalFile.open(file)) {
            List<Sample> samples = new ArrayList<>();
            assertThat(opened.rows()).isEqualTo(2);
            assertThat(opened.samples(samples::add)).isEqualTo(1);
            assertThat(samples).extracting(Sample::id).containsExactly(2L);
        }
    }

    @Test
    void aRowWithoutATimeIsSkippedToo() {
        original.execute("DROP TABLE metrics");
        original.execute(TABLE.replace(" NOT NULL", ""));
        original.execute("INSERT INTO metrics (cpu_percent) VALUES (1)");
        assertThat(samples()).isEmpty();
    }

    @Test
    void whatIsNoNumberIsLeftOut() {
        original.execute(
                "INSERT INTO metrics (timestamp, cpu_percent, mem_used, mem_percent, load_1, load_5, disk_used)"
                        + " VALUES (1795357742, 9e999, 'many', -9e999, x'00', NULL, 7)");
        assertThat(values(samples().getFirst())).containsExactly(entry("disk_used", 7.0));
    }

    @Test
    void whatCannotBeIsLeftOut() {
        original.execute(
                "INSERT INTO metrics (timestamp, cpu_percent, cpu_per_core, cpu_temp, net_bytes_recv, disk_used)"
                        + " VALUES (1795357742, 100.1, '[5, -1]', 48300, -1, 7)");
        assertThat(values(samples().getFirst()))
                .containsExactly(entry("cpu_core_percent:0", 5.0), entry("disk_used", 7.0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1.5, 20, 3e-05]|0=1.5 1=20.0 2=3.0E-5",
                "[1.0, null, 3.0]|0=1.0 2=3.0",
                "[NaN, Infinity, None, 1.0]|3=1.0",
                "[1d, 0x1p3, 1_0, 2.0]|3=2.0",
                "[ 1.0 ,2.0 ]|0=1.0 1=2.0",
                "[]|''",
                "[1.0, 2.0|''",
                "1.0|''",
                "[|''",
                "[[1.0], 2.0]|1=2.0",
                "[--1, 1e999, 5]|2=5.0"
            })
    void theArrayOfTheCoresIsReadEntryByEntry(String array, String expected) {
        original.createUpdate("INSERT INTO metrics (timestamp, cpu_per_core) VALUES (1795357742, ?)")
                .bind(0, array)
                .execute();
        assertThat(values(samples().getFirst()).entrySet().stream()
                        .map(value -> value.getKey().replace("cpu_core_percent:", "") + "=" + value.getValue())
                        .collect(Collectors.joining(" ")))
                .isEqualTo(expected);
    }

    @Test
    void rowsComeInTheOrderInWhichTheyWereTakenWhateverTheClockSaid() {
        addRow(1795357742, 10);
        addRow(1795000000, 20);
        addRow(1795357762, 30);
        assertThat(samples()).extracting(Sample::id).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aBootBeginsWhereTheUptimeGoesBackAndOnlyThere() {
        addRow(1795357742, 5000);
        addRow(1795357752.5, 5010);
        addRow(1795357802, 30);
        original.execute("INSERT INTO metrics (timestamp, uptime_seconds) VALUES (1795357812, 'up')");
        assertThat(samples())
                .extracting(Sample::bootId, Sample::monotonicMicros)
                .containsExactly(
                        tuple("original-1", 5_000_000_000L),
                        tuple("original-1", 5_010_500_000L),
                        tuple("original-2", 30_000_000L),
                        tuple("original-2", 40_000_000L));
    }

    @Test
    void itIsToldFromOtherDatabases() throws IOException {
        assertThat(OriginalFile.is(file)).isTrue();
        Path other = folder.resolve("other.db");
        try (SqliteMetricStore store = Samples.open(other)) {
            assertThat(store.series()).isEmpty();
        }
        assertThat(OriginalFile.is(other))
                .as("PiStat's own, with a view of that name")
                .isFalse();
        assertThat(OriginalFile.is(Files.writeString(folder.resolve("notes"), "some notes of mine")))
                .isFalse();
        assertThat(OriginalFile.is(Files.createFile(folder.resolve("empty")))).isFalse();
        assertThat(OriginalFile.is(folder.resolve("none"))).isFalse();
        assertThat(OriginalFile.is(folder)).isFalse();
        original.execute("ALTER TABLE metrics ADD COLUMN more");
        assertThat(OriginalFile.is(file)).as("with a column that is not known").isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE", "WAL"})
    void nothingIsChangedOrMadeBesideIt(String journal) throws IOException {
        addRow(1795357742, 10);
        original.execute("PRAGMA journal_mode = " + journal);
        original.close();
        Map<String, Integer> before = contents();
        assertThat(OriginalFile.is(file)).isTrue();
        assertThat(samples()).hasSize(1);
        assertThat(contents()).isEqualTo(before).hasSize(1);
    }

    @Test
    void whatWasCommittedIsReadIfTheProgramWasKilledWhileItWrote() throws IOException {
        for (int i = 0; i < 500; i++) {
            addRow(1795357742 + i, i);
        }
        original.execute("PRAGMA cache_size = 1");
        original.execute("PRAGMA cache_spill = 1");
        original.execute("BEGIN");
        original.execute("UPDATE metrics SET cpu_percent = 1e9, cpu_per_core = hex(zeroblob(500))");
        Path killed = kill("-journal");
        original.execute("ROLLBACK");
        Map<String, Integer> before = contents();
        assertThat(Files.readString(killed, StandardCharsets.ISO_8859_1))
                .as("half of a transaction is in the file")
                .contains("0".repeat(1_000));
        assertThat(samples(killed))
                .hasSize(500)
                .allSatisfy(sample ->
                        assertThat(sample.value(CpuMetrics.CPU_PERCENT)).isEmpty());
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void whatIsCommittedInALogIsReadIfTheProgramWasKilled() throws IOException {
        original.execute("PRAGMA journal_mode = WAL");
        addRow(1795357742, 10);
        addRow(1795357752, 20);
        original.execute("BEGIN");
        addRow(1795357762, 30);
        Path killed = kill("-wal");
        original.execute("ROLLBACK");
        Map<String, Integer> before = contents();
        assertThat(samples(killed)).extracting(Sample::id).containsExactly(1L, 2L);
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void noCopyStaysInTheTemporaryFolder() throws IOException {
        original.execute("PRAGMA journal_mode = WAL");
        addRow(1795357742, 10);
        Path killed = kill("-wal");
        try (OriginalFile opened = OriginalFile.open(killed)) {
            assertThat(opened.rows()).isEqualTo(1);
            assertThat(copiesOf(killed)).hasSize(1);
        }
        assertThat(copiesOf(killed)).isEmpty();
    }

    @Test
    void aDamagedOneGivesWhatCanBeRead() throws IOException {
        for (int i = 0; i < 2_000; i++) {
            addRow(1795357742 + i * 10, i * 10L);
        }
        List<Integer> leaves = original.createQuery(
                        "SELECT pageno FROM dbstat WHERE name = 'metrics' AND pagetype = 'leaf' ORDER BY path")
                .mapTo(Integer.class)
                .list();
        original.close();
        try (RandomAccessFile damaged = new RandomAccessFile(file.toFile(), "rw")) {
            for (int page : List.of(leaves.get(3), leaves.get(10))) {
                damaged.seek((page - 1) * 4096L);
                damaged.write(new byte[4096]);
            }
        }
        List<Sample> samples = new ArrayList<>();
        try (OriginalFile opened = OriginalFile.open(file)) {
            long skipped = opened.samples(samples::add);
            assertThat(opened.rows()).isEqualTo(samples.size());
            assertThat(skipped).isCloseTo(2_000 - samples.size(), withinPercentage(10));
        }
        assertThat(samples)
                .hasSizeBetween(1_700, 1_950)
                .extracting(Sample::id)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(samples).extracting(Sample::bootId).containsOnly("original-1");
    }

    @Test
    void whatTheTakerThrowsIsPassedOn() {
        addRow(1795357742, 10);
        try (OriginalFile opened = OriginalFile.open(file)) {
            assertThatThrownBy(() -> opened.samples(sample -> {
                        throw new StoreException("the disk is full");
                    }))
                    .hasMessage("the disk is full");
        }
    }

    @Test
    void aFileThatIsGoneIsNamed() {
        Path gone = folder.resolve("gone.db");
        assertThatThrownBy(() -> OriginalFile.open(gone))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith(gone + ": the original PiStat's database cannot be read: ");
    }

    private void addRow(double timestamp, long uptime) {
        original.execute("INSERT INTO metrics (timestamp, uptime_seconds) VALUES (?, ?)", timestamp, uptime);
    }

    private List<Sample> samples() {
        return samples(file);
    }

    private static List<Sample> samples(Path file) {
        List<Sample> samples = new ArrayList<>();
        try (OriginalFile opened = OriginalFile.open(file)) {
            opened.samples(samples::add);
        }
        return samples;
    }

    private static Map<String, Double> values(Sample sample) {
        Map<String, Double> values = new LinkedHashMap<>();
        sample.readings().forEach((series, reading) -> values.put(series.key(), ((Reading.Value) reading).value()));
        return values;
    }

    /** What a killed program leaves: the file and what lies beside it, as they are now. */
    private Path kill(String suffix) throws IOException {
        Path killed = folder.resolve("killed-" + folder.getFileName());
        Files.copy(file, killed);
        Files.copy(Path.of(file + suffix), Path.of(killed + suffix));
        return killed;
    }

    private Map<String, Integer> contents() throws IOException {
        Map<String, Integer> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path each : files.toList()) {
                contents.put(each.getFileName().toString(), Arrays.hashCode(Files.readAllBytes(each)));
            }
        }
        return contents;
    }

    private static List<Path> copiesOf(Path file) throws IOException {
        try (Stream<Path> folders = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return folders.filter(each -> !file.startsWith(each))
                    .map(each -> each.resolve(file.getFileName()))
                    .filter(Files::exists)
                    .toList();
        }
    }
}

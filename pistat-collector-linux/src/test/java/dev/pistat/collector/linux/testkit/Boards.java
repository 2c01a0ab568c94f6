package dev.pistat.collector.linux.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.Sampler;
import dev.pistat.core.testkit.CollectedReadings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Whole machines and hard cases as trees of files, each with a README that says where it is from. */
public final class Boards {

    private static final Path FOLDER = Path.of("src/test/resources/boards");

    private Boards() {}

    /** The names of the boards that have such a file. */
    public static List<String> with(String file) throws IOException {
        try (Stream<Path> boards = Files.list(FOLDER)) {
            return boards.filter(board -> Files.exists(board.resolve(file)))
                    .map(board -> board.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    public static Path folder(String board) {
        return FOLDER.resolve(board);
    }

    /** Copies a tree over what is there; nothing if there is no such tree. */
    public static void copy(Path from, Path to) throws IOException {
        if (!Files.exists(from)) {
            return;
        }
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copied = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copied.getParent());
                Files.copy(file, copied, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** What a sampler reports, once it has been seen that it does so in the order of its metrics. */
    public static Map<Series, Reading> readings(Sampler sampler) throws Exception {
        Map<Series, Reading> readings = CollectedReadings.of(sampler).readings();
        List<Metric> reported =
                readings.keySet().stream().map(Series::metric).distinct().toList();
        assertThat(reported)
                .as("order of %s", sampler.name())
                .isEqualTo(sampler.metrics().stream().filter(reported::contains).toList());
        return readings;
    }

    /** Compares lines with all those of a board's file; with {@code -Dtables.write} it writes them there, to be checked. */
    public static void assertLines(Collection<String> lines, String board, String file) throws IOException {
        Path expected = folder(board).resolve(file);
        if (Boolean.getBoolean("tables.write")) {
            Files.write(expected, lines);
        } else {
            assertThat(lines).as("%s of %s", file, board).containsExactlyElementsOf(Files.readAllLines(expected));
        }
    }

    /** A reading in one line: {@code mem_used = 1024}, {@code cpu_temp = unavailable: no temperature sensor}. */
    public static String line(Series series, Reading reading) {
        return series.key() + " = "
                + switch (reading) {
                    case Reading.Value(double value) -> {
                        StringBuilder text = new StringBuilder();
                        series.metric().append(text, value);
                        yield text;
                    }
                    case Reading.Unavailable(String why) -> "unavailable: " + why;
                    case Reading.Failed(String why) -> "failed: " + why;
                };
    }
}

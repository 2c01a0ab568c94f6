package dev.pistat.http.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.metric.Kind;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Unit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables in docs/metrics.md, which are made from the catalogue: with {@code -Dtables.write} this test writes them. */
class MetricsDocumentTest {

    private static final Path DOCUMENT = Path.of("../docs/metrics.md");
    private static final String BEGIN = "<!-- made from the catalogue -->\n";
    private static final String COMMAND = "./mvnw -pl pistat-collector-linux,pistat-http -am test"
            + " -Dtest='Board*Test,StorageAndNetworkBoardsTest,MetricsDocumentTest'"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dtables.write";

    @Test
    void listsEveryMetricAsItIsInTheCatalogue() throws IOException {
        String text = Files.readString(DOCUMENT);
        String expected = text.substring(0, text.indexOf(BEGIN)) + BEGIN + tables();
        if (Boolean.getBoolean("tables.write")) {
            Files.writeString(DOCUMENT, expected);
        } else {
            assertThat(text).as("write it by " + COMMAND).isEqualTo(expected);
        }
    }

    @Test
    void howToAddAMetricNamesTheCommand() throws IOException {
        assertThat(Files.readString(Path.of("../docs/adding-a-metric.md"))).contains(COMMAND);
    }

    private static String tables() {
        StringBuilder tables = new StringBuilder();
        Catalogue.GROUPS.forEach((title, metrics) -> tables.append(table(title, metrics)));
        return tables.toString();
    }

    private static String table(String title, List<Metric> metrics) {
        StringBuilder table = new StringBuilder("\n## ").append(title).append("\n\n");
        table.append("| metric | unit | label | what | from | in Prometheus |\n|---|---|---|---|---|---|\n");
        metrics.forEach(metric -> table.append(row(metric)));
        return table.toString();
    }

    private static String row(Metric metric) {
        boolean counter = metric.kind() == Kind.COUNTER;
        String unit = metric.unit() == Unit.NONE ? "" : metric.unit().text().replace('_', ' ');
        String prometheus = PrometheusFamily.of(metric).name() + (counter ? "_total" : "");
        return Stream.of(
                        "`" + metric.name() + "`",
                        counter ? (unit + " (counter)").strip() : unit,
                        metric.label().orElse(""),
                        metric.help(),
                        metric.source(),
                        "`" + prometheus + "`")
                .map(cell -> cell.isEmpty() ? " |" : " " + cell + " |")
                .collect(Collectors.joining("", "|", "\n"));
    }
}

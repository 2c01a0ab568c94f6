package dev.pistat.http.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.metric.Kind;
import dev.pistat.core.metric.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The table in docs/metrics.md is made from the catalogue. Where it is not, the right one lies in target/metrics.md. */
class MetricsDocumentTest {

    private static final Path DOCUMENT = Path.of("../docs/metrics.md");
    private static final String BEGIN = "<!-- made from the catalogue -->\n";

    @Test
    void listsEveryMetricAsItIsInTheCatalogue() throws IOException {
        String text = Files.readString(DOCUMENT);
        String expected = text.substring(0, text.indexOf(BEGIN)) + BEGIN + table();
        Files.writeString(Path.of("target/metrics.md"), expected);
        assertThat(text).as("copy pistat-http/target/metrics.md to docs").isEqualTo(expected);
    }

    private static String table() {
        StringBuilder table =
                new StringBuilder("\n| metric | unit | label | what | in Prometheus |\n|---|---|---|---|---|\n");
        for (Metric metric : Catalogue.ALL) {
            boolean counter = metric.kind() == Kind.COUNTER;
            table.append("| `").append(metric.name()).append("` | ");
            table.append(metric.unit().text().replace("none", "").replace('_', ' '));
            table.append(counter ? " (counter)" : "").append(" | ");
            table.append(metric.label().orElse(""))
                    .append(" | ")
                    .append(metric.help())
                    .append(" | `");
            table.append(PrometheusFamily.of(metric).name())
                    .append(counter ? "_total" : "")
                    .append("` |\n");
        }
        return table.toString().replace("|  |", "| |").replace("|  (", "| (");
    }
}

package dev.pistat.http.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.metric.Kind;
import dev.pistat.core.metric.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tables in docs/metrics.md, which are made from the catalogue: with {@code -Ddocs.write} this test writes them. */
class MetricsDocumentTest {

    private static final Path DOCUMENT = Path.of("../docs/metrics.md");
    private static final String BEGIN = "<!-- made from the catalogue -->\n";
    private static final String COMMAND = "./mvnw -pl pistat-http -am test -Dtest=MetricsDocumentTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.write";

    @Test
    void listsEveryMetricAsItIsInTheCatalogue() throws IOException {
        String text = Files.readString(DOCUMENT);
        String expected = text.substring(0, text.indexOf(BEGIN)) + BEGIN + tables();
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(DOCUMENT, expected);
        } else {
            assertThat(text).as("write it by " + COMMAND).isEqualTo(expected);
        }
    }

    private static String tables() {
        StringBuilder tables = new StringBuilder();
        Catalogue.GROUPS.forEach((title, metrics) -> tables.append(table(title, metrics)));
        return tables.toString();
    }

    private static String table(String title, List<Metric> metrics) {
        StringBuilder table = new StringBuilder("\n## ").append(title).append("\n\n");
        table.append("| metric | unit | label | what | from | in Prometheus |\n|---|---|---|---|---|---|\n");
        for (Metric metric : metrics) {
            boolean counter = metric.kind() == Kind.COUNTER;
            table.append("| `").append(metric.name()).append("` | ");
            table.append(metric.unit().text().replace("none", "").replace('_', ' '));
            table.append(counter ? " (counter)" : "").append(" | ");
            table.append(metric.label().orElse("")).append(" | ");
            table.append(metric.help()).append(" | ");
            table.append(metric.source()).append(" | `");
            table.append(PrometheusFamily.of(metric).name())
                    .append(counter ? "_total" : "")
                    .append("` |\n");
        }
        return table.toString().replace("|  |", "| |").replace("|  (", "| (");
    }
}

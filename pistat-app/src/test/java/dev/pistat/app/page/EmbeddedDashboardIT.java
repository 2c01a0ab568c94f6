package dev.pistat.app.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import dev.pistat.app.Configuration;
import dev.pistat.app.PiStat;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Unit;
import dev.pistat.core.testkit.FakeSampler;
import io.helidon.webserver.WebServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard in an application's own server, with the application's own metric. */
class EmbeddedDashboardIT {

    private static final Metric QUEUE =
            Metric.gauge("shop_queue_length", Unit.NONE, "Orders that wait.").inWholeNumbers();

    @RegisterExtension
    private static final Chromium CHROMIUM = new Chromium();

    @TempDir
    private Path folder;

    @Test
    void chartsTheApplicationsMetricUnderMore() {
        Configuration configuration = Configuration.builder()
                .interval(Duration.ofSeconds(1))
                .database(folder.resolve("shop.db"))
                .build();
        FakeSampler shop = new FakeSampler("shop", QUEUE).reporting(3);
        PiStat pistat = PiStat.startWithoutServer(configuration, shop);
        WebServer server = WebServer.builder()
                .host("127.0.0.1")
                .port(0)
                .shutdownHook(false)
                .routing(routing -> routing.register("/office/machine", pistat.routes()))
                .build()
                .start();
        try (Page page = CHROMIUM.blank(server.port(), options -> {})) {
            page.navigate("/office/machine/");
            Locator chart = page.locator("figure[data-chart='more-shop_queue_length']");
            chart.scrollIntoViewIfNeeded();
            assertThat(chart).containsText("shop queue length", new ContainsTextOptions().setIgnoreCase(true));
            assertThat(chart).hasAttribute("data-state", "ready");
        } finally {
            pistat.close();
            server.stop();
        }
    }
}

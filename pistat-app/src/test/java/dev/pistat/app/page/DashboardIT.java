package dev.pistat.app.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.pistat.app.program.Board;
import dev.pistat.app.program.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the dashboard shows of now, in a real browser. */
@Timeout(180)
class DashboardIT {

    private static final Pattern AMOUNT = Pattern.compile("(\\d+(?:\\.\\d+)?)\u00a0?([A-Za-z/]*)");
    private static final Map<String, Double> UNITS = Map.of(
            "B", 1.0, "KiB", 0x1p10, "MiB", 0x1p20, "GiB", 0x1p30, "TiB", 0x1p40, "B/s", 1.0, "kB/s", 1e3, "MB/s", 1e6);

    @RegisterExtension
    private static final Chromium CHROMIUM = new Chromium();

    @TempDir
    private Path folder;

    /** The first sample comes at once, the next one after an hour: nothing changes meanwhile. */
    @Test
    void theCardsShowTheApisNumbers() throws Exception {
        Files.writeString(
                folder.resolve("config.toml"),
                "[collection]\ninterval_seconds = 3600\n[server]\nhost = \"127.0.0.1\"\nport = 0\n");
        Program program = CHROMIUM.keep(Program.start(folder));
        Page page = CHROMIUM.open(program);
        assertThat(card(page, "load_1")).hasText(Pattern.compile("\\d"));
        String current = program.get("/api/current").body();

        assertThat(card(page, "cpu_percent"))
                .hasText(String.format(Locale.ROOT, "%.1f", number(current, "cpu_percent")));
        assertThat(card(page, "mem_percent"))
                .hasText(String.format(Locale.ROOT, "%.1f", number(current, "mem_percent")));
        assertThat(card(page, "disk_percent"))
                .hasText(String.format(Locale.ROOT, "%.1f", number(current, "disk_percent")));
        assertThat(card(page, "load_1")).hasText(String.format(Locale.ROOT, "%.2f", number(current, "load_1")));
        assertThat(foot(page, "load")).containsText(String.format(Locale.ROOT, "5m %.2f", number(current, "load_5")));
        assertThat(foot(page, "load")).containsText(String.format(Locale.ROOT, "15m %.2f", number(current, "load_15")));
        assertAmounts(foot(page, "memory"), number(current, "mem_used"), number(current, "mem_total"));
        assertAmounts(foot(page, "disk"), number(current, "disk_used"), number(current, "disk_total"));
        assertThat(foot(page, "network")).hasText("eth0: a rate needs two readings, and this is the first");
    }

    /** The server is silent after the page's own files: the page stands there all the same. */
    @Test
    void theFirstPaintWaitsForNoData() throws Exception {
        Page page =
                CHROMIUM.blank(CHROMIUM.keep(Board.copy("pi5", folder).start()).port(), options -> {});
        page.route("**/api/**", route -> {});
        page.navigate("/");
        page.waitForFunction("performance.getEntriesByName('first-contentful-paint').length > 0");
        assertThat(page.locator("#verdict")).hasText(Pattern.compile("Connecting|No answer .*"));
        assertThat(page.locator("#cards .card")).hasCount(7);
        assertThat(page.locator("#ranges button").first()).isVisible();
    }

    @Test
    void aSampleArrivesWithoutAReload() throws Exception {
        Board board = Board.copy("pi5", folder);
        Page page = CHROMIUM.open(CHROMIUM.keep(board.start()));
        assertThat(card(page, "load_1")).hasText("3.90");
        page.evaluate("window.notReloaded = true");
        board.write("proc/loadavg", "7.00 1.85 0.95 6/388 31207\n");
        assertThat(card(page, "load_1")).hasText("7.00");
        assertThat(page.evaluate("window.notReloaded")).isEqualTo(true);
    }

    private static Locator card(Page page, String metric) {
        return page.locator("#cards [data-metric=" + metric + "]");
    }

    private static Locator foot(Page page, String card) {
        return page.locator("#card-" + card + " .foot");
    }

    /** It shows these bytes, each in the unit that fits it, with three digits that matter. */
    private static void assertAmounts(Locator shown, double... bytes) {
        List<MatchResult> amounts = AMOUNT.matcher(shown.innerText()).results().toList();
        assertThat(amounts).as("%s", shown.innerText()).hasSameSizeAs(bytes);
        for (int i = 0; i < bytes.length; i++) {
            MatchResult amount = amounts.get(i);
            double value = Double.parseDouble(amount.group(1)) * UNITS.get(amount.group(2));
            assertThat(value).as("%s", shown.innerText()).isCloseTo(bytes[i], within(0.006 * bytes[i] + 0.5));
        }
    }

    private static double number(String json, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":([-0-9.]+)").matcher(json);
        assertThat(found.find()).as("%s in %s", name, json).isTrue();
        return Double.parseDouble(found.group(1));
    }
}

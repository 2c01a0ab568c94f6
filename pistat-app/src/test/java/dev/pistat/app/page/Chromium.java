package dev.pistat.app.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.pistat.app.program.Program;
import dev.pistat.core.testkit.Tool;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The Chromium of this machine, without a window: one for a class of tests. Every page is under the server's policy and may ask
 * only the program that it came from. A test in which a page complained of anything, or asked another host, fails.
 */
final class Chromium implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    private static final double TIMEOUT_MILLIS = 60_000;

    private final List<BrowserContext> contexts = new ArrayList<>();
    private final Deque<AutoCloseable> kept = new ArrayDeque<>();
    private final Set<String> complaints = new ConcurrentSkipListSet<>();
    private final List<String> pardoned = new ArrayList<>();
    private Playwright playwright;
    private Browser browser;

    @Override
    public void beforeAll(ExtensionContext test) {
        String chromium = Tool.find("chromium", "chromium").toString();
        String node = Tool.find("node", "nodejs").toString();
        playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of("PLAYWRIGHT_NODEJS_PATH", node, "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of(chromium))
                        .setChromiumSandbox(false)
                        .setArgs(List.of(
                                "--disable-gpu",
                                "--disable-background-networking",
                                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")));
        PlaywrightAssertions.setDefaultAssertionTimeout(TIMEOUT_MILLIS);
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        complaints.clear();
        pardoned.clear();
    }

    /** Closes something at the end of the test, when no page asks it any more. */
    <T extends AutoCloseable> T keep(T program) {
        kept.push(program);
        return program;
    }

    /** A page that shows the program's dashboard, 1280 points wide. */
    Page open(Program program) throws Exception {
        return open(program, "/", options -> {});
    }

    /**
     * A page of a browser of its own, at a path of the program.
     *
     * @param options sets what kind of a browser it is
     */
    Page open(Program program, String path, Consumer<Browser.NewContextOptions> options) throws Exception {
        Page page = blank(program.port(), options);
        page.navigate(path);
        return page;
    }

    /** Waits until the newest sample and all charts on the screen are shown. */
    static void ready(Page page) {
        assertThat(page.locator("#state")).hasText("live");
        page.waitForFunction("""
                () => {
                    const charts = [...document.querySelectorAll("figure.chart")];
                    const seen = charts.filter((chart) => {
                        const { top, bottom, width } = chart.getBoundingClientRect();
                        return width > 0 && bottom > 0 && top < innerHeight;
                    });
                    return charts.length > 0 && seen.every(({ dataset }) => dataset.state !== "loading");
                }
                """);
    }

    /** An empty page, which may go to paths of this port and nowhere else. */
    Page blank(int port, Consumer<Browser.NewContextOptions> options) {
        String home = "127.0.0.1:" + port;
        Browser.NewContextOptions all = new Browser.NewContextOptions()
                .setBaseURL("http://" + home)
                .setViewportSize(1280, 800)
                .setLocale("en-GB")
                .setTimezoneId("Europe/Berlin");
        options.accept(all);
        BrowserContext context = browser.newContext(all);
        contexts.add(context);
        context.setDefaultTimeout(TIMEOUT_MILLIS);
        context.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add("says: " + message.text() + " at " + message.location());
            }
        });
        context.onWebError(error -> complaints.add("throws: " + error.error()));
        context.onRequest(request -> {
            URI uri = URI.create(request.url());
            if (uri.getScheme().startsWith("http") && !uri.getAuthority().equals(home)) {
                complaints.add("asks another host: " + request.url());
            }
        });
        return context.newPage();
    }

    /** What the browser itself says of something that the test brings about is no fault of the page. */
    void pardon(String words) {
        pardoned.add(words);
    }

    @Override
    public void afterEach(ExtensionContext test) throws Exception {
        try {
            // What pages have said comes in while something is asked of them.
            contexts.forEach(context -> context.pages().forEach(page -> page.evaluate("document.readyState")));
            complaints.removeIf(complaint -> pardoned.stream().anyMatch(complaint::contains));
            assertThat(complaints).as("what pages complain of").isEmpty();
        } finally {
            contexts.forEach(BrowserContext::close);
            contexts.clear();
            while (!kept.isEmpty()) {
                kept.pop().close();
            }
        }
    }

    @Override
    public void afterAll(ExtensionContext test) {
        if (playwright != null) {
            playwright.close();
        }
    }
}

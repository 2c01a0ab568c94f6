package dev.pistat.app.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import dev.pistat.app.program.Board;
import dev.pistat.app.program.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A dashboard that is left open, and one that is open many times. On a busy machine a day of samples takes minutes. */
@Timeout(600)
class DashboardForeverIT {

    /** More than the six connections that a browser has to one server. */
    private static final int WINDOWS = 8;

    private static final int DAY = 8_640;

    @RegisterExtension
    private static final Chromium CHROMIUM = new Chromium();

    @TempDir
    private Path folder;

    private Board board;

    @BeforeEach
    void copy() throws Exception {
        board = Board.copy("pi5", folder);
    }

    /** The first samples fill the charts' hour; from then on what comes must push out as much. */
    @Test
    void aDayOfSamplesLeavesNoMoreMemoryThanAnHour() throws Exception {
        Program program = CHROMIUM.keep(board.start(3_600, 0));
        Page page = CHROMIUM.blank(program.port(), options -> options.setViewportSize(1280, 500));
        page.addInitScript("""
                globalThis.EventSource = class extends EventSource {
                    constructor(address) {
                        super(address);
                        globalThis.stream = this;
                        this.addEventListener("sample", ({ data, isTrusted }) => {
                            if (isTrusted) globalThis.sample = JSON.parse(data);
                        });
                    }
                };
                """);
        // What is fed is of a time to come: should the page ask for history of then, it is refused.
        CHROMIUM.pardon("400");
        page.navigate("/");
        Chromium.ready(page);
        page.waitForFunction("globalThis.sample");
        feed(page, 1_000);
        Map<String, Double> anHour = measure(page);
        feed(page, DAY - 1_000);
        Map<String, Double> aDay = measure(page);
        assertThat(page.evaluate(
                        "document.querySelector('[data-chart=load]').chart.table.ts.at(-1) - sample.timestamp"))
                .as("seconds that the chart has come on")
                .isEqualTo(10 * DAY);
        assertThat(page.evaluate("document.querySelector('[data-chart=load]').chart.table.size"))
                .as("points of an hour")
                .satisfies(size -> assertThat(((Number) size).intValue()).isBetween(360, 400));
        assertThat(aDay.get("Nodes")).as("nodes").isLessThan(anHour.get("Nodes") + 50);
        assertThat(aDay.get("JSEventListeners")).as("listeners").isLessThan(anHour.get("JSEventListeners") + 5);
        assertThat(aDay.get("JSHeapUsedSize")).as("heap").isLessThan(anHour.get("JSHeapUsedSize") + 1_000_000);
    }

    /** Samples like the last one, each ten seconds later, sixty a frame, as if the stream had brought them. */
    private static void feed(Page page, int samples) {
        page.evaluate("""
                async samples => {
                    for (let i = 0; i < samples; i++) {
                        const fed = (globalThis.fed = (globalThis.fed ?? 0) + 1);
                        const next = { ...sample, id: sample.id + fed, timestamp: sample.timestamp + 10 * fed };
                        next.load_1 = (fed * 37) % 100;
                        const data = JSON.stringify(next);
                        stream.dispatchEvent(new MessageEvent("sample", { data, lastEventId: `${next.id}-0` }));
                        if (i % 60 === 0) await new Promise(requestAnimationFrame);
                    }
                }
                """, samples);
    }

    private static Map<String, Double> measure(Page page) {
        CDPSession browser = page.context().newCDPSession(page);
        browser.send("Performance.enable");
        for (int i = 0; i < 3; i++) {
            browser.send("HeapProfiler.collectGarbage");
        }
        Map<String, Double> measured = new HashMap<>();
        for (JsonElement metric : browser.send("Performance.getMetrics").getAsJsonArray("metrics")) {
            measured.put(
                    metric.getAsJsonObject().get("name").getAsString(),
                    metric.getAsJsonObject().get("value").getAsDouble());
        }
        browser.detach();
        return measured;
    }

    /** Each stream takes one of the six. So not all windows may have one; but all of them go on, with events too. */
    @Test
    void manyWindowsOfOneBrowserAreAllLive() throws Exception {
        Page first = CHROMIUM.open(CHROMIUM.keep(board.start()));
        List<Page> windows = new ArrayList<>(List.of(first));
        while (windows.size() < WINDOWS) {
            Page window = first.context().newPage();
            window.navigate(first.url());
            windows.add(window);
        }
        for (Page window : windows) {
            assertThat(window.locator("#state")).hasText("live");
            assertThat(window.locator("[data-chart=load]")).hasAttribute("data-state", "ready");
        }
        board.write("proc/loadavg", "7.25 1.85 0.95 6/388 31207\n");
        String cards = Files.readString(folder.resolve("proc/1/net/dev"));
        board.write("proc/1/net/dev", cards + cards.lines().toList().getLast().replaceFirst("\\S+:", "wlan9:") + "\n");
        for (Page window : windows) {
            assertThat(window.locator("#cards [data-metric=load_1]")).hasText("7.25");
            assertThat(window.locator("#events [data-kind=appeared]")).containsText("wlan9");
        }
    }
}

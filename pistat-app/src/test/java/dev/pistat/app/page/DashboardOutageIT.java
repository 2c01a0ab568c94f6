package dev.pistat.app.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import dev.pistat.app.program.Board;
import dev.pistat.app.program.Program;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the dashboard does when the server, the network or the stream is gone, and comes back. */
@Timeout(180)
class DashboardOutageIT {

    private static final Pattern TIMES = Pattern.compile("\"ts\":([0-9.]+)");

    @RegisterExtension
    private static final Chromium CHROMIUM = new Chromium();

    @TempDir
    private Path folder;

    private Board board;
    private Program program;
    private Page page;

    @BeforeEach
    void open() throws Exception {
        board = Board.copy("pi5", folder);
        program = CHROMIUM.keep(board.start());
    }

    @Test
    void theServerIsStoppedAndStartedAgain() throws Exception {
        page = CHROMIUM.open(program);
        Chromium.ready(page);
        CHROMIUM.pardon("net::ERR_");
        int port = program.port();
        program.signal("TERM");
        assertThat(program.exitCode()).isZero();
        assertThat(state()).hasText("reconnecting");
        assertThat(page.locator("#verdict")).containsText("No answer from PiStat for");

        program = CHROMIUM.keep(board.start(1, port));
        assertThat(state()).hasText("live");
        assertThat(page.locator("#verdict")).not().containsText("No answer");
        assertThat(page.locator("#events [data-kind=started]")).hasCount(2);
        assertNothingIsMissing();
    }

    @Test
    void whatALostNetworkHeldBackIsFilledIn() throws Exception {
        Relay network = CHROMIUM.keep(new Relay(program.port()));
        page = CHROMIUM.blank(network.port(), options -> {});
        page.navigate("/");
        Chromium.ready(page);
        CHROMIUM.pardon("net::ERR_");
        network.cut();
        assertThat(state()).hasText("reconnecting");
        awaitSamples(3);
        network.mend();
        assertThat(state()).hasText("live");
        assertNothingIsMissing();
    }

    @Test
    void whatComesWhileTheHistoryIsAskedForIsNotLost() throws Exception {
        page = CHROMIUM.blank(program.port(), options -> {});
        page.route("**/api/query*", route -> {
            APIResponse answer = route.fetch();
            int before = stored();
            while (stored() < before + 3) {
                Thread.onSpinWait();
            }
            route.fulfill(new Route.FulfillOptions().setResponse(answer));
        });
        page.navigate("/");
        Chromium.ready(page);
        assertNothingIsMissing();
    }

    /** A tab in the background has no stream; a tablet that slept was hidden before. */
    @Test
    void whatWasNotSeenIsFilledIn() throws Exception {
        page = CHROMIUM.open(program);
        Chromium.ready(page);
        hide(true);
        awaitSamples(3);
        hide(false);
        assertThat(state()).hasText("live");
        assertNothingIsMissing();
    }

    @Test
    void whereTheStreamIsRefusedItAsks() throws Exception {
        CHROMIUM.pardon("503");
        page = CHROMIUM.blank(program.port(), options -> {});
        page.route("**/api/stream", route -> route.fulfill(new Route.FulfillOptions().setStatus(503)));
        page.navigate("/");
        Chromium.ready(page);
        board.write("proc/loadavg", "7.25 1.85 0.95 6/388 31207\n");
        assertThat(page.locator("#cards [data-metric=load_1]")).hasText("7.25");
        // What only the stream has comes out of the history.
        assertThat(page.locator("[data-chart=temperature] .legend")).containsText("cpu-thermal 46.3\u00a0°C");
    }

    @Test
    void whenSamplesStopItSaysSinceWhen() throws Exception {
        CHROMIUM.pardon("503");
        page = CHROMIUM.blank(program.port(), options -> {});
        page.route("**/api/stream", route -> route.fulfill(new Route.FulfillOptions().setStatus(503)));
        long stopped = Instant.now().getEpochSecond() - 40;
        page.route(
                "**/api/current",
                route -> route.fulfill(new Route.FulfillOptions()
                        .setContentType("application/json")
                        .setBody("{\"id\":1,\"timestamp\":" + stopped + ",\"cpu_percent\":1.5}")));
        page.navigate("/");
        assertThat(state()).hasText(Pattern.compile("stale since \\d\\d:\\d\\d:\\d\\d"));
        assertThat(page.locator("#verdict")).hasText(Pattern.compile("No sample for 4\\d\\u00a0s.*"));
    }

    private Locator state() {
        return page.locator("#state");
    }

    private void hide(boolean hidden) {
        page.evaluate("""
                hidden => {
                    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
                    document.dispatchEvent(new Event("visibilitychange"));
                }""", hidden);
    }

    /** Waits until the server has this number of new samples. */
    private void awaitSamples(int more) throws Exception {
        int before = kept().size();
        while (kept().size() < before + more) {
            page.evaluate("new Promise(requestAnimationFrame)");
        }
    }

    /** Every sample that the server has kept by now is in the chart, sooner or later. */
    private void assertNothingIsMissing() throws Exception {
        page.waitForFunction("""
                kept => {
                    const shown = document.querySelector("[data-chart=load]").chart.table.ts;
                    return kept.every((at) => shown.some((each) => Math.abs(each - at) < 0.01));
                }""", kept());
    }

    private int stored() {
        try {
            return kept().size();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private List<Double> kept() throws Exception {
        List<Double> times = new ArrayList<>();
        Matcher matcher =
                TIMES.matcher(program.get("/api/history?metric=load_1").body());
        while (matcher.find()) {
            times.add(Double.valueOf(matcher.group(1)));
        }
        assertThat(times).isNotEmpty();
        return times;
    }
}

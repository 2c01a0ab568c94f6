package dev.pistat.app.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.BoundingBox;
import dev.pistat.app.program.Course;
import dev.pistat.app.program.Program;
import dev.pistat.app.program.SimulatedPi;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The range of time: chosen, zoomed, panned, sent as a link. */
@Timeout(180)
class DashboardRangeIT {

    private static final Pattern ENDS = Pattern.compile("#from=([^&]+)&to=(.+)$");
    private static final Pattern POINTS = Pattern.compile("[?&]points=(\\d+)");
    private static final Pattern LIVE = Pattern.compile("/(#range=1h)?$");
    private static final double HOUR = 3_600;

    @RegisterExtension
    private static final Chromium CHROMIUM = new Chromium();

    @TempDir
    private static Path folder;

    private static SimulatedPi pi;
    private static Program program;
    private static Instant from;
    private static Instant to;

    /** Three hours of history; the one before the last is looked at. The next sample comes after an hour. */
    @BeforeAll
    static void start() throws Exception {
        pi = new SimulatedPi(folder, new Course(0, false));
        pi.remember(Duration.ofHours(3));
        program = pi.start(3_600);
        to = Instant.ofEpochSecond(Instant.now().getEpochSecond() - 3_600);
        from = to.minusSeconds(3_600);
    }

    @AfterAll
    static void stop() throws Exception {
        program.close();
        pi.close();
    }

    @Test
    void aDragZoomsAndEveryChartFollows() throws Exception {
        Page page = openHour();
        Request asked = page.waitForRequest(
                request -> request.url().contains("=cpu_user_percent"), () -> drag(page, 0.25, 0.75));
        assertEnds(page, 0.25 * HOUR, 0.75 * HOUR);
        for (String chart : List.of("cpu", "memory")) {
            List<?> shown = (List<?>)
                    chart(page, chart).evaluate("({ chart }) => [chart.plot.scales.x.min, chart.plot.scales.x.max]");
            assertThat(number(shown.get(0))).isCloseTo(from.getEpochSecond() + 0.25 * HOUR, within(15.0));
            assertThat(number(shown.get(1))).isCloseTo(from.getEpochSecond() + 0.75 * HOUR, within(15.0));
        }
        Matcher points = POINTS.matcher(asked.url());
        assertThat(points.find()).isTrue();
        double width = chart(page, "cpu").locator(".plot").boundingBox().width;
        assertThat(Double.parseDouble(points.group(1)))
                .as("points for a plot of %s pixels", width)
                .isCloseTo(width, within(2.0));
    }

    @Test
    void aDragWithShiftPans() throws Exception {
        Page page = openHour();
        page.keyboard().down("Shift");
        drag(page, 0.75, 0.25);
        page.keyboard().up("Shift");
        assertEnds(page, 0.5 * HOUR, 1.5 * HOUR);
    }

    @Test
    void aDoubleClickAndTheBrowsersButtonGoBack() throws Exception {
        Page page = openHour();
        drag(page, 0.25, 0.75);
        assertEnds(page, 0.25 * HOUR, 0.75 * HOUR);
        drag(page, 0.5, 1.0);
        assertEnds(page, 0.5 * HOUR, 0.75 * HOUR);
        chart(page, "cpu").locator(".u-over").dblclick();
        assertEnds(page, 0.25 * HOUR, 0.75 * HOUR);
        page.goBack();
        assertEnds(page, 0, HOUR);
        page.goForward();
        assertEnds(page, 0.25 * HOUR, 0.75 * HOUR);
    }

    @Test
    void aLinkOpensTheSameRange() throws Exception {
        Page page = openHour();
        drag(page, 0.2, 0.4);
        assertEnds(page, 0.2 * HOUR, 0.4 * HOUR);
        Page other = CHROMIUM.open(program, page.url().replaceFirst("^http://[^/]+", ""), options -> {});
        Chromium.ready(other);
        assertThat(other.locator("#range")).hasText(page.locator("#range").innerText());
        assertThat(summary(other, "cpu")).hasText(summary(page, "cpu").textContent());
    }

    @Test
    void everyPresetIsAClickAwayAndNowComesBackToTheNewest() throws Exception {
        Page page = openHour();
        for (String preset : List.of("15m", "6h", "24h", "7d", "30d", "1y", "5y", "1h")) {
            page.locator("[data-range='" + preset + "']").click();
            assertThat(page).hasURL(Pattern.compile("#range=" + preset + "$"));
            assertThat(page.locator("#ranges [aria-pressed=true]")).hasAttribute("data-range", preset);
            Chromium.ready(page);
        }
        page.getByLabel("Earlier").click();
        assertThat(page).hasURL(ENDS);
        page.locator("#now").click();
        assertThat(page).hasURL(LIVE);
    }

    @Test
    void anyOtherRangeIsTypedIn() throws Exception {
        Page page = openHour();
        page.getByLabel("Another range").click();
        page.getByLabel("From", new Page.GetByLabelOptions().setExact(true)).fill("2026-01-02T03:04:05");
        page.getByLabel("To", new Page.GetByLabelOptions().setExact(true)).fill("2026-07-02T03:04:05");
        page.getByText("Show", new Page.GetByTextOptions().setExact(true)).click();
        // Berlin is an hour ahead in winter, two in summer.
        assertThat(page).hasURL(Pattern.compile("#from=2026-01-02T02:04:05Z&to=2026-07-02T01:04:05Z$"));
    }

    @Test
    void twoFingersZoom() throws Exception {
        Page page = CHROMIUM.open(
                program,
                hour(),
                options -> options.setViewportSize(390, 844).setIsMobile(true).setHasTouch(true));
        Chromium.ready(page);
        Locator plot = chart(page, "cpu").locator(".u-over");
        plot.scrollIntoViewIfNeeded();
        Chromium.ready(page);
        BoundingBox box = plot.boundingBox();
        CDPSession browser = page.context().newCDPSession(page);
        touch(browser, "touchStart", box, 0.4, 0.6);
        touch(browser, "touchMove", box, 0.35, 0.65);
        touch(browser, "touchMove", box, 0.2, 0.8);
        touch(browser, "touchEnd", box);
        assertThat(page).hasURL(ENDS);
        assertEnds(page, HOUR / 3, 2 * HOUR / 3);
    }

    @Test
    void theCursorIsSharedAndAsksWhoWasGreedyThen() throws Exception {
        Page page = openHour();
        String newest = chart(page, "memory").locator(".legend").innerText();
        BoundingBox box = chart(page, "cpu").locator(".u-over").boundingBox();
        page.mouse().move(box.x + box.width / 3, box.y + box.height / 2);
        assertThat(chart(page, "memory").locator(".legend")).not().hasText(newest);
        assertThat(page.locator("#processes")).hasAttribute("data-at", Pattern.compile("\\d{10}.*"));
        double asked = Double.parseDouble(page.locator("#processes").getAttribute("data-at"));
        assertThat(asked).isCloseTo(from.getEpochSecond() + HOUR / 3, within(60.0));
        assertThat(page.locator("#processes")).containsText("restic");
        page.mouse().move(2, 2);
        assertThat(page.locator("#processes")).hasAttribute("data-at", "now");
    }

    @Test
    void keysReadZoomPanAndGoBack() throws Exception {
        Page page = openHour();
        Locator plot = chart(page, "memory").locator(".plot");
        plot.focus();
        page.keyboard().press("Home");
        String first = plot.getAttribute("aria-valuetext");
        assertThat(first).contains(String.format(Locale.ROOT, "used %.2f\u00a0GiB", firstUsed() / (1 << 30)));
        page.keyboard().press("ArrowRight");
        assertThat(plot).not().hasAttribute("aria-valuetext", first);
        page.keyboard().press("ArrowLeft");
        assertThat(plot).hasAttribute("aria-valuetext", first);
        page.keyboard().press("+");
        assertEnds(page, 0, 0.5 * HOUR);
        page.keyboard().press("Shift+ArrowRight");
        assertEnds(page, 0.125 * HOUR, 0.625 * HOUR);
        page.keyboard().press("Escape");
        assertEnds(page, 0, HOUR);
    }

    private static double firstUsed() throws Exception {
        JsonNode chart = new ObjectMapper()
                .readTree(program.get("/api/query?series=mem_used&points=5000&from=" + from + "&to=" + to)
                        .body());
        return chart.get("series").get(0).get("mean").get(0).doubleValue();
    }

    private static Page openHour() throws Exception {
        Page page = CHROMIUM.open(program, hour(), options -> {});
        Chromium.ready(page);
        return page;
    }

    private static String hour() {
        return "/#from=" + from + "&to=" + to;
    }

    private static Locator chart(Page page, String id) {
        return page.locator("[data-chart=" + id + "]");
    }

    private static Locator summary(Page page, String id) {
        return page.locator("#chart-" + id + "-summary");
    }

    /** Draws the mouse over the first chart, from one part of its width to another. */
    private static void drag(Page page, double start, double end) {
        BoundingBox box = chart(page, "cpu").locator(".u-over").boundingBox();
        double y = box.y + box.height / 2;
        page.mouse().move(box.x + start * box.width, y);
        page.mouse().down();
        page.mouse().move(box.x + (start + end) / 2 * box.width, y);
        page.mouse().move(box.x + end * box.width, y);
        page.mouse().up();
    }

    private static void touch(CDPSession browser, String kind, BoundingBox box, double... places) {
        JsonArray fingers = new JsonArray();
        for (int i = 0; i < places.length; i++) {
            JsonObject finger = new JsonObject();
            finger.addProperty("x", box.x + places[i] * box.width);
            finger.addProperty("y", box.y + box.height / 2);
            finger.addProperty("id", i);
            fingers.add(finger);
        }
        JsonObject event = new JsonObject();
        event.addProperty("type", kind);
        event.add("touchPoints", fingers);
        browser.send("Input.dispatchTouchEvent", event);
    }

    /** The address says a range that begins and ends these seconds after the hour that was opened, but for two pixels. */
    private static void assertEnds(Page page, double begin, double end) {
        double pixel = HOUR / 300;
        page.waitForURL(url -> {
            Matcher ends = ENDS.matcher(url);
            return ends.find()
                    && Math.abs(Instant.parse(ends.group(1)).getEpochSecond() - from.getEpochSecond() - begin)
                            <= 2 * pixel
                    && Math.abs(Instant.parse(ends.group(2)).getEpochSecond() - from.getEpochSecond() - end)
                            <= 2 * pixel;
        });
        Chromium.ready(page);
    }

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }
}

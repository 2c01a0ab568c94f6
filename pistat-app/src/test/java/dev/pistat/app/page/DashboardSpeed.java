package dev.pistat.app.page;

import com.microsoft.playwright.Page;
import dev.pistat.app.program.Course;
import dev.pistat.app.program.Program;
import dev.pistat.app.program.SimulatedPi;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * How quick the dashboard is, with a year of history; no part of the build, for it asserts nothing:
 * {@code ./mvnw -pl pistat-app -am verify -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=DashboardSpeed}.
 */
class DashboardSpeed {

    private static final int REPEATED = 15;

    /** Gives the milliseconds until nothing near the screen waits for history any more, and that is painted. */
    private static final String DRAWN = """
            from => new Promise((drawn) => {
                const look = () => {
                    const charts = [...document.querySelectorAll("figure.chart")].map(({ chart }) => chart).filter(Boolean);
                    const near = charts.filter((each) => each.near);
                    const done = near.length > 0 && near.every(({ stale, plot }) => !stale && plot);
                    if (done) requestAnimationFrame(() => setTimeout(() => drawn(performance.now() - from)));
                    else requestAnimationFrame(look);
                };
                look();
            })
            """;

    @RegisterExtension
    private static final Chromium CHROMIUM = new Chromium();

    @TempDir
    private Path folder;

    @Test
    void measure() throws Exception {
        SimulatedPi pi = CHROMIUM.keep(new SimulatedPi(folder, new Course(0, false)));
        pi.remember(Duration.ofDays(365), Duration.ofDays(1));
        Program program = CHROMIUM.keep(pi.start(10));
        double[] paints = new double[REPEATED];
        double[] first = new double[REPEATED];
        double[] again = new double[REPEATED];
        double[] years = new double[REPEATED];
        double[] hours = new double[REPEATED];
        for (int i = -3; i < REPEATED; i++) {
            int place = Math.max(i, 0);
            Page page = CHROMIUM.open(program);
            first[place] = number(page.evaluate(DRAWN, 0));
            paints[place] =
                    number(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"));
            page.reload();
            again[place] = number(page.evaluate(DRAWN, 0));
            Chromium.ready(page);
            years[place] = zoom(page, "1y");
            hours[place] = zoom(page, "1h");
            page.context().close();
        }
        say("first paint, nothing in the cache", paints);
        say("everything drawn, nothing in the cache", first);
        say("everything drawn, at a reload", again);
        say("zoom out to a year", years);
        say("zoom in to an hour", hours);
    }

    private static double zoom(Page page, String range) {
        return number(page.evaluate(
                "range => { const from = performance.now(); document.querySelector(`[data-range='${range}']`).click();"
                        + " return (" + DRAWN.strip() + ")(from); }",
                range));
    }

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }

    private static void say(String what, double[] millis) {
        Arrays.sort(millis);
        System.out.printf(
                Locale.ROOT,
                "%s: median %.0f ms, best %.0f, worst %.0f%n",
                what,
                millis[REPEATED / 2],
                millis[0],
                millis[REPEATED - 1]);
    }
}

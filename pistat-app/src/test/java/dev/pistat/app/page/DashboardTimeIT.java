package dev.pistat.app.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.pistat.app.program.Board;
import dev.pistat.app.program.Course;
import dev.pistat.app.program.Program;
import dev.pistat.app.program.SimulatedPi;
import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.store.sqlite.SqliteMetricStore;
import dev.pistat.store.sqlite.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dashboard's times: the server's, in the viewer's zone, whatever the viewer's clock says. */
@Timeout(180)
class DashboardTimeIT {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @RegisterExtension
    private static final Chromium CHROMIUM = new Chromium();

    @TempDir
    private Path folder;

    /** The samples are 40 s old at most, and the browser believes that they are an hour old, or not yet taken. */
    @ParameterizedTest
    @ValueSource(ints = {-3_600, 3_600})
    void aBrowserWhoseClockIsAnHourOffShowsTheServersTime(int off) throws Exception {
        SimulatedPi pi = CHROMIUM.keep(new SimulatedPi(folder, new Course(0, false)));
        pi.remember(Duration.ofHours(2));
        Program program = CHROMIUM.keep(pi.start(10));
        Page page = CHROMIUM.blank(program.port(), options -> {});
        page.addInitScript("""
                {
                    const off = %d;
                    const Real = Date;
                    globalThis.Date = class extends Real {
                        constructor(...given) {
                            super(...(given.length === 0 ? [Real.now() + off] : given));
                        }
                        static now() {
                            return Real.now() + off;
                        }
                    };
                }
                """.formatted(off * 1_000));
        page.navigate("/");
        Chromium.ready(page);
        assertThat(page.evaluate("Math.round((Date.now() - %d) / 600000)".formatted(System.currentTimeMillis())))
                .isEqualTo(off / 600);
        assertThat(page.locator("#verdict")).not().containsText("No sample");
        List<?> ends = (List<?>) page.locator("[data-chart=load]")
                .evaluate("({ chart }) => [chart.plot.scales.x.min, chart.plot.scales.x.max, chart.table.ts.at(-1)]");
        double now = Instant.now().getEpochSecond();
        assertThat(((Number) ends.get(1)).doubleValue()).isCloseTo(now, within(120.0));
        assertThat(((Number) ends.get(0)).doubleValue()).isCloseTo(now - 3_600, within(120.0));
        assertThat(((Number) ends.get(2)).doubleValue()).isCloseTo(now, within(120.0));
        String minutes = "(%s|%s|%s)".formatted(clock(now - 60), clock(now), clock(now + 60));
        assertThat(page.locator("#range")).hasText(Pattern.compile("– " + minutes + "$"));
        assertThat(page.locator("#events [data-kind=started] time")).hasText(Pattern.compile("^" + minutes + "$"));
    }

    private static String clock(double seconds) {
        return Instant.ofEpochSecond((long) seconds).atZone(BERLIN).format(DateTimeFormatter.ofPattern("HH:mm"));
    }

    /** The last two changes, to summer time and from it. Every tick and every point says what clocks in Berlin said then. */
    @Test
    void aRangeInWhichClocksAreChangedIsRight() throws Exception {
        ZoneOffsetTransition last = BERLIN.getRules().previousTransition(Instant.now());
        ZoneOffsetTransition before = BERLIN.getRules().previousTransition(last.getInstant());
        List<Instant> changes = List.of(before.getInstant(), last.getInstant());
        remember(changes);
        Program program = CHROMIUM.keep(Board.copy("pi5", folder).start(3_600, 0));
        for (Instant change : changes) {
            Instant from = change.minus(4, ChronoUnit.HOURS);
            Instant to = change.plus(4, ChronoUnit.HOURS);
            Page page = CHROMIUM.blank(program.port(), options -> {});
            page.addInitScript("""
                    globalThis.painted = [];
                    const { fillText } = CanvasRenderingContext2D.prototype;
                    CanvasRenderingContext2D.prototype.fillText = function (words, x, y, ...rest) {
                        painted.push({ canvas: this.canvas, words, x: x + this.getTransform().e });
                        return fillText.call(this, words, x, y, ...rest);
                    };
                    """);
            page.navigate("/#from=" + from + "&to=" + to);
            assertThat(page.locator("[data-chart=load]")).hasAttribute("data-state", "ready");
            assertTicks(page);
            assertPoints(page);
        }
    }

    private static void assertTicks(Page page) {
        List<?> ticks = (List<?>) page.locator("[data-chart=load]").evaluate("""
                ({ chart }) => painted
                    .filter(({ canvas, words }) => canvas === chart.plot.ctx.canvas && /^\\d\\d:\\d\\d$/.test(words))
                    .map(({ words, x }) => [words, chart.plot.posToVal(x, "x", true)])
                """);
        assertThat(ticks).hasSizeGreaterThan(2);
        for (Object tick : ticks) {
            List<?> both = (List<?>) tick;
            double at = ((Number) both.get(1)).doubleValue();
            assertThat(both.get(0)).isEqualTo(clock(60 * Math.rint(at / 60)));
        }
    }

    /** The arrow keys read each point out; which points there are depends on how old the history is by now. */
    private static void assertPoints(Page page) {
        List<?> all = (List<?>) page.locator("[data-chart=load]").evaluate("""
                ({ chart }) => {
                    const { min, max } = chart.plot.scales.x;
                    const seen = chart.table.times().filter((at) => at >= min && at <= max);
                    return [chart.table.step, ...seen];
                }
                """);
        List<Double> times =
                all.stream().map(each -> ((Number) each).doubleValue()).toList();
        assertThat(times).hasSizeGreaterThan(6);
        DateTimeFormatter words = DateTimeFormatter.ofPattern(
                times.getFirst() >= 60 ? "EEE d MMM, HH:mm z" : "EEE d MMM, HH:mm:ss z", Locale.UK);
        Locator plot = page.locator("[data-chart=load] .plot");
        plot.focus();
        page.keyboard().press("Home");
        for (double at : times.subList(1, times.size())) {
            String said = Instant.ofEpochSecond((long) at).atZone(BERLIN).format(words);
            assertThat(plot.getAttribute("aria-valuetext")).startsWith(said + ": ");
            page.keyboard().press("ArrowRight");
        }
    }

    /** A sample every ten minutes, four hours to both sides. */
    private void remember(List<Instant> changes) throws Exception {
        try (SqliteMetricStore store = SqliteMetricStore.open(
                folder.resolve("pistat.db"), new Allowlist(Catalogue.ALL), StoreSettings.DEFAULTS)) {
            long id = 0;
            for (Instant change : changes) {
                for (int i = -24; i < 24; i++) {
                    Instant at = change.plus(10L * i, ChronoUnit.MINUTES);
                    Map<Series, Reading> readings = Map.of(
                            new Series(CpuMetrics.LOAD_1), new Reading.Value(5),
                            new Series(CpuMetrics.LOAD_5), new Reading.Value(3));
                    store.append(new Sample(++id, at, id * 600_000_000, "boot-" + change, readings), List.of());
                }
            }
        }
    }
}

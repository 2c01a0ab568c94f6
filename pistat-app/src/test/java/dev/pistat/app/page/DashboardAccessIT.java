package dev.pistat.app.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.pistat.app.program.Board;
import dev.pistat.app.program.Program;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The dashboard for everybody: on any screen, in any theme, without a mouse, without eyes. */
@Timeout(180)
class DashboardAccessIT {

    @RegisterExtension
    private static final Chromium CHROMIUM = new Chromium();

    @TempDir
    private static Path folder;

    private static Program program;

    @BeforeAll
    static void start() throws Exception {
        program = Board.copy("pi5", folder).start();
    }

    @AfterAll
    static void stop() throws Exception {
        program.close();
    }

    /** What the page is looked at on. */
    enum Screen {
        DARK(ColorScheme.DARK, 1280),
        LIGHT(ColorScheme.LIGHT, 1280),
        DARK_PHONE(ColorScheme.DARK, 360),
        LIGHT_PHONE(ColorScheme.LIGHT, 360);

        private final ColorScheme theme;
        private final int width;

        Screen(ColorScheme theme, int width) {
            this.theme = theme;
            this.width = width;
        }

        void set(Browser.NewContextOptions options) {
            options.setColorScheme(theme).setViewportSize(width, 800);
        }
    }

    /** axe-core knows the rules of WCAG that a program can check, up to 2.2 AA. */
    @ParameterizedTest
    @EnumSource
    void axeFindsNoViolation(Screen screen) throws Exception {
        Page page = CHROMIUM.open(program, "/", screen::set);
        assertThat(page.locator("#state")).hasText("live");
        assertThat(page.locator("[data-chart=memory][data-state=ready]")).isVisible();
        assertNoViolation(page);
    }

    @ParameterizedTest
    @EnumSource(names = {"DARK", "LIGHT_PHONE"})
    void neitherDoesItInWhatOpensNorWhenThereIsNothingToShow(Screen screen) throws Exception {
        Page page = CHROMIUM.open(program, "/#from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z", screen::set);
        assertThat(page.locator("[data-chart=memory][data-state=empty]")).isVisible();
        assertNoViolation(page);
        page.locator("[data-range=custom]").click();
        assertNoViolation(page);
        page.locator("#settings").click();
        assertNoViolation(page);
        page.keyboard().press("Escape");
        page.locator("#card-cpu button").focus();
        assertThat(page.locator("#card-cpu .tip")).isVisible();
        assertNoViolation(page);
        CHROMIUM.pardon("net::ERR_");
        CHROMIUM.pardon("503");
        page.route("**/api/**", route -> route.abort());
        page.reload();
        assertThat(page.locator("#state")).hasText("reconnecting");
        assertNoViolation(page);
    }

    /** From the top to the first chart, and every stop can be seen. */
    @Test
    void keysAloneReachEverything() throws Exception {
        Page page = CHROMIUM.open(program);
        Chromium.ready(page);
        Set<Object> reached = new HashSet<>();
        for (int i = 0; i < 60 && !reached.contains("plot"); i++) {
            page.keyboard().press("Tab");
            reached.add(page.evaluate("""
                    () => {
                        const { activeElement: here } = document;
                        const { outlineStyle, outlineWidth } = getComputedStyle(here);
                        if (outlineStyle === "none" || Number.parseFloat(outlineWidth) < 2) return `unseen ${here.outerHTML}`;
                        return here.dataset.range ?? here.closest("[data-card]")?.dataset.card ?? (here.id || here.className);
                    }
                    """));
        }
        assertThat(reached).contains("15m", "5y", "custom", "theme", "settings", "cpu", "uptime", "plot");
        assertThat(reached).noneMatch(each -> each.toString().startsWith("unseen"));
        page.locator("#settings").focus();
        page.keyboard().press("Enter");
        page.keyboard().press("Tab");
        page.keyboard().press("ArrowRight");
        assertThat(page.locator("html")).hasAttribute("data-theme", "light");
        page.keyboard().press("Escape");
        assertThat(page.locator("#settings")).isFocused();
    }

    /** What moves does so only for who has not asked for rest. */
    @Test
    void nothingMovesForWhoWantsRest() throws Exception {
        Page page = CHROMIUM.open(program, "/", options -> options.setReducedMotion(ReducedMotion.REDUCE));
        Chromium.ready(page);
        assertThat(page.evaluate("""
                () => [...document.querySelectorAll("*")].some((each) => {
                    const { transitionDuration, animationName } = getComputedStyle(each);
                    return transitionDuration.split(", ").some((time) => time !== "0s") || animationName !== "none";
                })
                """)).isEqualTo(false);
    }

    private static void assertNoViolation(Page page) throws IOException {
        page.evaluate(axe());
        List<?> violations = (List<?>) page.evaluate("""
                () => axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })
                    .then(({ violations }) => violations.flatMap(({ id, nodes }) =>
                        nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`)))
                """);
        assertThat(violations).isEmpty();
    }

    private static String axe() throws IOException {
        try (InputStream in = DashboardAccessIT.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

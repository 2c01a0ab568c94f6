package dev.pistat.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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

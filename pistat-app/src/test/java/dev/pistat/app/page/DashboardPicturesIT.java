package dev.pistat.app.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.pistat.app.program.Course;
import dev.pistat.app.program.Program;
import dev.pistat.app.program.SimulatedPi;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Makes the pictures in {@code docs/}: into {@code target/pictures}, or into the folder that {@code pistat.pictures} names. */
@Timeout(180)
class DashboardPicturesIT {

    @RegisterExtension
    private static final Chromium CHROMIUM = new Chromium();

    private static final Path PICTURES = Path.of(System.getProperty("pistat.pictures", "target/pictures"));

    @TempDir
    private Path folder;

    @Test
    void aDayLikeAnyOther() throws Exception {
        SimulatedPi pi = CHROMIUM.keep(new SimulatedPi(folder, new Course(ago(1_500), false)));
        pi.remember(Duration.ofHours(3));
        Program program = CHROMIUM.keep(pi.start(10));
        picture(program, "dashboard-dark", options -> options.setColorScheme(ColorScheme.DARK));
        picture(program, "dashboard-light", options -> options.setColorScheme(ColorScheme.LIGHT));
        picture(
                program,
                "dashboard-phone",
                options -> options.setColorScheme(ColorScheme.DARK)
                        .setViewportSize(390, 844)
                        .setDeviceScaleFactor(2)
                        .setIsMobile(true)
                        .setHasTouch(true));
    }

    @Test
    void aRaspberryPi5ThatThrottles() throws Exception {
        SimulatedPi pi = CHROMIUM.keep(new SimulatedPi(folder, new Course(ago(300), true)));
        pi.remember(Duration.ofHours(3));
        picture(CHROMIUM.keep(pi.start(10)), "dashboard-pi5", options -> options.setColorScheme(ColorScheme.DARK));
    }

    private static void picture(Program program, String name, Consumer<Browser.NewContextOptions> screen)
            throws Exception {
        Page page = CHROMIUM.open(program, "/", options -> screen.accept(options.setViewportSize(1440, 1000)));
        Chromium.ready(page);
        assertThat(page.getByText("a rate needs two readings"))
                .hasCount(0, new LocatorAssertions.HasCountOptions().setTimeout(30_000));
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
    }

    private static double ago(int seconds) {
        return Instant.now().getEpochSecond() - seconds;
    }
}

package dev.pistat.app.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.pistat.app.program.Board;
import dev.pistat.app.program.Program;
import java.nio.file.Path;
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

/** The dashboard's languages and units. */
@Timeout(180)
class DashboardWordsIT {

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

    @Test
    void everyTextIsThereInEveryLanguage() throws Exception {
        Page page = CHROMIUM.open(program);
        assertThat((List<?>) page.evaluate("""
                () => import("./text/texts.js").then(({ languages }) => {
                    const kind = (text) => (typeof text === "function" ? `${text.length} parameters` : typeof text);
                    const keys = new Set(Object.values(languages).flatMap(Object.keys));
                    return [...keys].filter((key) =>
                        new Set(Object.values(languages).map((texts) => kind(texts[key]))).size > 1);
                })
                """))
                .as("texts that a language lacks")
                .isEmpty();
    }

    /** Whatever is a text in one language and not in the other must not be seen or heard in the other. */
    @Test
    void germanHasNoEnglishLeftAndEnglishNoGerman() throws Exception {
        for (String tag : List.of("de-DE", "en-GB")) {
            Page page = CHROMIUM.open(program, "/", options -> options.setLocale(tag));
            assertThat(page.locator("html")).hasAttribute("lang", tag.substring(0, 2));
            assertThat(page.locator("#state")).hasText("live");
            page.locator("#settings").click();
            page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))");
            assertThat(page.locator("[data-chart=memory]")).hasAttribute("data-state", "ready");
            assertThat((List<?>) page.evaluate("""
                    own => import("./text/texts.js").then(({ languages }) => {
                        const { [own]: mine, ...others } = languages;
                        // A language is named in its own words.
                        const known = new Set([...Object.values(mine), "English", "Deutsch"]);
                        const foreign = Object.values(others).flatMap(Object.values)
                            .filter((text) => typeof text === "string" && !known.has(text));
                        const said = [];
                        const texts = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
                        while (texts.nextNode()) said.push(texts.currentNode.textContent.trim());
                        for (const name of ["aria-label", "title", "aria-valuetext", "placeholder"]) {
                            for (const each of document.querySelectorAll(`[${name}]`)) said.push(each.getAttribute(name));
                        }
                        return said.filter((words) => foreign.includes(words));
                    })
                    """, tag.substring(0, 2)))
                    .as(tag)
                    .isEmpty();
        }
    }

    @Test
    void numbersAreWrittenAsTheLanguageDoes() throws Exception {
        Page page = CHROMIUM.open(program, "/", options -> options.setLocale("de-DE"));
        assertThat(page.locator("[data-metric=load_1]")).hasText("3,90");
        page.locator("#settings").click();
        page.getByText("English").click();
        assertThat(page.locator("html")).hasAttribute("lang", "en");
        assertThat(page.locator("#history-title")).hasText("History");
        page.reload();
        assertThat(page.locator("#history-title")).hasText("History");
    }

    @Test
    void temperaturesInFahrenheitAndNetworksInBits() throws Exception {
        Page page = CHROMIUM.open(program);
        Chromium.ready(page);
        double celsius = number("cpu_temp");
        assertThat(page.locator("[data-metric=cpu_temp]")).hasText(String.format(Locale.ROOT, "%.1f", celsius));
        page.locator("#settings").click();
        page.getByText("°F").click();
        page.getByText("bits", new Page.GetByTextOptions().setExact(true)).click();
        for (int i = 0; i < 2; i++) {
            assertThat(page.locator("#card-temperature .value")).hasText(fahrenheit(celsius));
            assertThat(page.locator("[data-chart=temperature] .legend li").first())
                    .hasText(fahrenheit(celsius));
            assertThat(page.locator("#card-network .value").first()).containsText("bit/s");
            assertThat(page.locator("#card-network .foot")).not().containsText("bit");
            // What was chosen holds the next time too.
            page.reload();
        }
    }

    private static Pattern fahrenheit(double celsius) {
        return Pattern.compile(
                String.format(Locale.ROOT, "%.1f", celsius * 1.8 + 32).replace(".", "\\.") + "\\s?°F");
    }

    private static double number(String name) throws Exception {
        Matcher found = Pattern.compile("\"" + name + "\":([-0-9.]+)")
                .matcher(program.get("/api/current").body());
        assertThat(found.find()).isTrue();
        return Double.parseDouble(found.group(1));
    }
}

package dev.pistat.app.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.pistat.app.program.Board;
import dev.pistat.core.history.Event;
import dev.pistat.core.history.ProcessUse;
import dev.pistat.core.history.TopProcesses;
import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.store.sqlite.SqliteMetricStore;
import dev.pistat.store.sqlite.StoreSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard of machines that have little, or whose names are meant to do harm. */
@Timeout(180)
class DashboardHostsIT {

    private static final String TURNED = "gpj\u202eexe";
    private static final String TURNED_SHOWN = "gpj[U+202E]exe";
    private static final String MARKUP = "<img src=x onerror=hacked=1>";

    @RegisterExtension
    private static final Chromium CHROMIUM = new Chromium();

    @TempDir
    private Path folder;

    @Test
    void aHostWithNothingButProcessorAndMemorySaysWhyTheRestIsAbsent() throws Exception {
        Board board = new Board(folder);
        for (String file : List.of("proc/stat", "proc/meminfo", "proc/sys/kernel/random/boot_id")) {
            board.write(file, Files.readString(Board.BOARDS.resolve("vm").resolve(file)));
        }
        Page page = CHROMIUM.open(CHROMIUM.keep(board.start()));
        assertThat(page.locator("[data-chart=memory]")).hasAttribute("data-state", "ready");
        // Only the second sample has shares of the processor's time: the page learns by itself that there are some.
        String stat = Files.readString(Board.BOARDS.resolve("vm/proc/stat"));
        for (int i = 1; page.locator("[data-chart=cpu][data-state=ready]").count() == 0; i++) {
            board.write("proc/stat", stat.replaceFirst("cpu +\\d+", "cpu  " + (10_000_000 + 10 * i)));
            page.evaluate("new Promise(requestAnimationFrame)");
        }
        assertThat(page.locator("#card-memory .value")).containsText(Pattern.compile("\\d"));
        assertThat(page.locator("#card-temperature .foot")).hasText("no temperature sensor");
        assertThat(page.locator("#card-network .foot")).hasText("no network interface");
        for (String card : List.of("load", "uptime")) {
            assertThat(page.locator("#card-" + card + " .value")).hasText("–");
            assertThat(page.locator("#card-" + card + " .foot")).hasText(Pattern.compile("\\w{3}"));
        }
        page.locator("#missing summary").click();
        for (Locator missing : page.locator("#missing li").all()) {
            assertThat(missing).hasText(Pattern.compile(".+ \\w.+", Pattern.DOTALL));
        }
        assertThat(page.locator("#missing [data-missing=wifi]")).isVisible();
        assertThat(page.locator("#bars, #more").filter(visible())).hasCount(0);
        assertNothingIsEmpty(page);
    }

    @Test
    void namesAreTextNeverMarkup() throws Exception {
        Board board = Board.copy("pi5", folder);
        board.write("root/etc/hostname", "pi<b>5</b>&amp;\"'\n");
        board.write("proc/device-tree/model", MARKUP + "\0");
        board.write("proc/1/mountinfo", """
                27 1 0:32 / / rw - btrfs /dev/nvme0n1p2 rw
                28 27 0:33 / /mnt/<img\\040src=x\\040onerror=hacked=1> rw - btrfs /dev/sda1 rw
                29 27 0:34 / /mnt/%s rw - btrfs /dev/sdb1 rw
                """.formatted(TURNED));
        Files.createDirectories(folder.resolve("root/mnt/" + MARKUP));
        Files.createDirectories(folder.resolve("root/mnt/" + TURNED));
        String card = "<i>\"'&lt;";
        board.write(
                "proc/1/net/dev",
                Files.readString(Board.BOARDS.resolve("pi5/proc/1/net/dev")).replace("eth0", card));
        for (String file : List.of("uevent", "ifindex", "iflink", "type", "device/uevent")) {
            board.write(
                    "sys/class/net/" + card + "/" + file,
                    Files.readString(Board.BOARDS.resolve("pi5/sys/class/net/eth0/" + file)));
        }
        board.write("sys/class/hwmon/hwmon1/temp1_label", "<script>hacked=1</script>\n");
        remember("<script>hacked=1\n" + TURNED, "x".repeat(300) + MARKUP);

        Page page = CHROMIUM.open(CHROMIUM.keep(board.start(3_600, 0)));
        Chromium.ready(page);
        assertThat(page.locator("#host")).hasText("pi<b>5</b>&amp;\"'");
        assertThat(page.locator("#model")).hasText(MARKUP);
        assertThat(page.locator("[data-processes=by_cpu] .name").first()).hasText("<script>hacked=1 " + TURNED_SHOWN);
        assertThat(page.locator("[data-processes=by_cpu] .user").first()).containsText(MARKUP);
        assertThat(page.locator("#events")).containsText("<script>hacked=1 " + TURNED_SHOWN + " appeared");
        assertThat(page.locator("#bars .name").getByText("/mnt/" + MARKUP)).isVisible();
        assertThat(page.locator("#bars .name").getByText("/mnt/" + TURNED_SHOWN))
                .isVisible();
        assertThat(page.locator("[data-chart=interface] h3").getByText(card)).hasCount(1);
        assertThat(page.locator("[data-chart=temperature] .legend")).containsText("<script>hacked=1</script>");
        assertThat(page.locator("img, iframe, body script, main b b, main i:not([class]):not(.meter i)"))
                .hasCount(0);
        assertThat(page.evaluate("typeof hacked")).isEqualTo("undefined");
        for (int width : new int[] {1280, 360}) {
            page.setViewportSize(width, 800);
            assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
        }
        String turning = "/[\\u202a-\\u202e\\u2066-\\u2069]/.test(document.body.innerText + document.title)";
        assertThat(page.evaluate(turning)).isEqualTo(false);
    }

    /** A sample with an event and a process of these names. */
    private void remember(String name, String user) throws Exception {
        try (SqliteMetricStore store = SqliteMetricStore.open(
                folder.resolve("pistat.db"), new Allowlist(Catalogue.ALL), StoreSettings.DEFAULTS)) {
            Instant at = Instant.now().minusSeconds(60);
            ProcessUse use = new ProcessUse(7, name, user, 12.5, 1 << 20, OptionalLong.empty());
            store.append(
                    new Sample(1, at, 1, "boot", Map.of(new Series(CpuMetrics.CPU_PERCENT), new Reading.Value(5))),
                    List.of(new Event(at, Event.APPEARED, name, "harm")),
                    new TopProcesses(at, List.of(use), List.of(use)));
        }
    }

    private static Locator.FilterOptions visible() {
        return new Locator.FilterOptions().setVisible(true);
    }

    /** No box is shown that has nothing in it: neither words nor a drawing. */
    private static void assertNothingIsEmpty(Page page) {
        assertThat(page.evaluate("""
                () => [...document.querySelectorAll(".card, .chart, .section, .aside-box")]
                    .filter((box) => box.getClientRects().length > 0)
                    .filter((box) => !box.innerText.trim().replace(/^.*\\n?/, "") && !box.querySelector("canvas"))
                    .map(({ id }) => id)
                """))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .isEmpty();
    }
}

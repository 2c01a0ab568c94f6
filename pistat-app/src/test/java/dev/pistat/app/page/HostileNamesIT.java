package dev.pistat.app.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import dev.pistat.app.program.Board;
import dev.pistat.app.program.Program;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A machine whose names are attacks: they are text, wherever they come out. */
@Timeout(180)
class HostileNamesIT {

    private static final String PROCESS = "<script>x()\n\u001b[2J";
    private static final String INTERFACE = "<u>\"\u001b[1m";
    private static final String MOUNT = "/mnt/<script>x()</script> \"";

    @RegisterExtension
    private static final Chromium CHROMIUM = new Chromium();

    @TempDir
    private Path folder;

    @Test
    void areShownAsText() throws Exception {
        Program program = CHROMIUM.keep(start());
        Page page = CHROMIUM.open(program);
        assertThat(page.locator("body")).containsText("<script>x()");
        Chromium.ready(page);
        assertThat(page.locator("script")).hasCount(3);
        assertThat(page.locator("u, s")).hasCount(0);

        assertNames("/api/processes", program, "name", PROCESS);
        JsonNode metrics =
                new ObjectMapper().readTree(program.get("/api/metrics").body());
        List<String> instances = new ArrayList<>();
        metrics.findValues("instances").forEach(each -> each.forEach(name -> instances.add(name.asText())));
        assertThat(instances).contains(INTERFACE, MOUNT);
        assertThat(program.get("/metrics").body())
                .contains("{interface=\"<u>\\\"\u001b[1m\"}", "mount=\"/mnt/<script>x()</script> \\\"\"")
                .contains("pistat_wifi_signal_dbm{interface=\"<u>");
        for (String path : List.of("/", "/api/current", "/api/config", "/api/export", "/api/events", "/metrics")) {
            HttpResponse<String> answer = program.get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(answer.headers().map()).doesNotContainKey("x-forged");
            assertThat(answer.headers().map().toString()).doesNotContain("<", "\u001b");
        }

        assertThat(program.log()).contains("<s>\\r\\nX-Forged: 1\\u001b[0m").doesNotContain("\u001b", "\r");
        assertThat(program.log().lines())
                .allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d (INFO|WARNING) .*"));
    }

    private static void assertNames(String path, Program program, String field, String name) throws Exception {
        JsonNode answer = new ObjectMapper().readTree(program.get(path).body());
        assertThat(answer.findValuesAsText(field)).as(path).contains(name);
    }

    /** As mountinfo has it (makedev(3)): space is told of the very file system that it names. */
    private static String device(Path path) throws IOException {
        long device = (long) Files.getAttribute(path, "unix:dev");
        return ((device >> 8) & 0xfff) + ":" + ((device & 0xff) | ((device >> 12) & 0xfff00));
    }

    private Program start() throws Exception {
        Board board = Board.copy("pi5", folder);
        board.write(
                "proc/900/stat",
                "900 (" + PROCESS + ") S 1 1 1 0 -1 4194560 0 0 0 0 5000 0 0 0 20 0 9 0 1200 900000000 90000"
                        + " 18446744073709551615 0\n");
        board.write("proc/900/status", "Name:\t<script>x()\\n\u001b[2J\nUid:\t0\t0\t0\t0\nVmRSS:\t360000 kB\n");
        board.write(
                "proc/1/net/dev",
                Files.readString(folder.resolve("proc/1/net/dev")).replace("wlan0:", INTERFACE + ":"));
        board.write(
                "proc/1/net/wireless",
                Files.readString(folder.resolve("proc/1/net/wireless")).replace("wlan0:", INTERFACE + ":"));
        Files.move(folder.resolve("sys/class/net/wlan0"), folder.resolve("sys/class/net/" + INTERFACE));
        Files.createDirectories(folder.resolve("root" + MOUNT));
        board.write("proc/1/mountinfo", """
                27 1 0:32 /@ / rw,noatime shared:1 - btrfs /dev/nvme0n1p2 rw,ssd
                70 27 8:1 / /mnt/<script>x()</script>\\040" rw shared:9 - ext4 /dev/sda1 rw
                """.replace("8:1", device(folder)));
        Files.writeString(folder.resolve("config.toml"), """
                [collection]
                interval_seconds = 1
                [server]
                host = "127.0.0.1"
                port = 0
                [metrics]
                network_interface = "<s>\\r\\nX-Forged: 1\\u001b[0m"
                [paths]
                procfs = "proc"
                sysfs = "sys"
                rootfs = "root"
                """);
        return Program.startInShell(folder, "PATH=\"$PWD:$PATH\" exec \"$@\"");
    }
}

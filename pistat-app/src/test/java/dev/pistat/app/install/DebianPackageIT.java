package dev.pistat.app.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.pistat.core.testkit.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The Debian package, tried by Debian's own programs in a copy of this machine that is thrown away. */
@EnabledIfSystemProperty(named = "pistat.deb", matches = ".+")
@Timeout(600)
class DebianPackageIT {

    private static final String DEB = System.getProperty("pistat.deb", "");
    private static final Path SCRIPTS = Path.of("src", "test", "sh");
    private static final Pattern EXPOSURE = Pattern.compile("Overall exposure level for \\S+: (\\d+\\.\\d+)");

    @TempDir
    private Path folder;

    @Test
    void lintianFindsNoError() throws Exception {
        String lintian = Tool.find("lintian", "lintian").toString();
        assertThat(output(lintian, "--allow-root", "--fail-on", "error", DEB)).doesNotContain("E: ");
    }

    @Test
    void theServiceIsExposedByAtMostTwo() throws Exception {
        String analyze = Tool.find("systemd-analyze", "systemd").toString();
        Matcher exposure = EXPOSURE.matcher(
                output(analyze, "security", "--offline=true", "--no-pager", "src/dist/pistat.service"));
        assertThat(exposure.find()).isTrue();
        assertThat(Double.parseDouble(exposure.group(1))).isLessThanOrEqualTo(2.0);
    }

    @Test
    void installedUpgradedRemovedAndPurgedWithoutSystemd() throws Exception {
        inCopy("plain", "package.sh");
    }

    @Test
    void asAServiceItReadsInItsSandboxWhatCanBeReadOutside() throws Exception {
        Tool.find("systemd-analyze", "systemd");
        inCopy("boot", "service.sh");
    }

    @Test
    void itIsStartedWhenItsJavaIsSetUpAndNeverAgainstTheAdministrator() throws Exception {
        Tool.find("systemd-analyze", "systemd");
        inCopy("boot", "java.sh");
    }

    private void inCopy(String how, String script) throws Exception {
        Tool.find("curl", "curl");
        Tool.find("ip", "iproute2");
        Tool.find("setpriv", "util-linux");
        Tool.find("dpkg-deb", "dpkg");
        Tool.find("pkill", "procps");
        Process process = process(
                "sh",
                SCRIPTS.resolve("in-copy.sh").toString(),
                how,
                SCRIPTS.resolve(script).toString(),
                DEB);
        int code = process.waitFor();
        String said = said();
        if (code == 77) {
            if ("1".equals(System.getenv("PISTAT_REQUIRE_TOOLS"))) {
                fail(said);
            }
            System.err.println("[WARNING] A test is skipped: " + said);
            abort(said);
        }
        assertThat(code).as(said).isZero();
        System.out.println(said);
    }

    private String output(String... command) throws Exception {
        assertThat(process(command).waitFor()).as(said()).isZero();
        return said();
    }

    private Process process(String... command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
    }

    private String said() throws IOException {
        return Files.readString(folder.resolve("said"), StandardCharsets.UTF_8);
    }
}

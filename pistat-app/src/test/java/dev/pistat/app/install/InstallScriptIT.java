package dev.pistat.app.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code install.sh} of an unpacked distribution, into a folder in place of the root: real files, and in place of
 * {@code systemctl} and what makes users small scripts that write down how they were called.
 */
@EnabledIfSystemProperty(named = "pistat.launcher", matches = ".+")
@Timeout(120)
class InstallScriptIT {

    @TempDir
    private Path folder;

    private Path distribution;
    private Path root;
    private Path calls;

    private record Ended(int code, String output) {}

    @BeforeEach
    void prepare() throws Exception {
        Path unpacked =
                Path.of(System.getProperty("pistat.launcher")).resolve("../..").normalize();
        distribution = folder.resolve("pistat");
        assertThat(run("cp", "-R", unpacked.toString(), distribution.toString()).code())
                .isZero();
        configure(freePort());
        root = folder.resolve("root");
        Files.createDirectories(root.resolve("run/systemd/system"));
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("etc/passwd"), "root:x:0:0::/root:/bin/sh\n");
        Files.writeString(root.resolve("etc/group"), "root:x:0:\nvideo:x:44:\n");
        calls = Files.createFile(folder.resolve("calls"));
        fake(
                "systemctl",
                "case $1 in is-active) test -e \"$DESTDIR/runs\";; restart) touch \"$DESTDIR/runs\";;"
                        + " stop | disable) rm -f \"$DESTDIR/runs\";; esac");
        fake("useradd", "echo pistat:x:102:105::/var/lib/pistat:/usr/sbin/nologin >> \"$DESTDIR/etc/passwd\"");
        fake("userdel", "sed -i /^pistat:/d \"$DESTDIR/etc/passwd\"");
        fake("chown", "");
    }

    @Test
    void aTrialSaysWhatItFindsAndWouldDoAndChangesNothing() throws Exception {
        List<String> before = files();
        Ended trial = install("--dry-run");
        assertThat(trial.code()).isZero();
        assertThat(trial.output())
                .contains("check: systemd: runs\n", "check: Java: ", "check: architecture: ", " is free\n")
                .contains("would: copy the program to /opt/pistat\n", "would: start the service, now and on boot\n");
        assertThat(files()).isEqualTo(before);
        assertThat(asked()).allMatch(call -> call.startsWith("systemctl is-active"));
    }

    @Test
    void aTrialEndsWellWhereItFindsThatNothingWouldWork() throws Exception {
        Files.delete(root.resolve("run/systemd/system"));
        Ended trial = install("--dry-run");
        assertThat(trial.code()).isZero();
        assertThat(trial.output()).contains("check: systemd: NO: does not run on this machine");
    }

    @Test
    void itInstallsTheProgramWithItsUserSettingsAndServiceAndStartsIt() throws Exception {
        Ended installed = install();
        assertThat(installed.code()).as(installed.output()).isZero();
        assertThat(installed.output()).contains("sudo systemctl status pistat", "sudo journalctl -u pistat -f");
        assertThat(asked())
                .containsSubsequence(
                        "useradd --system --user-group --home-dir /var/lib/pistat --no-create-home"
                                + " --shell /usr/sbin/nologin --groups video pistat",
                        "chown pistat:pistat " + root + "/var/lib/pistat",
                        "systemctl daemon-reload",
                        "systemctl enable --quiet pistat.service",
                        "systemctl restart pistat.service");
        assertThat(read("etc/systemd/system/pistat.service"))
                .contains("\nUser=pistat\n", "\nExecStart=/opt/pistat/bin/pistat --config /etc/pistat/config.toml\n");
        assertThat(read("etc/pistat/config.toml")).contains("\npath=\"/var/lib/pistat/pistat.db\"\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("var/lib/pistat"))))
                .isEqualTo("rwx------");
        assertThat(Files.readSymbolicLink(root.resolve("usr/local/bin/pistat")))
                .isEqualTo(Path.of("/opt/pistat/bin/pistat"));
        assertThat(run(root.resolve("opt/pistat/bin/pistat").toString(), "--version")
                        .output())
                .startsWith("pistat ");
    }

    @Test
    void runAgainItUpgradesAndKeepsSettingsAndHistory() throws Exception {
        install();
        Files.writeString(root.resolve("etc/pistat/config.toml"), "[collection]\ninterval_seconds = 60\n");
        Files.writeString(root.resolve("var/lib/pistat/pistat.db"), "history");
        Files.createFile(root.resolve("opt/pistat/lib/old.jar"));
        Files.writeString(calls, "");
        Ended again = install();
        assertThat(again.code()).as(again.output()).isZero();
        assertThat(asked())
                .containsSubsequence("systemctl stop pistat.service", "systemctl restart pistat.service")
                .noneMatch(call -> call.startsWith("useradd"));
        assertThat(read("etc/pistat/config.toml")).isEqualTo("[collection]\ninterval_seconds = 60\n");
        assertThat(read("var/lib/pistat/pistat.db")).isEqualTo("history");
        assertThat(root.resolve("opt/pistat/lib/old.jar")).doesNotExist();
    }

    @Test
    void theHistoryOfTheFolderComesAlongOnce() throws Exception {
        Files.writeString(distribution.resolve("pistat.db"), "history");
        install();
        assertThat(read("var/lib/pistat/pistat.db")).isEqualTo("history");
        Files.writeString(root.resolve("var/lib/pistat/pistat.db"), "history, and more of it");
        install();
        assertThat(read("var/lib/pistat/pistat.db")).isEqualTo("history, and more of it");
    }

    @Test
    void uninstallingKeepsSettingsAndHistoryAndPurgingDoesNot() throws Exception {
        List<String> before = files();
        install();
        Files.writeString(root.resolve("var/lib/pistat/pistat.db"), "history");
        Ended uninstalled = install("--uninstall");
        assertThat(uninstalled.code()).as(uninstalled.output()).isZero();
        assertThat(asked()).containsSubsequence("systemctl disable --quiet --now pistat.service");
        assertThat(files().stream().filter(file -> !before.contains(file)))
                .containsExactlyInAnyOrder("etc/pistat/config.toml", "var/lib/pistat/pistat.db");
        Ended purged = install("--uninstall", "--purge");
        assertThat(purged.code()).as(purged.output()).isZero();
        assertThat(files()).isEqualTo(before);
        assertThat(read("etc/passwd")).doesNotContain("pistat");
    }

    @Test
    void besideTheDebianPackagePurgingTakesNothingOfThatAndStartsIt() throws Exception {
        install();
        Files.writeString(root.resolve("var/lib/pistat/pistat.db"), "history");
        Path unit = root.resolve("usr/lib/systemd/system/pistat.service");
        Files.createDirectories(unit.getParent());
        Files.createFile(unit);
        Files.writeString(calls, "");
        Ended purged = install("--uninstall", "--purge");
        assertThat(purged.code()).as(purged.output()).isZero();
        assertThat(root.resolve("opt/pistat")).doesNotExist();
        assertThat(root.resolve("etc/systemd/system/pistat.service")).doesNotExist();
        assertThat(read("var/lib/pistat/pistat.db")).isEqualTo("history");
        assertThat(root.resolve("etc/pistat/config.toml")).isNotEmptyFile();
        assertThat(read("etc/passwd")).contains("pistat");
        assertThat(asked())
                .containsSubsequence(
                        "systemctl disable --quiet --now pistat.service",
                        "systemctl daemon-reload",
                        "systemctl enable --quiet pistat.service",
                        "systemctl restart pistat.service");
    }

    @Test
    void theSettingsAreKeptFromThePurgeOfAPackageThatWasRemoved() throws Exception {
        Path list = root.resolve("var/lib/dpkg/info/pistat.list");
        Files.createDirectories(list.getParent());
        Files.writeString(list, "/etc/pistat/config.toml\n");
        install();
        assertThat(root.resolve("etc/pistat/config.toml.of-install.sh"))
                .hasSameTextualContentAs(root.resolve("etc/pistat/config.toml"));
    }

    @Test
    void withoutSystemdItChangesNothing() throws Exception {
        Files.delete(root.resolve("run/systemd/system"));
        assertRefused("check: systemd: NO: ");
    }

    @Test
    void whereThePortIsTakenItChangesNothing() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            configure(taken.getLocalPort());
            assertRefused("check: port: NO: " + taken.getLocalPort() + " is taken by another program");
        }
    }

    @Test
    void whereTheDebianPackageIsInstalledItChangesNothing() throws Exception {
        Path unit = root.resolve("usr/lib/systemd/system/pistat.service");
        Files.createDirectories(unit.getParent());
        Files.createFile(unit);
        assertRefused("check: other installation: NO: ");
    }

    @Test
    void whatItDoesNotUnderstandEndsItWithExitCode2() throws Exception {
        assertThat(install("--nonsense"))
                .isEqualTo(new Ended(2, "install.sh: unknown argument --nonsense (try --help)\n"));
        assertThat(install("--purge").code()).isEqualTo(2);
    }

    private void assertRefused(String why) throws Exception {
        List<String> before = files();
        Ended refused = install();
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.output()).contains(why).endsWith("Nothing was changed.\n");
        assertThat(files()).isEqualTo(before);
    }

    private Ended install(String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(distribution.resolve("install.sh").toString()));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    private Ended run(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "output", "");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("DESTDIR", folder.resolve("root").toString());
        builder.environment().merge("PATH", folder.resolve("bin").toString(), (path, first) -> first + ":" + path);
        int code = builder.start().waitFor();
        return new Ended(code, Files.readString(output, StandardCharsets.UTF_8));
    }

    private void fake(String name, String script) throws IOException {
        Path program = Files.createDirectories(folder.resolve("bin")).resolve(name);
        Files.writeString(program, "#!/bin/sh\necho " + name + " \"$@\" >> \"" + calls + "\"\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void configure(int port) throws IOException {
        Path config = distribution.resolve("config.toml");
        Files.writeString(
                config,
                Files.readString(config)
                        .replaceFirst("(?m)^port = \\d+", "port = " + port)
                        .replaceFirst("(?m)^path = \"pistat.db\" +", "path=\"pistat.db\" "));
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private List<String> asked() throws IOException {
        return Files.readAllLines(calls);
    }

    private String read(String file) throws IOException {
        return Files.readString(root.resolve(file));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> !Files.isDirectory(file))
                    .map(file -> root.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}

package dev.pistat.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pistat.app.program.Program;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The cache of loaded classes that the launcher makes beside the first start. */
@Timeout(300)
class ClassCacheIT {

    @TempDir
    private Path folder;

    private Path cache;
    private Path lib;

    @BeforeEach
    void configure() throws IOException {
        cache = folder.resolve("cache");
        lib = Files.createDirectory(folder.resolve("lib"));
        try (Stream<Path> jars = Files.list(Path.of("target", "lib"))) {
            for (Path jar : jars.filter(Files::isRegularFile).toList()) {
                Files.copy(jar, lib.resolve(jar.getFileName()));
            }
        }
        Files.createSymbolicLink(
                lib.resolve("native"), Path.of("target", "lib", "native").toAbsolutePath());
        Files.writeString(folder.resolve("config.toml"), "[server]\nhost = \"127.0.0.1\"\nport = 0\n");
    }

    @Test
    void isMadeByTheFirstStartUsedByTheNextAndMadeAgainWhereAJarChanged() throws Exception {
        try (Program first = start();
                Program atOnce = start()) {
            assertThat(answers(first)).as("a start without a cache").isTrue();
            assertThat(answers(atOnce)).as("another one at the same time").isTrue();
            awaitAnotherThan(Optional.empty());
        }
        Optional<Object> made = made();
        try (Program second = start()) {
            assertThat(answers(second)).isTrue();
            assertThat(second.commandLine()).contains("=" + file());
        }
        Path jar;
        try (Stream<Path> jars = Files.list(lib)) {
            jar = jars.filter(each -> each.getFileName().toString().startsWith("pistat-app"))
                    .findFirst()
                    .orElseThrow();
        }
        var time = Files.getLastModifiedTime(jar);
        Files.write(jar, Files.readAllBytes(jar));
        Files.setLastModifiedTime(jar, time);
        try (Program third = start()) {
            assertThat(answers(third)).isTrue();
            assertThat(third.commandLine()).doesNotContain(file().toString());
            awaitAnotherThan(made);
        }

        allowToWrite();
        try (RandomAccessFile file = new RandomAccessFile(file().toFile(), "rw")) {
            file.setLength(file.length() / 2);
        }
        try (Program fourth = start()) {
            assertThat(answers(fourth)).as("a start with half a cache").isTrue();
        }
        Files.writeString(file(), "foreign");
        try (Program fifth = start()) {
            assertThat(answers(fifth)).as("a start with a foreign cache").isTrue();
        }
    }

    /** Else another user could plant code, which the next start would run as this user. */
    @Test
    void isLeftAloneWhereOthersCanWrite() throws Exception {
        try (Program first = start()) {
            first.port();
            awaitAnotherThan(Optional.empty());
        }
        Path home = Files.createDirectory(folder.resolve("home"));
        Files.createSymbolicLink(home.resolve(".cache"), cache);
        Path above = folder.toRealPath();
        for (Path open : List.of(above, cache, file().getParent(), file(), file().resolveSibling("made-from"))) {
            run("chmod", "o+w", open.toString());
            assertLeftAlone("PISTAT_CACHE=" + cache, "others may write to " + open.toRealPath() + " ");
            run("chmod", "o-w", open.toString());
        }
        run("chmod", "g+w", cache.toString());
        assertLeftAlone("HOME=" + home, "others may write to " + cache.toRealPath() + " ");
        assertLeftAlone("XDG_CACHE_HOME=" + cache, "others may write to " + cache.toRealPath() + " ");
        run("chmod", "g-w", cache.toString());

        run("chmod", "1777", above.toString()); // as /tmp
        try (Program again = start()) {
            again.port();
            assertThat(again.commandLine()).contains("=" + file());
            assertThat(again.log()).doesNotContain("cache");
        }
        run("chmod", "1777", file().getParent().toString());
        Files.delete(file().resolveSibling("made-from"));
        assertLeftAlone("PISTAT_CACHE=" + cache, "others may write to " + file().getParent());
    }

    @Test
    void isLeftAloneWhereAFolderBelongsToAnotherUser() throws Exception {
        Path foreign = Files.createDirectory(cache);
        assumeTrue(
                new ProcessBuilder("chown", "65534", foreign.toString()).start().waitFor() == 0, "needs root");
        assertLeftAlone("PISTAT_CACHE=" + cache, foreign.toRealPath() + " belongs to another user");
        assertLeftAlone("HOME=" + cache, foreign.toRealPath() + " belongs to another user");
        assertThat(foreign).isEmptyDirectory();
    }

    private void assertLeftAlone(String place, String why) throws IOException, InterruptedException {
        try (Program program = start("; unset PISTAT_CACHE;", "PISTAT_LIB=" + lib, place)) {
            program.port();
            assertThat(program.log())
                    .containsOnlyOnce("without Java's class cache")
                    .contains(why);
            assertThat(program.commandLine()).doesNotContain("=" + cache);
            assertThat(file().resolveSibling("making")).doesNotExist();
        }
    }

    @Test
    void isDoneWithoutWhereTheFolderCannotBeMade() throws Exception {
        Files.writeString(cache, "a file is in the way");
        try (Program program = start()) {
            assertThat(answers(program)).isTrue();
            assertThat(program.log()).doesNotContain("cache");
        }
    }

    @Test
    void whatCannotBeMadeIsSaidOnceAndNotTriedAgainWithTheSameFiles() throws Exception {
        String options = "PISTAT_JAVA_OPTIONS=-Xshare:off"; // so no Java makes one
        Path failed = file().resolveSibling("failed");
        try (Program first = start(options)) {
            first.awaitLog("pistat: Java's class cache could not be made \\(\\d+\\).*" + failed + ".log says why");
        }
        assertThat(file().resolveSibling("failed.log")).isNotEmptyFile();
        var mark = Files.readAttributes(failed, BasicFileAttributes.class);
        try (Program second = start(options)) {
            assertThat(answers(second)).isTrue();
            assertThat(file().resolveSibling("making")).doesNotExist();
            assertThat(second.log()).doesNotContain("cache");
            assertThat(Files.readAttributes(failed, BasicFileAttributes.class).fileKey())
                    .isEqualTo(mark.fileKey());
        }
        try (Program third = start()) {
            assertThat(answers(third)).as("a start with other options").isTrue();
            awaitAnotherThan(Optional.empty());
        }
        assertThat(failed).doesNotExist();
    }

    /** As the kernel does where a limit of memory is reached. */
    @Test
    void whatMakesItIsKilledAndThatIsAFailure() throws Exception {
        try (Program first = start()) {
            await(() -> !makers().isEmpty());
            makers().forEach(ProcessHandle::destroyForcibly);
            first.awaitLog("pistat: Java's class cache could not be made \\(137\\)");
        }
        assertThat(file().resolveSibling("failed")).exists();
    }

    @Test
    void whatMakesItIsEndedWithTheServiceAndThatIsNoFailure() throws Exception {
        try (Program first = start()) {
            await(() -> !makers().isEmpty());
            for (ProcessHandle maker : makers()) {
                maker.parent().orElseThrow().destroy(); // as systemd does, to all that the service has begun
                maker.destroy();
            }
            await(() -> !Files.exists(file().resolveSibling("making")));
            assertThat(first.log()).doesNotContain("cache");
        }
        assertThat(file().resolveSibling("failed")).doesNotExist();
    }

    /** As in a runtime that was made for another architecture. Links to the Java of this test, but for what it looks beside. */
    @Test
    void isMadeWhereJavaHasNoArchiveOfItsOwnClasses() throws Exception {
        Path java = folder.resolve("java");
        String home = System.getProperty("java.home");
        run("cp", "-rs", home + "/.", java.toString());
        run("rm", "-f", java + "/lib/server/classes.jsa");
        for (String looked : List.of("bin/java", "lib/server/libjvm.so")) {
            run("cp", "--remove-destination", home + "/" + looked, java + "/" + looked);
        }
        try (Program first = start("JAVA_HOME=" + java)) {
            assertThat(answers(first)).isTrue();
            awaitAnotherThan(Optional.empty());
            assertThat(first.log()).doesNotContain("cache");
        }
        try (Program second = start("JAVA_HOME=" + java)) {
            assertThat(answers(second)).isTrue();
            assertThat(second.commandLine()).contains(file().toString());
            assertThat(Files.readString(Path.of("/proc", String.valueOf(second.pid()), "maps"))
                            .contains(file().toString()))
                    .isTrue();
        } finally {
            run("rm", "-r", java.toString());
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    private Program start(String... environment) throws IOException {
        return Program.startInShell(
                Files.createTempDirectory(folder, "run"),
                "PISTAT_LIB=" + lib + " PISTAT_CACHE=" + cache + " " + String.join(" ", environment) + " exec \"$@\"",
                "--config",
                Files.copy(
                                folder.resolve("config.toml"),
                                Files.createTempDirectory(folder, "config").resolve("config.toml"))
                        .toString());
    }

    private static boolean answers(Program program) throws IOException, InterruptedException {
        return program.get("/health/live").statusCode() == 200;
    }

    /** Java 21 makes it for reading alone. */
    private void allowToWrite() throws IOException {
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
    }

    private Path file() {
        return cache.resolve("classes" + lib).resolve("cache");
    }

    /** Which file it is, if it is there and may be used. */
    private Optional<Object> made() throws IOException {
        return Files.exists(file().resolveSibling("made-from"))
                ? Optional.of(
                        Files.readAttributes(file(), BasicFileAttributes.class).fileKey())
                : Optional.empty();
    }

    private List<ProcessHandle> makers() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains("command.Training " + cache))
                        .isPresent())
                .toList();
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private void awaitAnotherThan(Optional<Object> old) throws IOException, InterruptedException {
        await(() -> !Files.exists(file().resolveSibling("making")) && made().isPresent() && !made().equals(old));
    }

    private void await(Condition condition) throws IOException, InterruptedException {
        Path place = Files.createDirectories(
                file().getParent(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        try (WatchService changes = place.getFileSystem().newWatchService()) {
            place.register(changes, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE);
            while (!condition.holds()) {
                var key = changes.poll(1, TimeUnit.SECONDS);
                if (key != null) {
                    key.reset();
                }
            }
        }
    }
}

package dev.pistat.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
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
    void isMadeByTheFirstStartUsedByTheNextAndMadeAnewWhereAJarChanged() throws Exception {
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

    @Test
    void isDoneWithoutWhereTheFolderCannotBeMade() throws Exception {
        Files.writeString(cache, "a file is in the way");
        try (Program program = start()) {
            assertThat(answers(program)).isTrue();
            assertThat(program.log()).doesNotContain("cache");
        }
    }

    private Program start() throws IOException {
        return Program.startInShell(
                Files.createTempDirectory(folder, "run"),
                "PISTAT_LIB=" + lib + " PISTAT_CACHE=" + cache + " exec \"$@\"",
                "--config",
                Files.copy(
                                folder.resolve("config.toml"),
                                Files.createTempDirectory(folder, "config").resolve("config.toml"))
                        .toString());
    }

    private static boolean answers(Program program) throws IOException, InterruptedException {
        return program.get("/health/live").statusCode() == 200;
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

    private void awaitAnotherThan(Optional<Object> old) throws IOException, InterruptedException {
        Path place = Files.createDirectories(file().getParent());
        try (WatchService changes = place.getFileSystem().newWatchService()) {
            place.register(changes, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE);
            while (Files.exists(place.resolve("making")) || made().isEmpty() || made().equals(old)) {
                var key = changes.poll(1, TimeUnit.SECONDS);
                if (key != null) {
                    key.reset();
                }
            }
        }
    }
}

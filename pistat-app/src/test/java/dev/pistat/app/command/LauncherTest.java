package dev.pistat.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher sees by the arguments whether PiStat samples: only then it looks after Java's class cache. */
class LauncherTest {

    private static final String COMPLAINT = "starts without Java's class cache";

    @TempDir
    private Path folder;

    /** A Java that does nothing, and a folder for the cache that is refused, which is said where one would be made. */
    @BeforeEach
    void makeJava() throws IOException {
        Path java = Files.createDirectories(folder.resolve("java/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(folder.resolve("java/release"), "JAVA_VERSION=\"21\"\nOS_ARCH=\"x86_64\"\n");
        Files.createDirectories(folder.resolve("lib/native/x86_64"));
        Path cache = Files.createDirectory(folder.resolve("cache"));
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "run", "--config a.toml", "--config check", "run --config export"})
    void whatSamplesHasTheCache(String arguments) throws Exception {
        assertThat(launched(arguments)).contains(COMPLAINT);
    }

    static Stream<String> commands() {
        return Stream.concat(
                Commands.ALL.stream().map(Command::name),
                Stream.of("--config a.toml export --hours 3", "check --config a.toml", "-h", "--help", "--version"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aCommandGoesWithout(String arguments) throws Exception {
        assertThat(launched(arguments)).isEmpty();
    }

    private String launched(String arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("src/dist/bin/pistat"));
        words.addAll(Stream.of(arguments.split(" ", -1))
                .filter(word -> !word.isEmpty())
                .toList());
        ProcessBuilder launcher = new ProcessBuilder(words).redirectErrorStream(true);
        launcher.environment().put("JAVA_HOME", folder.resolve("java").toString());
        launcher.environment().put("PISTAT_LIB", folder.resolve("lib").toString());
        launcher.environment().put("PISTAT_CACHE", folder.resolve("cache").toString());
        Process process = launcher.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}

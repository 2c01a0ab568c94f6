package dev.pistat.app.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/** A machine that is not this one: a copy of a board's files, which a test may change while the program runs on it. */
public record Board(Path folder) {

    public static final Path BOARDS = Path.of("..", "pistat-collector-linux", "src", "test", "resources", "boards");

    /** Copies a board of the collector's tests into an empty folder. */
    public static Board copy(String name, Path folder) throws IOException {
        Path source = BOARDS.resolve(name);
        try (Stream<Path> files = Files.walk(source)) {
            files.forEach(file -> {
                try {
                    Path copy = folder.resolve(source.relativize(file).toString());
                    if (!copy.equals(folder)) {
                        Files.copy(file, copy);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        Path firmware = folder.resolve("vcgencmd");
        if (Files.exists(firmware)) {
            Files.setPosixFilePermissions(firmware, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return new Board(folder);
    }

    /** Replaces a file as a whole, so that no reader sees half of it. */
    public void write(String file, String text) throws IOException {
        Path target = folder.resolve(file);
        Files.createDirectories(target.getParent());
        Path written = Files.writeString(target.resolveSibling(target.getFileName() + ".new"), text);
        if (Files.isExecutable(target)) {
            Files.setPosixFilePermissions(written, Files.getPosixFilePermissions(target));
        }
        Files.move(written, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Runs the program on it, a sample a second. */
    public Program start() throws IOException {
        return start(1, 0);
    }

    /**
     * Runs the program on it.
     *
     * @param intervalSeconds between two samples
     * @param port to listen on; 0 takes a free one
     */
    public Program start(int intervalSeconds, int port) throws IOException {
        Files.writeString(folder.resolve("config.toml"), """
                [collection]
                interval_seconds = %d
                [server]
                host = "127.0.0.1"
                port = %d
                [paths]
                procfs = "proc"
                sysfs = "sys"
                rootfs = "root"
                """.formatted(intervalSeconds, port));
        return Program.startInShell(folder, "PATH=\"$PWD:$PATH\" exec \"$@\"");
    }
}

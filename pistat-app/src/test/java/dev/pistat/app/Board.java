package dev.pistat.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** A machine that is not this one: a copy of a board's files, which a test may change while the program runs on it. */
record Board(Path folder) {

    private static final Path BOARDS = Path.of("..", "pistat-collector-linux", "src", "test", "resources", "boards");

    /** Copies a board of the collector's tests into an empty folder. */
    static Board copy(String name, Path folder) throws IOException {
        Path source = BOARDS.resolve(name);
        try (Stream<Path> files = Files.walk(source)) {
            files.forEach(file -> {
                try {
                    Path copy = folder.resolve(source.relativize(file).toString());
                    if (!copy.equals(folder)) {
                        Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return new Board(folder);
    }

    /** Replaces a file as a whole, so that nobody reads half of it. */
    void write(String file, String text) throws IOException {
        Path target = folder.resolve(file);
        Files.createDirectories(target.getParent());
        Path written = Files.writeString(target.resolveSibling(target.getFileName() + ".new"), text);
        Files.move(written, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Runs the program on it, a sample a second. */
    Program start() throws IOException {
        Files.writeString(folder.resolve("config.toml"), """
                [collection]
                interval_seconds = 1
                [server]
                host = "127.0.0.1"
                port = 0
                [paths]
                procfs = "proc"
                sysfs = "sys"
                rootfs = "root"
                """);
        return Program.startInShell(folder, "PATH=\"$PWD:$PATH\" exec \"$@\"");
    }
}

package dev.pistat.collector.linux.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A small tree of files to read from, as procfs and sysfs are. */
public record Tree(Path root) {

    /** Writes a file, over what was there. */
    public Tree file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    public Tree folder(String path) throws IOException {
        Files.createDirectories(root.resolve(path));
        return this;
    }

    public Tree without(String path) throws IOException {
        Files.delete(root.resolve(path));
        return this;
    }

    /** Writes a shell script that can be run, and says where. */
    public Path script(String path, String text) throws IOException {
        file(path, "#!/bin/sh\n" + text);
        return Files.setPosixFilePermissions(root.resolve(path), PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}

package dev.pistat.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that the server needs, such as its certificate, cannot be used. The message says which, why, and what to do. */
public final class UnusableFileException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnusableFileException(String message) {
        super(message);
    }

    static String why(Path file, IOException e) {
        return Files.isDirectory(file) ? "is a folder" : String.valueOf(e.getMessage());
    }
}

package dev.pistat.http.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An error in a file that the server needs, such as its certificate. The message says which, why, and what to do. */
public final class UnusableFileException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * One that nothing else led to.
     *
     * @param message which file, why, and what to do about it
     */
    public UnusableFileException(String message) {
        super(message);
    }

    /**
     * Why a file could not be read.
     *
     * @param file the file
     * @param e the failure
     * @return the failure's message, unless the file is a folder
     */
    public static String why(Path file, IOException e) {
        return Files.isDirectory(file) ? "is a folder" : String.valueOf(e.getMessage());
    }
}

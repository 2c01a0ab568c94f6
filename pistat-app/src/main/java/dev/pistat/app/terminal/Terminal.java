package dev.pistat.app.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The target of a standard stream, told by its link in procfs (proc_pid_fd(5)): Java tells only of input and output
 * together.
 */
public final class Terminal {

    public static final Path STANDARD_INPUT = Path.of("/proc/self/fd/0");
    public static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");
    static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    private Terminal() {}

    /** Whether a person looks at it: a virtual or serial console, or a terminal window (tty(4), pts(4)). */
    public static boolean is(Path stream) {
        return target(stream).matches("/dev/(pts/\\d+|tty\\w*|console|hvc\\d+)");
    }

    /** Whether another program, such as {@code head}, reads it, and may end before we do. */
    public static boolean isPipe(Path stream) {
        return target(stream).matches("(pipe|socket):.*");
    }

    private static String target(Path stream) {
        try {
            return Files.readSymbolicLink(stream).toString();
        } catch (IOException e) {
            return "";
        }
    }
}

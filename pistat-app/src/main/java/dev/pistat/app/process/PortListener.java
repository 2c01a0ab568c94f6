package dev.pistat.app.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The process that listens on a TCP port of this machine, found by its socket in {@code /proc/net/tcp} and
 * {@code /proc/PID/fd} (proc_pid_net(5), proc_pid_fd(5)). Only root sees the sockets of other users' processes.
 *
 * @param name as the kernel knows it, at most 15 letters
 */
public record PortListener(long pid, String name) {

    private static final String LISTENS = "0A";
    private static final int LOCAL = 1;
    private static final int STATE = 3;
    private static final int UID = 7;
    private static final int INODE = 9;

    /** Empty if no process listens, or if this user may not see which. */
    public static Optional<PortListener> on(int port) {
        Set<String> sockets = new HashSet<>();
        listening(port).forEach(fields -> sockets.add("socket:[" + fields[INODE] + "]"));
        return sockets.isEmpty()
                ? Optional.empty()
                : ProcessHandle.allProcesses()
                        .filter(process -> hasOneOf(process.pid(), sockets))
                        .map(process -> new PortListener(process.pid(), name(process.pid())))
                        .findFirst();
    }

    /** Whether a user's process listens; every user may see that. */
    public static boolean isOf(int uid, int port) {
        return listening(port).anyMatch(fields -> fields[UID].equals(Integer.toUnsignedString(uid)));
    }

    private static Stream<String[]> listening(int port) {
        String end = String.format(Locale.ROOT, ":%04X", port);
        return Stream.of("/proc/self/net/tcp", "/proc/self/net/tcp6")
                .flatMap(table -> lines(Path.of(table)).stream())
                .map(line -> line.strip().split("\\s+", -1))
                .filter(fields ->
                        fields.length > INODE && fields[STATE].equals(LISTENS) && fields[LOCAL].endsWith(end));
    }

    private static boolean hasOneOf(long pid, Set<String> sockets) {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return open.anyMatch(file -> sockets.contains(target(file)));
        } catch (IOException e) {
            return false; // another user's, or it has ended
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static String name(long pid) {
        return lines(Path.of("/proc/" + pid + "/comm")).stream().findFirst().orElse("a program");
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }
}

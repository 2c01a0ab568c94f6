package dev.pistat.http.connection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The connections that a server holds, as the kernel counts them (proc_pid_net(5)). A dump of the virtual threads would tell
 * too, but Java 25 crashes now and then while it makes one.
 */
final class OpenConnections {

    /** Established, and closed by the client alone. */
    private static final Set<String> HELD = Set.of("01", "08");

    private OpenConnections() {}

    static long count(int port) throws IOException {
        String local = String.format(":%04X", port);
        try (Stream<String> v4 = Files.lines(Path.of("/proc/self/net/tcp"));
                Stream<String> v6 = Files.lines(Path.of("/proc/self/net/tcp6"))) {
            return Stream.concat(v4, v6)
                    .map(line -> line.strip().split(" +"))
                    .filter(fields -> fields[1].endsWith(local) && HELD.contains(fields[3]))
                    .count();
        }
    }
}

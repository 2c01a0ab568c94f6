package dev.pistat.app.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The other user for whom a history is: the one that PiStat runs as, as a service for example.
 *
 * @param closed whether this user cannot even read it
 */
public record FileOwner(String name, int uid, boolean closed) {

    /** Empty if it is this user's too, or if nothing is there yet. */
    public static Optional<FileOwner> ofAnother(Path file) {
        Path there = file.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        boolean closed = Files.isDirectory(there) ? !Files.isExecutable(there) : !Files.isReadable(there);
        boolean history = Files.isRegularFile(there) && !Files.isWritable(there);
        try {
            int uid = uid(there);
            return (closed || history) && uid != uid(Path.of("/proc/self"))
                    ? Optional.of(new FileOwner(Files.getOwner(there).getName(), uid, closed))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static int uid(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:uid");
    }
}

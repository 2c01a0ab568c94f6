package dev.pistat.collector.linux.process;

import dev.pistat.collector.linux.kernel.KernelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names of a machine's users, from {@code /etc/passwd} (passwd(5)), which is read again when it has changed. Users that
 * another service knows, such as LDAP, go by their number. For one thread at a time.
 */
final class Users {

    private final Path file;
    private @Nullable FileTime readAt;
    private Map<Long, String> names = Map.of();

    Users(Path rootfs) {
        file = rootfs.resolve("etc/passwd");
    }

    /** Reads the names again if they have changed. Without the file, no user has a name. */
    void refresh() {
        FileTime changed = null;
        try {
            changed = Files.getLastModifiedTime(file);
            if (!changed.equals(readAt)) {
                names = parse(KernelFile.names(file));
            }
        } catch (IOException e) {
            names = Map.of();
        }
        readAt = changed;
    }

    /** The name, else the number. */
    String name(long number) {
        return names.getOrDefault(number, Long.toString(number));
    }

    /** Parses the lines that are whole; the first name of a number counts. */
    static Map<Long, String> parse(String text) {
        Map<Long, String> names = new HashMap<>();
        KernelFile.lines(text).forEach(line -> {
            String[] fields = line.split(":", -1);
            if (fields.length == 7 && !fields[0].isEmpty() && fields[2].matches("\\d{1,10}")) {
                names.putIfAbsent(Long.parseLong(fields[2]), fields[0]);
            }
        });
        return names;
    }
}

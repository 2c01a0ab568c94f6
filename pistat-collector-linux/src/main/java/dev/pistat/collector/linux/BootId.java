package dev.pistat.collector.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The kernel's id of the boot: a random UUID that stays the same until the machine starts anew (random(4),
 * {@code /proc/sys/kernel/random/boot_id}).
 */
public final class BootId {

    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private BootId() {}

    /**
     * Reads the id of this boot.
     *
     * @param procfs where procfs is mounted, {@code /proc} as a rule
     * @return 36 characters, in lower case
     * @throws UncheckedIOException if it cannot be read, or is no UUID
     */
    public static String read(Path procfs) {
        Path file = procfs.resolve("sys/kernel/random/boot_id");
        try {
            return parse(KernelFile.text(file));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the boot id from " + file + ": is procfs mounted there?", e);
        } catch (MalformedException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), new IOException(e));
        }
    }

    static String parse(String text) {
        String id = text.strip();
        if (!UUID.matcher(id).matches()) {
            throw new MalformedException("a boot id", text);
        }
        return id;
    }
}

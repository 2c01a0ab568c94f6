package dev.pistat.collector.linux;

import dev.pistat.collector.linux.kernel.KernelFile;
import dev.pistat.collector.linux.kernel.MalformedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The id that tells one boot of the machine from another: the kernel's own, a random UUID that stays the same until the machine
 * restarts (random(4), {@code /proc/sys/kernel/random/boot_id}). Where there is none, as in some containers, the
 * boot time of {@code /proc/stat}; where neither is, an id of this JVM, so that each start of the program counts as a boot.
 */
public final class BootId {

    private static final Pattern KERNELS = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private BootId() {}

    /** Made only when it is needed: random numbers take time at the start. */
    private static final class OfThisJvm {
        static final String ID = "run-" + UUID.randomUUID();
    }

    /**
     * Reads the id of this boot.
     *
     * @param procfs where procfs is mounted, {@code /proc} as a rule
     * @return 36 characters, in lower case; or {@code btime-} and seconds since 1970, which may change when the clock is set;
     *     or {@code run-} and 36 characters
     * @throws UncheckedIOException if there is no id and no other file of procfs either
     */
    public static String read(Path procfs) {
        Path file = procfs.resolve("sys/kernel/random/boot_id");
        try {
            return parse(KernelFile.text(file));
        } catch (IOException e) {
            return other(
                    procfs,
                    new UncheckedIOException("Cannot read the boot id from " + file + ": is procfs mounted there?", e));
        } catch (MalformedException e) {
            return other(procfs, new UncheckedIOException(file + ": " + e.getMessage(), new IOException(e)));
        }
    }

    static String parse(String text) {
        String id = text.strip();
        if (!KERNELS.matcher(id).matches()) {
            throw new MalformedException("a boot id", text);
        }
        return id;
    }

    private static String other(Path procfs, UncheckedIOException none) {
        if (Stream.of("stat", "meminfo", "self").noneMatch(file -> Files.exists(procfs.resolve(file)))) {
            throw none;
        }
        return LinuxHost.text(procfs.resolve("stat"))
                .flatMap(LinuxHost::parseBootTime)
                .map(time -> "btime-" + time.getEpochSecond())
                .orElseGet(() -> OfThisJvm.ID);
    }
}

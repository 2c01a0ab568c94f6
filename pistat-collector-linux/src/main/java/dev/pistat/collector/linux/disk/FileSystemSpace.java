package dev.pistat.collector.linux.disk;

import dev.pistat.collector.linux.kernel.Percent;
import dev.pistat.core.metric.Reading;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The space of a file system in bytes, as statvfs(3) gives it.
 *
 * @param total its size
 * @param free what is not used
 * @param usable what an ordinary user can still use, less than is free where some is kept for root
 */
public record FileSystemSpace(double total, double free, double usable) {

    /**
     * Asks by the path, so for whatever is mounted there now. {@link java.nio.file.FileStore} would do the same, but looks
     * through all mounts first, and fails where it cannot find its own, as in a chroot.
     *
     * @param device {@code major:minor} of the file system that must be there; null if any may
     * @throws IOException if the path cannot be reached, or another file system is there
     */
    public static FileSystemSpace of(Path path, @Nullable String device) throws IOException {
        File file = path.toFile();
        FileSystemSpace space = new FileSystemSpace(file.getTotalSpace(), file.getFreeSpace(), file.getUsableSpace());
        if (!space.isCounted()) {
            requireExists(path);
        }
        // 0 may also mean that it could not be told; a file system that is full still has a size.
        if (space.free == 0 && space.total > 0 && file.getTotalSpace() == 0) {
            throw new IOException(path + " stopped answering");
        }
        if (device != null && !device.equals(device(path))) {
            throw new IOException("another file system is seen at " + path + " than the one mounted there");
        }
        return space;
    }

    /** Whether there is any: file systems that the kernel makes up have none. */
    boolean isCounted() {
        return total > 0 && used() + usable != 0;
    }

    /** Whether no more is free than there is. */
    boolean isPossible() {
        return free <= total && usable <= total && free >= 0 && usable >= 0;
    }

    /** As df(1) counts it: what an ordinary user could not use anyhow does not count as used. */
    double used() {
        return total - free;
    }

    /** Used space as a share of used and usable, as df(1) counts it; df rounds up to a whole percent. */
    Reading percent() {
        return new Reading.Value(Percent.of(used(), used() + usable));
    }

    /** {@code major:minor} of the file system that is there, as stat(2) gives it. */
    static String device(Path path) throws IOException {
        return parseDevice((Long) Files.getAttribute(path, "unix:dev"));
    }

    /** {@code major:minor} of the C library's {@code dev_t}, as its makedev(3) puts them together. */
    static String parseDevice(long device) {
        long major = ((device >>> 32) & 0xfffff000L) | ((device >>> 8) & 0xfff);
        long minor = ((device >>> 12) & 0xffffff00L) | (device & 0xff);
        return major + ":" + minor;
    }

    /** {@link File} does not say why it knows nothing. */
    private static void requireExists(Path path) throws IOException {
        try {
            Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            throw new IOException("no such file or directory: " + path, e);
        }
    }
}

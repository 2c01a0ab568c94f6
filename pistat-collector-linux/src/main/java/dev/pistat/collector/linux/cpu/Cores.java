package dev.pistat.collector.linux.cpu;

import dev.pistat.collector.linux.kernel.KernelFile;
import dev.pistat.collector.linux.kernel.MalformedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The cores that a machine has: those with a line in {@code /proc/stat}, and those that are present but offline, by
 * {@code /sys/devices/system/cpu/present} and {@code offline} (Documentation/admin-guide/cputopology.rst).
 *
 * <p>A container may have a {@code /proc/stat} of its own (lxcfs), while sysfs tells of the whole host. Then there are cores
 * that are present, have no line, and are not offline either; on a machine of its own there are none. So the missing ones
 * count only if all of them are offline.
 */
public final class Cores {

    private Cores() {}

    /**
     * All that there are.
     *
     * @param listed those with a line; if there is none, all that are present
     */
    public static SortedSet<Integer> all(Path sysfs, Set<Integer> listed) {
        Path cpu = sysfs.resolve("devices/system/cpu");
        SortedSet<Integer> missing = list(cpu.resolve("present"));
        missing.removeAll(listed);
        SortedSet<Integer> all = new TreeSet<>(listed);
        if (listed.isEmpty() || list(cpu.resolve("offline")).containsAll(missing)) {
            all.addAll(missing);
        }
        return all;
    }

    private static SortedSet<Integer> list(Path file) {
        try {
            String text = KernelFile.text(file);
            return text.isBlank() ? new TreeSet<>() : ProcStat.parseCoreList(text);
        } catch (IOException | MalformedException e) {
            return new TreeSet<>();
        }
    }
}

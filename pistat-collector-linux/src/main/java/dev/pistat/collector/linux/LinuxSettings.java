package dev.pistat.collector.linux;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The places that the samplers read, and what they measure there. Immutable.
 *
 * @param procfs where procfs is mounted (proc(5))
 * @param sysfs where sysfs is mounted (sysfs(5))
 * @param rootfs where the machine's root file system is mounted: in a container that has its own, the host's
 * @param networkInterface the interface whose bytes are counted; while it does not exist, all real ones are counted
 *     together
 * @param diskPath a path on the file system whose space is measured, below {@code rootfs}
 * @param virtual whether what is made by software is listed too: the ends of containers' networks, file systems in memory,
 *     disks that are layers over others; the configured interface, the file systems of {@code diskPath} and of the root, and
 *     the root's disk are listed in any case
 * @param commandLimit how long the commands of a sample, {@code vcgencmd}, may take together before they are killed: choose
 *     it a quarter shorter than the recorder's deadline, so that there is time for another source
 */
public record LinuxSettings(
        Path procfs,
        Path sysfs,
        Path rootfs,
        String networkInterface,
        Path diskPath,
        boolean virtual,
        Duration commandLimit) {

    /** This machine, its interface {@code eth0}, its root file system, nothing virtual, and 1.5 s for a command. */
    public static final LinuxSettings DEFAULTS = new LinuxSettings(
            Path.of("/proc"), Path.of("/sys"), Path.of("/"), "eth0", Path.of("/"), false, Duration.ofMillis(1_500));

    /**
     * Checks the limit.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public LinuxSettings {
        if (!commandLimit.isPositive()) {
            throw new IllegalArgumentException("A command needs more time than " + commandLimit.toMillis() + " ms");
        }
    }

    /**
     * The process in procfs that lives where the host does: PiStat itself, or in a container with the host's procfs the
     * host's first one. Mounts and network differ from process to process (namespaces(7)).
     */
    Path process() {
        return procfs.resolve(procfs.equals(DEFAULTS.procfs()) ? "self" : "1");
    }
}

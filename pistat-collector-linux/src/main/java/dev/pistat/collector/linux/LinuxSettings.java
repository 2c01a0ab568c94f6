package dev.pistat.collector.linux;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the samplers look, and at what. Immutable.
 *
 * <p>Uptime is read by OSHI, which knows one procfs per JVM: whoever gives another {@code procfs} here sets the system
 * property {@code oshi.util.proc.path} to it as well, before the first sample.
 *
 * @param procfs where procfs is mounted (proc(5))
 * @param sysfs where sysfs is mounted (sysfs(5))
 * @param networkInterface the interface whose bytes are counted; while it does not exist, all real ones are counted
 *     together
 * @param diskPath a path on the file system whose space is measured
 * @param commandLimit how long the commands of a sample, {@code vcgencmd}, may take together before they are killed: choose
 *     it a quarter shorter than the recorder's deadline, so that there is time for another source
 */
public record LinuxSettings(Path procfs, Path sysfs, String networkInterface, Path diskPath, Duration commandLimit) {

    /** This machine, its interface {@code eth0}, its root file system, and 1.5 s for a command. */
    public static final LinuxSettings DEFAULTS =
            new LinuxSettings(Path.of("/proc"), Path.of("/sys"), "eth0", Path.of("/"), Duration.ofMillis(1_500));

    /** @throws IllegalArgumentException if the limit is not positive */
    public LinuxSettings {
        if (!commandLimit.isPositive()) {
            throw new IllegalArgumentException("A command needs more time than " + commandLimit.toMillis() + " ms");
        }
    }
}

package dev.pistat.collector.linux;

import dev.pistat.collector.linux.cpu.Cores;
import dev.pistat.collector.linux.cpu.ProcStat;
import dev.pistat.collector.linux.kernel.KernelFile;
import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.core.metric.Host;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The facts of a Linux machine: what it is, as opposed to how it is doing. */
public final class LinuxHost {

    private static final Pattern PRETTY_NAME = Pattern.compile(
            "^PRETTY_NAME=(?:\"([^\"\\\\\n]*+(?:\\\\.[^\"\\\\\n]*+)*+)\"|'([^'\n]*)'|([^\\s\"']*))$",
            Pattern.MULTILINE);
    /** What makers of mainboards leave in the field of the product's name. */
    private static final Pattern NO_NAME = Pattern.compile(
            "|none|default string|system product name|system name|not specified|not applicable"
                    + "|to be filled by o\\.?e\\.?m\\.?|undefined|empty|0+",
            Pattern.CASE_INSENSITIVE);

    private static final double LATEST_BOOT = 1e11;

    private LinuxHost() {}

    /**
     * Reads the machine's facts, from these files:
     *
     * <ul>
     *   <li>model: the device tree's {@code model} (Devicetree Specification), else DMI's {@code product_name}
     *       (sysfs-firmware-dmi) unless that is a filler such as {@code Default string}
     *   <li>kernel: {@code /proc/sys/kernel/ostype} and {@code osrelease} (proc_sys_kernel(5))
     *   <li>operating system: {@code PRETTY_NAME} of {@code /etc/os-release} (os-release(5))
     *   <li>host name: {@code /proc/sys/kernel/hostname}; of another root than {@code /}, its {@code /etc/hostname}, as the
     *       kernel tells a container its own
     *   <li>boot id: as {@link BootId#read} tells it
     *   <li>boot time: {@code btime} of {@code /proc/stat} (proc_stat(5)): by the clock of now, so it moves when the clock is
     *       set
     *   <li>cores: those in {@code /proc/stat}, and those that {@code /sys/devices/system/cpu/present} and {@code offline}
     *       (cputopology.rst) say are there but offline
     * </ul>
     *
     * <p>What is absent is empty, or what the JVM knows of it.
     *
     * @param settings of which only the three places count: procfs, sysfs and the root file system
     * @return read at every call
     * @throws UncheckedIOException if there is no procfs where the settings say
     */
    public static Host read(LinuxSettings settings) {
        return read(settings.procfs(), settings.sysfs(), settings.rootfs());
    }

    static Host read(Path procfs, Path sysfs, Path rootfs) {
        String counters = text(procfs.resolve("stat")).orElse("");
        Path kernel = procfs.resolve("sys/kernel");
        return new Host(
                model(procfs, sysfs),
                line(kernel.resolve("ostype")).orElse(System.getProperty("os.name")) + " "
                        + line(kernel.resolve("osrelease")).orElse(System.getProperty("os.version")),
                os(rootfs),
                hostName(kernel, rootfs),
                BootId.read(procfs),
                parseBootTime(counters),
                cores(sysfs, counters));
    }

    /** Parses {@code PRETTY_NAME} out of os-release(5), quoted or not. */
    static Optional<String> parsePrettyName(String text) {
        Matcher line = PRETTY_NAME.matcher(text);
        if (!line.find()) {
            return Optional.empty();
        }
        String name = line.group(1) != null
                ? line.group(1).replaceAll("\\\\(.)", "$1")
                : Optional.ofNullable(line.group(2)).orElse(line.group(3));
        return Optional.of(name).filter(each -> !each.isBlank());
    }

    private static Optional<String> model(Path procfs, Path sysfs) {
        return line(procfs.resolve("device-tree/model"))
                .or(() -> line(sysfs.resolve("firmware/devicetree/base/model")))
                .or(() -> line(sysfs.resolve("class/dmi/id/product_name"))
                        .filter(name -> !NO_NAME.matcher(name).matches()));
    }

    private static Optional<String> os(Path rootfs) {
        return text(rootfs.resolve("etc/os-release"))
                .or(() -> text(rootfs.resolve("usr/lib/os-release")))
                .flatMap(LinuxHost::parsePrettyName);
    }

    private static String hostName(Path kernel, Path rootfs) {
        Optional<String> ofKernel = line(kernel.resolve("hostname"));
        return Optional.of(rootfs.resolve("etc/hostname"))
                .filter(file -> !rootfs.equals(Path.of("/")))
                .flatMap(LinuxHost::line)
                .or(() -> ofKernel)
                .orElse("localhost");
    }

    /** Parses the boot time out of {@code /proc/stat}; empty if it does not tell, as in some containers. */
    static Optional<Instant> parseBootTime(String counters) {
        try {
            double seconds = KernelFile.number(counters, "btime").orElse(0);
            return seconds > 0 && seconds <= LATEST_BOOT
                    ? Optional.of(Instant.ofEpochSecond((long) seconds))
                    : Optional.empty();
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    private static int cores(Path sysfs, String counters) {
        int cores = Cores.all(sysfs, listed(counters)).size();
        return cores > 0 ? cores : Runtime.getRuntime().availableProcessors();
    }

    private static Set<Integer> listed(String counters) {
        try {
            return ProcStat.parse(counters).cores();
        } catch (MalformedException e) {
            return Set.of();
        }
    }

    /** The first line, without the zero that ends a text of the device tree; empty if there is none. */
    private static Optional<String> line(Path file) {
        return text(file)
                .flatMap(text -> KernelFile.lines(text.replace("\0", "")).findFirst())
                .map(String::strip)
                .filter(line -> !line.isEmpty());
    }

    static Optional<String> text(Path file) {
        try {
            return Optional.of(
                    new String(KernelFile.text(file).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}

package dev.pistat.collector.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/**
 * The network interfaces that, counted together, count every byte of the host once (sysfs-class-net).
 *
 * <p>Real is what has hardware behind it: sysfs shows a {@code device} link. Members of bridges and bonds have one; the
 * bridge, the bond, VLANs, tunnels, the ends of containers and the loopback pass on bytes that are counted already, and
 * have none. A port of a switch chip (type {@code dsa}) has one, but its bytes go through the chip's own interface.
 *
 * <p>Where nothing has hardware behind it, as in a container, what looks like an Ethernet card from inside is real: no
 * device type ({@code vlan}, {@code bridge}, …), no tunnel, no member of anything, and not called {@code dummy…} or
 * {@code ifb…}, which nothing else tells apart.
 */
final class RealInterfaces {

    /** ARPHRD_ETHER of if_arp.h. */
    private static final String ETHERNET = "1";

    private RealInterfaces() {}

    /** @param net {@code /sys/class/net} */
    static List<String> in(Path net) throws IOException {
        List<Path> all = KernelFile.entries(net, "*");
        List<Path> hardware = all.stream()
                .filter(each -> Files.exists(each.resolve("device")))
                .toList();
        return hardware.isEmpty()
                ? names(all, RealInterfaces::looksLikeACard)
                : names(hardware, each -> !deviceType(each).equals("dsa"));
    }

    private static List<String> names(List<Path> folders, Predicate<Path> real) {
        return folders.stream()
                .filter(real)
                .map(each -> each.getFileName().toString())
                .sorted()
                .toList();
    }

    /** The value of {@code DEVTYPE}, empty if there is none: plain Ethernet has none. */
    static String parseDeviceType(String uevent) {
        return uevent.lines()
                .filter(line -> line.startsWith("DEVTYPE="))
                .map(line -> line.substring("DEVTYPE=".length()))
                .findFirst()
                .orElse("");
    }

    private static boolean looksLikeACard(Path folder) {
        String name = folder.getFileName().toString();
        return text(folder.resolve("type")).equals(ETHERNET)
                && deviceType(folder).isEmpty()
                && !Files.exists(folder.resolve("bridge"))
                && !Files.exists(folder.resolve("bonding"))
                && !Files.exists(folder.resolve("tun_flags"))
                && !Files.exists(folder.resolve("master"))
                && !name.startsWith("dummy")
                && !name.startsWith("ifb");
    }

    private static String deviceType(Path folder) {
        return parseDeviceType(text(folder.resolve("uevent")));
    }

    /** Empty where there is no such file: the interface has just gone, or it is none, like {@code bonding_masters}. */
    private static String text(Path file) {
        try {
            return KernelFile.text(file).strip();
        } catch (IOException e) {
            return "";
        }
    }
}

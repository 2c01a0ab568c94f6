package dev.pistat.collector.linux.network;

import dev.pistat.collector.linux.kernel.KernelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The kind of a network interface, as far as sysfs tells (sysfs-class-net).
 *
 * @param hardware whether there is some behind it: sysfs shows a {@code device}
 * @param switchPort whether it is a port of a switch chip, whose bytes go through the chip's own interface
 * @param card whether it looks like an Ethernet card from inside a container
 * @param combined whether it is a bond, a VLAN or a bridge: its bytes go through the interfaces below it
 * @param container whether it belongs to containers: a bridge of Docker, or the near end of a pair (veth(4)), which is
 *     called so or has another interface for a link and no type that explains it
 */
record Link(boolean hardware, boolean switchPort, boolean card, boolean combined, boolean container) {

    /** One that sysfs says nothing of. */
    static final Link UNKNOWN = new Link(false, false, false, false, false);

    /** ARPHRD_ETHER of if_arp.h. */
    private static final String ETHERNET = "1";

    private static final Set<String> COMBINED = Set.of("bond", "vlan", "bridge");
    private static final Pattern CONTAINER = Pattern.compile("veth.*|docker.*|br-[0-9a-f]{12}");

    /**
     * Reads what sysfs says now.
     *
     * @param folder {@code /sys/class/net/NAME}; while it does not exist, nothing but the name tells
     */
    static Link read(Path folder) {
        String uevent = text(folder.resolve("uevent"));
        String name = folder.getFileName().toString();
        String deviceType = parse(uevent, "DEVTYPE");
        boolean hardware = Files.exists(folder.resolve("device"));
        boolean plain = !hardware
                && deviceType.isEmpty()
                && text(folder.resolve("type")).equals(ETHERNET);
        return new Link(
                hardware,
                deviceType.equals("dsa"),
                plain && isNoneKnown(folder, name),
                COMBINED.contains(deviceType),
                CONTAINER.matcher(name).matches()
                        || (plain && isLinked(text(folder.resolve("iflink")), parse(uevent, "IFINDEX"))));
    }

    /** The value of a key in {@code uevent}, empty if there is none: plain Ethernet has no {@code DEVTYPE}. */
    static String parse(String uevent, String key) {
        return KernelFile.lines(uevent)
                .filter(line -> line.startsWith(key + '='))
                .map(line -> line.substring(key.length() + 1))
                .findFirst()
                .orElse("");
    }

    private static boolean isNoneKnown(Path folder, String name) {
        return !Files.exists(folder.resolve("bridge"))
                && !Files.exists(folder.resolve("bonding"))
                && !Files.exists(folder.resolve("tun_flags"))
                && !Files.exists(folder.resolve("master"))
                && !name.startsWith("dummy")
                && !name.startsWith("ifb");
    }

    /** A pair's other end may be in another namespace; 0 is none. */
    private static boolean isLinked(String other, String own) {
        return !other.isEmpty() && !other.equals("0") && !own.isEmpty() && !other.equals(own);
    }

    /** Empty where there is no such file: the interface has just gone, or sysfs is another one's. */
    private static String text(Path file) {
        try {
            return KernelFile.text(file).strip();
        } catch (IOException e) {
            return "";
        }
    }
}

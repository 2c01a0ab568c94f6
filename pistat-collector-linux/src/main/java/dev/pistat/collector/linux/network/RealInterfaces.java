package dev.pistat.collector.linux.network;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The network interfaces that, counted together, count every byte of the host once.
 *
 * <p>Real is what has hardware behind it. Members of bridges and bonds have; the bridge, the bond, VLANs, tunnels, the ends
 * of containers and the loopback pass on bytes that are counted already, and have none. A port of a switch chip (type
 * {@code dsa}) has, but its bytes go through the chip's own interface.
 *
 * <p>Where nothing has hardware behind it, as in a container, what looks like an Ethernet card from inside is real: no
 * device type ({@code vlan}, {@code bridge}, …), no tunnel, no member of anything, and not called {@code dummy…} or
 * {@code ifb…}, which nothing else tells apart.
 */
final class RealInterfaces {

    private RealInterfaces() {}

    /** The real ones among these, by name. */
    static SortedMap<String, Link> among(Map<String, Link> links) {
        boolean hardware = links.values().stream().anyMatch(Link::hardware);
        Predicate<Link> real = hardware ? link -> link.hardware() && !link.switchPort() : Link::card;
        SortedMap<String, Link> among = new TreeMap<>(links);
        among.values().removeIf(real.negate());
        return among;
    }
}

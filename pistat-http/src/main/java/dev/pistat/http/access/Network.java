package dev.pistat.http.access;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A range of IP addresses: all that begin with the same bits. Immutable. */
public final class Network {

    /** Every address there is. */
    public static final List<Network> ANY = List.of(of("::/0"));

    /**
     * The addresses that do not exist on the internet: loopback, link-local (RFC 3927, RFC 4291), private (RFC 1918, RFC
     * 4193), and those that a provider or a VPN gives out (RFC 6598).
     */
    public static final List<Network> PRIVATE = Stream.of(
                    "127.0.0.0/8",
                    "::1/128",
                    "169.254.0.0/16",
                    "fe80::/10",
                    "10.0.0.0/8",
                    "172.16.0.0/12",
                    "192.168.0.0/16",
                    "100.64.0.0/10",
                    "fc00::/7")
            .map(Network::of)
            .toList();

    private static final int MAPPED_BITS = 96;

    private final String text;
    private final Address first;
    private final int bits;

    private Network(String text, Address first, int bits) {
        this.text = text;
        this.first = first;
        this.bits = bits;
    }

    /**
     * Reads a network, or one address.
     *
     * @param text such as {@code 192.168.1.0/24}, {@code fd00::/8} or {@code 10.0.0.7}
     * @return one that is written as the text is
     * @throws IllegalArgumentException if it is none; the message says why
     */
    public static Network of(String text) {
        int slash = text.indexOf('/');
        Address address = Address.parse(slash < 0 ? text : text.substring(0, slash))
                .orElseThrow(() -> new IllegalArgumentException(
                        "is no address and no network, such as 192.168.1.7 or 192.168.1.0/24"));
        boolean dotted = text.indexOf(':') < 0;
        int most = dotted ? 32 : 128;
        int bits = slash < 0 ? most : bits(text.substring(slash + 1), most);
        Network network = new Network(text, address, dotted ? bits + MAPPED_BITS : bits);
        if (!address.equals(network.masked(address))) {
            throw new IllegalArgumentException("has bits of an address beyond its first " + bits);
        }
        return network;
    }

    private static int bits(String text, int most) {
        boolean number = !text.isEmpty() && text.length() <= 3 && text.chars().allMatch(at -> at >= '0' && at <= '9');
        int bits = number ? Integer.parseInt(text) : -1;
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException("must have 0 to " + most + " after the slash");
        }
        return bits;
    }

    /**
     * Whether it has an address.
     *
     * @param address of either kind: one of IPv4 is the same as that mapped into IPv6, {@code ::ffff:10.0.0.7}
     * @return true also for its first and its last
     */
    public boolean contains(InetAddress address) {
        return contains(Address.of(address));
    }

    boolean contains(Address address) {
        return masked(address).equals(first);
    }

    /** {@return whether all its addresses are in one of {@link #PRIVATE}} */
    public boolean isPrivate() {
        return PRIVATE.stream().anyMatch(all -> all.bits <= bits && all.contains(first));
    }

    @Override
    @SuppressWarnings("exports") // who uses this need not have JSpecify
    public boolean equals(@Nullable Object other) {
        return other instanceof Network network && network.first.equals(first) && network.bits == bits;
    }

    @Override
    public int hashCode() {
        return 31 * first.hashCode() + bits;
    }

    /** As it was read. */
    @Override
    public String toString() {
        return text;
    }

    private Address masked(Address address) {
        return new Address(address.high() & mask(bits), address.low() & mask(bits - Long.SIZE));
    }

    /** A long whose first bits are set. */
    private static long mask(int bits) {
        return bits <= 0 ? 0 : bits >= Long.SIZE ? -1 : -1L << (Long.SIZE - bits);
    }

    static boolean contains(List<Network> networks, Address address) {
        for (int i = 0; i < networks.size(); i++) {
            if (networks.get(i).contains(address)) {
                return true;
            }
        }
        return false;
    }
}

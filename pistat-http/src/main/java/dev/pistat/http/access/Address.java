package dev.pistat.http.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An IP address as 128 bits. One of IPv4 is as IPv6 maps it ({@code ::ffff:0:0/96}, RFC 4291), so both spellings are the same
 * address. It has no zone.
 *
 * @param high its first 64 bits
 * @param low its last 64 bits
 */
record Address(long high, long low) {

    private static final long MAPPED = 0xffff_0000_0000L;
    private static final int MOST_CHARACTERS = 64;

    static Address of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return bytes.remaining() == Integer.BYTES
                ? new Address(0, MAPPED | Integer.toUnsignedLong(bytes.getInt()))
                : new Address(bytes.getLong(), bytes.getLong());
    }

    /** Reads {@code 192.168.1.7} or {@code fe80::1%eth0}, without brackets. Names are not resolved. */
    static Optional<Address> parse(String text) {
        int zone = text.indexOf('%');
        String address = zone < 0 ? text : text.substring(0, zone);
        if (address.isEmpty() || address.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        return address.indexOf(':') < 0 ? dotted(text) : colons(address);
    }

    /** Four decimal numbers and nothing else: Java's own parser takes {@code 127.1} too. */
    private static Optional<Address> dotted(String text) {
        long address = 0;
        int number = -1;
        int dots = 0;
        for (int i = 0; i < text.length(); i++) {
            char at = text.charAt(i);
            if (at == '.' && number >= 0) {
                address = address << 8 | number;
                number = -1;
                dots++;
            } else if (at >= '0' && at <= '9' && number != 0) {
                number = Math.max(number, 0) * 10 + at - '0';
            } else {
                return Optional.empty();
            }
            if (number > 255) {
                return Optional.empty();
            }
        }
        return dots == 3 && number >= 0
                ? Optional.of(new Address(0, MAPPED | address << 8 | number))
                : Optional.empty();
    }

    /** What has a colon, and only what an address is written with, Java reads as one or refuses, without a look-up. */
    private static Optional<Address> colons(String text) {
        for (int i = 0; i < text.length(); i++) {
            char at = text.charAt(i);
            if (Character.digit(at, 16) < 0 && at != ':' && (at != '.' || i == 0)) {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(of(InetAddress.getByName(text)));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    // Java's own for records are made at their first use, for the networks of the defaults at the start of the program.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Address address && address.high == high && address.low == low;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(high) + Long.hashCode(low);
    }

    boolean isIpv4() {
        return high == 0 && low >>> 32 == 0xffff;
    }

    /** Whether it counts on one link alone, in IPv6 (fe80::/10, RFC 4291). */
    boolean isLinkLocal() {
        return high >>> 54 == 0xfe80L >>> 6;
    }

    boolean isLoopback() {
        return isIpv4() ? (low >>> 24 & 0xff) == 127 : high == 0 && low == 1;
    }
}

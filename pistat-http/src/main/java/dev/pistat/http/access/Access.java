package dev.pistat.http.access;

import dev.pistat.core.port.Clock;
import io.helidon.webserver.http.Filter;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The clients that may ask a server, and the names that it has. Immutable.
 *
 * @param allow the networks of the clients that are answered, beside this machine itself, which always is
 * @param names what the server may be called beside its addresses and {@code localhost}, each as {@link #name} gives it
 * @param passwordFile the {@link Password} that everything but {@code /health/live} needs, if there is one
 * @param trustedProxies those whose word counts on who a client is and what it called the server: {@code X-Forwarded-For} and
 *     {@code X-Forwarded-Host}
 * @param basePath below which everything is served as well, as {@link #basePath(String)} gives it
 */
public record Access(
        List<Network> allow,
        Set<String> names,
        Optional<Path> passwordFile,
        List<Network> trustedProxies,
        String basePath) {

    /** For private networks, without a password, by address only. */
    public static final Access PRIVATE = new Access(Network.PRIVATE, Set.of(), Optional.empty(), List.of(), "");

    private static final List<String> LOCAL = List.of("local", "lan", "home.arpa", "internal", "fritz.box");

    /** Takes what it is given as it is at this moment. */
    public Access {
        allow = List.copyOf(allow);
        names = Set.copyOf(names);
        trustedProxies = List.copyOf(trustedProxies);
    }

    /**
     * The same with further names.
     *
     * @param more each as {@link #name} gives it
     * @return with those that it had as well
     */
    public Access withNames(Set<String> more) {
        Set<String> all = new TreeSet<>(names);
        all.addAll(more);
        return new Access(allow, all, passwordFile, trustedProxies, basePath);
    }

    /**
     * Whether a connection from an address is taken.
     *
     * @param from the other end of the connection
     * @return true for a client in an allowed network, for this machine itself, and for a trusted proxy
     */
    public boolean mayConnect(InetAddress from) {
        Address address = Address.of(from);
        return answers(address) || isTrusted(address);
    }

    /**
     * The filter that keeps these rules, and puts the safe headers on all answers.
     *
     * @param clock measures how long a client must wait after wrong passwords
     * @return a filter to add before all others
     * @throws UnusableFileException if the password file cannot be used
     */
    public Filter filter(Clock clock) {
        return new AccessFilter(this, clock);
    }

    /** Whether a client with this address is answered. */
    boolean answers(Address client) {
        return client.isLoopback() || Network.contains(allow, client);
    }

    boolean isTrusted(Address proxy) {
        return Network.contains(trustedProxies, proxy);
    }

    /** {@return whether also those are answered who are in no private network and know no password} */
    public boolean isOpen() {
        return passwordFile.isEmpty() && !allow.stream().allMatch(Network::isPrivate);
    }

    /**
     * What a machine in a house is called.
     *
     * @param hostName as the machine calls itself
     * @return this name, and its first part alone and with each ending that is only used inside of houses
     */
    public static Set<String> namesOf(String hostName) {
        Set<String> names = new TreeSet<>();
        String name = hostName.toLowerCase(Locale.ROOT);
        String alone = name.split("\\.", 2)[0];
        if (!alone.isEmpty()) {
            names.add(name);
            names.add(alone);
            LOCAL.forEach(ending -> names.add(alone + "." + ending));
        }
        return names;
    }

    /**
     * Reads a name of a host.
     *
     * @param text such as {@code pi.example.org}: letters, digits, hyphens, underscores and dots
     * @return in small letters, and without a dot at its end
     * @throws IllegalArgumentException if it is none; the message says why
     */
    public static String name(String text) {
        String name = text.toLowerCase(Locale.ROOT).replaceAll("\\.$", "");
        if (!name.matches("[a-z0-9_-]+(\\.[a-z0-9_-]+)*")) {
            throw new IllegalArgumentException("is no name of a host: without scheme, port and path");
        }
        return name;
    }

    /**
     * Reads a path.
     *
     * @param text such as {@code /pistat}
     * @return without a slash at its end; empty if it is the root
     * @throws IllegalArgumentException if it is none; the message says why
     */
    public static String basePath(String text) {
        String path = text.replaceAll("/$", "");
        if (!text.startsWith("/") || !path.matches("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")) {
            throw new IllegalArgumentException("is no path such as /pistat, of letters, digits and . _ ~ -");
        }
        return path;
    }
}

package dev.pistat.http.access;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The name by which a client calls the server: {@code Host} and {@code Origin} of a request (RFC 9110).
 *
 * @param host in small letters, without a dot at its end; an IPv6 address in brackets
 * @param port -1 if it is not said
 */
record Authority(String host, int port) {

    private static final int NOT_SAID = -1;

    /** Reads {@code raspberrypi.local:8889}; empty if it is nothing of the kind. */
    static Optional<Authority> parse(String text) {
        int bracket = text.lastIndexOf(']');
        int colon = text.indexOf(':', Math.max(bracket, 0));
        String host = colon < 0 ? text : text.substring(0, colon);
        int port = colon < 0 ? NOT_SAID : port(text, colon + 1);
        boolean wrong = host.isEmpty() || host.indexOf('@') >= 0 || port < NOT_SAID;
        return wrong ? Optional.empty() : Optional.of(new Authority(named(host), port));
    }

    /** Reads {@code https://raspberrypi.local:8889}; empty if it is nothing of the kind, as {@code null} is not. */
    static Optional<Authority> ofOrigin(String text) {
        if (text.startsWith("http://")) {
            return parse(text.substring(7)).map(origin -> origin.orPort(80));
        }
        return text.startsWith("https://")
                ? parse(text.substring(8)).map(origin -> origin.orPort(443))
                : Optional.empty();
    }

    private static String named(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /** -2 if it is none. An empty one is as if it was not said. */
    private static int port(String text, int start) {
        int port = start == text.length() ? NOT_SAID : 0;
        for (int i = start; i < text.length(); i++) {
            char at = text.charAt(i);
            port = port * 10 + at - '0';
            if (at < '0' || at > '9' || port > 65_535) {
                return -2;
            }
        }
        return port;
    }

    private Authority orPort(int usual) {
        return port == NOT_SAID ? new Authority(host, usual) : this;
    }

    /** Whether it is an address, {@code localhost}, or one of these names: then it is no DNS rebinding. */
    boolean isAmong(Set<String> names) {
        return host.equals("localhost") || names.contains(host) || isAddress();
    }

    private boolean isAddress() {
        boolean bracketed = host.length() > 2 && host.startsWith("[") && host.endsWith("]");
        String text = bracketed ? host.substring(1, host.length() - 1) : host;
        return bracketed == text.indexOf(':') >= 0 && Address.parse(text).isPresent();
    }

    /** Whether a page from there is a page of this server. A port that is not said is the usual one of the page's. */
    boolean isOrigin(Authority origin) {
        boolean samePort = port == origin.port || (port == NOT_SAID && (origin.port == 80 || origin.port == 443));
        return samePort && host.equals(origin.host);
    }
}

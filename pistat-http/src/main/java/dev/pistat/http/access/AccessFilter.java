package dev.pistat.http.access;

import dev.pistat.core.port.Clock;
import dev.pistat.http.response.Errors;
import dev.pistat.http.response.SafeHeaders;
import io.helidon.common.uri.UriPath;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A filter that lets in whom {@link Access} allows, and refuses others before any route sees them: clients of
 * a proxy from elsewhere, pages of other sites, clients without the password. Puts {@link SafeHeaders} on all answers.
 * Thread-safe.
 */
final class AccessFilter implements Filter {

    private static final HeaderName FORWARDED_HOST = HeaderNames.create("X-Forwarded-Host");
    private static final String CHALLENGE = "Basic realm=\"PiStat\", charset=\"UTF-8\"";
    private static final String NO_PASSWORD_NEEDED = "/health/live";

    private final Access access;
    private final @Nullable SignIn signIn;

    AccessFilter(Access access, Clock clock) {
        this.access = access;
        this.signIn = access.passwordFile()
                .map(file -> new SignIn(Password.read(file), clock))
                .orElse(null);
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest req, RoutingResponse res) {
        for (int i = 0; i < SafeHeaders.ALL.size(); i++) {
            res.header(SafeHeaders.ALL.get(i));
        }
        boolean isBase = !access.basePath().isEmpty() && takesOffBasePath(req);
        Optional<Address> client = client(req);
        if (client.isEmpty() || !access.answers(client.get())) {
            Errors.send(req, res, Status.FORBIDDEN_403, Errors.ADDRESS_REFUSED);
            return;
        }
        List<Authority> called = new ArrayList<>(2);
        if (!isKnown(req, called)) {
            Errors.send(
                    req,
                    res,
                    Status.MISDIRECTED_REQUEST_421,
                    "This machine is not known by that name: use its address or its own name, or add the name to"
                            + " [server] names");
        } else if (!isSameSite(req.headers(), called)) {
            Errors.send(req, res, Status.FORBIDDEN_403, "Pages of other sites are not answered");
        } else if (signIn == null
                || req.prologue().uriPath().path().equals(NO_PASSWORD_NEEDED)
                || signsIn(signIn, client.get(), req, res)) {
            if (isBase) {
                redirect(res);
            } else {
                chain.proceed();
            }
        }
    }

    /** @return whether it is the base path itself: addresses in the page are relative to what is below it */
    private boolean takesOffBasePath(RoutingRequest req) {
        String path = req.prologue().uriPath().path();
        String base = access.basePath();
        if (path.startsWith(base) && path.length() > base.length() && path.charAt(base.length()) == '/') {
            req.prologue(req.prologue().withUriPath(UriPath.createFromDecoded(path.substring(base.length()))));
        }
        return path.equals(base);
    }

    private void redirect(RoutingResponse res) {
        String base = access.basePath();
        res.header(HeaderNames.LOCATION, base.substring(base.lastIndexOf('/') + 1) + "/");
        res.status(Status.PERMANENT_REDIRECT_308).send();
    }

    /** The last forwarded address that is not a trusted proxy's: a client may have written what stands before it. */
    private Optional<Address> client(RoutingRequest req) {
        if (!(req.remotePeer().address() instanceof InetSocketAddress peer)) {
            return Optional.empty();
        }
        Address client = Address.of(peer.getAddress());
        if (!access.isTrusted(client)) {
            return Optional.of(client);
        }
        if (!req.headers().contains(HeaderNames.X_FORWARDED_FOR)) {
            return Optional.of(client);
        }
        Optional<Address> forwarded = Optional.of(client);
        String[] entries =
                req.headers().get(HeaderNames.X_FORWARDED_FOR).values().split(",", -1);
        for (int i = entries.length - 1; i >= 0 && forwarded.isPresent() && access.isTrusted(forwarded.get()); i--) {
            forwarded = forwarded(entries[i].strip());
        }
        return forwarded;
    }

    /** Some proxies add the port, and brackets to tell it from an IPv6 address. */
    private static Optional<Address> forwarded(String entry) {
        Optional<Address> address = Address.parse(entry);
        if (address.isPresent()) {
            return address;
        }
        int end = entry.startsWith("[") ? entry.indexOf(']') : entry.indexOf(':');
        return end < 0 ? Optional.empty() : Address.parse(entry.substring(entry.startsWith("[") ? 1 : 0, end));
    }

    /**
     * Whether every name by which the client calls this server is one of its own.
     *
     * @param called where they are put
     */
    private boolean isKnown(RoutingRequest req, List<Authority> called) {
        ServerRequestHeaders headers = req.headers();
        boolean known = isKnown(
                headers.contains(HeaderNames.HOST)
                        ? headers.get(HeaderNames.HOST).values()
                        : "",
                called);
        String target = req.prologue().uriPath().rawPath();
        int scheme = target.startsWith("/") ? -1 : target.indexOf("://");
        if (scheme >= 0) {
            int end = target.indexOf('/', scheme + 3);
            known &= isKnown(target.substring(scheme + 3, end < 0 ? target.length() : end), called);
        }
        if (headers.contains(FORWARDED_HOST)
                && req.remotePeer().address() instanceof InetSocketAddress peer
                && access.isTrusted(Address.of(peer.getAddress()))) {
            for (String name : headers.get(FORWARDED_HOST).values().split(",", -1)) {
                known &= isKnown(name.strip(), called);
            }
        }
        return known;
    }

    private boolean isKnown(String name, List<Authority> called) {
        Optional<Authority> authority = Authority.parse(name);
        authority.ifPresent(called::add);
        return authority.isPresent() && authority.get().isAmong(access.names());
    }

    private static boolean isSameSite(ServerRequestHeaders headers, List<Authority> called) {
        if (!headers.contains(HeaderNames.ORIGIN)) {
            return true;
        }
        Optional<Authority> origin =
                Authority.ofOrigin(headers.get(HeaderNames.ORIGIN).values());
        return origin.isPresent() && called.stream().anyMatch(each -> each.isOrigin(origin.get()));
    }

    private static boolean signsIn(SignIn signIn, Address client, RoutingRequest req, RoutingResponse res) {
        Optional<String> secret = secret(req.headers());
        SignIn.Verdict verdict = secret.isEmpty() ? SignIn.Verdict.WRONG : signIn.check(client, secret.get());
        switch (verdict) {
            case RIGHT -> {
                return true;
            }
            case WRONG -> {
                res.header(HeaderNames.WWW_AUTHENTICATE, CHALLENGE);
                Errors.send(
                        req,
                        res,
                        Status.UNAUTHORIZED_401,
                        secret.isEmpty() ? "A password is needed" : "The password is wrong");
            }
            case TOO_MANY -> {
                res.header(HeaderNames.RETRY_AFTER, Long.toString(signIn.waitSeconds(client)));
                Errors.send(
                        req, res, Status.TOO_MANY_REQUESTS_429, "Too many wrong passwords: wait before the next one");
            }
            case BUSY -> {
                res.header(HeaderNames.RETRY_AFTER, "5");
                Errors.send(
                        req, res, Status.SERVICE_UNAVAILABLE_503, "Others try passwords: try again in a few seconds");
            }
        }
        return false;
    }

    /** The password of Basic (RFC 7617), with any user name, or the token of Bearer (RFC 6750). */
    private static Optional<String> secret(ServerRequestHeaders headers) {
        if (!headers.contains(HeaderNames.AUTHORIZATION)) {
            return Optional.empty();
        }
        Header authorization = headers.get(HeaderNames.AUTHORIZATION);
        String given = authorization.values();
        int space = given.indexOf(' ');
        String scheme = space < 0 ? "" : given.substring(0, space);
        String credentials = given.substring(space + 1).strip();
        if (scheme.equalsIgnoreCase("Bearer")) {
            return Optional.of(credentials);
        } else if (!scheme.equalsIgnoreCase("Basic")) {
            return Optional.empty();
        }
        try {
            String pair = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 ? Optional.empty() : Optional.of(pair.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

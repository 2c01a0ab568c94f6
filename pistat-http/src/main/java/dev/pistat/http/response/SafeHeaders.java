package dev.pistat.http.response;

import io.helidon.http.Header;
import io.helidon.http.HeaderValues;
import java.util.List;

/** The headers of every answer, by which its content can do no harm in a browser. */
public final class SafeHeaders {

    /** No inline script or style, nothing from elsewhere, in no frame. A canvas becomes a picture by a blob. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + "require-trusted-types-for 'script'";

    public static final List<Header> ALL = List.of(
            HeaderValues.createCached("Content-Security-Policy", POLICY),
            HeaderValues.createCached("X-Content-Type-Options", "nosniff"),
            HeaderValues.createCached("Referrer-Policy", "no-referrer"),
            HeaderValues.createCached("X-Frame-Options", "DENY"));

    private SafeHeaders() {}
}

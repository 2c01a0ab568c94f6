import org.jspecify.annotations.NullMarked;

/** Serves the newest sample, the history and the dashboard over HTTP, as Helidon SE services. */
@NullMarked
module dev.pistat.http {
    requires transitive dev.pistat.core;
    requires transitive io.helidon.webserver;
    requires com.fasterxml.jackson.core;
    requires io.helidon.common;
    requires io.helidon.common.socket;
    requires io.helidon.common.tls;
    requires io.helidon.common.uri;
    requires io.helidon.http;
    requires io.helidon.http.encoding;
    requires io.helidon.http.media;
    requires static org.jspecify;

    exports dev.pistat.http;
    exports dev.pistat.http.access;
    exports dev.pistat.http.page;
    exports dev.pistat.http.route;
}

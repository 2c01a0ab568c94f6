/** The routes of PiStat, served over HTTP. */
@org.jspecify.annotations.NullMarked
module dev.pistat.http {
    requires transitive dev.pistat.core;
    requires io.helidon.http.media.jackson;
    requires io.helidon.webserver;
    requires static transitive org.jspecify;

    exports dev.pistat.http;
}

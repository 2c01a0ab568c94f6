package dev.pistat.http;

import dev.pistat.core.port.Clock;
import dev.pistat.core.recording.SystemClock;
import dev.pistat.http.access.Access;
import dev.pistat.http.access.TlsFiles;
import dev.pistat.http.connection.Timeouts;
import io.helidon.webserver.http.HttpService;

/** A server with timeouts and a clock of a test's own. */
public final class TestServer {

    private TestServer() {}

    public static HttpServer start(HttpService... services) {
        return start("127.0.0.1", 0, services);
    }

    public static HttpServer start(String host, int port, HttpService... services) {
        return HttpServer.start(host, port, Access.PRIVATE, null, new SystemClock(""), services);
    }

    public static HttpServer start(
            String host,
            int port,
            Access access,
            TlsFiles tls,
            Timeouts timeouts,
            Clock clock,
            HttpService... services) {
        return HttpServer.start(host, port, access, tls, timeouts, clock, services);
    }
}

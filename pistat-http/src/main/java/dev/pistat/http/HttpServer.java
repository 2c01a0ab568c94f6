package dev.pistat.http;

import dev.pistat.core.port.Clock;
import dev.pistat.core.text.LogLimit;
import dev.pistat.http.access.Access;
import dev.pistat.http.access.TlsFiles;
import dev.pistat.http.access.UnusableFileException;
import dev.pistat.http.connection.BuildersWithoutDiscovery;
import dev.pistat.http.connection.ConnectionFilter;
import dev.pistat.http.connection.MalformedRequests;
import dev.pistat.http.connection.ReloadedKeys;
import dev.pistat.http.connection.Timeouts;
import dev.pistat.http.connection.WatchedConnections;
import dev.pistat.http.response.Errors;
import dev.pistat.http.response.SafeHeaders;
import dev.pistat.http.route.Routes;
import io.helidon.common.socket.SocketOptions;
import io.helidon.common.tls.Tls;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpLogConfig;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.Status;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.http.media.MediaContext;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A web server of PiStat's own, for those who have none to mount its services into. Thread-safe. It touches nothing of
 * the JVM: no shutdown hook, no logging configuration.
 */
public final class HttpServer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("dev.pistat.http");

    private static final int SEND_BUFFER_BYTES = 16 * 1024;

    private static final Duration STOP_WITHIN = Duration.ofSeconds(1);
    private static final int TAKEN_WITHIN_MILLIS = 1_000;
    private static final int POLL_MILLIS = 10;

    private final WebServer server;
    private final WatchedConnections connections;
    private final ConnectionFilter filter;
    private final InetAddress address;
    private volatile long accepted;

    private HttpServer(WebServer server, WatchedConnections connections, ConnectionFilter filter, InetAddress address) {
        this.server = server;
        this.connections = connections;
        this.filter = filter;
        this.address = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
    }

    /**
     * Serves from now on.
     *
     * @param host an address or name of this machine, or {@code 0.0.0.0} for all
     * @param port 0 to 65535; 0 takes a free one: see {@link #port}
     * @param access who may ask
     * @param tls for HTTPS in place of HTTP; null for HTTP
     * @param clock measures intervals
     * @param services asked in this order; {@link Routes} among them must be closed before the server
     * @return a server that listens, until it is closed
     * @throws CannotListenException if the address is not to be had
     * @throws UnusableFileException if the password file, or those of TLS, cannot be used
     */
    @SuppressWarnings("exports") // who uses this need not have JSpecify
    public static HttpServer start(
            String host, int port, Access access, @Nullable TlsFiles tls, Clock clock, HttpService... services) {
        return start(host, port, access, tls, Timeouts.USUAL, clock, services);
    }

    static HttpServer start(
            String host,
            int port,
            Access access,
            @Nullable TlsFiles tls,
            Timeouts timeouts,
            Clock clock,
            HttpService... services) {
        Filter accessFilter = access.filter(clock);
        LogLimit unexpected = new LogLimit(clock::monotonicNanos);
        InetAddress address = listenable(host, port);
        Http1Config http1 = Http1Config.builder()
                .maxPrologueLength(MalformedRequests.MOST_LINE_BYTES)
                .maxHeadersSize(MalformedRequests.MOST_HEADER_BYTES)
                .log(HttpLogConfig.builder().sendLog(false).receiveLog(false).build())
                .build();
        SSLSocketFactory secured = tls == null ? null : ReloadedKeys.factory(tls);
        WatchedConnections connections = new WatchedConnections(http1, secured, timeouts, clock);
        // The last piece of an answer must not wait for an acknowledgement.
        SocketOptions options = SocketOptions.builder()
                .tcpNoDelay(true)
                .socketSendBufferSize(SEND_BUFFER_BYTES)
                .build();
        ConnectionFilter filter = new ConnectionFilter(options, access, tls != null);
        HttpRouting.Builder routing = HttpRouting.builder()
                .addFilter(HttpServer::closeWhereDue)
                .addFilter(accessFilter)
                .register(services)
                .any((req, res) -> Errors.send(req, res, Status.NOT_FOUND_404, "Nothing is here"))
                .error(Throwable.class, (req, res, thrown) -> answerUnexpected(unexpected, req, res, thrown));
        BuildersWithoutDiscovery.Server config = new BuildersWithoutDiscovery.Server()
                .address(address)
                .port(port)
                .tls(Tls.create(new BuildersWithoutDiscovery.NoTls().buildPrototype())) // see TlsLayer
                .maxTcpConnections(WatchedConnections.MOST)
                .maxPayloadSize(MalformedRequests.MOST_BODY_BYTES)
                .addConnectionSelector(connections)
                .contentEncoding(
                        ContentEncodingContext.create(new BuildersWithoutDiscovery.Encoding().buildPrototype()))
                .mediaContext(MediaContext.create(new BuildersWithoutDiscovery.Media().buildPrototype()))
                .idleConnectionPeriod(Duration.ofDays(1))
                .connectionOptions(filter)
                .useNio(false) // 8 KB less for each connection
                .shutdownHook(false)
                .shutdownGracePeriod(Duration.ofMillis(250))
                .directHandlers(MalformedRequests.handlers())
                .errorHandling(errors -> errors.includeEntity(true))
                .routing(routing);
        WebServer server = WebServer.create(config.buildPrototype()).start();
        if (!server.isRunning()) {
            throw new CannotListenException("port " + port + " was taken by another program in this moment; try again");
        }
        connections.watch();
        if (access.isOpen() && !address.isLoopbackAddress()) {
            LOG.log(
                    Level.WARNING,
                    "every machine that can reach port " + server.port()
                            + " can read everything: [server] allow goes beyond private"
                            + " networks, and there is no password_file");
        }
        return new HttpServer(server, connections, filter, address);
    }

    /** {@return the port that is listened on, never 0} */
    public int port() {
        return server.port();
    }

    /**
     * Whether connections are taken: since the last call some were, or one that is made now is, within a second. An error
     * ends that for ever; and while there are as many connections as may be, it has to wait for one to end.
     *
     * @return false also if memory or files do not suffice for a connection
     */
    public boolean takesConnections() {
        long before = accepted;
        if (filter.accepted() == before) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, port()), TAKEN_WITHIN_MILLIS);
                for (int waited = 0;
                        filter.accepted() == before && waited < TAKEN_WITHIN_MILLIS;
                        waited += POLL_MILLIS) {
                    LockSupport.parkNanos(POLL_MILLIS * 1_000_000L);
                }
            } catch (IOException e) {
                return false;
            }
        }
        accepted = filter.accepted();
        return accepted != before;
    }

    /** Stops: requests under way have a quarter of a second to end. It takes no longer than a second. */
    @Override
    public void close() {
        // Helidon waits for ever for a listener that an error has ended.
        Thread stopping = Thread.ofPlatform().daemon().name("pistat-http-stop").start(server::stop);
        try {
            if (!stopping.join(STOP_WITHIN)) {
                LOG.log(Level.WARNING, "the server does not stop; not waiting for it any longer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connections.close();
    }

    /**
     * Tries to listen, and stops at once.
     *
     * @param host an address or name of this machine, or {@code 0.0.0.0} for all
     * @param port 0 to 65535
     * @return why that cannot be now, and what to do; empty if it can
     */
    public static Optional<String> trouble(String host, int port) {
        try {
            listenable(host, port);
            return Optional.empty();
        } catch (CannotListenException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Helidon only logs that it could not listen, with a stack trace: so find out first, and say it better. */
    private static InetAddress listenable(String host, int port) {
        try (ServerSocket probe = new ServerSocket()) {
            InetAddress address = InetAddress.getByName(host);
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(address, port));
            return address;
        } catch (UnknownHostException e) {
            throw new CannotListenException("[server] host " + host + " is no address and no name that is known here");
        } catch (BindException e) {
            throw new CannotListenException(why(host, port, String.valueOf(e.getMessage())));
        } catch (IOException e) {
            throw new CannotListenException("cannot listen on " + host + " port " + port + ": " + e.getMessage());
        }
    }

    private static String why(String host, int port, String message) {
        if (message.contains("Permission")) {
            return "no permission to listen on port " + port + ": choose a [server] port above 1023";
        }
        if (message.contains("Cannot assign")) {
            return host + " is not an address of this machine: set [server] host to one that is, or to 0.0.0.0 for all";
        }
        return "port " + port + " is taken: another program, or another PiStat, listens on it; stop that one or choose"
                + " another [server] port";
    }

    /**
     * Ends the connection where the client asked for it, which Helidon says and does not do, and where a body came: nothing
     * here reads one, and its bytes must not be taken for another request.
     */
    private static void closeWhereDue(FilterChain chain, RoutingRequest req, RoutingResponse res) {
        boolean last = req.headers().containsToken(HeaderValues.CONNECTION_CLOSE) || hasBody(req.headers());
        if (last) {
            res.header(HeaderValues.CONNECTION_CLOSE);
        }
        chain.proceed();
        if (res.isSent() && last) {
            throw new CloseConnectionException("this was the last answer");
        }
    }

    private static boolean hasBody(ServerRequestHeaders headers) {
        return headers.contains(HeaderNames.TRANSFER_ENCODING)
                || headers.contains(HeaderNames.EXPECT)
                || headers.contentLength().orElse(0) > 0;
    }

    private static void answerUnexpected(LogLimit line, ServerRequest req, ServerResponse res, Throwable thrown) {
        line.of("a request could not be answered").ifPresent(text -> LOG.log(Level.ERROR, text, thrown));
        res.headers().clear();
        SafeHeaders.ALL.forEach(res::header);
        Errors.send(req, res, Status.INTERNAL_SERVER_ERROR_500, Errors.UNEXPECTED);
    }
}

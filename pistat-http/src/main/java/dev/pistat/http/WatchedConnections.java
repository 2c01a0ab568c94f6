package dev.pistat.http;

import dev.pistat.core.port.Clock;
import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;

/**
 * HTTP/1.1 as Helidon speaks it, with a thread that cuts off the clients that are late. Thread-safe.
 *
 * <p>Helidon's own timer knows only of connections on which nothing at all is asked, and goes on for ever when its server
 * was stopped.
 */
final class WatchedConnections implements ServerConnectionSelector, AutoCloseable {

    /** So many clients at once may be slow to read their answers and have all the time. */
    static final int FEW = 4;

    /** With more than so many connections there is soon no room for another client. */
    private static final int MANY = HttpServer.MOST_CONNECTIONS * 3 / 4;

    private final Set<WatchedConnection> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger awaited = new AtomicInteger();
    private final Set<WatchedHandshakes> handshakes = ConcurrentHashMap.newKeySet();
    private final Http1ConnectionSelector http1;
    private final Patience patience;
    private final Clock clock;
    private final Thread watcher =
            Thread.ofPlatform().daemon().name("pistat-http-watch").unstarted(this::watchUntilClosed);

    private volatile boolean closed;
    /** Whether nobody is there to be watched; who comes then wakes the watcher. */
    private volatile boolean resting;

    WatchedConnections(Http1Config config, Patience patience, Clock clock) {
        this.http1 = Http1ConnectionSelector.builder().config(config).build();
        this.patience = patience;
        this.clock = clock;
    }

    /** TLS whose handshakes are watched too: they may last as long as a request. */
    SSLContext watched(SSLContext tls) {
        WatchedHandshakes watched =
                new WatchedHandshakes(tls.getSocketFactory(), clock, patience.request(), this::wake);
        handshakes.add(watched);
        return WatchedTls.of(tls, watched);
    }

    /** Begins to watch. */
    void watch() {
        watcher.start();
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(watcher);
    }

    private void watchUntilClosed() {
        while (!closed) {
            LockSupport.parkNanos(this, patience.look().toNanos());
            try {
                open.forEach(WatchedConnection::cutOffIfLate);
                handshakes.forEach(WatchedHandshakes::cutOffTheLate);
                restWhileNobodyIsThere();
            } catch (OutOfMemoryError e) {
                // The next look may find some, and must take place: those who are cut off set memory free.
            }
        }
    }

    private void restWhileNobodyIsThere() {
        resting = true;
        if (!closed && open.isEmpty() && handshakes.stream().noneMatch(WatchedHandshakes::any)) {
            LockSupport.park(this);
        }
        resting = false;
    }

    private void wake() {
        if (resting) {
            LockSupport.unpark(watcher);
        }
    }

    Patience patience() {
        return patience;
    }

    long nanos() {
        return clock.monotonicNanos();
    }

    /** Watches one more. */
    void add(WatchedConnection connection) {
        open.add(connection);
        wake();
    }

    /** Watches one less. */
    void remove(WatchedConnection connection) {
        open.remove(connection);
    }

    /** One more, or with -1 one less, of the clients is awaited to accept a piece of its answer. */
    void awaited(int more) {
        awaited.addAndGet(more);
    }

    /** Whether so many are awaited that each must be quicker. */
    boolean crowded() {
        return awaited.get() > FEW;
    }

    /** Whether there are so many connections that each must ask sooner, or leave its place to another. */
    boolean full() {
        return open.size() > MANY;
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        return new WatchedConnection(context, http1, this);
    }

    @Override
    public int bytesToIdentifyConnection() {
        return http1.bytesToIdentifyConnection();
    }

    @Override
    public Support supports(BufferData data) {
        return http1.supports(data);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return http1.supportedApplicationProtocols();
    }
}

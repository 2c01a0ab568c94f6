package dev.pistat.http.connection;

import dev.pistat.core.port.Clock;
import dev.pistat.http.connection.WatchedConnection.Wait;
import dev.pistat.http.response.MemoryBudget;
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
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 as Helidon speaks it, with a bound for what all clients make it hold, and a thread that cuts off those who are
 * late. Thread-safe.
 *
 * <p>Helidon's own timer knows only of connections on which nothing at all is asked, and goes on for ever when its server
 * was stopped.
 */
public final class WatchedConnections implements ServerConnectionSelector, AutoCloseable {

    /** Further connections wait for one to end. */
    public static final int MOST = 512;

    /** This many clients at once may be slow to read their answers and have all the time. */
    static final int FEW = 4;
    /** With more of them each has this many times the timeout of a crowd: an answer out of the history holds much. */
    private static final int SLOW = 3;

    /** With more connections than this there is soon no place for another client. */
    private static final int MANY = MOST * 3 / 4;

    private final Set<WatchedConnection> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger awaited = new AtomicInteger();
    private final Http1ConnectionSelector http1;
    private final @Nullable SSLSocketFactory tls;
    private final Timeouts timeouts;
    private final Clock clock;
    private final MemoryBudget ofTls;
    private final MemoryBudget ofHeads;
    private final MemoryBudget ofAnswers;
    private final Thread watcher =
            Thread.ofPlatform().daemon().name("pistat-http-watch").unstarted(this::watchUntilClosed);

    private volatile boolean closed;
    /** Whether there is no connection to watch; a new one wakes the watcher then. */
    private volatile boolean resting;

    public WatchedConnections(Http1Config config, @Nullable SSLSocketFactory tls, Timeouts timeouts, Clock clock) {
        this.http1 = Http1ConnectionSelector.builder().config(config).build();
        this.tls = tls;
        this.timeouts = timeouts;
        this.clock = clock;
        ofTls = MemoryBudget.ofTls(timeouts.request());
        ofHeads = MemoryBudget.ofHeads(timeouts.request());
        ofAnswers = MemoryBudget.ofAnswers(timeouts.request());
    }

    /** Begins to watch. */
    public void watch() {
        watcher.start();
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(watcher);
    }

    private void watchUntilClosed() {
        while (!closed) {
            LockSupport.parkNanos(this, timeouts.checkInterval().toNanos() / (isCrowded() ? 4 : 1));
            try {
                open.forEach(WatchedConnection::cutOffIfLate);
                restWhileNoClientIsThere();
            } catch (OutOfMemoryError e) {
                // The next look may find some, and must take place: those who are cut off set memory free.
            }
        }
    }

    private void restWhileNoClientIsThere() {
        resting = true;
        if (!closed && open.isEmpty()) {
            LockSupport.park(this);
        }
        resting = false;
    }

    /** What makes TLS of a connection; null for plain HTTP. */
    @Nullable
    SSLSocketFactory tls() {
        return tls;
    }

    MemoryBudget ofTls() {
        return ofTls;
    }

    MemoryBudget ofHeads() {
        return ofHeads;
    }

    MemoryBudget ofAnswers() {
        return ofAnswers;
    }

    /** How long a client may be waited for, in nanoseconds: less while others wait for what it holds. */
    long timeout(Wait what, boolean secured) {
        long crowd = timeouts.crowded().toNanos();
        long request = timeouts.request().toNanos();
        boolean crowded = isFull() || (secured && ofTls.isScarce());
        return switch (what) {
            case IDLE -> crowded ? crowd : timeouts.idle().toNanos();
            case REQUEST -> crowded || ofHeads.isScarce() ? crowd : request;
            default -> ofAnswers.isScarce() ? crowd : awaited.get() > FEW ? SLOW * crowd : request;
        };
    }

    private boolean isCrowded() {
        return isFull() || ofTls.isScarce() || ofHeads.isScarce() || ofAnswers.isScarce();
    }

    private boolean isFull() {
        return open.size() > MANY;
    }

    long nanos() {
        return clock.monotonicNanos();
    }

    /** Watches one more. */
    void add(WatchedConnection connection) {
        open.add(connection);
        if (resting) {
            LockSupport.unpark(watcher);
        }
    }

    /** Watches one less. */
    void remove(WatchedConnection connection) {
        open.remove(connection);
    }

    /** One more, or with -1 one less, of the clients is awaited to accept a piece of its answer. */
    void awaited(int more) {
        awaited.addAndGet(more);
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

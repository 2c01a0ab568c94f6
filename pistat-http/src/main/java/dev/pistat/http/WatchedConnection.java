package dev.pistat.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * One client's connection, which knows since when the client has kept it waiting. While the server itself is at work, it
 * does not wait for the client.
 */
final class WatchedConnection implements ServerConnection, DataWriter {

    /** A client that accepts less than this in the time of a request does not read. */
    private static final int PIECE = 16 * 1024;
    /** Each piece that is read takes 50 bytes of its own: many small ones would be a way to fill the memory. */
    private static final int MOST_READS = 1_000;

    private static final String INTERIM = "HTTP/1.1 1";
    private static final long NEVER = Long.MAX_VALUE;

    private final HelidonSocket socket;
    private final WatchedConnections all;
    private final Patience patience;
    private final long opened;
    private final ServerConnection http;

    /** When the client will be late, in nanoseconds since the connection was opened. */
    private volatile long late = NEVER;
    /** When the request that is under way will be late; a new connection owes one. */
    private long requestLate;

    private int reads;
    /** What its answer goes through, while the request is one of HTTP/1.0. */
    private Optional<Unchunked> older = Optional.empty();

    private volatile boolean answered;
    private volatile boolean sending;

    WatchedConnection(ConnectionContext context, ServerConnectionSelector http1, WatchedConnections all) {
        this.socket = context.serverSocket();
        this.all = all;
        this.patience = all.patience();
        this.opened = all.nanos();
        this.requestLate = patience.request().toNanos();
        this.http = http1.connection(new WatchedContext(context, DataReader.create(this::read), this));
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
        all.add(this);
        try {
            http.handle(limit);
        } finally {
            all.remove(this);
        }
    }

    @Override
    public void close(boolean interrupt) {
        http.close(interrupt);
    }

    /** For Helidon it is never idle: {@link WatchedConnections} sees to that. */
    @Override
    public Duration idleTime() {
        return Duration.ZERO;
    }

    void cutOffIfLate() {
        boolean hurried = sending ? all.crowded() : all.full();
        long spared = hurried ? patience.request().minus(patience.crowded()).toNanos() : 0;
        if (elapsed() > late - spared) {
            try {
                socket.close();
            } catch (UncheckedIOException e) {
                // It is closed already: that is all that was wanted.
            }
        }
    }

    /** What comes next for Helidon, which is told in HTTP/1.1 what was asked in HTTP/1.0. */
    private byte[] read() {
        boolean begins = answered || reads == 0;
        byte[] bytes = piece();
        if (!begins) {
            return bytes;
        }
        while (OlderRequest.isCut(bytes)) {
            byte[] more = piece();
            byte[] joined = Arrays.copyOf(bytes, bytes.length + more.length);
            System.arraycopy(more, 0, joined, bytes.length, more.length);
            bytes = joined;
        }
        boolean isOlder = OlderRequest.is(bytes);
        older = isOlder ? Optional.of(new Unchunked()) : Optional.empty();
        return isOlder ? OlderRequest.newer(bytes) : bytes;
    }

    private byte[] piece() {
        boolean idle = answered;
        answered = false;
        late = idle ? elapsed() + patience.idle().toNanos() : requestLate;
        try {
            byte[] bytes = socket.get();
            if (bytes == null) { // in the midst of a request Helidon would answer 500
                throw new CloseConnectionException("The client has gone");
            }
            if (idle) {
                requestLate = elapsed() + patience.request().toNanos();
                reads = 0;
            }
            if (++reads > MOST_READS) {
                throw new CloseConnectionException("A request in too many pieces");
            }
            return bytes;
        } catch (UncheckedIOException e) {
            throw new ServerConnectionException("The client has gone, or was cut off", e);
        } finally {
            late = NEVER;
        }
    }

    private void send(BufferData piece) {
        answered |= !isInterim(piece);
        late = elapsed() + patience.request().toNanos();
        sending = true;
        all.awaited(1);
        try {
            socket.write(piece);
        } finally {
            late = NEVER;
            sending = false;
            all.awaited(-1);
        }
    }

    @Override
    public void writeNow(BufferData answer) {
        BufferData bytes = older.isPresent() ? BufferData.create(older.get().of(answer.readBytes())) : answer;
        if (bytes.available() == 0 && older.isPresent()) {
            return;
        }
        if (bytes.available() > PIECE) {
            byte[] piece = new byte[PIECE];
            while (bytes.available() > PIECE) {
                bytes.read(piece);
                send(BufferData.create(piece));
            }
        }
        send(bytes);
    }

    @Override
    public void writeNow(BufferData... bytes) {
        writeNow(BufferData.create(bytes));
    }

    @Override
    public void write(BufferData bytes) {
        writeNow(bytes);
    }

    @Override
    public void write(BufferData... bytes) {
        writeNow(bytes);
    }

    /** Whether it only tells the client to go on (100 Continue): then a body comes next, and no request. */
    private static boolean isInterim(BufferData piece) {
        return piece.available() > INTERIM.length() && piece.get(INTERIM.length() - 1) == '1';
    }

    private long elapsed() {
        return all.nanos() - opened;
    }
}

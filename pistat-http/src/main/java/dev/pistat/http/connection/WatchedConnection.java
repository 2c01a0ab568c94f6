package dev.pistat.http.connection;

import dev.pistat.http.response.BusyException;
import dev.pistat.http.response.MemoryBudget;
import dev.pistat.http.response.MemoryBudget.Share;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection, which knows since when the client has kept it waiting, and holds its shares of the
 * {@link MemoryBudget}. While the server itself is at work, it does not wait for the client.
 */
final class WatchedConnection implements ServerConnection, DataWriter {

    /** A client that accepts less than this in the time of a request does not read. */
    private static final int PIECE = 16 * 1024;
    /** What a request and its answer hold beside the head: a piece of text, a piece packed, and one on its way. */
    private static final long ANSWER_BYTES = 24 * 1024;
    /** Its bytes, and twice as much in the objects that they become. */
    private static final long HEAD_COPIES = 3;

    private static final String INTERIM = "HTTP/1.1 1";
    private static final String NO_LENGTH = "\r\nContent-Length: 0\r\n";

    private final HelidonSocket socket;
    private final WatchedConnections all;
    private final long opened;
    private final @Nullable TlsLayer tls;
    private final ServerConnection http;
    private final RequestHead head = new RequestHead();
    private BufferData arrived = BufferData.empty();

    /** What the client is waited for, and since when, in nanoseconds since the connection was opened. */
    private volatile Wait wait = Wait.NONE;

    private volatile long since;
    /** When the request that is under way began; a new connection owes one. */
    private long begun;
    /** Between an answer and the first byte of the next request. */
    private boolean idle;

    private boolean headTaken;
    private volatile boolean answered;
    private Share ofHead = Share.NONE;
    private Share ofAnswer = Share.NONE;
    /** What its answer goes through, while the request is one of HTTP/1.0. */
    private @Nullable Dechunker older;

    /** What a client may be waited for. */
    enum Wait {
        NONE,
        /** The next request. */
        IDLE,
        /** The rest of a request, or of a handshake. */
        REQUEST,
        /** That it accepts a piece of its answer. */
        ANSWER
    }

    WatchedConnection(ConnectionContext context, ServerConnectionSelector http1, WatchedConnections all) {
        this.socket = context.serverSocket();
        this.all = all;
        this.opened = all.nanos();
        this.tls = all.tls() == null ? null : new TlsLayer(all.tls(), this);
        this.http = http1.connection(new WatchedContext(context, DataReader.create(this::read), this, tls != null));
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
        all.add(this);
        try {
            if (tls != null) {
                tls.begin(all.ofTls());
            }
            http.handle(limit);
        } finally {
            if (tls != null) {
                tls.end();
            }
            ofHead.close();
            ofAnswer.close();
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
        long now = elapsed();
        Wait what = wait;
        if (what != Wait.NONE && now - since > all.timeout(what, tls != null)) {
            try {
                socket.close();
            } catch (UncheckedIOException e) {
                // It is closed already: that is all that was wanted.
            }
        }
    }

    /** What comes next for Helidon: a whole head, or a piece of a body. */
    private byte[] read() {
        if (answered) {
            answered = false;
            headTaken = false;
            idle = head.size() == 0 && arrived.available() == 0;
            begun = elapsed();
            ofAnswer.close();
            ofAnswer = Share.NONE;
        }
        try {
            return headTaken ? piece() : head();
        } catch (BusyException e) {
            throw new CloseConnectionException("There was no memory for the request", e);
        } catch (IOException | UncheckedIOException e) {
            throw new ServerConnectionException("The client has gone, or was cut off", e);
        }
    }

    /** Helidon is told in HTTP/1.1 what was asked in HTTP/1.0. */
    private byte[] head() throws IOException {
        while (!head.isWhole()) {
            if (head.isFull()) {
                ofHead = all.ofHeads().take(RequestHead.MOST_BYTES);
                head.grow();
            }
            head.came(received(head.bytes(), head.size()));
        }
        ofAnswer = all.ofAnswers().take(ANSWER_BYTES + HEAD_COPIES * head.size());
        byte[] bytes = head.take();
        if (!head.isGrown()) {
            ofHead.close();
            ofHead = Share.NONE;
        }
        headTaken = true;
        boolean isOlder = Http10Request.is(bytes);
        older = isOlder ? new Dechunker() : null;
        return isOlder ? Http10Request.newer(bytes) : bytes;
    }

    private byte[] piece() throws IOException {
        if (head.size() > 0) {
            return head.takeAll();
        }
        byte[] piece = new byte[PIECE];
        return Arrays.copyOf(piece, received(piece, 0));
    }

    private int received(byte[] into, int at) throws IOException {
        int count = tls != null ? tls.in().read(into, at, into.length - at) : receive(into, at, into.length - at);
        if (count < 0) { // in the midst of a request Helidon would answer 500
            throw new CloseConnectionException("The client has gone");
        }
        return count;
    }

    /** Waits for bytes as they are on the wire; -1 if there will be none. */
    int receive(byte[] into, int at, int most) {
        if (arrived.available() == 0) {
            byte[] piece = awaitPiece();
            if (piece == null) {
                return -1;
            }
            arrived = BufferData.create(piece);
        }
        return arrived.read(into, at, Math.min(most, arrived.available()));
    }

    private byte @Nullable [] awaitPiece() {
        since = idle ? elapsed() : begun;
        wait = idle ? Wait.IDLE : Wait.REQUEST;
        try {
            return socket.get();
        } finally {
            wait = Wait.NONE;
            if (idle) {
                idle = false;
                begun = elapsed();
            }
        }
    }

    /** Sends bytes as they are on the wire. */
    void send(BufferData piece) {
        since = elapsed();
        wait = Wait.ANSWER;
        all.awaited(1);
        try {
            socket.write(piece);
        } finally {
            wait = Wait.NONE;
            all.awaited(-1);
        }
    }

    private void sendAnswer(BufferData piece) {
        answered |= !isInterim(piece);
        if (tls == null) {
            send(piece);
            return;
        }
        try {
            tls.out().write(piece.readBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void writeNow(BufferData answer) {
        BufferData bytes = answered ? answer : withoutLength(answer);
        if (older != null) {
            bytes = BufferData.create(older.of(bytes.readBytes()));
            if (bytes.available() == 0) {
                return;
            }
        }
        if (bytes.available() > PIECE) {
            byte[] piece = new byte[PIECE];
            while (bytes.available() > PIECE) {
                bytes.read(piece);
                sendAnswer(BufferData.create(piece));
            }
        }
        sendAnswer(bytes);
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

    /** Of No Content and Not Modified, which must not say it (RFC 9110, section 8.6), though Helidon does. */
    private static BufferData withoutLength(BufferData answer) {
        boolean bodiless = answer.available() > INTERIM.length() + 2
                && answer.get(INTERIM.length()) == '0'
                && answer.get(INTERIM.length() + 1) == '4'
                && answer.get(INTERIM.length() - 1) < '4'
                && answer.get(0) == 'H';
        if (!bodiless) {
            return answer;
        }
        String head = new String(answer.readBytes(), StandardCharsets.ISO_8859_1);
        return BufferData.create(head.replace(NO_LENGTH, "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Whether it only tells the client to go on (100 Continue): then a body comes next, and no request. */
    private static boolean isInterim(BufferData piece) {
        return piece.available() > INTERIM.length() && piece.get(INTERIM.length() - 1) == '1';
    }

    private long elapsed() {
        return all.nanos() - opened;
    }
}

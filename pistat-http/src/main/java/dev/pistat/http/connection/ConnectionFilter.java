package dev.pistat.http.connection;

import dev.pistat.http.access.Access;
import dev.pistat.http.response.Errors;
import dev.pistat.http.response.SafeHeaders;
import io.helidon.common.socket.SocketOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A filter of connections before a byte is read: a client at an address that {@link Access} does not answer costs no
 * more than that. Thread-safe. Helidon asks it for the options of a connection that it has just accepted.
 */
public final class ConnectionFilter implements SocketOptions {

    /** What the access filter would say, in plain text, as the path is not known yet. Behind TLS it could not be read. */
    private static final byte[] REFUSAL = refusal();

    private final SocketOptions options;
    private final Access access;
    private final boolean tls;
    private final AtomicLong accepted = new AtomicLong();

    public ConnectionFilter(SocketOptions options, Access access, boolean tls) {
        this.options = options;
        this.access = access;
        this.tls = tls;
    }

    /** How many connections have come so far. */
    public long accepted() {
        return accepted.get();
    }

    /** @throws RefusedException if it is not to be answered; Helidon closes it then */
    @Override
    public void configureSocket(SocketChannel client) {
        accepted.incrementAndGet();
        try {
            if (!(client.getRemoteAddress() instanceof InetSocketAddress from)
                    || !access.mayConnect(from.getAddress())) {
                if (!tls) {
                    client.write(ByteBuffer.wrap(REFUSAL)); // fits into the empty buffer: this does not wait
                }
                throw new RefusedException();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        options.configureSocket(client);
    }

    private static byte[] refusal() {
        byte[] body = Errors.body("/", Errors.ADDRESS_REFUSED);
        StringBuilder head = new StringBuilder("HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: ")
                .append(body.length)
                .append("\r\nContent-Type: ")
                .append(Errors.contentType("/"))
                .append("\r\n");
        SafeHeaders.ALL.forEach(header ->
                head.append(header.name()).append(": ").append(header.values()).append("\r\n"));
        return (head.append("\r\n") + new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Map<SocketOption<?>, Object> socketOptions() {
        return options.socketOptions();
    }

    @Override
    public Duration connectTimeout() {
        return options.connectTimeout();
    }

    @Override
    public Duration readTimeout() {
        return options.readTimeout();
    }

    @Override
    public Optional<Integer> socketReceiveBufferSize() {
        return options.socketReceiveBufferSize();
    }

    @Override
    public Optional<Integer> socketSendBufferSize() {
        return options.socketSendBufferSize();
    }

    @Override
    public boolean socketReuseAddress() {
        return options.socketReuseAddress();
    }

    @Override
    public boolean socketKeepAlive() {
        return options.socketKeepAlive();
    }

    @Override
    public boolean tcpNoDelay() {
        return options.tcpNoDelay();
    }

    /** A refusal without a stack trace, which would cost time. */
    private static final class RefusedException extends RuntimeException {

        private static final long serialVersionUID = 1;

        private RefusedException() {
            super("The address is refused", null, false, false);
        }
    }
}

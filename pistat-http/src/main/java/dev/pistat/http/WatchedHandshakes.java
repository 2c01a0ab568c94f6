package dev.pistat.http;

import dev.pistat.core.port.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Makes TLS of connections, and knows which of them have not agreed on it yet: Helidon would wait for their clients for ever.
 * Thread-safe.
 */
final class WatchedHandshakes extends SSLSocketFactory {

    private static final String[] MODERN = {"TLSv1.3", "TLSv1.2"};

    private final Map<SSLSocket, Begun> underWay = new ConcurrentHashMap<>();
    private final SSLSocketFactory java;
    private final Clock clock;
    private final Duration patience;
    private final Runnable begun;

    /**
     * A handshake.
     *
     * @param below what TLS goes through
     * @param at when, in nanoseconds of the clock
     */
    private record Begun(Socket below, long at) {}

    /** @param begun told of each that begins */
    WatchedHandshakes(SSLSocketFactory java, Clock clock, Duration patience, Runnable begun) {
        this.begun = begun;
        this.java = java;
        this.clock = clock;
        this.patience = patience;
    }

    @Override
    public Socket createSocket(Socket below, InputStream consumed, boolean autoClose) throws IOException {
        SSLSocket socket = (SSLSocket) java.createSocket(below, consumed, autoClose);
        socket.setEnabledProtocols(MODERN);
        underWay.put(socket, new Begun(below, clock.monotonicNanos()));
        begun.run();
        return socket;
    }

    /** Whether one is under way. */
    boolean any() {
        return !underWay.isEmpty();
    }

    void cutOffTheLate() {
        underWay.forEach((socket, since) -> {
            // The protocol is agreed on last, and known from then on.
            if (socket.getApplicationProtocol() != null || since.below().isClosed()) {
                underWay.remove(socket);
            } else if (clock.monotonicNanos() - since.at() > patience.toNanos()) {
                underWay.remove(socket);
                close(since.below());
            }
        });
    }

    /** Not TLS itself, which would wait for what it is to end. */
    private static void close(Socket below) {
        try {
            below.close();
        } catch (IOException e) {
            // It is closed already: that is all that was wanted.
        }
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return java.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return java.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(Socket below, String host, int port, boolean autoClose) {
        throw new UnsupportedOperationException("A server connects to nobody");
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException("A server connects to nobody");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
        throw new UnsupportedOperationException("A server connects to nobody");
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException("A server connects to nobody");
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
        throw new UnsupportedOperationException("A server connects to nobody");
    }
}

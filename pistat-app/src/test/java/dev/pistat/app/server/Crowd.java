package dev.pistat.app.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Clients that each say the same, and then neither go on nor read. None of them waits for the server. */
final class Crowd implements AutoCloseable {

    private static final int RECEIVE_BYTES = 4_096;
    private static final int SEND_BYTES = 64 * 1024;

    private final List<SocketChannel> clients = new ArrayList<>();
    private final InetSocketAddress server;
    private final byte[] said;

    /** What each of them says. */
    enum Kind {
        NOTHING(""),
        HALF_A_LINE("GET / HT"),
        /** 14 KB of them. */
        SHORT_LINES("GET / HTTP/1.1\r\nHost: localhost\r\n" + "a:\r\n".repeat(3_500)),
        /** As many lines as may be, and 14 KB. */
        LONG_LINES("GET / HTTP/1.1\r\nHost: localhost\r\n" + ("a:" + "x".repeat(146) + "\r\n").repeat(95)),
        /** Of the page's files the longest. */
        FILE("GET /uPlot.iife.min.js HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(20)),
        EVENTS("GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(20)),
        EXPORT("GET /api/export HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(2)),
        STREAM("GET /api/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        ERRORS("GET /api/nothing HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(200)),
        /** The begin of a record of TLS that does not come to its end. */
        HALF_A_HANDSHAKE("\u0016\u0003\u0001\u0001\u0000\u0001\u0000\u0000\u00fc\u0003\u0003");

        private final String said;

        Kind(String said) {
            this.said = said;
        }
    }

    Crowd(InetAddress address, int port, Kind kind) {
        server = new InetSocketAddress(address, port);
        said = kind.said.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Adds clients; those that are cut off do not come back. */
    Crowd join(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            SocketChannel client = SocketChannel.open();
            client.socket().setReceiveBufferSize(RECEIVE_BYTES);
            client.socket().setSendBufferSize(SEND_BYTES);
            client.configureBlocking(false);
            client.connect(server);
            clients.add(client);
            speak(client);
        }
        return this;
    }

    int size() {
        return clients.size();
    }

    /** Those who have been let in meanwhile say what they have to say; who was cut off comes again. */
    void goOn() throws IOException {
        for (SocketChannel client : List.copyOf(clients)) {
            if (client.isConnectionPending()) {
                speak(client);
            } else if (!client.isOpen() || isCutOff(client)) {
                client.close();
                clients.remove(client);
                join(1);
            }
        }
    }

    private void speak(SocketChannel client) throws IOException {
        try {
            if (client.finishConnect()) {
                client.write(ByteBuffer.wrap(said));
            }
        } catch (IOException e) {
            client.close();
        }
    }

    /** Takes nothing, for who does not read would only be found out at its next write. */
    private static boolean isCutOff(SocketChannel client) {
        try {
            return client.write(ByteBuffer.wrap(new byte[] {'a'})) < 0;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel client : clients) {
            client.close();
        }
    }
}

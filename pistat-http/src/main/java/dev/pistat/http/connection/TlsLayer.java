package dev.pistat.http.connection;

import dev.pistat.http.response.BusyException;
import dev.pistat.http.response.MemoryBudget;
import dev.pistat.http.response.MemoryBudget.Share;
import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.CloseConnectionException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * TLS on a connection, between what is understood and what is on the wire: so its handshake is waited for, and cut off, as a
 * request is. For one thread.
 */
public final class TlsLayer {

    private static final String[] MODERN = {"TLSv1.3", "TLSv1.2"};
    private static final String HTTP = "http/1.1";

    private final SSLSocketFactory factory;
    private final WatchedConnection connection;
    private Share share = Share.NONE;
    private Socket socket = new Socket();

    TlsLayer(SSLSocketFactory factory, WatchedConnection connection) {
        this.factory = factory;
        this.connection = connection;
    }

    /**
     * Agrees on keys. Nothing is made for a client that does not begin.
     *
     * @throws CloseConnectionException if it does not come to that
     */
    void begin(MemoryBudget budget) {
        try {
            byte[] hello = new byte[RequestHead.USUAL_BYTES];
            int count = connection.receive(hello, 0, hello.length);
            if (count < 0) {
                throw new CloseConnectionException("The client has gone");
            }
            share = budget.take(MemoryBudget.TLS_BYTES);
            SSLSocket made = (SSLSocket)
                    factory.createSocket(new Wire(connection), new ByteArrayInputStream(hello, 0, count), true);
            socket = made;
            made.setEnabledProtocols(MODERN);
            made.setHandshakeApplicationProtocolSelector((self, offered) -> offered.contains(HTTP) ? HTTP : "");
            made.startHandshake();
        } catch (IOException | UncheckedIOException | BusyException e) {
            throw new CloseConnectionException("No TLS was agreed on", e);
        }
    }

    InputStream in() throws IOException {
        return socket.getInputStream();
    }

    OutputStream out() throws IOException {
        return socket.getOutputStream();
    }

    /** Tells the client that nothing more will come. */
    void end() {
        try {
            socket.close();
        } catch (IOException | UncheckedIOException e) {
            // The client has gone.
        } finally {
            share.close();
        }
    }

    /** The connection as Java's TLS wants it. */
    private static final class Wire extends Socket {

        private final WatchedConnection connection;

        Wire(WatchedConnection connection) {
            this.connection = connection;
        }

        @Override
        public InputStream getInputStream() {
            return new InputStream() {
                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one) < 0 ? -1 : one[0] & 0xff;
                }

                @Override
                public int read(byte[] into, int at, int most) throws IOException {
                    try {
                        return connection.receive(into, at, most);
                    } catch (UncheckedIOException e) {
                        throw new IOException(e);
                    }
                }
            };
        }

        @Override
        public OutputStream getOutputStream() {
            return new OutputStream() {
                @Override
                public void write(int one) throws IOException {
                    write(new byte[] {(byte) one});
                }

                @Override
                public void write(byte[] from, int at, int count) throws IOException {
                    try {
                        connection.send(BufferData.create(from, at, count));
                    } catch (UncheckedIOException e) {
                        throw new IOException(e);
                    }
                }
            };
        }

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public int getSoLinger() {
            return -1;
        }

        @Override
        public int getSoTimeout() {
            return 0;
        }

        @Override
        public void setSoTimeout(int millis) {
            // Its waits are watched.
        }

        @Override
        public void shutdownInput() {
            // Helidon closes what is below.
        }

        @Override
        public void shutdownOutput() {
            // Helidon closes what is below.
        }
    }
}

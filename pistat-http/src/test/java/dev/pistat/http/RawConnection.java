package dev.pistat.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A connection that stays open: what is sent is sent as it is, and answers are read one by one. */
public final class RawConnection implements AutoCloseable {

    private final Socket socket = new Socket();
    private final InputStream in;

    public RawConnection(int port) throws IOException {
        this(port, InetAddress.getLoopbackAddress(), 64 * 1024);
    }

    /** @param from any address of this machine, such as 127.0.0.7: each has ports of its own */
    public RawConnection(int port, InetAddress from, int receiveBuffer) throws IOException {
        socket.setReceiveBufferSize(receiveBuffer);
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        in = socket.getInputStream();
    }

    public RawConnection send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Says that nothing more will come. */
    public void endSending() throws IOException {
        socket.shutdownOutput();
    }

    /** Reads one answer; {@code longestChunk} is not found out. */
    public RawClient.Answer answer() throws IOException {
        int status = Integer.parseInt(line().split(" ", -1)[1]);
        List<String> headers = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            headers.add(line);
        }
        RawClient.Answer head = new RawClient.Answer(status, headers, "", 0);
        return new RawClient.Answer(status, headers, body(head), 0);
    }

    private String body(RawClient.Answer head) throws IOException {
        if (!head.header("Transfer-Encoding").equals("chunked")) {
            String length = head.header("Content-Length");
            return bytes(length.isEmpty() ? 0 : Integer.parseInt(length));
        }
        StringBuilder body = new StringBuilder();
        for (int length = chunk(); length > 0; length = chunk()) {
            body.append(bytes(length));
            line();
        }
        line();
        return body.toString();
    }

    private int chunk() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    public String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("in the midst of a line: " + line.toString(StandardCharsets.UTF_8));
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    public String bytes(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException(bytes.length + " of " + count + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Reads what is left until the server closes, however it does. */
    public String rest() throws IOException {
        return rest("\0");
    }

    /** Reads what is left until the server closes, or until this has come. */
    public String rest(String enough) throws IOException {
        StringBuilder all = new StringBuilder();
        byte[] some = new byte[8_192];
        try {
            int count;
            while (all.indexOf(enough) < 0 && (count = in.read(some)) >= 0) {
                all.append(new String(some, 0, count, StandardCharsets.ISO_8859_1));
            }
        } catch (SocketException e) {
            // It was reset: then something was on its way that the server did not read.
        }
        return all.toString();
    }

    public boolean hearsNothingFor(Duration time) throws IOException {
        socket.setSoTimeout((int) time.toMillis());
        try {
            in.read();
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (SocketException e) { // it was reset
            return false;
        } finally {
            socket.setSoTimeout(10_000);
        }
    }

    /** Goes away without a word, as a phone does that is switched off and on again. */
    public void vanish() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

package dev.pistat.http.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.http.RawClient;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads server-sent events over a socket of its own, as they come; it waits 10 s for each at most. */
final class StreamClient implements AutoCloseable {

    private final Socket socket = new Socket();
    private final InputStream in;
    private final RawClient.Answer head;
    private int leftInChunk;

    /**
     * An event, or what came between two empty lines without being one.
     *
     * @param lines as they came
     */
    record Message(List<String> lines) {

        String event() {
            return field("event");
        }

        String id() {
            return field("id");
        }

        String data() {
            return field("data");
        }

        boolean isSample() {
            return event().equals("sample");
        }

        /** The first number of the id. */
        long sampleId() {
            return Long.parseLong(id().substring(0, id().indexOf('-')));
        }

        /** The second number of the id. */
        long eventId() {
            return Long.parseLong(id().substring(id().indexOf('-') + 1));
        }

        private String field(String name) {
            List<String> values = lines.stream()
                    .filter(line -> line.startsWith(name + ": "))
                    .map(line -> line.substring(name.length() + 2))
                    .toList();
            assertThat(values).as(name).hasSizeLessThanOrEqualTo(1);
            return String.join("", values);
        }
    }

    /** @param headers whole lines */
    StreamClient(int port, String path, String... headers) throws IOException {
        socket.setReceiveBufferSize(16 * 1024);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(10_000);
        in = new BufferedInputStream(socket.getInputStream());
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n");
        List.of(headers).forEach(header -> request.append(header).append("\r\n"));
        socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        List<String> lines = new ArrayList<>();
        for (String line = line(false); !line.isEmpty(); line = line(false)) {
            lines.add(line);
        }
        int status = Integer.parseInt(lines.getFirst().split(" ", -1)[1]);
        head = new RawClient.Answer(status, lines.subList(1, lines.size()), "", 0);
    }

    int status() {
        return head.status();
    }

    String header(String name) {
        return head.header(name);
    }

    /**
     * The lines up to the next empty one.
     *
     * @throws EOFException if the stream has ended
     */
    Message block() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = line(true); !line.isEmpty(); line = line(true)) {
            lines.add(line);
        }
        return new Message(lines);
    }

    /**
     * The next event.
     *
     * @throws EOFException if the stream has ended
     */
    Message next() throws IOException {
        Message message = block();
        while (message.event().isEmpty()) {
            message = block();
        }
        return message;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private String line(boolean chunked) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int each = read(chunked); each != '\n'; each = read(chunked)) {
            line.write(each);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return !chunked && text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private int read(boolean chunked) throws IOException {
        if (chunked && leftInChunk == 0) {
            leftInChunk = Integer.parseInt(line(false), 16) + 2;
            if (leftInChunk == 2) {
                throw new EOFException("the stream has ended");
            }
        }
        int each = in.read();
        if (each < 0) {
            throw new IOException("the connection was cut");
        }
        if (chunked && --leftInChunk == 2) {
            assertThat(line(false)).isEmpty();
            leftInChunk = 0;
        }
        return each;
    }
}

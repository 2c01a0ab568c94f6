package dev.pistat.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Sends a request as it is written, and reads all that comes back until the server closes. */
public record RawClient(int port) {

    /**
     * An answer.
     *
     * @param body with the chunk lengths taken out
     * @param longestChunk 0 if it came whole
     */
    public record Answer(int status, List<String> headers, String body, int longestChunk) {

        public String header(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ": ";
            return headers.stream()
                    .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(header -> header.substring(start.length()))
                    .findFirst()
                    .orElse("");
        }
    }

    public Answer get(String path) throws IOException {
        return request("GET", path);
    }

    /** Asks with more headers, each a whole line, beside Host and Connection. */
    public Answer request(String method, String path, String... headers) throws IOException {
        List<String> lines = new ArrayList<>(List.of(method + " " + path + " HTTP/1.1", "Host: localhost"));
        lines.addAll(List.of(headers));
        return ask(lines.toArray(new String[0]));
    }

    /** Asks with all lines of a request, but for Connection. */
    public Answer ask(String... lines) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            String request = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            int end = all.indexOf("\r\n\r\n");
            List<String> head = all.substring(0, end).lines().toList();
            Answer raw = new Answer(
                    Integer.parseInt(head.getFirst().split(" ", -1)[1]),
                    head.subList(1, head.size()),
                    all.substring(end + 4),
                    0);
            return decoded(raw.header("Transfer-Encoding").equals("chunked") ? unchunked(raw) : raw);
        }
    }

    /** Until here bytes were characters, so that lengths were right. */
    private static Answer decoded(Answer raw) {
        byte[] body = raw.body().getBytes(StandardCharsets.ISO_8859_1);
        return new Answer(raw.status(), raw.headers(), new String(body, StandardCharsets.UTF_8), raw.longestChunk());
    }

    private static Answer unchunked(Answer raw) {
        StringBuilder whole = new StringBuilder();
        int longest = 0;
        int at = 0;
        while (at < raw.body().length()) {
            int line = raw.body().indexOf("\r\n", at);
            int length = Integer.parseInt(raw.body().substring(at, line), 16);
            whole.append(raw.body(), line + 2, line + 2 + length);
            longest = Math.max(longest, length);
            at = line + 2 + length + 2;
        }
        return new Answer(raw.status(), raw.headers(), whole.toString(), longest);
    }
}

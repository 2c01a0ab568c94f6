package dev.pistat.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Uses what PiStat uses, for a few seconds and with a history of its own, so that Java can keep the classes that were
 * loaded for the next starts. The launcher runs it.
 */
final class Training {

    private static final List<String> ASKED = List.of(
            "/",
            "/api/config",
            "/api/host",
            "/api/metrics",
            "/api/query?series=cpu_percent",
            "/api/history",
            "/api/processes",
            "/api/events",
            "/api/export",
            "/health",
            "/metrics");

    private Training() {}

    /**
     * Runs until everything was asked once.
     *
     * @param args a folder, for the history
     */
    public static void main(String... args) throws IOException, ConfigurationException {
        Path folder = Path.of(args[0]);
        LogLines.install();
        Path file = folder.resolve("config.toml");
        Files.writeString(file, """
                [server]
                host = "127.0.0.1"
                port = 0
                """);
        Configuration configuration = ConfigurationFile.read(file);
        Signals.on("TERM", () -> System.exit(0));
        try (PiStat pistat = PiStat.start(configuration)) {
            System.getLogger("dev.pistat").log(System.Logger.Level.INFO, "PiStat " + PiStat.version());
            // Its first event is the first sample.
            ask(pistat.port(), "/api/stream", "data:");
            for (String path : ASKED) {
                ask(pistat.port(), path, "");
            }
        }
    }

    /** Reads the answer to its end, or as far as a text that may be in it. */
    private static void ask(int port, String path, String until) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n"
                                    + "Connection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            StringBuilder answer = new StringBuilder();
            byte[] piece = new byte[4096];
            InputStream in = socket.getInputStream();
            for (int n = in.read(piece); n > 0; n = in.read(piece)) {
                answer.append(new String(piece, 0, n, StandardCharsets.ISO_8859_1));
                if (!until.isEmpty() && answer.indexOf(until) > 0) {
                    return;
                }
            }
        }
    }
}

package dev.pistat.app.command;

import dev.pistat.http.route.Routes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * A run of the program for a few seconds, with a history of its own, which is asked for everything, so that Java can keep
 * the classes that were loaded for the next starts. The launcher runs it.
 */
public final class Training {

    /** The second sample is the first with rates. */
    private static final int SAMPLES = 3;

    private static final long RETRY_NANOS = 20_000_000;

    private Training() {}

    /**
     * Runs until everything was asked once.
     *
     * @param args a folder, for the history
     */
    public static void main(String... args) throws IOException, InterruptedException {
        int port = freePort();
        Path file = Path.of(args[0], "config.toml");
        Files.writeString(
                file,
                "collection.interval_seconds = 1\ndatabase.flush_seconds = 1\nserver.host = \"127.0.0.1\"\nserver.port = "
                        + port + "\n");
        Thread client = new Thread(() -> use(port), "training");
        client.setDaemon(true);
        client.start();
        System.exit(Main.run("--config", file.toString()));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void use(int port) {
        try {
            awaitServer(port);
            ask(port, "/api/stream", SAMPLES);
            ask(port, "/", 1);
            for (String path : Routes.examples()) {
                ask(port, path, 1);
            }
            System.exit(0);
        } catch (IOException e) {
            System.exit(1);
        }
    }

    private static void awaitServer(int port) {
        while (true) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException notYet) {
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    /** Reads the answer to its end, or until that many samples came in it. */
    private static void ask(int port, String path, int samples) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n"
                                    + "Connection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            int left = samples;
            for (String line = in.readLine(); line != null && left > 0; line = in.readLine()) {
                left -= line.equals("event: sample") ? 1 : 0;
            }
        }
    }
}

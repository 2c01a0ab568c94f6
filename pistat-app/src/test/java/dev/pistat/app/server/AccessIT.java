package dev.pistat.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.app.program.Program;
import dev.pistat.http.access.Password;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who gets an answer of the running program, and what it tells of its secret. */
@Timeout(180)
class AccessIT {

    private static final String SECRET = "correct horse";

    @TempDir
    private Path folder;

    @Test
    void thePasswordThatWasMadeIsAskedForAndShownNowhere() throws Exception {
        String hash;
        try (Program password = Program.startInShell(
                folder,
                "printf '%s\\n%s\\n' \"$SECRET\" \"$SECRET\" | \"$@\" > password".replace("$SECRET", SECRET),
                "password")) {
            assertThat(password.exitCode()).isZero();
            assertThat(password.log()).isEmpty();
            hash = Files.readString(folder.resolve("password"));
            assertThat(hash).startsWith("$pbkdf2-sha512$").endsWith("\n").doesNotContain(SECRET);
        }
        Files.setPosixFilePermissions(folder.resolve("password"), PosixFilePermissions.fromString("rw-------"));
        configure("password_file = \"password\"");
        try (Program program = Program.start(folder)) {
            assertThat(program.get("/").statusCode()).isEqualTo(401);
            assertThat(program.get("/api/current").statusCode()).isEqualTo(401);
            assertThat(program.get("/health/live").statusCode()).isEqualTo(200);
            assertThat(asked(program, "Basic " + base64("pi:" + SECRET)).statusCode())
                    .isEqualTo(200);
            HttpResponse<String> config = asked(program, "Bearer " + SECRET);
            assertThat(config.statusCode()).isEqualTo(200);
            assertThat(config.body()).doesNotContain("password", SECRET, hash.strip());
            assertThat(asked(program, "Bearer " + hash.strip()).statusCode()).isEqualTo(401);
            assertThat(program.log()).doesNotContain(SECRET, hash.strip(), "WARNING");
            assertThat(Files.readString(Path.of("/proc/" + program.pid() + "/cmdline")))
                    .doesNotContain(SECRET);
        }
    }

    private static HttpResponse<String> asked(Program program, String authorization) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + program.port() + "/api/config");
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", authorization)
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void passwordsThatCannotBeAreRefused() throws Exception {
        for (List<String> each : List.of(
                List.of("one password\\nanother one\\n", "the two passwords are not the same"),
                List.of("one password\\n", "the password is needed twice, each time in a line of its own"),
                List.of("", "the password is needed twice, each time in a line of its own"),
                List.of("short\\nshort\\n", "a password must have 8 to 1000 characters"))) {
            try (Program password =
                    Program.startInShell(folder, "printf '" + each.getFirst() + "' | \"$@\"", "password")) {
                assertThat(password.exitCode()).isEqualTo(2);
                assertThat(password.output()).isEmpty();
                assertThat(password.log()).isEqualTo("pistat: " + each.getLast() + "\n");
            }
        }
    }

    @Test
    void aFileThatIsMissingIsSaidInOneLine() throws Exception {
        for (List<String> each : List.of(
                List.of("password_file = \"none\"", "password_file none: no such file"),
                List.of("certificate = \"none\"\nkey = \"none\"", "certificate none: no such file"))) {
            configure(each.getFirst());
            try (Program program = Program.start(folder)) {
                assertThat(program.exitCode()).isEqualTo(2);
                assertThat(program.log()).isEqualTo("pistat: [server] " + each.getLast() + "\n");
            }
        }
    }

    @Test
    void theMachinesOwnNameIsKnownAndAnotherIsNot() throws Exception {
        configure("names = [\"stats.example.org\"]");
        String name =
                Files.readString(Path.of("/proc/sys/kernel/hostname")).strip().split("\\.", -1)[0];
        try (Program program = Program.start(folder)) {
            for (String known :
                    List.of(name, name + ".local", name + ".fritz.box:80", "stats.example.org", "localhost")) {
                assertThat(called(program, known)).as(known).startsWith("HTTP/1.1 200 ");
            }
            assertThat(called(program, "example.org")).startsWith("HTTP/1.1 421 ");
        }
    }

    private static String called(Program program, String host) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), program.port())) {
            socket.getOutputStream()
                    .write(("GET /api/config HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void whoIsOpenToEverybodyOrToOtherUsersIsWarned() throws Exception {
        Files.writeString(folder.resolve("config.toml"), "[server]\nport = 0\nallow = [\"private\", \"any\"]\n");
        try (Program program = Program.start(folder)) {
            assertThat(program.port()).isPositive();
            assertThat(program.log())
                    .contains("WARNING every machine that can reach port " + program.port()
                            + " can read everything: [server] allow"
                            + " goes beyond private networks, and there is no password_file");
        }
        Path password = Files.writeString(
                folder.resolve("password"), Password.of(SECRET).line());
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-rw-rw-"));
        configure("allow = [\"any\"]\npassword_file = \"password\"");
        try (Program program = Program.start(folder)) {
            assertThat(program.port()).isPositive();
            assertThat(program.log())
                    .doesNotContain("can read everything")
                    .contains(
                            "WARNING [server] password_file password can be read and changed by other users: 'chmod ");
        }
    }

    private void configure(String server) throws IOException {
        Files.writeString(folder.resolve("config.toml"), "[server]\nhost = \"127.0.0.1\"\nport = 0\n" + server + "\n");
    }
}

package dev.pistat.app.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The program as its user starts it: a process of its own, by the launcher. That is the one of the source folder, with the
 * jars in {@code target/lib} and the Java of the tests; or, with {@code -Dpistat.launcher=PATH}, that of a distribution, with
 * no {@code java} in the PATH if it has a runtime.
 */
public final class Program implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("on https?://[^/]+:(\\d+)/");
    private static final Path LAUNCHER = Path.of(System.getProperty("pistat.launcher", "src/dist/bin/pistat"))
            .toAbsolutePath();
    private static final Map<String, String> ENVIRONMENT = environment();
    private static final Pattern HEAP_USED = Pattern.compile("total \\d+K, used (\\d+)K");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final Process process;
    private final Path output;
    private final Path log;

    private Program(Process process, Path output, Path log) {
        this.process = process;
        this.output = output;
        this.log = log;
    }

    /** Starts it in a folder. */
    public static Program start(Path folder, String... arguments) throws IOException {
        return start(folder, command(arguments));
    }

    /** Starts another program of the tests in its place, with options for Java. */
    public static Program startInstead(Path folder, Class<?> main, List<String> options, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return start(folder, command);
    }

    /** Starts a shell, to which {@code "$@"} is the program with its arguments. */
    public static Program startInShell(Path folder, String script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        command.addAll(command(arguments));
        return start(folder, command);
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static Program start(Path folder, List<String> command) throws IOException {
        Path output = Files.createTempFile("pistat", ".out");
        Path log = Files.createTempFile("pistat", ".log");
        // A build in the background of a shell hands down which signals are ignored.
        List<String> listening = new ArrayList<>(List.of("env", "--default-signal"));
        listening.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(listening)
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(log.toFile());
        builder.environment().clear();
        builder.environment().putAll(ENVIRONMENT);
        return new Program(builder.start(), output, log);
    }

    private static Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.remove("PISTAT_JAVA_OPTIONS");
        environment.put("PISTAT_CACHE", "");
        if (System.getProperty("pistat.launcher") == null) {
            environment.put(
                    "PISTAT_LIB", Path.of("target", "lib").toAbsolutePath().toString());
            environment.put("JAVA_HOME", System.getProperty("java.home"));
        } else if (Files.exists(LAUNCHER.resolveSibling("../runtime"))) {
            environment.remove("JAVA_HOME");
            environment.put("PATH", withoutJava(environment.get("PATH")));
        }
        return environment;
    }

    /** A folder of links to all programs in a PATH but {@code java}. */
    private static String withoutJava(String path) {
        try {
            Path folder = Files.createDirectories(
                    Path.of("target", "path-without-java").toAbsolutePath());
            for (String part : path.split(File.pathSeparator, -1)) {
                try (Stream<Path> programs =
                        Files.isDirectory(Path.of(part)) ? Files.list(Path.of(part)) : Stream.of()) {
                    for (Path program : programs.toList()) {
                        Path link = folder.resolve(program.getFileName());
                        if (!link.endsWith("java") && !Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                            Files.createSymbolicLink(link, program);
                        }
                    }
                }
            }
            return folder.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it says where it listens. If it has said so more than once, the last time counts. */
    public int port() throws IOException, InterruptedException {
        return Integer.parseInt(awaitLog(LISTENING)
                .results()
                .reduce((one, later) -> later)
                .orElseThrow()
                .group(1));
    }

    /** Waits until this is somewhere in its log. */
    public void awaitLog(String regex) throws IOException, InterruptedException {
        awaitLog(Pattern.compile(regex));
    }

    private Matcher awaitLog(Pattern line) throws IOException, InterruptedException {
        while (true) {
            boolean alive = process.isAlive();
            Matcher found = line.matcher(log());
            if (found.find()) {
                return found.reset();
            }
            assertThat(alive).as("runs, but has ended and said: %s", log()).isTrue();
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
    }

    /** Asks until this is somewhere in the answer. */
    public void awaits(String path, String regex) throws IOException, InterruptedException {
        Pattern part = Pattern.compile(regex);
        while (true) {
            try {
                if (part.matcher(get(path).body()).find()) {
                    return;
                }
            } catch (ConnectException e) {
                // It has closed its port, and is about to open another one.
            }
            runsFor(Duration.ofMillis(20));
        }
    }

    /** Java's arguments, each after a NUL. */
    public String commandLine() throws IOException {
        return Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cmdline"));
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port() + path);
        return CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The lines of {@code /api/stream}, as they come. */
    public BufferedReader stream(String lastEventId) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/api/stream"));
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        HttpResponse<InputStream> answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    public long pid() {
        return process.pid();
    }

    /** Lets it run for a while. */
    public void runsFor(Duration duration) throws IOException, InterruptedException {
        boolean ended = process.waitFor(duration.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(ended).as("has ended and said: %s", log()).isFalse();
    }

    /** A figure of proc_pid_status(5): of memory in KB. */
    public double status(String key) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid() + "/status")).stream()
                .filter(line -> line.startsWith(key))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
                .sum();
    }

    /** What is left of the heap when all garbage has been collected. */
    public double liveHeapKb() throws Exception {
        jcmd("GC.run");
        Matcher used = HEAP_USED.matcher(jcmd("GC.heap_info"));
        double sum = 0;
        while (used.find()) {
            sum += Double.parseDouble(used.group(1));
        }
        assertThat(sum).isPositive();
        return sum;
    }

    private String jcmd(String command) throws Exception {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jcmd.waitFor()).as(said).isZero();
        return said;
    }

    /** Waits for its end. */
    public int exitCode() throws InterruptedException {
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("ends").isTrue();
        return process.exitValue();
    }

    /** Sends SIGTERM, or another signal by its name. By the shell's own kill: a small system has no other. */
    public void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).start();
        assertThat(kill.waitFor()).isZero();
    }

    public String log() throws IOException {
        return Files.readString(log, StandardCharsets.UTF_8);
    }

    public String output() throws IOException {
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.delete(output);
        Files.delete(log);
    }
}

package dev.pistat.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.app.program.Program;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * All crowds at once, which come and go at random: the owner is answered, samples go on, and nothing of it stays. {@code
 * -Dsoak.minutes}, 60 unless one says otherwise; {@code -Dpistat.seed} repeats a run.
 */
class CrowdSoak {

    private static final Duration LENGTH = Duration.ofMinutes(Long.getLong("soak.minutes", 60));
    private static final long SEED = Long.getLong("pistat.seed", new Random().nextLong());
    private static final int MOST_CLIENTS = 1_000;
    private static final int MOST_OF_A_CROWD = 300;
    private static final Pattern ID = Pattern.compile("\\{\"id\":(\\d+),");
    private static final Duration REST = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"-Xmx40m -Xmn2m", "-Xmx64m -Xmn4m"})
    void theOwnerIsAnsweredAllTheTime(String heap) throws Exception {
        Files.writeString(folder.resolve("config.toml"), """
                [collection]
                interval_seconds = 1
                [server]
                host = "127.0.0.1"
                port = 0
                """);
        Random random = new Random(SEED);
        try (Program program = Program.startInShell(folder, "PISTAT_JAVA_OPTIONS='" + heap + "' exec \"$@\"")) {
            program.awaits("/api/current", "\"id\":10,");
            double liveBefore = program.liveHeapKb();
            double residentBefore = program.status("VmRSS:");
            long first = id(program);
            Instant begin = Instant.now();
            List<Double> times = new ArrayList<>();
            double residentMost = 0;
            Map<Crowd.Kind, Crowd> crowds = new EnumMap<>(Crowd.Kind.class);
            while (Instant.now().isBefore(begin.plus(LENGTH))) {
                change(crowds, random, program.port());
                times.add(ask(program));
                residentMost = Math.max(residentMost, program.status("VmRSS:"));
                program.runsFor(Duration.ofMillis(500));
            }
            for (Crowd crowd : crowds.values()) {
                crowd.close();
            }
            long seconds = Duration.between(begin, Instant.now()).toSeconds();
            long samples = id(program) - first;
            program.runsFor(REST);
            double residentAfter = program.status("VmRSS:");
            double liveAfter = program.liveHeapKb();
            long logBytes = program.log().length();
            times.sort(null);
            System.out.printf(
                    "%s, seed %d, %d s: %d times the page and the newest sample, %.0f ms in the median, %.0f at worst; %d samples;"
                            + " resident %.1f MB before, %.1f at most, %.1f a minute after; live heap %.1f MB before, %.1f after;"
                            + " %d bytes of log%n",
                    heap,
                    SEED,
                    seconds,
                    times.size(),
                    times.get(times.size() / 2),
                    times.getLast(),
                    samples,
                    residentBefore / 1e3,
                    residentMost / 1e3,
                    residentAfter / 1e3,
                    liveBefore / 1e3,
                    liveAfter / 1e3,
                    logBytes);
            assertThat(samples).as("samples in %d s", seconds).isGreaterThan(seconds * 9 / 10);
            assertThat(liveAfter).as("live heap, KB").isLessThan(liveBefore + 4_000);
            assertThat(logBytes).isLessThan(100_000);
            assertThat(program.log()).doesNotContain("OutOfMemory", "SEVERE");
        }
    }

    /** One crowd goes or comes, and all that are there go on. */
    private static void change(Map<Crowd.Kind, Crowd> crowds, Random random, int port) throws Exception {
        Crowd.Kind[] kinds = Crowd.Kind.values();
        Crowd.Kind kind = kinds[random.nextInt(kinds.length)];
        Crowd there = crowds.remove(kind);
        if (there != null) {
            there.close();
        } else if (crowds.values().stream().mapToInt(Crowd::size).sum() < MOST_CLIENTS) {
            Crowd come = new Crowd(InetAddress.getLoopbackAddress(), port, kind);
            crowds.put(kind, come.join(1 + random.nextInt(MOST_OF_A_CROWD)));
        }
        for (Crowd crowd : crowds.values()) {
            crowd.goOn();
        }
    }

    private static double ask(Program program) throws Exception {
        long asked = System.nanoTime();
        for (String path : List.of("/", "/api/current")) {
            HttpResponse<String> answer = program.get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
        }
        return (System.nanoTime() - asked) / 1e6;
    }

    private static long id(Program program) throws Exception {
        Matcher id = ID.matcher(program.get("/api/current").body());
        assertThat(id.find()).isTrue();
        return Long.parseLong(id.group(1));
    }
}

package dev.pistat.store.sqlite;

import dev.pistat.core.metric.Sample;
import dev.pistat.store.sqlite.testkit.ComputedHistory;
import dev.pistat.store.sqlite.testkit.Samples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A program that keeps a {@link ComputedHistory} as fast as it can, and maintains it all the while, until it is killed. Once
 * it hears a line it opens the store; it says up to which id everything has been flushed.
 */
final class CrashingSampler {

    private CrashingSampler() {}

    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        Random random = new Random(Long.parseLong(arguments[1]));
        warmUp(Path.of(arguments[2]));
        say("ready");
        if (System.in.read() < 0) {
            return;
        }
        try (ExecutorService maintenance = Executors.newSingleThreadExecutor()) {
            while (true) {
                StoreSettings settings =
                        new StoreSettings(ComputedHistory.RETENTION, Duration.ofMillis(5 + random.nextInt(45)), 0);
                try (var store = SqliteMetricStore.open(file, Samples.ALL, settings)) {
                    record(store, random, maintenance);
                }
            }
        }
    }

    private static void record(SqliteMetricStore store, Random random, ExecutorService maintenance) throws Exception {
        long id = store.newest().map(Sample::id).orElse(0L);
        for (int round = 5 + random.nextInt(20); round > 0; round--) {
            Future<?> maintained = maintenance.submit(store::maintain);
            int flushes = random.nextInt(4);
            for (int i = 0; i < flushes; i++) {
                for (int more = random.nextInt(120); more > 0; more--) {
                    id++;
                    store.append(
                            ComputedHistory.sample(id),
                            ComputedHistory.events(id),
                            ComputedHistory.topProcesses(id).orElse(null));
                }
                store.flush();
                say(String.valueOf(id));
            }
            maintained.get();
        }
    }

    /** Loads the classes and SQLite, so that a kill meets work and not that. */
    private static void warmUp(Path scratch) {
        try (var store = Samples.open(scratch)) {
            store.append(
                    ComputedHistory.sample(1),
                    ComputedHistory.events(10),
                    ComputedHistory.topProcesses(2).orElse(null));
            store.maintain();
        }
    }

    /** Says a line, in one write: it arrives whole or not at all. */
    private static void say(String line) throws IOException {
        System.out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        System.out.flush();
    }
}

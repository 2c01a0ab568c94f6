package dev.pistat.app;

import dev.pistat.app.process.LogLines;
import dev.pistat.app.process.Signals;
import dev.pistat.core.recording.SystemClock;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** PiStat as the program has it, with a shorter interval than the configuration allows. */
public final class FastPiStat {

    private FastPiStat() {}

    /**
     * Runs until SIGTERM.
     *
     * @param args milliseconds between two samples; the configured interval should be longer than all this takes
     * @throws Exception if it cannot run here
     */
    public static void main(String... args) throws Exception {
        LogLines.install(new SystemClock(""));
        CountDownLatch asked = new CountDownLatch(1);
        Signals.on("TERM", asked::countDown);
        long interval = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(args[0]));
        try (PiStat pistat = PiStat.start(Configuration.read(Path.of("config.toml")))) {
            System.err.println("on http://127.0.0.1:" + pistat.port() + "/");
            long next = System.nanoTime() + interval;
            while (!asked.await(next - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                pistat.recorder().tick();
                next += interval;
            }
        }
        System.exit(0);
    }
}

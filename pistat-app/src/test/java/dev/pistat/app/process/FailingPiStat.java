package dev.pistat.app.process;

import dev.pistat.app.Configuration;
import dev.pistat.app.PiStat;
import dev.pistat.app.command.Run;
import dev.pistat.core.recording.SystemClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * PiStat under its watchdog, as the program has it, with an error in it that shows at some sample; it does not react to
 * signals.
 */
final class FailingPiStat {

    private static final List<byte[]> LEAK = new ArrayList<>();

    private FailingPiStat() {}

    /**
     * Samples until the mistake is made.
     *
     * @param args the mistake, {@code leak}, {@code error}, {@code hang} or {@code none}; the samples that go before it
     */
    public static void main(String... args) throws Exception {
        LogLines.install(new SystemClock(""));
        long last = Long.parseLong(args[1]);
        PiStat pistat = PiStat.start(Configuration.read(Path.of("config.toml")));
        pistat.onSample(sample -> {
            if (args[0].equals("none")) {
                System.err.println("sample " + sample.id() + ", port " + pistat.port());
            }
            if (sample.id() >= last) {
                fail(args[0]);
            }
        });
        ForcedExit forcedExit = new ForcedExit();
        Run.signals(forcedExit);
        Run.watchdog(pistat, Duration.ofSeconds(5), forcedExit);
        new CountDownLatch(1).await();
    }

    private static void fail(String mistake) {
        switch (mistake) {
            case "leak" -> fillTheHeap(1 << 20);
            case "none" -> {}
            case "error" -> throw new AssertionError("a mistake in the program");
            default -> hang();
        }
    }

    /** Leaves less than a hundred bytes. */
    private static void fillTheHeap(int bytes) {
        while (true) {
            try {
                LEAK.add(new byte[bytes]);
            } catch (OutOfMemoryError e) {
                if (bytes == 16) {
                    throw e;
                }
                bytes /= 2;
            }
        }
    }

    private static void hang() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

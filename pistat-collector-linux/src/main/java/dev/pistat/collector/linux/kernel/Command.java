package dev.pistat.collector.linux.kernel;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A runner of programs, for what they print: one at a time, and nothing that a program started outlives the call. For one
 * thread at a time.
 *
 * <p>A child that outlives its parent cannot be found by descent. So each run puts a mark of its own into the environment,
 * which children inherit and {@code /proc/PID/environ} shows (proc_pid_environ(5)).
 */
public final class Command {

    private static final String MARK = "PISTAT_COMMAND";
    private static final AtomicLong RUNS = new AtomicLong();
    private static final File NOTHING = new File("/dev/null");
    private static final Path PROC = Path.of("/proc");
    private static final int MOST_OUTPUT = 4_096;
    private static final Duration DEATH_WITHIN = Duration.ofMillis(250);
    /** A process may start another one while it is being killed; the next round finds that. */
    private static final int ROUNDS = 20;

    private static final long BETWEEN_ROUNDS_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    /** The parent of all threads of the kernel's own, which never have an environment. */
    private static final long KTHREADD = 2;

    private @Nullable Process last;

    /** A program ended with another number than 0. */
    public static final class RefusedException extends IOException {

        private static final long serialVersionUID = 1;

        private final String printed;

        RefusedException(String message, String printed) {
            super(message);
            this.printed = printed;
        }

        /** All that it printed. */
        public String printed() {
            return printed;
        }
    }

    /**
     * Runs a program to its end. Its input is empty. If it prints more than a pipe holds, 64 KiB, it never ends.
     *
     * @param limit when to kill it
     * @param words the program's path and its arguments
     * @return what it printed, errors too, the first 4096 bytes
     * @throws RefusedException if it ends with anything but 0
     * @throws IOException if it cannot be started or takes too long; or if the one before withstood being killed, as long
     *     as that lives
     * @throws InterruptedException if the thread is interrupted; the program is killed then
     */
    public String output(Duration limit, List<String> words) throws IOException, InterruptedException {
        String name = Path.of(words.getFirst()).getFileName() + " " + String.join(" ", words.subList(1, words.size()));
        if (last != null && !endsWithin(last, DEATH_WITHIN)) {
            throw new IOException(name + " is not asked: the one before cannot be killed");
        }
        String run = ProcessHandle.current().pid() + "." + RUNS.incrementAndGet();
        Process process = start(words, run);
        last = process;
        try {
            if (!endsWithin(process, limit)) {
                throw new IOException(name + " did not answer within " + limit.toMillis() + " ms");
            }
        } finally {
            kill(process, run);
        }
        String text = printed(process);
        if (process.exitValue() != 0) {
            throw new RefusedException(
                    name + " ended with " + process.exitValue() + ": '" + MalformedException.beginning(text) + "'",
                    text);
        }
        return text;
    }

    private static boolean endsWithin(Process process, Duration limit) throws InterruptedException {
        return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static Process start(List<String> words, String run) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(words).redirectInput(NOTHING).redirectErrorStream(true);
        builder.environment().put(MARK, run);
        return builder.start();
    }

    /** What the pipe held when the process ended: waiting for the pipe's end would be waiting for all who hold it. */
    private static String printed(Process process) throws IOException {
        InputStream pipe = process.getInputStream();
        return new String(pipe.readNBytes(Math.min(pipe.available(), MOST_OUTPUT)), StandardCharsets.ISO_8859_1);
    }

    /** Kills a process and what it left behind: if it ended by itself, that can only be younger. */
    private static void kill(Process process, String run) throws IOException {
        long older = process.isAlive() ? 0 : process.pid();
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        for (int round = 0; round < ROUNDS; round++) {
            boolean left = false;
            for (ProcessHandle each : younger(older)) {
                switch (origin(run, each)) {
                    case OURS -> {
                        each.destroyForcibly();
                        left = true;
                    }
                    case UNKNOWN -> left = true;
                    case STRANGER -> {
                        // not started by this call
                    }
                }
            }
            if (!left) {
                return;
            }
            LockSupport.parkNanos(BETWEEN_ROUNDS_NANOS);
        }
    }

    /** The processes whose number is above {@code older}. */
    private static List<ProcessHandle> younger(long older) throws IOException {
        return KernelFile.entries(PROC, "[0-9]*").stream()
                .map(folder -> Long.parseLong(folder.getFileName().toString()))
                .filter(pid -> pid > older)
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .toList();
    }

    private enum Origin {
        OURS,
        /** In the midst of execve(2), a process has no environment for a moment. */
        UNKNOWN,
        STRANGER
    }

    /** Whether it has ended, and only waits for its parent to notice (proc_pid_stat(5)). */
    private static boolean isZombie(ProcessHandle process) throws IOException {
        String stat = KernelFile.text(PROC.resolve(process.pid() + "/stat"));
        return stat.startsWith(") Z", stat.lastIndexOf(')'));
    }

    private static Origin origin(String run, ProcessHandle process) {
        try {
            String environment = KernelFile.text(PROC.resolve(process.pid() + "/environ"));
            if (environment.contains(MARK + "=" + run + "\0")) {
                return Origin.OURS;
            }
            boolean ofTheKernel =
                    process.parent().filter(parent -> parent.pid() == KTHREADD).isPresent();
            return environment.isEmpty() && !ofTheKernel && !isZombie(process) ? Origin.UNKNOWN : Origin.STRANGER;
        } catch (IOException e) {
            return Origin.STRANGER; // it is gone, or another user's, whose environment may not be read
        }
    }
}

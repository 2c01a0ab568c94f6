package dev.pistat.collector.linux.process;

import dev.pistat.collector.linux.kernel.KernelFile;
import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.collector.linux.kernel.Percent;
import dev.pistat.core.history.ProcessUse;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.port.Clock;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The processes that use most: five by CPU time since the last snapshot, five by resident memory. A snapshot is taken at the first sample,
 * every 30 s, and at once when the processor becomes busy to more than 80 %, again only after it was below 70 % in between; at
 * the other samples nothing is done. It has no metrics of its own.
 *
 * <p>Each snapshot reads {@code /proc/PID/stat} of all processes, and of those reported {@code status} and {@code io}
 * (proc_pid_stat(5), proc_pid_status(5), proc_pid_io(5)). {@code io} is readable for the same user and root only. Where
 * procfs hides the processes of others (hidepid, proc(5)), they are not seen. The first snapshot is taken when the sampler is
 * made.
 */
public final class ProcessSampler implements Sampler {

    private static final Pattern PID = Pattern.compile("[1-9]\\d{0,8}");
    private static final int MOST = 5;
    private static final double BUSY_PERCENT = 80;
    private static final double CALM_PERCENT = 70;
    private static final long EVERY_NANOS = Duration.ofSeconds(30).toNanos();
    /** A sample that comes a little early does not put the snapshot off to the next one. */
    private static final long EARLY_NANOS = Duration.ofMillis(500).toNanos();
    /** A line of {@code stat} has less than 1 KiB. */
    private static final int BUFFER_SIZE = 4_096;

    private static final double KIBIBYTE = 1_024;
    private static final Comparator<Seen> BY_CPU =
            Comparator.comparingLong(Seen::ticks).reversed();
    private static final Comparator<Seen> BY_MEMORY =
            Comparator.comparingLong((Seen seen) -> seen.stat.pages()).reversed();

    private final Path procfs;
    private final Users users;
    private final Supplier<Reading> busy;
    private final Clock clock;
    private final byte[] buffer = new byte[BUFFER_SIZE];
    private @Nullable Snapshot last;
    private boolean reported;
    private boolean wasBusy;

    /**
     * Takes the first snapshot.
     *
     * @param busy the busy share of all cores in the sample under way
     */
    public ProcessSampler(Path procfs, Path rootfs, Supplier<Reading> busy, Clock clock) {
        this.procfs = procfs;
        users = new Users(rootfs);
        this.busy = busy;
        this.clock = clock;
        last = firstSnapshot();
    }

    /** Every process, by number, at a moment of monotonic time. */
    private record Snapshot(long nanos, Map<Integer, ProcessStat> processes) {}

    /** A process, and its CPU time since the snapshot before, in 1/100 s. */
    private record Seen(int pid, ProcessStat stat, long ticks) {}

    @Override
    public String name() {
        return "processes";
    }

    @Override
    public List<Metric> metrics() {
        return List.of();
    }

    @Override
    public void sample(SampleSink sink) throws IOException {
        boolean becameBusy = becameBusy();
        long sinceLast = clock.monotonicNanos() - (last == null ? 0 : last.nanos);
        if (becameBusy || !reported || sinceLast >= EVERY_NANOS - EARLY_NANOS) {
            Snapshot now = snapshot();
            report(sink, last, now);
            last = now;
            reported = true;
        }
    }

    private boolean becameBusy() {
        if (!(busy.get() instanceof Reading.Value(double percent))) {
            return false;
        }
        boolean was = wasBusy;
        wasBusy = percent > BUSY_PERCENT || (was && percent >= CALM_PERCENT);
        return wasBusy && !was;
    }

    private void report(SampleSink sink, @Nullable Snapshot before, Snapshot now) {
        users.refresh();
        double seconds = before == null ? 0 : (now.nanos - before.nanos) / 1e9;
        Map<Integer, ProcessStat> earlier = before == null ? Map.of() : before.processes;
        List<Seen> seen = now.processes.entrySet().stream()
                .map(each ->
                        new Seen(each.getKey(), each.getValue(), ticksSince(earlier, each.getKey(), each.getValue())))
                .toList();
        Map<Integer, Optional<ProcessUse>> uses = new HashMap<>();
        sink.topProcesses(
                top(seen.stream().filter(each -> seconds > 0 && each.ticks > 0), BY_CPU, seconds, uses),
                top(seen.stream().filter(each -> each.stat.pages() > 0), BY_MEMORY, seconds, uses));
    }

    /** Of a process that was not there before, or was another one under the same number, all its time. */
    private static long ticksSince(Map<Integer, ProcessStat> earlier, int pid, ProcessStat now) {
        ProcessStat before = earlier.get(pid);
        return before != null && before.start() == now.start() ? now.ticks() - before.ticks() : now.ticks();
    }

    private List<ProcessUse> top(
            Stream<Seen> seen, Comparator<Seen> order, double seconds, Map<Integer, Optional<ProcessUse>> uses) {
        return seen.sorted(order)
                .flatMap(each -> uses.computeIfAbsent(each.pid, pid -> use(each, seconds)).stream())
                .limit(MOST)
                .toList();
    }

    /** Empty if it ended meanwhile. */
    private Optional<ProcessUse> use(Seen seen, double seconds) {
        Path folder = procfs.resolve(Integer.toString(seen.pid));
        try {
            String status = KernelFile.text(folder.resolve("status"));
            OptionalDouble user = KernelFile.number(status, "Uid:");
            OptionalDouble resident = KernelFile.number(status, "VmRSS:");
            return Optional.of(new ProcessUse(
                    seen.pid,
                    seen.stat.name(),
                    user.isPresent() ? users.name((long) user.getAsDouble()) : "?",
                    seconds > 0 ? Percent.rounded(seen.ticks / seconds) : 0,
                    (long) (resident.orElse(0) * KIBIBYTE),
                    written(folder.resolve("io"))));
        } catch (IOException | MalformedException e) {
            return Optional.empty();
        }
    }

    private static OptionalLong written(Path io) {
        try {
            OptionalDouble bytes = KernelFile.number(KernelFile.text(io), "write_bytes:");
            return bytes.isPresent() ? OptionalLong.of((long) bytes.getAsDouble()) : OptionalLong.empty();
        } catch (IOException | MalformedException e) {
            return OptionalLong.empty();
        }
    }

    /** @throws IOException if there is no process to be seen */
    private Snapshot snapshot() throws IOException {
        long nanos = clock.monotonicNanos();
        String[] names = procfs.toFile().list();
        Map<Integer, ProcessStat> processes = new HashMap<>();
        for (String name : names == null ? new String[0] : names) {
            if (PID.matcher(name).matches()) {
                stat(name).ifPresent(stat -> processes.put(Integer.valueOf(name), stat));
            }
        }
        if (processes.isEmpty()) {
            throw new IOException("no process to be seen in " + procfs);
        }
        return new Snapshot(nanos, processes);
    }

    /** Empty if it ended meanwhile, or is not to be understood. One buffer for all of them saves a third of the time. */
    private Optional<ProcessStat> stat(String pid) {
        try (InputStream file = new FileInputStream(procfs + "/" + pid + "/stat")) {
            int length = Math.max(0, file.read(buffer));
            return Optional.of(ProcessStat.parse(new String(buffer, 0, length, StandardCharsets.ISO_8859_1)));
        } catch (IOException | MalformedException e) {
            return Optional.empty();
        }
    }

    /** Null if it fails: the first sample will fail too, and say why. */
    private @Nullable Snapshot firstSnapshot() {
        try {
            return snapshot();
        } catch (IOException e) {
            return null;
        }
    }
}

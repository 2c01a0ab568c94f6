package dev.pistat.app.command;

import dev.pistat.app.Configuration;
import dev.pistat.app.process.FileOwner;
import dev.pistat.app.process.PortListener;
import dev.pistat.app.process.SecretFiles;
import dev.pistat.app.setting.Settings;
import dev.pistat.app.terminal.Bytes;
import dev.pistat.app.terminal.Printable;
import dev.pistat.collector.linux.BootId;
import dev.pistat.collector.linux.LinuxHost;
import dev.pistat.collector.linux.LinuxSamplers;
import dev.pistat.core.memory.InMemoryMetricStore;
import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.metric.Host;
import dev.pistat.core.metric.MemoryMetrics;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.Clock;
import dev.pistat.core.recording.Recorder;
import dev.pistat.core.recording.SystemClock;
import dev.pistat.http.HttpServer;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A check of what this machine has for PiStat, and of what would keep it from working well. It changes nothing. */
public final class HostCheck {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());
    /** A clock that shows less has not been set since the machine was switched on. */
    private static final Instant LEAST_TIME = Instant.parse("2026-01-01T00:00:00Z");
    /** The kernel cannot tell it without a system call that Java has not; systemd-timesyncd leaves a file. */
    private static final Path TIMESYNC = Path.of("/run/systemd/timesync");

    private static final long LEAST_DISK_BYTES = 50_000_000;
    private static final long LEAST_MEMORY_BYTES = 100_000_000;
    private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private final Configuration configuration;
    private final Clock clock;
    private final PrintStream out;
    private final @Nullable FileOwner another;
    private final List<String> wrong = new ArrayList<>();

    /**
     * @param another whose history it is, if it is another user's: PiStat runs as that one, so what only this user may not do
     *     is not wrong
     */
    HostCheck(Configuration configuration, PrintStream out, @Nullable FileOwner another) {
        this.configuration = configuration;
        this.another = another;
        this.out = out;
        clock = new SystemClock(BootId.read(configuration.linux().procfs()));
    }

    /**
     * Looks at everything, and prints it.
     *
     * @param newest the time of the newest sample in the history, if there is one
     * @param openIn the program that has the history open, as {@code PiStat (pid 123)}, if one has
     * @return what is wrong, each with what to do
     */
    List<String> run(@Nullable Instant newest, @Nullable String openIn) throws InterruptedException {
        Sample sample = sample();
        Host host = LinuxHost.read(configuration.linux());
        line(
                "machine",
                Stream.of(host.model(), host.os(), Optional.of(host.kernel()))
                        .flatMap(Optional::stream)
                        .collect(Collectors.joining(", ")));
        line(
                "java",
                System.getProperty("java.version") + " of " + System.getProperty("java.vendor") + ", as user "
                        + System.getProperty("user.name"));
        memory(sample);
        folder();
        port(openIn);
        wrong.addAll(SecretFiles.openToOthers(Settings.secretFiles(configuration.values())));
        clock(newest);
        metrics(sample);
        return List.copyOf(wrong);
    }

    private void memory(Sample sample) {
        OptionalDouble available = sample.value(MemoryMetrics.MEM_AVAILABLE);
        String heap = Bytes.text(Runtime.getRuntime().maxMemory()) + " at most for Java's objects";
        if (available.isEmpty()) {
            line("memory", heap);
            return;
        }
        long bytes = (long) available.getAsDouble();
        line("memory", Bytes.text(bytes) + " available, " + heap);
        if (bytes < LEAST_MEMORY_BYTES) {
            wrong.add("only " + Bytes.text(bytes) + " of memory are available, and PiStat takes about "
                    + Bytes.text(LEAST_MEMORY_BYTES) + ": stop something else");
        }
    }

    private void folder() {
        Path file = configuration.database().toAbsolutePath();
        Path folder = Optional.ofNullable(file.getParent()).orElse(file);
        long free = folder.toFile().getUsableSpace();
        if (another != null) {
            line(
                    "folder",
                    folder + " is for user " + another.name() + (free > 0 ? ", " + Bytes.text(free) + " free" : ""));
            full(folder, free > 0 ? free : LEAST_DISK_BYTES);
            return;
        }
        if (!Files.isDirectory(folder)) {
            line("folder", folder + " is missing");
            wrong.add("the folder " + folder + " is missing: create it, or choose another [database] path");
            return;
        }
        boolean writable = Files.isWritable(folder) && (!Files.exists(file) || Files.isWritable(file));
        line("folder", folder + (writable ? "" : " is not writable for this user") + ", " + Bytes.text(free) + " free");
        if (!writable) {
            wrong.add("this user cannot write " + file + ": if PiStat runs as this user, change the permissions or the"
                    + " mount of the folder, or choose another [database] path");
        }
        full(folder, free);
    }

    private void full(Path folder, long free) {
        if (free < LEAST_DISK_BYTES) {
            wrong.add("the disk of " + folder + " is full: make room; until then samples wait in memory");
        }
    }

    private void port(@Nullable String openIn) {
        int port = configuration.port();
        Optional<String> trouble = HttpServer.trouble(configuration.host(), port);
        if (trouble.isEmpty()) {
            line(
                    "port",
                    port == 0
                            ? "any that is free"
                            : port + " is free"
                                    + (another == null ? "" : ": no PiStat of user " + another.name() + " listens"));
            return;
        }
        PortListener listener = PortListener.on(port).orElse(null);
        if (openIn != null && (listener == null || openIn.contains(pid(listener)))) {
            line("port", port + " is listened on by " + openIn);
        } else if (another != null && PortListener.isOf(another.uid(), port)) {
            line("port", port + " is listened on by user " + another.name() + ", whose history it is");
        } else if (listener == null) {
            line("port", "cannot be listened on");
            wrong.add(trouble.get());
        } else {
            String program = listener.name() + " " + pid(listener);
            line("port", port + " is taken by " + program);
            wrong.add(trouble.get() + " (it is " + program + ")");
        }
    }

    private static String pid(PortListener listener) {
        return "(pid " + listener.pid() + ")";
    }

    private void clock(@Nullable Instant newest) {
        Instant now = clock.wall();
        boolean timesync = Files.isDirectory(TIMESYNC);
        boolean set = Files.exists(TIMESYNC.resolve("synchronized"));
        line(
                "clock",
                TIME.format(now)
                        + (set
                                ? ", set by the network"
                                : timesync
                                        ? ", not set by the network yet"
                                        : ", not known whether set by the network"));
        if (now.isBefore(LEAST_TIME)) {
            wrong.add("the clock is years behind: set it ('sudo date -s ...'), or give it the network ('timedatectl')");
        } else if (newest != null && newest.isAfter(now.plus(Duration.ofMinutes(1)))) {
            wrong.add("the newest sample is of " + TIME.format(newest)
                    + ", which is still to come: the clock is behind, or was ahead; see 'timedatectl'");
        }
    }

    private void metrics(Sample sample) {
        Map<Metric, List<Map.Entry<Series, Reading>>> byMetric = new LinkedHashMap<>();
        sample.readings()
                .entrySet()
                .forEach(reading -> byMetric.computeIfAbsent(reading.getKey().metric(), none -> new ArrayList<>())
                        .add(reading));
        Map<String, List<String>> missing = new LinkedHashMap<>();
        Map<String, List<String>> failed = new LinkedHashMap<>();
        int found = 0;
        for (Metric metric : Catalogue.ALL) {
            List<Map.Entry<Series, Reading>> readings = byMetric.getOrDefault(metric, List.of());
            if (readings.stream().anyMatch(reading -> reading.getValue() instanceof Reading.Value)) {
                found++;
            } else if (readings.isEmpty()) {
                missing.computeIfAbsent("this machine has none", none -> new ArrayList<>())
                        .add(metric.name());
            }
            for (Map.Entry<Series, Reading> reading : readings) {
                String key = reading.getKey().key();
                switch (reading.getValue()) {
                    case Reading.Value(double value) -> {}
                    case Reading.Unavailable(String why) ->
                        missing.computeIfAbsent(why, none -> new ArrayList<>()).add(key);
                    case Reading.Failed(String why) ->
                        failed.computeIfAbsent(why, none -> new ArrayList<>()).add(key);
                }
            }
        }
        line("metrics", found + " of " + Catalogue.ALL.size() + " are read here");
        if (!missing.isEmpty()) {
            out.println();
            out.println("Not here:");
            missing.forEach((why, keys) -> out.println(Printable.text("  " + why + ": " + String.join(", ", keys))));
        }
        if (another == null) {
            failed.forEach((why, keys) -> wrong.add(why + ": so there is no " + String.join(", ", keys)));
        } else if (!failed.isEmpty()) {
            out.println();
            out.println("Not for this user, which says nothing of PiStat as user " + another.name() + ":");
            failed.forEach((why, keys) -> out.println(Printable.text("  " + why + ": " + String.join(", ", keys))));
        }
    }

    /** The second one, as some readings need an earlier one. */
    private Sample sample() throws InterruptedException {
        try (Recorder recorder = new Recorder(
                LinuxSamplers.all(configuration.linux(), clock),
                new InMemoryMetricStore(),
                clock,
                configuration.interval())) {
            recorder.tick();
            LockSupport.parkNanos(BETWEEN_NANOS);
            return recorder.tick();
        }
    }

    private void line(String what, String text) {
        out.println(Printable.text(String.format(Locale.ROOT, "%-8s %s", what, text)));
    }
}

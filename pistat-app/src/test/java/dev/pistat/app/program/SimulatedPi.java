package dev.pistat.app.program;

import dev.pistat.core.history.Event;
import dev.pistat.core.history.ProcessUse;
import dev.pistat.core.history.TopProcesses;
import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.BoardMetrics;
import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.DiskMetrics;
import dev.pistat.core.metric.MemoryMetrics;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.NetworkMetrics;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.SelfMetrics;
import dev.pistat.core.metric.Series;
import dev.pistat.store.sqlite.SqliteMetricStore;
import dev.pistat.store.sqlite.StoreSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A Raspberry Pi 5 that has something to do, all the time: its files change as they would, and it has a history. */
public final class SimulatedPi implements AutoCloseable {

    static final Duration INTERVAL = Duration.ofSeconds(10);

    /** The board's: it was not restarted meanwhile. */
    private static final String BOOT = "5a5b5c5d-0000-4000-8000-000000000005";

    private static final List<String> PROGRAMS = List.of("pihole-FTL", "python3", "chromium", "java", "restic");
    private static final long[] PAGES = {4_100, 6_900, 31_000, 9_200, 12_400};
    private static final double[] SHARES = {0.06, 0.12, 0.22, 0.03, 0.02};

    private final Board board;
    private final Course course;
    private final ScheduledExecutorService life = Executors.newSingleThreadScheduledExecutor();
    private final Future<?> living;
    private final double[] busyTicks = {50_450, 50_500, 50_300, 50_300};
    private final double[] idleTicks = {900_000, 900_055, 900_470, 900_649};
    private final double[] processTicks = new double[PROGRAMS.size()];
    private double received = 91_704_120;
    private double sent = 8_170_410;
    private double sectorsRead = 9_325_216;
    private double sectorsWritten = 31_225_120;
    private double at = seconds(Instant.now());

    /** Copies the board into an empty folder, and begins to live. */
    public SimulatedPi(Path folder, Course course) throws IOException {
        this.course = course;
        board = Board.copy("pi5", folder);
        board.write("proc/1/mountinfo", "27 1 0:32 /@ / rw,noatime shared:1 - btrfs /dev/nvme0n1p2 rw,ssd\n");
        for (int i = 0; i < PROGRAMS.size(); i++) {
            board.write(
                    "proc/" + (800 + i) + "/status",
                    "Name:\t%s\nUid:\t%d\t0\t0\t0\nVmRSS:\t%d kB\n"
                            .formatted(PROGRAMS.get(i), i < 2 ? 0 : 1000, PAGES[i] * 16));
        }
        live();
        living = life.scheduleAtFixedRate(this::live, 200, 200, TimeUnit.MILLISECONDS);
    }

    /** Runs the program on it. */
    public Program start(int intervalSeconds) throws IOException {
        return board.start(intervalSeconds, 0);
    }

    Board board() {
        return board;
    }

    @Override
    public void close() {
        living.cancel(false);
        life.close();
    }

    private void live() {
        double before = at;
        at = seconds(Instant.now());
        double passed = at - before;
        try {
            board.write("proc/stat", stat(passed));
            board.write(
                    "proc/loadavg",
                    String.format(
                            Locale.ROOT,
                            "%.2f %.2f %.2f 2/388 31207\n",
                            course.load(at, 1),
                            course.load(at, 5),
                            course.load(at, 15)));
            board.write("proc/1/net/dev", netDev(passed));
            board.write("proc/diskstats", diskStats(passed));
            board.write("proc/meminfo", memInfo());
            board.write("sys/class/thermal/thermal_zone0/temp", Math.round(course.celsius(at) * 1_000) + "\n");
            board.write("sys/class/hwmon/hwmon2/fan1_input", Math.round(course.fanRpm(at)) + "\n");
            for (int i = 0; i < PROGRAMS.size(); i++) {
                processTicks[i] += passed * (SHARES[i] * 100 + (i == 4 ? course.backup(at) * 170 : 0));
                board.write("proc/" + (800 + i) + "/stat", processStat(i));
            }
            board.write("vcgencmd", firmware());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String stat(double passed) {
        StringBuilder cores = new StringBuilder();
        double busy = 0;
        double idle = 0;
        for (int core = 0; core < 4; core++) {
            double percent = course.corePercent(core, at);
            busyTicks[core] += passed * percent;
            idleTicks[core] += passed * (100 - percent);
            busy += busyTicks[core];
            idle += idleTicks[core];
            cores.append(cpu("cpu" + core, busyTicks[core], idleTicks[core]));
        }
        return cpu("cpu", busy, idle) + cores + "btime " + Math.round(at - 6_042)
                + "\nprocs_running 2\nprocs_blocked 0\n";
    }

    private static String cpu(String name, double busy, double idle) {
        return "%s %d 0 %d %d %d 0 %d 0 0 0\n"
                .formatted(name, (long) (0.68 * busy), (long) (0.24 * busy), (long) idle, (long) (0.05 * busy), (long)
                        (0.03 * busy));
    }

    private String netDev(double passed) {
        received += passed * course.received(at);
        sent += passed * course.sent(at);
        return """
                Inter-|   Receive                                                |  Transmit
                 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls
                    lo:    1000      10    0    0    0     0          0         0     1000      10    0    0    0     0       0    0
                  eth0:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0    0
                 wlan0: %d   80520    0    0    0     0          0         0  %d   40320    0    0    0     0       0    0
                """.formatted((long) received, (long) sent);
    }

    private String diskStats(double passed) {
        sectorsRead += passed * course.diskRead(at) / 512;
        sectorsWritten += passed * course.diskWritten(at) / 512;
        return "259 0 nvme0n1 %d 8050 %d 30180 %d 91220 %d 120440 0 %d 158120 420 0 91204120 1200 8405 6302\n"
                .formatted(
                        (long) (sectorsRead / 90),
                        (long) sectorsRead,
                        (long) (sectorsWritten / 130),
                        (long) sectorsWritten,
                        (long) (sectorsRead / 100));
    }

    private String memInfo() throws IOException {
        long available = Math.round((8_255_552L * 1_024 - course.memoryUsed(at)) / 1_024);
        return "MemTotal: 8255552 kB\nMemFree: 4101120 kB\nMemAvailable: %d kB\nBuffers: 41216 kB\nCached: 2680832 kB\n"
                        .formatted(available)
                + "SwapTotal: 524272 kB\nSwapFree: 524272 kB\nDirty: 48 kB\n";
    }

    private String processStat(int i) {
        return "%d (%s) S 1 1 1 0 -1 4194560 0 0 0 0 %d 0 0 0 20 0 9 0 1200 900000000 %d 18446744073709551615 0\n"
                .formatted(800 + i, PROGRAMS.get(i), (long) processTicks[i], PAGES[i]);
    }

    /** The board's own program, with what the firmware says now. */
    private String firmware() throws IOException {
        int bits = (course.undervoltage(at) ? 0x10001 : 0) | (course.throttled(at) ? 0x60006 : 0);
        return Files.readString(Board.BOARDS.resolve("pi5/vcgencmd"))
                .replace("temp=46.6", String.format(Locale.ROOT, "temp=%.1f", course.celsius(at)))
                .replace("throttled=0x0", "throttled=0x%x".formatted(bits));
    }

    /** Gives it a history that ends now. */
    public void remember(Duration length) throws IOException {
        remember(length, length);
    }

    /** The same, with a sample every five minutes until the last part, and rolled up as if it had been recorded. */
    public void remember(Duration length, Duration dense) throws IOException {
        double end = at;
        double monotonic = System.nanoTime() / 1e3;
        double step = INTERVAL.toSeconds();
        try (SqliteMetricStore store = SqliteMetricStore.open(
                board.folder().resolve("pistat.db"), new Allowlist(Catalogue.ALL), StoreSettings.DEFAULTS)) {
            long id = 1;
            double when = end - length.toSeconds();
            while (when < end) {
                double before = when - step;
                Instant moment = Instant.ofEpochMilli(Math.round(when * 1_000));
                Sample sample =
                        new Sample(id++, moment, Math.round(monotonic + (when - end) * 1e6), BOOT, readings(when));
                Optional<TopProcesses> topProcesses = id % 3 == 0
                        ? Optional.of(new TopProcesses(moment, processes(when), processes(when)))
                        : Optional.empty();
                store.append(sample, happened(when, before), topProcesses.orElse(null));
                if (when < end - dense.toSeconds() && id % 360 == 0) {
                    store.maintain();
                }
                when += when < end - dense.toSeconds() ? 300 : step;
            }
        }
    }

    private Map<Series, Reading> readings(double when) {
        Map<Series, Reading> readings = new LinkedHashMap<>();
        double cpu = course.cpuPercent(when);
        put(readings, CpuMetrics.CPU_PERCENT, cpu);
        put(readings, CpuMetrics.CPU_USER_PERCENT, 0.68 * cpu);
        put(readings, CpuMetrics.CPU_SYSTEM_PERCENT, 0.27 * cpu);
        put(readings, CpuMetrics.CPU_IOWAIT_PERCENT, 0.05 * cpu);
        put(readings, CpuMetrics.CPU_STEAL_PERCENT, 0);
        for (int core = 0; core < 4; core++) {
            readings.put(
                    new Series(CpuMetrics.CPU_CORE_PERCENT, "" + core),
                    new Reading.Value(course.corePercent(core, when)));
        }
        double used = course.memoryUsed(when);
        put(readings, MemoryMetrics.MEM_USED, Math.rint(used));
        put(readings, MemoryMetrics.MEM_TOTAL, 8_453_685_248.0);
        put(readings, MemoryMetrics.MEM_PERCENT, used / 84_536_852.48);
        put(readings, MemoryMetrics.MEM_CACHED, 2_745_171_968.0);
        put(readings, MemoryMetrics.SWAP_USED, 0);
        put(readings, BoardMetrics.CPU_TEMP, course.celsius(when));
        readings.put(
                new Series(BoardMetrics.TEMPERATURE_CELSIUS, "cpu-thermal"), new Reading.Value(course.celsius(when)));
        readings.put(new Series(BoardMetrics.TEMPERATURE_CELSIUS, "nvme Composite"), new Reading.Value(38.85));
        readings.put(new Series(BoardMetrics.TEMPERATURE_CELSIUS, "rp1_adc temp1"), new Reading.Value(53.729));
        readings.put(new Series(BoardMetrics.FAN_RPM, "pwmfan fan1"), new Reading.Value(course.fanRpm(when)));
        put(readings, BoardMetrics.UNDERVOLTAGE_NOW, course.undervoltage(when) ? 1 : 0);
        put(readings, BoardMetrics.THROTTLED_NOW, course.throttled(when) ? 1 : 0);
        put(readings, BoardMetrics.FREQUENCY_CAPPED_NOW, course.throttled(when) ? 1 : 0);
        put(readings, BoardMetrics.TEMPERATURE_LIMITED_NOW, 0);
        put(readings, CpuMetrics.LOAD_1, course.load(when, 1));
        put(readings, CpuMetrics.LOAD_5, course.load(when, 5));
        put(readings, CpuMetrics.LOAD_15, course.load(when, 15));
        put(readings, NetworkMetrics.NET_RECEIVE_RATE, course.received(when));
        put(readings, NetworkMetrics.NET_SEND_RATE, course.sent(when));
        readings.put(
                new Series(NetworkMetrics.INTERFACE_RECEIVE_RATE, "wlan0"), new Reading.Value(course.received(when)));
        readings.put(new Series(NetworkMetrics.INTERFACE_SEND_RATE, "wlan0"), new Reading.Value(course.sent(when)));
        readings.put(new Series(DiskMetrics.DISK_READ_RATE, "nvme0n1"), new Reading.Value(course.diskRead(when)));
        readings.put(new Series(DiskMetrics.DISK_WRITE_RATE, "nvme0n1"), new Reading.Value(course.diskWritten(when)));
        readings.put(
                new Series(DiskMetrics.DISK_BUSY_PERCENT, "nvme0n1"), new Reading.Value(course.diskRead(when) / 4e5));
        put(readings, DiskMetrics.DISK_PERCENT, 23.84);
        put(readings, BoardMetrics.BOARD_POWER_WATTS, course.watts(when));
        put(readings, BoardMetrics.UPTIME_SECONDS, Math.floor(6_042 - (at - when)));
        put(readings, SelfMetrics.PISTAT_CPU_PERCENT, 0.11);
        put(readings, SelfMetrics.PISTAT_WRITTEN_BYTES, Math.rint((when - at + 6_042) * 900));
        return readings;
    }

    private static void put(Map<Series, Reading> readings, Metric metric, double value) {
        readings.put(new Series(metric), new Reading.Value(value));
    }

    private List<Event> happened(double when, double before) {
        List<Event> events = new ArrayList<>();
        change(events, when, course.undervoltage(before), course.undervoltage(when), "undervoltage");
        change(events, when, course.throttled(before), course.throttled(when), "throttled");
        return events;
    }

    private static void change(List<Event> events, double when, boolean was, boolean is, String word) {
        if (was != is) {
            Instant moment = Instant.ofEpochMilli(Math.round(when * 1_000));
            events.add(new Event(moment, word + (is ? "_began" : "_ended"), "firmware", is ? "it began" : "it ended"));
        }
    }

    private List<ProcessUse> processes(double when) {
        List<ProcessUse> uses = new ArrayList<>();
        for (int i = 0; i < PROGRAMS.size(); i++) {
            double percent = 100 * SHARES[i] + (i == 4 ? 170 * course.backup(when) : 0);
            uses.add(new ProcessUse(
                    800 + i, PROGRAMS.get(i), i < 2 ? "root" : "pi", percent, PAGES[i] * 16_384, OptionalLong.empty()));
        }
        uses.sort((one, other) -> Double.compare(other.cpuPercent(), one.cpuPercent()));
        return uses;
    }

    private static double seconds(Instant moment) {
        return moment.toEpochMilli() / 1e3;
    }
}

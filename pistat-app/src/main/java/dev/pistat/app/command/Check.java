package dev.pistat.app.command;

import dev.pistat.app.Configuration;
import dev.pistat.app.process.FileOwner;
import dev.pistat.app.process.LogLines;
import dev.pistat.app.setting.ConfigurationException;
import dev.pistat.app.terminal.Bytes;
import dev.pistat.app.terminal.Printable;
import dev.pistat.app.terminal.Progress;
import dev.pistat.core.history.CounterBuckets;
import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.SelfMetrics;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.port.StoreException;
import dev.pistat.store.sqlite.SqliteCheck;
import dev.pistat.store.sqlite.SqliteCheck.Contents;
import dev.pistat.store.sqlite.SqliteMetricStore;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** A check of the history, and of all that would keep PiStat from working well. */
final class Check extends Command {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final Duration DAY = Duration.ofDays(1);
    /** So short that a restart takes only minutes out of the day, not all of it. */
    private static final int POINTS = 288;
    /** Less says nothing of a day. */
    private static final double LEAST_SECONDS = 600;

    Check() {
        super(
                "check",
                false,
                "says what the history holds, what this machine can be asked for, and what would keep PiStat from"
                        + " working well; exit code 1 if something does");
    }

    @Override
    boolean run(CommandLine asked) throws ConfigurationException, InterruptedException {
        Configuration configuration = asked.configuration();
        LogLines.silence(); // what the samplers would say is said below
        PrintStream out = System.out;
        Path file = configuration.database();
        List<String> wrong = new ArrayList<>();
        SqliteCheck check = null;
        FileOwner another = FileOwner.ofAnother(file).orElse(null);
        String more = another == null
                ? ""
                : "'sudo -u " + another.name() + " pistat check"
                        + (asked.config() == null ? "" : " --config " + asked.config()) + "' shows more";
        try {
            if (another != null && another.closed()) {
                out.println(file + " is for user " + another.name() + " alone: " + more);
            } else if (Files.exists(file)) {
                check = checkFile(file);
                wrong.addAll(history(file, check));
            } else {
                out.println(file + " is not there yet: PiStat makes it when it is started");
            }
        } catch (StoreException e) {
            wrong.add(String.valueOf(e.getMessage()));
        }
        out.println();
        Instant newest = check == null || check.contents().isEmpty()
                ? null
                : check.contents().getFirst().newest().orElse(null);
        String openIn = check == null ? null : check.openIn().orElse(null);
        wrong.addAll(new HostCheck(configuration, out, another).run(newest, openIn));
        out.println();
        String nothing =
                more.isEmpty() ? "Nothing is wrong." : "Nothing is wrong that this user can see; " + more + ".";
        out.println(wrong.isEmpty() ? nothing : "Wrong:");
        wrong.forEach(trouble -> out.println(Printable.text("  " + trouble)));
        return wrong.isEmpty();
    }

    private static SqliteCheck checkFile(Path file) {
        try (Progress progress = Progress.onStandardError()) {
            return SqliteCheck.of(file, progress);
        }
    }

    private static List<String> history(Path file, SqliteCheck check) {
        PrintStream out = System.out;
        if (!check.damage().isEmpty()) {
            out.println(file + " is damaged:");
            check.damage().forEach(line -> out.println("  " + line));
            out.println("When PiStat is started again it begins a new file and brings over what can still be read.");
            return List.of(file + " is damaged: start PiStat again, and see what the log says of it");
        }
        out.println(file + " is sound");
        out.println("size     " + Bytes.text(check.fileBytes()) + ", write-ahead log " + Bytes.text(check.logBytes()));
        out.println("written  " + written(file));
        out.println("open     in " + check.openIn().orElse("no PiStat"));
        out.println();
        out.println(line("table", "count", "series", "oldest", "newest"));
        for (Contents table : check.contents()) {
            out.println(line(
                    table.name(),
                    String.format(Locale.ROOT, "%,d", table.count()),
                    table.series() > 0 ? Integer.toString(table.series()) : "",
                    time(table.oldest().orElse(null)),
                    time(table.newest().orElse(null))));
        }
        return List.of();
    }

    private static String written(Path file) {
        try (MetricStore store = SqliteMetricStore.openToRead(file, new Allowlist(Catalogue.ALL))) {
            OptionalDouble perSecond =
                    store.newest().map(newest -> rate(store, newest)).orElse(OptionalDouble.empty());
            return perSecond.isPresent()
                    ? Bytes.text(Math.round(perSecond.getAsDouble() * DAY.toSeconds())) + " a day by PiStat"
                    : "not known yet";
        }
    }

    /** Bytes a second in the last day, as far as PiStat ran. */
    private static OptionalDouble rate(MetricStore store, Sample newest) {
        Series series = new Series(SelfMetrics.PISTAT_WRITTEN_BYTES);
        Instant end = newest.at().plusMillis(1);
        CounterBuckets line = (CounterBuckets) store.chart(List.of(series), end.minus(DAY), end, POINTS)
                .lines()
                .getFirst();
        double bytes = 0;
        double seconds = 0;
        for (int i = 0; i < line.size(); i++) {
            if (line.count(i) > 0) {
                bytes += line.growth(i);
                seconds += line.seconds(i);
            }
        }
        return seconds < LEAST_SECONDS ? OptionalDouble.empty() : OptionalDouble.of(bytes / seconds);
    }

    private static String line(String table, String count, String series, String oldest, String newest) {
        return String.format(Locale.ROOT, "%-12s  %12s  %6s  %-19s  %s", table, count, series, oldest, newest)
                .stripTrailing();
    }

    private static String time(@Nullable Instant moment) {
        return moment == null ? "" : TIME.format(moment);
    }
}

package dev.pistat.app.command;

import dev.pistat.app.setting.ConfigurationException;
import dev.pistat.app.terminal.Progress;
import dev.pistat.app.terminal.Terminal;
import dev.pistat.core.export.ExportLines;
import dev.pistat.core.export.HistoryExport;
import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.text.Times;
import dev.pistat.store.sqlite.SqliteMetricStore;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/**
 * Writes stored samples to standard output.
 *
 * @param from included; then lines older than the samples are buckets, and a column says so; if it is empty, {@code hours}
 *     before the end
 * @param to excluded; if it is empty, the newest sample is the last
 * @param metrics if there are none, the fields of the original program
 */
record Export(
        Optional<Instant> from, Optional<Instant> to, Duration hours, List<Series> metrics, ExportLines.Format format)
        implements CommandLine.Command {

    private static final int PIECE = 1 << 15;

    /**
     * Runs the command.
     *
     * @throws IOException if standard output takes no more; not if that is a pipe whose reader has ended, such as
     *     {@code head}: then everything is as it should be
     * @throws dev.pistat.core.port.StoreException if the file cannot be read
     */
    @Override
    public boolean run(CommandLine asked) throws ConfigurationException, IOException {
        Path database = Main.configuration(asked).database();
        // Not System.out, which keeps silent about what fails.
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        try (MetricStore store = SqliteMetricStore.openToRead(database, new Allowlist(Catalogue.ALL));
                Progress progress = Progress.besideOutput()) {
            write(store, out, progress);
        } catch (UncheckedIOException e) {
            if (!Terminal.isPipe(Terminal.STANDARD_OUTPUT)) {
                throw e.getCause();
            }
        }
        return true;
    }

    private void write(MetricStore store, OutputStream out, DoubleConsumer progress) {
        boolean tiered = from.isPresent();
        ExportLines lines = metrics.isEmpty()
                ? ExportLines.original(format, tiered, store.series())
                : ExportLines.of(format, tiered, metrics);
        StringBuilder text = new StringBuilder();
        Instant newest = store.newest().map(Sample::at).orElse(Instant.EPOCH);
        Instant end = to.orElse(newest.plusNanos(1_000));
        Instant begin = from.orElse(end.minus(hours));
        long last = Times.micros(end.isBefore(newest) ? end : newest);
        long[] first = {Long.MAX_VALUE};
        new HistoryExport(store, lines, text, at -> {
                    first[0] = Math.min(first[0], at);
                    if (text.length() > PIECE) {
                        send(text, out);
                        progress.accept((double) (at - first[0]) / (last - first[0]));
                    }
                })
                .write(begin, end);
        send(text, out);
    }

    private static void send(StringBuilder text, OutputStream out) {
        try {
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        text.setLength(0);
    }
}

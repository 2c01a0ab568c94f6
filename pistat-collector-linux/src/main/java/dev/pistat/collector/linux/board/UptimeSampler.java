package dev.pistat.collector.linux.board;

import static dev.pistat.core.metric.BoardMetrics.UPTIME_SECONDS;

import dev.pistat.collector.linux.kernel.KernelFile;
import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whole seconds since the kernel started, time asleep included, from {@code /proc/uptime} (proc_uptime(5)): setting the clock
 * does not change it.
 */
public final class UptimeSampler implements Sampler {

    private static final Pattern UPTIME = Pattern.compile("(\\d{1,10})\\.\\d{1,3} \\d+\\.\\d{1,3}\n?");

    private final Path file;

    public UptimeSampler(Path procfs) {
        file = procfs.resolve("uptime");
    }

    @Override
    public String name() {
        return "uptime";
    }

    @Override
    public List<Metric> metrics() {
        return List.of(UPTIME_SECONDS);
    }

    @Override
    public void sample(SampleSink sink) throws IOException {
        sink.value(UPTIME_SECONDS, (double) parse(KernelFile.text(file)));
    }

    /**
     * Parses whole seconds.
     *
     * @throws MalformedException if the text has not the form of the file's line
     */
    static long parse(String text) {
        Matcher uptime = UPTIME.matcher(text);
        if (!uptime.matches()) {
            throw new MalformedException("an uptime", text);
        }
        return Long.parseLong(uptime.group(1));
    }
}

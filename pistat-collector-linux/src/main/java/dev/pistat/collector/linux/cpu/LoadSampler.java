package dev.pistat.collector.linux.cpu;

import static dev.pistat.core.metric.CpuMetrics.LOAD_1;
import static dev.pistat.core.metric.CpuMetrics.LOAD_15;
import static dev.pistat.core.metric.CpuMetrics.LOAD_5;

import dev.pistat.collector.linux.kernel.KernelFile;
import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The three load averages, from {@code /proc/loadavg} (proc_loadavg(5)). */
public final class LoadSampler implements Sampler {

    private static final Pattern LINE = Pattern.compile("([^ ]+) ([^ ]+) ([^ ]+) \\d+/\\d+ .*", Pattern.DOTALL);
    private static final Pattern LOAD = Pattern.compile("\\d{1,20}\\.\\d{1,3}");

    private final Path file;

    public LoadSampler(Path procfs) {
        file = procfs.resolve("loadavg");
    }

    /** Over 1, 5 and 15 minutes. */
    record Loads(Reading one, Reading five, Reading fifteen) {

        /** @throws MalformedException if the text has not the form of the file's line */
        static Loads parse(String text) {
            Matcher loads = LINE.matcher(text);
            if (!loads.matches()) {
                throw new MalformedException("load averages", text);
            }
            return new Loads(load(loads.group(1)), load(loads.group(2)), load(loads.group(3)));
        }

        private static Reading load(String text) {
            return LOAD.matcher(text).matches()
                    ? new Reading.Value(Double.parseDouble(text))
                    : new Reading.Failed("not a load average: '" + MalformedException.beginning(text) + "'");
        }
    }

    @Override
    public String name() {
        return "load";
    }

    @Override
    public List<Metric> metrics() {
        return List.of(LOAD_1, LOAD_5, LOAD_15);
    }

    @Override
    public void sample(SampleSink sink) throws IOException {
        Loads loads = Loads.parse(KernelFile.text(file));
        sink.report(new Series(LOAD_1), loads.one());
        sink.report(new Series(LOAD_5), loads.five());
        sink.report(new Series(LOAD_15), loads.fifteen());
    }
}

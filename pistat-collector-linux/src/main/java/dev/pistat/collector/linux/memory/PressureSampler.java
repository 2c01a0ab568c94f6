package dev.pistat.collector.linux.memory;

import static dev.pistat.core.metric.PressureMetrics.PRESSURE_CPU_SOME_PERCENT;
import static dev.pistat.core.metric.PressureMetrics.PRESSURE_IO_FULL_PERCENT;
import static dev.pistat.core.metric.PressureMetrics.PRESSURE_IO_SOME_PERCENT;
import static dev.pistat.core.metric.PressureMetrics.PRESSURE_MEMORY_FULL_PERCENT;
import static dev.pistat.core.metric.PressureMetrics.PRESSURE_MEMORY_SOME_PERCENT;

import dev.pistat.collector.linux.kernel.KernelFile;
import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.PressureMetrics;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Pressure: the share of the last 10 s in which tasks were held up, as the kernel averages it, from {@code /proc/pressure}
 * (accounting/psi.rst). A kernel that was built or started without it has none: unavailable.
 */
public final class PressureSampler implements Sampler {

    private static final Pattern AVERAGE =
            Pattern.compile("^(some|full) avg10=(\\d{1,3}\\.\\d\\d) avg60=", Pattern.MULTILINE);

    /** A file, and the metrics of its lines. For the CPU, {@code full} means nothing on a whole machine. */
    private record Resource(
            String file, Metric some, @Nullable Metric full) {}

    private static final List<Resource> RESOURCES = List.of(
            new Resource("cpu", PRESSURE_CPU_SOME_PERCENT, null),
            new Resource("memory", PRESSURE_MEMORY_SOME_PERCENT, PRESSURE_MEMORY_FULL_PERCENT),
            new Resource("io", PRESSURE_IO_SOME_PERCENT, PRESSURE_IO_FULL_PERCENT));

    private final Path folder;

    public PressureSampler(Path procfs) {
        folder = procfs.resolve("pressure");
    }

    @Override
    public String name() {
        return "pressure";
    }

    @Override
    public List<Metric> metrics() {
        return PressureMetrics.ALL;
    }

    @Override
    public void sample(SampleSink sink) {
        for (Resource resource : RESOURCES) {
            Path file = folder.resolve(resource.file);
            Function<String, Reading> line;
            try {
                String text = KernelFile.text(file);
                line = name -> reading(file, text, name);
            } catch (IOException e) {
                line = name -> absence(file, e);
            }
            sink.report(new Series(resource.some), line.apply("some"));
            if (resource.full != null) {
                sink.report(new Series(resource.full), line.apply("full"));
            }
        }
    }

    private static Reading reading(Path file, String text, String line) {
        try {
            return new Reading.Value(parse(text, line));
        } catch (MalformedException e) {
            return new Reading.Failed(file + ": " + e.getMessage());
        }
    }

    /**
     * Parses the average over 10 s.
     *
     * @param line {@code some} or {@code full}
     * @throws MalformedException if there is none, or it is no share
     */
    static double parse(String text, String line) {
        for (Matcher average = AVERAGE.matcher(text); average.find(); ) {
            double percent = Double.parseDouble(average.group(2));
            if (average.group(1).equals(line) && percent <= 100) {
                return percent;
            }
        }
        throw new MalformedException("a reading of pressure", text);
    }

    /** Where {@code psi=0} was given at boot, some kernels have the files and refuse to read them: EOPNOTSUPP. */
    static Reading absence(Path file, IOException e) {
        return e instanceof NoSuchFileException || "Operation not supported".equals(e.getMessage())
                ? new Reading.Unavailable("this kernel does not measure pressure (CONFIG_PSI, psi=1)")
                : new Reading.Failed(file + " cannot be read: " + e.getMessage());
    }
}

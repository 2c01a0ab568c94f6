package dev.pistat.collector.linux.cpu;

import static dev.pistat.core.metric.CpuMetrics.CPU_FREQUENCY_HERTZ;

import dev.pistat.collector.linux.kernel.KernelFile;
import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The clock rate of each core that is online, in hertz, from {@code /sys/devices/system/cpu/cpufreq} (cpufreq.rst). Cores
 * that share a clock share one policy: its rate is read once for all of them. Before Linux 4.2 the policies are not listed
 * there: each core has a folder {@code cpufreq}, or a link to that of another core.
 *
 * <p>The rate is the one that was set last, {@code scaling_cur_freq}; where a driver has no such file, the one that was
 * measured, {@code cpuinfo_cur_freq}, which only root may read.
 *
 * <p>A machine without cpufreq, as most virtual ones are, has no instance. A rate that the driver does not know is
 * unavailable, one that cannot be read failed, and so has one that no processor has, as in another unit; the other policies
 * stand.
 */
public final class FrequencySampler implements Sampler {

    private static final Pattern SPACES = Pattern.compile(" ");
    private static final Pattern CORE = Pattern.compile("\\d{1,4}");
    private static final Pattern KILOHERTZ = Pattern.compile("\\d{1,12}");
    private static final Pattern NOT_KNOWN = Pattern.compile("<[a-z ]+>");
    /** What drivers say that give megahertz is below, what those say that give hertz is above. */
    private static final long SLOWEST = 10_000;

    private static final long FASTEST = 10_000_000;
    private static final List<String> RATES = List.of("scaling_cur_freq", "cpuinfo_cur_freq");
    private static final Reading UNKNOWN = new Reading.Unavailable("the driver does not know it");

    private final Path cpu;

    public FrequencySampler(Path sysfs) {
        cpu = sysfs.resolve("devices/system/cpu");
    }

    @Override
    public String name() {
        return "frequency";
    }

    @Override
    public List<Metric> metrics() {
        return List.of(CPU_FREQUENCY_HERTZ);
    }

    @Override
    public void sample(SampleSink sink) throws IOException {
        TreeMap<Integer, Reading> rates = new TreeMap<>();
        for (Path policy : policies()) {
            SortedSet<Integer> cores = cores(policy);
            if (!rates.keySet().containsAll(cores)) {
                Reading rate = rate(policy);
                cores.forEach(core -> rates.put(core, rate));
            }
        }
        rates.entrySet().stream()
                .limit(CpuSampler.MOST_CORES)
                .forEach(each ->
                        sink.report(new Series(CPU_FREQUENCY_HERTZ, Integer.toString(each.getKey())), each.getValue()));
    }

    private List<Path> policies() throws IOException {
        List<Path> policies = KernelFile.entries(cpu.resolve("cpufreq"), "policy[0-9]*");
        return policies.isEmpty()
                ? KernelFile.entries(cpu, "cpu[0-9]*").stream()
                        .map(core -> core.resolve("cpufreq"))
                        .filter(Files::isDirectory)
                        .toList()
                : policies;
    }

    /**
     * Parses a clock rate in kilohertz.
     *
     * @return failed if no processor has such a rate, unavailable if the driver does not know it
     * @throws MalformedException if it is none
     */
    static Reading parseKilohertz(String text) {
        String number = text.strip();
        if (NOT_KNOWN.matcher(number).matches()) {
            return UNKNOWN;
        }
        if (!KILOHERTZ.matcher(number).matches()) {
            throw new MalformedException("a clock rate", text);
        }
        long kilohertz = Long.parseLong(number);
        if (kilohertz == 0) {
            return UNKNOWN;
        }
        return kilohertz >= SLOWEST && kilohertz <= FASTEST
                ? new Reading.Value(kilohertz * 1_000.0)
                : new Reading.Failed("the driver says " + kilohertz + " kHz, which no processor has");
    }

    /** Parses the cores of a policy, as in {@code 0 1 2 3}; none if the text is empty. */
    static SortedSet<Integer> parseCores(String text) {
        SortedSet<Integer> cores = new TreeSet<>();
        String list = text.strip();
        if (!list.isEmpty()) {
            Arrays.stream(SPACES.split(list, -1)).forEach(core -> {
                if (!CORE.matcher(core).matches()) {
                    throw new MalformedException("a list of cores", text);
                }
                cores.add(Integer.parseInt(core));
            });
        }
        return cores;
    }

    /** The cores of a policy that are online. Where all are offline, the kernel refuses to tell: none. */
    private static SortedSet<Integer> cores(Path policy) {
        try {
            return parseCores(KernelFile.text(policy.resolve("affected_cpus")));
        } catch (IOException | MalformedException e) {
            return new TreeSet<>();
        }
    }

    private static Reading rate(Path policy) {
        for (String name : RATES) {
            Path file = policy.resolve(name);
            try {
                return parseKilohertz(KernelFile.text(file));
            } catch (NoSuchFileException e) {
                // the next one, if there is one
            } catch (AccessDeniedException e) {
                return new Reading.Unavailable("only root may read " + file);
            } catch (IOException | MalformedException e) {
                return new Reading.Failed(file + " cannot be read: " + e.getMessage());
            }
        }
        return UNKNOWN;
    }
}

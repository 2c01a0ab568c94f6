package dev.pistat.collector.linux;

import static dev.pistat.core.metric.Catalogue.CPU_FREQUENCY_HERTZ;

import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The clock rate of each core that is online, in hertz, from {@code /sys/devices/system/cpu/cpufreq} (cpufreq.rst). Cores
 * that share a clock share one policy: its rate is read once for all of them.
 *
 * <p>A machine without cpufreq, as most virtual ones are, has no instance. A rate that the driver does not know is
 * unavailable, one that cannot be read failed; the other policies stand.
 */
final class FrequencySampler implements Sampler {

    private static final Pattern SPACES = Pattern.compile(" ");
    private static final Pattern CORE = Pattern.compile("\\d{1,4}");
    private static final Pattern KILOHERTZ = Pattern.compile("\\d{1,9}");
    private static final Reading UNKNOWN = new Reading.Unavailable("the driver does not know it");

    private final Path policies;

    FrequencySampler(Path sysfs) {
        policies = sysfs.resolve("devices/system/cpu/cpufreq");
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
        for (Path policy : KernelFile.entries(policies, "policy[0-9]*")) {
            Reading rate = rate(policy.resolve("scaling_cur_freq"));
            cores(policy).forEach(core -> rates.put(core, rate));
        }
        rates.entrySet().stream()
                .limit(CpuSampler.MOST_CORES)
                .forEach(each ->
                        sink.report(new Series(CPU_FREQUENCY_HERTZ, Integer.toString(each.getKey())), each.getValue()));
    }

    /**
     * Parses a clock rate in kilohertz.
     *
     * @throws MalformedException if it is none
     */
    static Reading parseKilohertz(String text) {
        String number = text.strip();
        if (number.equals("<unknown>")) {
            return UNKNOWN;
        }
        if (!KILOHERTZ.matcher(number).matches()) {
            throw new MalformedException("a clock rate", text);
        }
        int kilohertz = Integer.parseInt(number);
        return kilohertz == 0 ? UNKNOWN : new Reading.Value(kilohertz * 1_000.0);
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

    private static Reading rate(Path file) {
        try {
            return parseKilohertz(KernelFile.text(file));
        } catch (IOException | MalformedException e) {
            return new Reading.Failed(file + " cannot be read: " + e.getMessage());
        }
    }
}

package dev.pistat.collector.linux.network;

import static dev.pistat.core.metric.NetworkMetrics.INTERFACE_DROPS;
import static dev.pistat.core.metric.NetworkMetrics.INTERFACE_ERRORS;
import static dev.pistat.core.metric.NetworkMetrics.INTERFACE_RECEIVED_BYTES;
import static dev.pistat.core.metric.NetworkMetrics.INTERFACE_RECEIVE_RATE;
import static dev.pistat.core.metric.NetworkMetrics.INTERFACE_SEND_RATE;
import static dev.pistat.core.metric.NetworkMetrics.INTERFACE_SENT_BYTES;
import static dev.pistat.core.metric.NetworkMetrics.NET_BYTES_RECV;
import static dev.pistat.core.metric.NetworkMetrics.NET_BYTES_SENT;
import static dev.pistat.core.metric.NetworkMetrics.NET_RECEIVE_RATE;
import static dev.pistat.core.metric.NetworkMetrics.NET_SEND_RATE;

import dev.pistat.collector.linux.kernel.InstanceTracker;
import dev.pistat.collector.linux.kernel.KernelFile;
import dev.pistat.collector.linux.kernel.ParsedLines;
import dev.pistat.collector.linux.kernel.RateTracker;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.Clock;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * The bytes that every network interface has received and sent, and how fast, from one reading of {@code /proc/net/dev}; and
 * for the whole host:
 *
 * <ul>
 *   <li>bytes since boot, of the configured interface alone. While that does not exist, the sum over the
 *       {@linkplain RealInterfaces real ones}; the log says so once, and again when it changes.
 *   <li>rates, always over all real ones.
 * </ul>
 *
 * <p>One of them without a figure leaves the host without: part of a sum is none. So does a line whose name cannot be told.
 *
 * <p>Docker's bridges and the host's ends of containers are left out, unless virtual ones are wanted, or it is the configured
 * one. A rate above the
 * link's {@linkplain LinkSpeeds speed} is unavailable: the driver's counters jumped.
 */
public final class NetworkSampler implements Sampler {

    private static final System.Logger LOG = System.getLogger("dev.pistat.collector.linux");

    private static final String NONE = "no network interface";

    private final Path dev;
    private final String configured;
    private final boolean virtual;
    private final LinkCache links;
    private final LinkSpeeds speeds;
    private final InstanceTracker instances = new InstanceTracker("interface");
    private final RateTracker<NetDev> rates;
    private ParsedLines<NetDev> now = ParsedLines.none();
    private String said = "";

    /**
     * A sampler of the interfaces that a process sees.
     *
     * @param process its folder in procfs
     * @param configured the interface whose bytes stand for the host's
     * @param virtual whether what is made by software is listed too
     */
    public NetworkSampler(Path process, Path sysfs, String configured, boolean virtual, Clock clock) {
        Path net = sysfs.resolve("class/net");
        dev = process.resolve("net/dev");
        this.configured = configured;
        this.virtual = virtual;
        links = new LinkCache(net, clock);
        speeds = new LinkSpeeds(net, clock);
        rates = new RateTracker<>(clock, NetDev::restarted);
    }

    @Override
    public String name() {
        return "network";
    }

    @Override
    public List<Metric> metrics() {
        return List.of(
                NET_BYTES_SENT,
                NET_BYTES_RECV,
                INTERFACE_RECEIVED_BYTES,
                INTERFACE_SENT_BYTES,
                INTERFACE_ERRORS,
                INTERFACE_DROPS,
                INTERFACE_RECEIVE_RATE,
                INTERFACE_SEND_RATE,
                NET_RECEIVE_RATE,
                NET_SEND_RATE);
    }

    @Override
    public void sample(SampleSink sink) throws IOException {
        now = read().after(now.names());
        rates.add(now.whole());
        Set<String> names = now.names();
        Map<String, Link> kinds = links.of(names, name -> {
            rates.forget(name);
            instances.replaced(name);
        });
        SortedMap<String, Link> real = RealInterfaces.among(kinds);
        reportHostBytes(sink, names.contains(configured), real.keySet());
        kinds.forEach((name, link) -> {
            if (link.container() && !real.containsKey(name) && !virtual && !name.equals(configured)) {
                names.remove(name);
            }
        });
        instances.listed(sink, names, Set.of(configured)).forEach(name -> report(sink, name));
        sink.report(new Series(NET_RECEIVE_RATE), sumOfRates(NET_RECEIVE_RATE, real.keySet(), NetDev::received));
        sink.report(new Series(NET_SEND_RATE), sumOfRates(NET_SEND_RATE, real.keySet(), NetDev::sent));
        kinds.entrySet().removeIf(each -> !hasSpeed(each.getValue(), real.containsKey(each.getKey())));
        speeds.ask(sink, kinds.keySet());
    }

    private static boolean hasSpeed(Link link, boolean real) {
        return link.combined() || (real && !link.container());
    }

    private void reportHostBytes(SampleSink sink, boolean exists, Set<String> real) {
        say(exists ? "" : instead(real));
        Function<String, Reading> sent = name -> total(NET_BYTES_SENT, name, NetDev::sent);
        Function<String, Reading> received = name -> total(NET_BYTES_RECV, name, NetDev::received);
        sink.report(new Series(NET_BYTES_SENT), exists ? sent.apply(configured) : sum(real, sent));
        sink.report(new Series(NET_BYTES_RECV), exists ? received.apply(configured) : sum(real, received));
    }

    private Reading sumOfRates(Metric metric, Set<String> real, ToLongFunction<NetDev> counter) {
        return sum(real, name -> rate(metric, name, counter));
    }

    private void report(SampleSink sink, String name) {
        sink.report(
                new Series(INTERFACE_RECEIVED_BYTES, name), total(INTERFACE_RECEIVED_BYTES, name, NetDev::received));
        sink.report(new Series(INTERFACE_SENT_BYTES, name), total(INTERFACE_SENT_BYTES, name, NetDev::sent));
        sink.report(new Series(INTERFACE_ERRORS, name), figure(INTERFACE_ERRORS, name, NetDev::errors));
        sink.report(new Series(INTERFACE_DROPS, name), figure(INTERFACE_DROPS, name, NetDev::drops));
        sink.report(new Series(INTERFACE_RECEIVE_RATE, name), rate(INTERFACE_RECEIVE_RATE, name, NetDev::received));
        sink.report(new Series(INTERFACE_SEND_RATE, name), rate(INTERFACE_SEND_RATE, name, NetDev::sent));
    }

    /** None where the kernel has no network at all. */
    private ParsedLines<NetDev> read() throws IOException {
        try {
            return NetDev.parse(KernelFile.names(dev));
        } catch (NoSuchFileException e) {
            return ParsedLines.none();
        }
    }

    private Reading total(Metric metric, String name, ToLongFunction<NetDev> counter) {
        return figure(metric, name, each -> KernelFile.toDouble(counter.applyAsLong(each)));
    }

    private Reading figure(Metric metric, String name, ToDoubleFunction<NetDev> figure) {
        NetDev each = now.whole().get(name);
        return each == null ? now.failed(name) : metric.plausible(new Reading.Value(figure.applyAsDouble(each)));
    }

    private Reading rate(Metric metric, String name, ToLongFunction<NetDev> counter) {
        return now.whole().containsKey(name)
                ? metric.plausible(speeds.possible(name, rates.rate(name, counter, Math::rint)))
                : now.failed(name);
    }

    private Reading sum(Set<String> names, Function<String, Reading> figure) {
        Optional<Reading> incomplete = now.incomplete();
        if (incomplete.isPresent()) {
            return incomplete.get();
        }
        double sum = 0;
        for (String name : names) {
            switch (figure.apply(name)) {
                case Reading.Value(double value) -> sum += value;
                case Reading.Failed(String why) -> {
                    return new Reading.Failed(name + ": " + why);
                }
                case Reading.Unavailable(String why) -> {
                    return new Reading.Unavailable(name + ": " + why);
                }
            }
        }
        return names.isEmpty() ? new Reading.Unavailable(NONE) : new Reading.Value(sum);
    }

    private String instead(Set<String> counted) {
        String names = String.join(", ", counted);
        return "network interface " + configured + " does not exist"
                + switch (counted.size()) {
                    case 0 -> ", and there is no other";
                    case 1 -> ": counting " + names + " instead";
                    default -> ": counting " + names + " together";
                };
    }

    private void say(String trouble) {
        if (trouble.equals(said)) {
            return;
        }
        said = trouble;
        if (trouble.isEmpty()) {
            LOG.log(Level.INFO, "network interface " + configured + " is there now: counting it alone");
        } else {
            LOG.log(Level.WARNING, trouble);
        }
    }
}

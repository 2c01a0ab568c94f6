package dev.pistat.collector.linux;

import static dev.pistat.core.metric.Catalogue.INTERFACE_DROPS;
import static dev.pistat.core.metric.Catalogue.INTERFACE_ERRORS;
import static dev.pistat.core.metric.Catalogue.INTERFACE_RECEIVED_BYTES;
import static dev.pistat.core.metric.Catalogue.INTERFACE_RECEIVE_RATE;
import static dev.pistat.core.metric.Catalogue.INTERFACE_SEND_RATE;
import static dev.pistat.core.metric.Catalogue.INTERFACE_SENT_BYTES;
import static dev.pistat.core.metric.Catalogue.NET_BYTES_RECV;
import static dev.pistat.core.metric.Catalogue.NET_BYTES_SENT;
import static dev.pistat.core.metric.Catalogue.NET_RECEIVE_RATE;
import static dev.pistat.core.metric.Catalogue.NET_SEND_RATE;

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
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * What every network interface has received and sent, and how fast, from one reading of {@code /proc/net/dev}; and for the
 * whole host:
 *
 * <ul>
 *   <li>bytes since boot, of the configured interface alone. While that does not exist, the sum over the
 *       {@linkplain RealInterfaces real ones}; the log says so once, and again when it changes.
 *   <li>rates, always over all real ones. One of them without a rate leaves the host without: part of a sum is none.
 * </ul>
 *
 * <p>Docker's bridges and the host's ends of containers are left out, unless virtual ones are wanted. A rate above the
 * link's {@linkplain LinkSpeeds speed} is unavailable: the driver's counters jumped.
 */
final class NetworkSampler implements Sampler {

    private static final System.Logger LOG = System.getLogger("dev.pistat.collector.linux");

    private static final String NONE = "no network interface";

    private final Path dev;
    private final String configured;
    private final boolean virtual;
    private final Links links;
    private final LinkSpeeds speeds;
    private final Instances instances = new Instances("interface");
    private final Looks<NetDev> looks;
    private String said = "";

    NetworkSampler(LinuxSettings settings, Clock clock) {
        Path net = settings.sysfs().resolve("class/net");
        dev = settings.process().resolve("net/dev");
        configured = settings.networkInterface();
        virtual = settings.virtual();
        links = new Links(net, clock);
        speeds = new LinkSpeeds(net, clock);
        looks = new Looks<>(clock, NetDev::anew);
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
                NET_RECEIVE_RATE,
                NET_SEND_RATE,
                INTERFACE_RECEIVED_BYTES,
                INTERFACE_SENT_BYTES,
                INTERFACE_ERRORS,
                INTERFACE_DROPS,
                INTERFACE_RECEIVE_RATE,
                INTERFACE_SEND_RATE);
    }

    @Override
    public void sample(SampleSink sink) throws IOException {
        Map<String, NetDev> now = read();
        looks.add(now);
        Map<String, Link> kinds = links.of(now.keySet(), looks::forget);
        SortedMap<String, Link> real = RealInterfaces.among(kinds);
        reportHost(sink, now, real.keySet());
        Map<String, NetDev> shown = new HashMap<>(now);
        kinds.forEach((name, link) -> {
            if (link.container() && !real.containsKey(name) && !virtual) {
                shown.remove(name);
            }
        });
        instances.listed(sink, shown).forEach((name, each) -> report(sink, name, each));
        kinds.entrySet().removeIf(each -> !hasSpeed(each.getValue(), real.containsKey(each.getKey())));
        speeds.ask(sink, kinds.keySet());
    }

    private static boolean hasSpeed(Link link, boolean real) {
        return link.combined() || (real && !link.container());
    }

    private void reportHost(SampleSink sink, Map<String, NetDev> now, Set<String> real) {
        boolean exists = now.containsKey(configured);
        Set<String> counted = exists ? Set.of(configured) : real;
        say(exists ? "" : instead(counted));
        Map<String, NetDev> each = new TreeMap<>(now);
        each.keySet().retainAll(counted);
        reportTotal(sink, NET_BYTES_SENT, each.values(), NetDev::sent);
        reportTotal(sink, NET_BYTES_RECV, each.values(), NetDev::received);
        sink.report(new Series(NET_RECEIVE_RATE), sum(real, NetDev::received));
        sink.report(new Series(NET_SEND_RATE), sum(real, NetDev::sent));
    }

    private static void reportTotal(
            SampleSink sink, Metric metric, Collection<NetDev> counted, ToLongFunction<NetDev> counter) {
        if (counted.isEmpty()) {
            sink.unavailable(metric, NONE);
        } else {
            sink.value(
                    metric,
                    counted.stream()
                            .mapToDouble(each -> KernelFile.toDouble(counter.applyAsLong(each)))
                            .sum());
        }
    }

    private void report(SampleSink sink, String name, NetDev now) {
        sink.value(new Series(INTERFACE_RECEIVED_BYTES, name), KernelFile.toDouble(now.received()));
        sink.value(new Series(INTERFACE_SENT_BYTES, name), KernelFile.toDouble(now.sent()));
        sink.value(new Series(INTERFACE_ERRORS, name), now.errors());
        sink.value(new Series(INTERFACE_DROPS, name), now.drops());
        sink.report(new Series(INTERFACE_RECEIVE_RATE, name), rate(name, NetDev::received));
        sink.report(new Series(INTERFACE_SEND_RATE, name), rate(name, NetDev::sent));
    }

    /** None where the kernel has no network at all. */
    private Map<String, NetDev> read() throws IOException {
        try {
            return NetDev.parse(KernelFile.names(dev));
        } catch (NoSuchFileException e) {
            return new HashMap<>();
        }
    }

    private Reading rate(String name, ToLongFunction<NetDev> counter) {
        return speeds.possible(name, looks.rate(name, counter, Math::rint));
    }

    private Reading sum(Set<String> names, ToLongFunction<NetDev> counter) {
        double sum = 0;
        for (String name : names) {
            Reading rate = rate(name, counter);
            if (rate instanceof Reading.Unavailable(String why)) {
                return new Reading.Unavailable(name + ": " + why);
            }
            sum += rate instanceof Reading.Value(double value) ? value : 0;
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

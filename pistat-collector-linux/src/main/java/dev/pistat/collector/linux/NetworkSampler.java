package dev.pistat.collector.linux;

import static dev.pistat.core.metric.Catalogue.NET_BYTES_RECV;
import static dev.pistat.core.metric.Catalogue.NET_BYTES_SENT;

import dev.pistat.core.metric.Metric;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Bytes sent and received by the configured network interface since it came up, from
 * {@code /sys/class/net/NAME/statistics} (sysfs-class-net-statistics). While that interface does not exist, the sum over
 * the {@linkplain RealInterfaces real ones}; the log says so once, and again when it changes.
 */
final class NetworkSampler implements Sampler {

    private static final System.Logger LOG = System.getLogger("dev.pistat.collector.linux");

    private final Path net;
    private final String configured;
    private String said = "";

    NetworkSampler(Path sysfs, String configured) {
        this.net = sysfs.resolve("class/net");
        this.configured = configured;
    }

    @Override
    public String name() {
        return "network";
    }

    @Override
    public List<Metric> metrics() {
        return List.of(NET_BYTES_SENT, NET_BYTES_RECV);
    }

    @Override
    public void sample(SampleSink sink) throws IOException {
        boolean exists = Files.isDirectory(statistics(configured));
        List<String> counted = exists ? List.of(configured) : RealInterfaces.in(net);
        say(exists ? "" : instead(counted));
        if (counted.isEmpty()) {
            metrics().forEach(metric -> sink.unavailable(metric, "no network interface"));
            return;
        }
        double sent = 0;
        double received = 0;
        for (String each : counted) {
            sent += bytes(statistics(each).resolve("tx_bytes"));
            received += bytes(statistics(each).resolve("rx_bytes"));
        }
        sink.value(NET_BYTES_SENT, sent);
        sink.value(NET_BYTES_RECV, received);
    }

    private Path statistics(String name) {
        return net.resolve(name).resolve("statistics");
    }

    private static double bytes(Path file) throws IOException {
        return KernelFile.count(KernelFile.text(file).strip());
    }

    private String instead(List<String> counted) {
        return "network interface " + configured + " does not exist"
                + switch (counted.size()) {
                    case 0 -> ", and there is no other";
                    case 1 -> ": counting " + counted.getFirst() + " instead";
                    default -> ": counting " + String.join(", ", counted) + " together";
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

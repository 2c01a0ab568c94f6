package dev.pistat.collector.linux.network;

import static dev.pistat.core.metric.NetworkMetrics.WIFI_QUALITY_PERCENT;
import static dev.pistat.core.metric.NetworkMetrics.WIFI_SIGNAL_DBM;

import dev.pistat.collector.linux.kernel.InstanceLimit;
import dev.pistat.collector.linux.kernel.KernelFile;
import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.collector.linux.kernel.ParsedLines;
import dev.pistat.collector.linux.kernel.Percent;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The quality of the signal at each Wi-Fi interface, from {@code /proc/net/wireless} (iwconfig(8), and the kernel's
 * {@code net/wireless/wext-proc.c}): one line an interface. A kernel without the file has no Wi-Fi to report.
 *
 * <p>The signal's strength is in dBm, −120 to −1. Drivers that give something else have no such figure, and an interface that
 * is not connected has none.
 *
 * <p>The file gives a quality but not the best one possible. Drivers of the kernel's cfg80211 have a best of 70: there the
 * quality is the strength, held between −110 and −40 dBm, plus 110 ({@code net/wireless/wext-compat.c}). Where the two
 * agree so, the quality is a share of 70; elsewhere of nothing that is known: unavailable.
 */
public final class WifiSampler implements Sampler {

    private static final Path OWN = Path.of("/proc");
    private static final int HEADER_LINES = 2;
    private static final Pattern LINE =
            Pattern.compile("\\s+[0-9a-f]{4}\\s+(\\d{1,4})[. ]\\s*(-?\\d{1,4})[. ].*", Pattern.DOTALL);
    private static final int LOWEST_BYTE_OF_DBM = 128;
    private static final int BYTE = 256;
    private static final int WEAKEST = -120;
    private static final int WORST = -110;
    private static final int BEST = -40;

    private final Path file;
    private final InstanceLimit limit = new InstanceLimit();
    private ParsedLines<Link> last = ParsedLines.none();

    /**
     * A sampler of the Wi-Fi interfaces of a procfs.
     *
     * @param procfs if it is not this machine's, the interfaces are those of its first process: the host's
     */
    public WifiSampler(Path procfs) {
        file = procfs.resolve(procfs.equals(OWN) ? "net/wireless" : "1/net/wireless");
    }

    /** What one interface says: quality and level as they stand in the file. */
    record Link(int quality, int level) {

        Reading signal() {
            if (level == 0) {
                return new Reading.Unavailable("not connected");
            }
            int dbm = dbm();
            return dbm >= WEAKEST && dbm < 0
                    ? new Reading.Value(dbm)
                    : new Reading.Unavailable("the driver's level of " + level + " is not in dBm");
        }

        Reading share() {
            if (level == 0) {
                return new Reading.Unavailable("not connected");
            }
            return quality == Math.clamp(dbm(), WORST, BEST) - WORST
                    ? new Reading.Value(Percent.of(quality, BEST - WORST))
                    : new Reading.Unavailable("the driver does not say what a quality of " + quality + " is out of");
        }

        /** Old drivers give a byte without its sign. */
        private int dbm() {
            return level >= LOWEST_BYTE_OF_DBM && level < BYTE ? level - BYTE : level;
        }
    }

    @Override
    public String name() {
        return "wifi";
    }

    @Override
    public List<Metric> metrics() {
        return List.of(WIFI_SIGNAL_DBM, WIFI_QUALITY_PERCENT);
    }

    @Override
    public void sample(SampleSink sink) throws IOException {
        ParsedLines<Link> lines = read().after(last.names());
        last = lines;
        for (String name : limit.first(List.copyOf(lines.names()), "Wi-Fi interfaces")) {
            Link link = lines.whole().get(name);
            sink.report(new Series(WIFI_SIGNAL_DBM, name), link == null ? lines.failed(name) : link.signal());
            sink.report(new Series(WIFI_QUALITY_PERCENT, name), link == null ? lines.failed(name) : link.share());
        }
    }

    /** None where there is no Wi-Fi. */
    private ParsedLines<Link> read() throws IOException {
        try {
            return parse(KernelFile.text(file));
        } catch (NoSuchFileException e) {
            return ParsedLines.none();
        }
    }

    /**
     * Parses the lines below the two of the header.
     *
     * @return by interface
     */
    static ParsedLines<Link> parse(String text) {
        if (KernelFile.lines(text).count() < HEADER_LINES) {
            throw new MalformedException("/proc/net/wireless", text);
        }
        return ParsedLines.parse(KernelFile.lines(text).skip(HEADER_LINES), NetDev::name, WifiSampler::link);
    }

    private static Link link(String line) {
        Matcher matcher = LINE.matcher(NetDev.afterName(line));
        if (!matcher.matches()) {
            throw new MalformedException("a line of /proc/net/wireless", line);
        }
        return new Link(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }
}

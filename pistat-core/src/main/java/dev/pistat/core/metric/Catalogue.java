package dev.pistat.core.metric;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Every metric that PiStat itself knows. A new one is added to the class of its group and to the sampler that reads it, and
 * nowhere else.
 *
 * <p>Each says itself what it is in a sentence, its unit, its kind and where it is read. The comments at the constants add the
 * range of the values, what the instances are called, and when there are none.
 */
public final class Catalogue {

    /** The groups by title, in the order in which documents list them. Unmodifiable. */
    public static final Map<String, List<Metric>> GROUPS = groups();

    /** The metrics of all groups, those of {@link OriginalField} first. */
    public static final List<Metric> ALL = Stream.concat(
                    OriginalField.ALL.stream().map(OriginalField::metric),
                    GROUPS.values().stream().flatMap(Collection::stream))
            .distinct()
            .toList();

    private Catalogue() {}

    private static Map<String, List<Metric>> groups() {
        Map<String, List<Metric>> groups = new LinkedHashMap<>();
        groups.put("Processor", CpuMetrics.ALL);
        groups.put("Memory", MemoryMetrics.ALL);
        groups.put("Pressure", PressureMetrics.ALL);
        groups.put("Board", BoardMetrics.ALL);
        groups.put("Disks", DiskMetrics.ALL);
        groups.put("Network", NetworkMetrics.ALL);
        groups.put("PiStat itself", SelfMetrics.ALL);
        return Collections.unmodifiableMap(groups);
    }
}

package dev.pistat.core.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A field of the flat record that the original PiStat, a Python program, served and stored. Scripts and files in that
 * shape live on: the JSON of {@code /api/current}, the CSV header and the view of the stored samples all follow {@link #ALL},
 * after {@code id} and {@code timestamp}.
 *
 * @param name the field's old name
 * @param metric what it shows; if that has a label the field is an array, one place per core
 */
public record OriginalField(String name, Metric metric) {

    /** The fields in their old order. */
    public static final List<OriginalField> ALL = List.of(
            of(CpuMetrics.CPU_PERCENT),
            new OriginalField("cpu_per_core", CpuMetrics.CPU_CORE_PERCENT),
            of(MemoryMetrics.MEM_USED),
            of(MemoryMetrics.MEM_TOTAL),
            of(MemoryMetrics.MEM_PERCENT),
            of(BoardMetrics.CPU_TEMP),
            of(DiskMetrics.DISK_USED),
            of(DiskMetrics.DISK_TOTAL),
            of(DiskMetrics.DISK_PERCENT),
            of(CpuMetrics.LOAD_1),
            of(CpuMetrics.LOAD_5),
            of(CpuMetrics.LOAD_15),
            of(NetworkMetrics.NET_BYTES_SENT),
            of(NetworkMetrics.NET_BYTES_RECV),
            of(BoardMetrics.UPTIME_SECONDS));

    /** {@return whether the field is an array with one place per instance} */
    public boolean array() {
        return metric.label().isPresent();
    }

    /**
     * Lays the instances of an array field out by number: place {@code n} holds the series of instance {@code n}, and is
     * empty where there is no such instance. Instances that are no number below 10,000 have no place.
     *
     * @param seen series of any metric, in any order; those of others are passed over
     * @return as many places as the highest number asks for; empty if this is no array field, or none was seen
     */
    public List<Optional<Series>> places(Iterable<Series> seen) {
        var places = new ArrayList<Optional<Series>>();
        for (Series series : seen) {
            if (series.metric().equals(metric) && series.instance().matches("\\d{1,4}")) {
                int place = Integer.parseInt(series.instance());
                while (places.size() <= place) {
                    places.add(Optional.empty());
                }
                places.set(place, Optional.of(series));
            }
        }
        return places;
    }

    private static OriginalField of(Metric metric) {
        return new OriginalField(metric.name(), metric);
    }
}

package dev.pistat.core.metric;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The metrics that history may be asked for. Immutable. No name from outside reaches a store except through it. */
public final class Allowlist {

    private final Map<String, Metric> byName = new LinkedHashMap<>();

    /**
     * Allows exactly these metrics.
     *
     * @param metrics the same one may be there twice
     * @throws IllegalArgumentException if two different ones have the same name
     */
    public Allowlist(Collection<Metric> metrics) {
        for (Metric metric : metrics) {
            Metric other = byName.putIfAbsent(metric.name(), metric);
            if (other != null && !other.equals(metric)) {
                throw new IllegalArgumentException("Two different metrics are called " + metric.name());
            }
        }
    }

    /** {@return the metrics, in their order, each once; unmodifiable} */
    public Collection<Metric> metrics() {
        return Collections.unmodifiableCollection(byName.values());
    }

    /**
     * The metric of a name.
     *
     * @param name any text
     * @return empty if no metric of that name is allowed
     */
    public Optional<Metric> metric(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /**
     * The series of a key. Whether its instance exists is not known here.
     *
     * @param key any text
     * @return empty unless the key is the name of an allowed metric without a label, or {@code name:instance} of one with a
     *     label
     */
    public Optional<Series> series(String key) {
        int colon = key.indexOf(':');
        String instance = colon < 0 ? "" : key.substring(colon + 1);
        if (colon >= 0 && instance.isEmpty()) {
            return Optional.empty();
        }
        return metric(colon < 0 ? key : key.substring(0, colon))
                .filter(metric -> metric.label().isPresent() == !instance.isEmpty())
                .map(metric -> new Series(metric, instance));
    }
}

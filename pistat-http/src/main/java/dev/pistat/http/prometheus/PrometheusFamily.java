package dev.pistat.http.prometheus;

import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Kind;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Unit;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A metric as Prometheus and OpenMetrics write it.
 *
 * <p>Its name is {@code pistat_}, the metric's name, and the unit, which moves to the end wherever the name says it; a
 * percentage becomes a ratio, and a counter ends in {@code _total}. So {@code net_bytes_sent} is
 * {@code pistat_net_sent_bytes_total}. PiStat's own metrics begin with {@code pistat_self_}, as {@code pistat_cpu_ratio} is
 * that of the machine.
 *
 * @param name without {@code _total}
 * @param unit the name's end; empty if it has none
 */
public record PrometheusFamily(Metric metric, String name, String unit) {

    private static final String TOTAL = "_total";

    public static PrometheusFamily of(Metric metric) {
        String name = '_' + metric.name() + '_';
        if (name.startsWith("_pistat_")) {
            name = "_self" + name.substring("_pistat".length());
        }
        String unit = switch (metric.unit()) {
            case NONE -> "";
            case PERCENT -> "ratio";
            default -> metric.unit().text();
        };
        name = without(metric.unit().text(), name);
        if (metric.unit() == Unit.BYTES_PER_SECOND) {
            name = without("rate", name);
        }
        if (metric.kind() == Kind.COUNTER) {
            name = without("total", name);
        }
        String whole = "pistat" + name + unit;
        return new PrometheusFamily(metric, whole.endsWith("_") ? whole.substring(0, whole.length() - 1) : whole, unit);
    }

    /**
     * The families of all metrics, in their order.
     *
     * @throws IllegalArgumentException if two metrics would have the same name in Prometheus
     */
    public static Map<Metric, PrometheusFamily> all(Allowlist allowlist) {
        Map<Metric, PrometheusFamily> families = new LinkedHashMap<>();
        Set<String> names = new HashSet<>();
        for (Metric metric : allowlist.metrics()) {
            PrometheusFamily family = of(metric);
            if (!names.add(family.name())) {
                throw new IllegalArgumentException(
                        metric.name() + " and another metric would both be " + family.name() + " in Prometheus");
            }
            families.put(metric, family);
        }
        return Collections.unmodifiableMap(families);
    }

    private static String without(String word, String name) {
        return name.replace('_' + word + '_', "_");
    }

    /** Appends what the family is. */
    public void appendHead(StringBuilder out, PrometheusFormat format) {
        boolean open = format == PrometheusFormat.OPEN_METRICS;
        String called = open || metric.kind() != Kind.COUNTER ? name : name + TOTAL;
        out.append("# HELP ").append(called).append(' ');
        appendEscaped(out, metric.help(), open);
        out.append("\n# TYPE ").append(called).append(' ').append(metric.kind().text());
        if (open && !unit.isEmpty()) {
            out.append("\n# UNIT ").append(called).append(' ').append(unit);
        }
        out.append('\n');
    }

    /**
     * Appends a value.
     *
     * @param instance empty if the metric has no label
     * @param value in the metric's unit
     */
    public void append(StringBuilder out, String instance, double value) {
        out.append(name);
        if (metric.kind() == Kind.COUNTER) {
            out.append(TOTAL);
        }
        if (!instance.isEmpty()) {
            out.append('{').append(metric.label().orElseThrow()).append("=\"");
            appendEscaped(out, instance, true);
            out.append("\"}");
        }
        out.append(' ');
        metric.append(out, metric.unit() == Unit.PERCENT ? hundredth(value) : value);
        out.append('\n');
    }

    /** By its digits: 1.1 / 100 would be 0.011000000000000001. */
    private static double hundredth(double value) {
        return new BigDecimal(Double.toString(value)).movePointLeft(2).doubleValue();
    }

    private static void appendEscaped(StringBuilder out, String text, boolean quotes) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '"' -> out.append(quotes ? "\\\"" : "\"");
                default -> out.append(c);
            }
        }
    }
}

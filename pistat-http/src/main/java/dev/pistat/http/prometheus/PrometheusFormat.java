package dev.pistat.http.prometheus;

import java.util.Locale;
import java.util.regex.Pattern;

/** The two languages that {@code /metrics} speaks. */
public enum PrometheusFormat {
    /** Prometheus' own text format, which any reader of metrics understands. */
    TEXT("text", "plain", "0.0.4"),
    /** OpenMetrics 1.0, which adds units and an end that tells a whole answer from a torn one. */
    OPEN_METRICS("application", "openmetrics-text", "1.0.0");

    private static final Pattern QUALITY = Pattern.compile("0(\\.\\d{0,3})?|1(\\.0{0,3})?");

    private final String type;
    private final String subtype;
    private final String version;

    PrometheusFormat(String type, String subtype, String version) {
        this.type = type;
        this.subtype = subtype;
        this.version = version;
    }

    public String contentType() {
        return type + '/' + subtype + "; version=" + version + "; charset=utf-8";
    }

    /**
     * The format that a client would rather have; the text format where it does not care, or wants neither.
     *
     * @param accept what its Accept header says; empty if it has none
     */
    public static PrometheusFormat preferred(String accept) {
        return OPEN_METRICS.quality(accept) > TEXT.quality(accept) ? OPEN_METRICS : TEXT;
    }

    /** From 0 to 1: what the range that fits best says (RFC 9110, 12.5.1); 0 if none fits. What is malformed fits nothing. */
    private double quality(String accept) {
        int best = 0;
        double quality = 0;
        for (String text : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            Range range = Range.of(text);
            int fit = fit(range);
            if (fit > best) {
                best = fit;
                quality = Double.parseDouble(range.quality());
            }
        }
        return quality;
    }

    /** 0 if a range is not about this format, else the more, the more it says. */
    private int fit(Range range) {
        boolean otherVersion = !range.version().isEmpty() && !range.version().equals(version);
        if (otherVersion || !QUALITY.matcher(range.quality()).matches()) {
            return 0;
        }
        if (range.type().equals(type + '/' + subtype)) {
            return range.version().isEmpty() ? 3 : 4;
        }
        if (range.type().equals(type + "/*")) {
            return 2;
        }
        return range.type().equals("*/*") ? 1 : 0;
    }

    /** One of the ranges of an Accept header, such as {@code text/plain; version=0.0.4; q=0.5}. */
    private record Range(String type, String version, String quality) {

        static Range of(String text) {
            String[] parts = text.split(";", -1);
            String version = "";
            String quality = "1";
            for (int i = 1; i < parts.length; i++) {
                String part = parts[i].strip();
                if (part.startsWith("version=")) {
                    version = part.substring("version=".length()).replace("\"", "");
                } else if (part.startsWith("q=")) {
                    quality = part.substring("q=".length());
                }
            }
            return new Range(parts[0].strip(), version, quality);
        }
    }
}

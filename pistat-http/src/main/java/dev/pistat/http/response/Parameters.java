package dev.pistat.http.response;

import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.text.Times;
import io.helidon.webserver.http.ServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The query parameters of a request, read strictly: what is not understood is refused, never guessed at. */
public record Parameters(ServerRequest req) {

    /** Of one request. */
    static final int MOST_SERIES = 64;

    public static final String SERIES = "a metric of /api/metrics, or name:instance of one with a label";
    private static final double MOST_HOURS = 168;
    private static final Pattern PLAIN_DECIMAL = Pattern.compile("\\d+(\\.\\d+)?");
    private static final Pattern WHOLE_NUMBER = Pattern.compile("\\d{1,18}");
    private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    /**
     * A range of time.
     *
     * @param from included
     * @param to excluded, after {@code from}
     */
    public record Range(Instant from, Instant to) {}

    /** A number of hours above 0; more than 168 are taken as 168. */
    public Duration hours(double otherwise) {
        String text = first("hours", "");
        double hours = otherwise;
        if (has("hours")) {
            hours = PLAIN_DECIMAL.matcher(text).matches() ? Double.parseDouble(text) : 0;
            if (hours <= 0) {
                throw new BadRequestException("Invalid hours: '" + text + "' (a number above 0, at most 168)");
            }
        }
        return Duration.ofNanos((long) (Math.min(hours, MOST_HOURS) * 3_600e9));
    }

    /** The series that {@code metric} names. */
    public Series series(Allowlist allowlist, String otherwise) {
        String key = has("metric") ? first("metric", "") : otherwise;
        return allowlist.series(key).orElseThrow(() -> new BadRequestException("Invalid metric: '" + key + "'"));
    }

    /**
     * The stored series that a parameter names, which may be repeated: by {@code name:instance} one, by a metric's name all
     * its instances. Each is there once, in the order of the parameters and below that of the store.
     */
    public List<Series> series(String name, Allowlist allowlist, MetricStore store) {
        if (has(name) && texts(name).isEmpty()) {
            throw new BadRequestException("Invalid " + name + ": '' (" + SERIES + ")");
        }
        List<Series> stored = store.series();
        Set<Series> wanted = new LinkedHashSet<>();
        for (String key : texts(name)) {
            if (allowlist.metric(key).isEmpty() && allowlist.series(key).isEmpty()) {
                throw new BadRequestException("Invalid " + name + ": '" + key + "' (" + SERIES + ")");
            }
            stored.stream()
                    .filter(series ->
                            series.metric().name().equals(key) || series.key().equals(key))
                    .forEach(wanted::add);
        }
        if (wanted.size() > MOST_SERIES) {
            throw new BadRequestException("Invalid " + name + ": " + wanted.size()
                    + " with all their instances (at most " + MOST_SERIES + " in a request)");
        }
        return List.copyOf(wanted);
    }

    /** Whether a parameter is given. */
    public boolean has(String name) {
        return req.query().contains(name);
    }

    private String first(String name, String otherwise) {
        return texts(name).stream().findFirst().orElse(otherwise);
    }

    /** All values of a parameter that may be repeated, in their order; empty without it. */
    public List<String> texts(String name) {
        return req.query().all(name, List::of);
    }

    /** A whole number between two others, which are included. */
    public long wholeNumber(String name, long least, long most, long otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        String text = single(name);
        long number = WHOLE_NUMBER.matcher(text).matches() ? Long.parseLong(text) : -1;
        if (number < least || number > most) {
            throw new BadRequestException(
                    "Invalid " + name + ": '" + text + "' (a whole number from " + least + " to " + most + ")");
        }
        return number;
    }

    /** What {@code from} and {@code to} enclose: until now, and for so long, unless they say otherwise. */
    public Range range(Instant now, Duration otherwise) {
        Instant to = moment("to", now.truncatedTo(ChronoUnit.MICROS));
        Instant from = moment("from", to.minus(otherwise));
        requireInReach("to", to);
        requireInReach("from", from);
        if (!from.isBefore(to)) {
            throw new BadRequestException(
                    "Invalid from: '" + shown("from", from) + "' (before to, which is " + shown("to", to) + ")");
        }
        return new Range(from, to);
    }

    /** A moment: seconds since 1970, negative before that, or ISO 8601 with an offset. */
    public Instant moment(String name, Instant otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        String text = single(name);
        try {
            // A plus that was not encoded arrives as a space.
            return Times.parse(text.replace(' ', '+'));
        } catch (IllegalArgumentException e) {
            throw new BadRequestException("Invalid " + name + ": '" + text
                    + "' (seconds since 1970, or a time with an offset such as 2026-03-01T12:00:00Z)");
        }
    }

    /** Refuses parameters of any other name. */
    public void only(List<String> names) {
        for (String name : req.query().names()) {
            if (!names.contains(name)) {
                String known = names.isEmpty() ? "none" : String.join(", ", names);
                String is = names.size() > 1 ? " are" : " is";
                throw new BadRequestException("Unknown parameter: '" + name + "' (" + known + is + " known here)");
            }
        }
    }

    private void requireInReach(String name, Instant at) {
        if (at.isBefore(EARLIEST) || at.isAfter(LATEST)) {
            throw new BadRequestException(
                    "Invalid " + name + ": '" + shown(name, at) + "' (from " + EARLIEST + " to " + LATEST + ")");
        }
    }

    private String shown(String name, Instant at) {
        return first(name, at.toString());
    }

    /** The value of a parameter that may be given once. */
    public String single(String name) {
        List<String> texts = texts(name);
        if (texts.size() > 1) {
            throw new BadRequestException("Invalid " + name + ": '" + String.join("', '", texts) + "' (only one)");
        }
        return String.join("", texts);
    }
}

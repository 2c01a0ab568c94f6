package dev.pistat.http;

import dev.pistat.core.metric.Series;
import dev.pistat.core.recording.Allowlist;
import dev.pistat.http.Get.BadRequestException;
import io.helidon.webserver.http.ServerRequest;
import java.time.Duration;
import java.util.regex.Pattern;

/** The query parameters of a request, read strictly: what is not understood is refused, never guessed at. */
record Parameters(ServerRequest req) {

    private static final double MOST_HOURS = 168;
    private static final Pattern PLAIN_DECIMAL = Pattern.compile("\\d+(\\.\\d+)?");

    /** A number of hours above 0; more than 168 are taken as 168. */
    Duration hours(double otherwise) {
        String text = req.query().first("hours").orElse("");
        double hours = otherwise;
        if (req.query().contains("hours")) {
            hours = PLAIN_DECIMAL.matcher(text).matches() ? Double.parseDouble(text) : 0;
            if (hours <= 0) {
                throw new BadRequestException("Invalid hours: '" + text + "' (a number above 0, at most 168)");
            }
        }
        return Duration.ofNanos((long) (Math.min(hours, MOST_HOURS) * 3_600e9));
    }

    /** The series that {@code metric} names. */
    Series series(Allowlist allowlist, String otherwise) {
        String key =
                req.query().contains("metric") ? req.query().first("metric").orElse("") : otherwise;
        return allowlist.series(key).orElseThrow(() -> new BadRequestException("Invalid metric: '" + key + "'"));
    }
}

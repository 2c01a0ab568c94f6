package dev.pistat.http.route;

import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.SelfMetrics;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.Clock;
import dev.pistat.http.json.JsonWriter;
import dev.pistat.http.response.Parameters;
import dev.pistat.http.response.Response;
import io.helidon.http.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The health of PiStat, in the JSON of MicroProfile Health, which Helidon's own health checks write too.
 *
 * <p>{@code /health/live} is 200 while the server answers. {@code /health/ready}, and {@code /health} with it, is 200 while
 * the newest sample is younger than three intervals, anything in it could be read, and the store takes writes, else 503; its
 * checks {@code sampling} and {@code store} say which of them is wrong, and why.
 */
final class HealthRoute extends Route {

    static final Route LIVE = new HealthRoute("/health/live", "Whether the server answers", false);
    static final Route READY = new HealthRoute("/health/ready", "Whether PiStat samples and keeps", true);
    static final Route HEALTH = new HealthRoute("/health", "Whether PiStat samples and keeps, as /health/ready", true);

    private final boolean checks;

    private HealthRoute(String path, String summary, boolean checks) {
        super(path, summary);
        this.checks = checks;
    }

    @Override
    void handle(Parameters parameters, Response response, Sources sources) {
        List<Check> done = checks
                ? List.of(
                        sampling(sources.newest().get(), sources.clock(), sources.interval()),
                        store(sources.store().trouble()))
                : List.of();
        boolean up = done.stream().allMatch(Check::up);
        response.res().status(up ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503);
        response.sendJson(json -> {
            json.object().name("status").text(status(up)).name("checks").array();
            done.forEach(check -> check.write(json));
            json.end().end();
        });
    }

    private static Check sampling(Optional<Sample> newest, Clock clock, Duration interval) {
        Duration limit = interval.multipliedBy(3);
        if (newest.isEmpty()) {
            return new Check("sampling", false, data -> {
                data.name("reason").text("nothing was sampled yet");
                data.name("limit_seconds").decimal(limit.toMillis() / 1e3);
            });
        }
        Duration age = age(newest.get(), clock);
        boolean blind = allFailed(newest.get());
        boolean young = !age.isNegative() && age.compareTo(limit) < 0;
        return new Check("sampling", young && !blind, data -> {
            data.name("age_seconds").decimal(age.toMillis() / 1e3);
            data.name("limit_seconds").decimal(limit.toMillis() / 1e3);
            if (blind) {
                data.name("reason").text("nothing can be read");
            }
        });
    }

    /** That it failed took time too: how much is in every sample. */
    private static boolean allFailed(Sample sample) {
        boolean any = false;
        for (Map.Entry<Series, Reading> each : sample.readings().entrySet()) {
            if (each.getValue() instanceof Reading.Value
                    && !each.getKey().metric().equals(SelfMetrics.PISTAT_SAMPLE_SECONDS)) {
                return false;
            }
            any |= each.getValue() instanceof Reading.Failed;
        }
        return any;
    }

    private static Check store(Optional<String> trouble) {
        return new Check(
                "store",
                trouble.isEmpty(),
                data -> trouble.ifPresent(why -> data.name("reason").text(why)));
    }

    /** By the monotonic clock, which nothing sets; by wall time for a sample of an earlier boot. */
    private static Duration age(Sample sample, Clock clock) {
        return sample.bootId().equals(clock.bootId())
                ? Duration.ofNanos(clock.monotonicNanos() - sample.monotonicMicros() * 1_000)
                : Duration.between(sample.at(), clock.wall());
    }

    private static String status(boolean up) {
        return up ? "UP" : "DOWN";
    }

    private record Check(String name, boolean up, Consumer<JsonWriter> data) {

        void write(JsonWriter json) {
            json.object().name("name").text(name).name("status").text(status(up));
            data.accept(json.name("data").object());
            json.end().end();
        }
    }
}

package dev.pistat.http.route;

import dev.pistat.core.metric.Sample;
import dev.pistat.core.text.Times;
import dev.pistat.http.json.SampleJson;
import dev.pistat.http.response.Parameters;
import dev.pistat.http.response.Response;
import java.util.Optional;

/** {@code /api/current}: the newest sample, in the shape of the original PiStat, a Python program. */
final class CurrentRoute extends Route {

    CurrentRoute() {
        super("/api/current", "The newest sample");
    }

    @Override
    boolean isStrict() {
        return false;
    }

    @Override
    void handle(Parameters parameters, Response response, Sources sources) {
        Optional<Sample> sample = sources.newest().get();
        if (sample.isEmpty()) {
            response.sendNothing();
        } else if (!response.isUnchanged(
                sample.get().id() + "-" + Times.micros(sample.get().at()))) {
            response.sendJson(json -> SampleJson.writeCurrent(json, sample.get()));
        }
    }
}

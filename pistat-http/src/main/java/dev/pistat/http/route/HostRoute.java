package dev.pistat.http.route;

import dev.pistat.core.metric.Host;
import dev.pistat.core.text.Times;
import dev.pistat.http.response.Parameters;
import dev.pistat.http.response.Response;
import java.time.Instant;
import java.time.ZoneId;

/** {@code /api/host}: what this machine is. */
final class HostRoute extends Route {

    HostRoute() {
        super("/api/host", "What this machine is");
    }

    @Override
    boolean needsMachine() {
        return true;
    }

    @Override
    void handle(Parameters parameters, Response response, Sources sources) {
        Instant now = sources.clock().wall();
        Host host = sources.theMachine().facts().get();
        response.sendJson(json -> {
            json.object().name("model").text(host.model());
            json.name("kernel").text(host.kernel());
            json.name("os").text(host.os());
            json.name("host_name").text(host.hostName());
            json.name("boot_id").text(host.bootId());
            json.name("boot_time");
            host.bootTime().ifPresentOrElse(time -> json.whole(time.getEpochSecond()), json::none);
            json.name("cores").whole(host.cores());
            json.name("version").text(sources.theMachine().version());
            json.name("server_time").seconds(Times.micros(now));
            json.name("utc_offset_seconds")
                    .whole(ZoneId.systemDefault().getRules().getOffset(now).getTotalSeconds())
                    .end();
        });
    }
}

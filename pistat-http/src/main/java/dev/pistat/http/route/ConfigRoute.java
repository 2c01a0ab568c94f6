package dev.pistat.http.route;

import dev.pistat.http.json.JsonWriter;
import dev.pistat.http.response.Parameters;
import dev.pistat.http.response.Response;
import java.time.Duration;

/** {@code /api/config}: some settings, in the shape of the original PiStat, a Python program. */
final class ConfigRoute extends Route {

    ConfigRoute() {
        super("/api/config", "Six of the settings");
    }

    @Override
    boolean isStrict() {
        return false;
    }

    @Override
    boolean needsMachine() {
        return true;
    }

    @Override
    void handle(Parameters parameters, Response response, Sources sources) {
        Machine machine = sources.theMachine();
        response.sendJson(json -> {
            seconds(json.object().name("interval_seconds"), sources.interval());
            json.name("retention_days").whole(machine.retention().toDays());
            json.name("network_interface").text(machine.networkInterface());
            json.name("disk_path").text(machine.diskPath());
            json.name("host").text(machine.listenHost());
            json.name("port").whole(response.req().localPeer().port()).end();
        });
    }

    /** Whole seconds stay whole, as the original's are. */
    private static void seconds(JsonWriter json, Duration duration) {
        if (duration.toNanosPart() == 0) {
            json.whole(duration.toSeconds());
        } else {
            json.decimal(duration.toNanos() / 1e9);
        }
    }
}

package dev.pistat.http.route;

import dev.pistat.core.history.ProcessUse;
import dev.pistat.core.history.TopProcesses;
import dev.pistat.core.text.Times;
import dev.pistat.http.json.JsonWriter;
import dev.pistat.http.response.Parameters;
import dev.pistat.http.response.Response;
import java.util.List;
import java.util.Optional;

/** {@code /api/processes}: the processes that used most at a moment. */
final class ProcessesRoute extends Route {

    ProcessesRoute() {
        super("/api/processes", "The processes that used most", "at");
    }

    @Override
    void handle(Parameters parameters, Response response, Sources sources) {
        Optional<TopProcesses> top = sources.store()
                .topProcesses(parameters.moment("at", sources.clock().wall()));
        if (top.isEmpty()) {
            response.sendNothing();
            return;
        }
        response.sendJson(json -> {
            json.object().name("at").seconds(Times.micros(top.get().at()));
            write(json.name("by_cpu"), top.get().byCpu());
            write(json.name("by_memory"), top.get().byMemory());
            json.end();
        });
    }

    private static void write(JsonWriter json, List<ProcessUse> processes) {
        json.array();
        for (ProcessUse process : processes) {
            json.object().name("pid").whole(process.pid());
            json.name("name").text(process.name());
            json.name("user").text(process.user());
            json.name("cpu_percent").decimal(process.cpuPercent());
            json.name("resident_bytes").whole(process.residentBytes());
            json.name("written_bytes");
            process.writtenBytes().ifPresentOrElse(json::whole, json::none);
            json.end();
        }
        json.end();
    }
}

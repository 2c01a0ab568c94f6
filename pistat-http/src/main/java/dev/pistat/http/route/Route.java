package dev.pistat.http.route;

import dev.pistat.http.response.Parameters;
import dev.pistat.http.response.Response;
import java.util.List;

/** One route of the API: its path, what it is for, the parameters that it knows, and how it is answered. Immutable. */
abstract class Route {

    private final String path;
    private final String summary;
    private final List<String> parameters;

    Route(String path, String summary, String... parameters) {
        this.path = path;
        this.summary = summary;
        this.parameters = List.of(parameters);
    }

    final String path() {
        return path;
    }

    /** As {@code openapi.yaml} has it. */
    final String summary() {
        return summary;
    }

    /** The names of the parameters in the query. */
    final List<String> parameters() {
        return parameters;
    }

    /** A request that it can answer, with the parameters that it needs. */
    String example() {
        return path;
    }

    /** Whether it refuses other parameters than its own. Those of the original program leave them alone. */
    boolean isStrict() {
        return true;
    }

    /** Whether it tells of the {@link Machine}. */
    boolean needsMachine() {
        return false;
    }

    /** Answers GET and HEAD. */
    abstract void handle(Parameters parameters, Response response, Sources sources) throws Exception;
}

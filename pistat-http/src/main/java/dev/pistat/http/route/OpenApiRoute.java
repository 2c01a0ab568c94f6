package dev.pistat.http.route;

import dev.pistat.http.response.KeptText;
import dev.pistat.http.response.Parameters;
import dev.pistat.http.response.Response;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** {@code /openapi.yaml}: the API described as OpenAPI 3.1. Read when it is first asked for. */
final class OpenApiRoute extends Route {

    private @Nullable KeptText document;

    OpenApiRoute() {
        super("/openapi.yaml", "This document");
    }

    @Override
    boolean isStrict() {
        return false;
    }

    @Override
    void handle(Parameters parameters, Response response, Sources sources) throws IOException {
        document().send(response.req(), response.res());
    }

    private synchronized KeptText document() throws IOException {
        if (document == null) {
            try (InputStream in = OpenApiRoute.class.getResourceAsStream("/dev/pistat/http/api/openapi.yaml")) {
                if (in == null) {
                    throw new IllegalStateException("The jar lacks openapi.yaml");
                }
                document = new KeptText("application/yaml", in.readAllBytes());
            }
        }
        return document;
    }
}

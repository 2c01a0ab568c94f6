package dev.pistat.http.page;

import dev.pistat.http.response.GetHandler;
import dev.pistat.http.response.KeptText;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The dashboard: a fixed list of files out of the jars, and no other path. All their addresses are relative, so it works
 * under any path. Thread-safe.
 */
public final class Page implements HttpService {

    private static final String OWN_ROOT = "dev/pistat/http/";
    private static final String OWN = OWN_ROOT + "page/";
    private static final String UPLOT = "META-INF/resources/webjars/uplot/1.6.30/dist/";
    private static final String HTML = "text/html; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";

    private static final List<String> SCRIPTS = List.of(
            "api.js",
            "app.js",
            "beside.js",
            "cards.js",
            "catalogue.js",
            "chart.js",
            "charts.js",
            "dom.js",
            "drawing.js",
            "export.js",
            "figures.js",
            "gestures.js",
            "header.js",
            "layout.js",
            "lines.js",
            "live.js",
            "paint.js",
            "panels.js",
            "range.js",
            "samples.js",
            "settings.js",
            "spark.js",
            "texts.js",
            "theme.js",
            "times.js",
            "units.js",
            "verdict.js",
            "view.js");

    private static final List<PageFile> FILES = Stream.concat(
                    Stream.of(
                            new PageFile("/", OWN + "index.html", HTML),
                            new PageFile("/style.css", OWN + "style.css", STYLE),
                            new PageFile("/favicon.svg", OWN + "favicon.svg", "image/svg+xml"),
                            new PageFile("/uPlot.iife.min.js", UPLOT + "uPlot.iife.min.js", SCRIPT),
                            new PageFile("/uPlot.min.css", UPLOT + "uPlot.min.css", STYLE)),
                    SCRIPTS.stream().map(name -> new PageFile("/" + name, OWN + name, SCRIPT)))
            .toList();

    /** Serves the dashboard's files. */
    public Page() {}

    @Override
    public void routing(HttpRules rules) {
        FILES.forEach(file -> rules.any(file.path, new GetHandler((req, res) -> file.send(req, res))));
    }

    /** One file, read when it is first asked for. */
    private static final class PageFile {

        private final String path;
        private final String resource;
        private final String contentType;
        private Optional<KeptText> read = Optional.empty();

        /**
         * @param path where it is served
         * @param resource where it lies in the jars
         */
        PageFile(String path, String resource, String contentType) {
            this.path = path;
            this.resource = resource;
            this.contentType = contentType;
        }

        void send(ServerRequest req, ServerResponse res) throws IOException {
            kept().send(req, res);
        }

        private synchronized KeptText kept() throws IOException {
            if (read.isEmpty()) {
                // What is in a package of a module only that module finds; the class loader finds what is in none.
                try (InputStream in = resource.startsWith(OWN_ROOT)
                        ? Page.class.getResourceAsStream('/' + resource)
                        : Page.class.getClassLoader().getResourceAsStream(resource)) {
                    if (in == null) {
                        throw new IllegalStateException("The jars lack " + resource);
                    }
                    read = Optional.of(new KeptText(contentType, in.readAllBytes()));
                }
            }
            return read.get();
        }
    }
}

package dev.pistat.http.page;

import dev.pistat.http.response.GetHandler;
import dev.pistat.http.response.KeptText;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The dashboard. Every script, style and picture in the folder of the page, or one folder
 * below it, is served under its own path, from the jars. The files are read when they are first requested. All addresses in
 * them are relative, so the dashboard works under any path. Thread-safe.
 */
public final class Page implements HttpService {

    private static final String OWN_ROOT = "dev/pistat/http/";
    private static final String FOLDER = OWN_ROOT + "page";
    private static final Pattern FILE = Pattern.compile("(?:/[a-z]+)?/[a-z-]+\\.(?:js|css|svg)");
    private static final String UPLOT = "META-INF/resources/webjars/uplot/1.6.30/dist/";

    /** The files with a path that is not theirs in the folder. */
    private static final Map<String, String> OTHERS = Map.of(
            "/", FOLDER + "/index.html",
            "/uPlot.iife.min.js", UPLOT + "uPlot.iife.min.js",
            "/uPlot.min.css", UPLOT + "uPlot.min.css");

    private final Map<String, KeptText> files = new ConcurrentHashMap<>();

    /** Serves the dashboard's files. */
    public Page() {}

    @Override
    public void routing(HttpRules rules) {
        OTHERS.forEach((path, resource) -> rules.any(path, (req, res) -> send(resource, req, res)));
        rules.any((req, res) -> {
            String path = req.path().path();
            if (FILE.matcher(path).matches()) {
                send(FOLDER + path, req, res);
            } else {
                res.next();
            }
        });
    }

    /** Sends a file, or leaves the request to others where there is none. */
    private void send(String resource, ServerRequest req, ServerResponse res) throws Exception {
        Optional<KeptText> file = file(resource);
        if (file.isPresent()) {
            new GetHandler(file.get()::send).handle(req, res);
        } else {
            res.next();
        }
    }

    private Optional<KeptText> file(String resource) throws IOException {
        if (!files.containsKey(resource)) {
            try (InputStream in = open(resource)) {
                if (in == null) {
                    return Optional.empty();
                }
                files.putIfAbsent(resource, new KeptText(contentType(resource), in.readAllBytes()));
            }
        }
        return Optional.ofNullable(files.get(resource));
    }

    private static String contentType(String resource) {
        return switch (resource.substring(resource.lastIndexOf('.') + 1)) {
            case "js" -> "text/javascript; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> "text/html; charset=utf-8";
        };
    }

    /** Only a module finds what lies in its own packages; only the class loader finds what lies in none. */
    private static @Nullable InputStream open(String resource) {
        return resource.startsWith(OWN_ROOT)
                ? Page.class.getResourceAsStream('/' + resource)
                : Page.class.getClassLoader().getResourceAsStream(resource);
    }
}

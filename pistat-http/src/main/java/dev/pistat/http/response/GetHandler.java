package dev.pistat.http.response;

import dev.pistat.core.port.StoreException;
import dev.pistat.core.text.LogLimit;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * A handler that is only read: GET and HEAD reach it, OPTIONS is told so, any other method gets 405. A request that the handler
 * refuses gets 400, and 503 while the store cannot be read or too many ask at once.
 *
 * @param unreadable the limit of the log's line for a store that cannot be read; null if the handler reads none
 */
public record GetHandler(Handler handler, @Nullable LogLimit unreadable) implements Handler {

    private static final System.Logger LOG = System.getLogger("dev.pistat.http");
    private static final String ALLOWED = "GET, HEAD, OPTIONS";
    private static final String RETRY_AFTER_SECONDS = "5";

    /** A handler that reads no store. */
    public GetHandler(Handler handler) {
        this(handler, null);
    }

    @Override
    public void handle(ServerRequest req, ServerResponse res) throws Exception {
        Method method = req.prologue().method();
        if (method.equals(Method.OPTIONS)) {
            res.header(HeaderNames.ALLOW, ALLOWED);
            res.status(Status.NO_CONTENT_204).send();
        } else if (!method.equals(Method.GET) && !method.equals(Method.HEAD)) {
            res.header(HeaderNames.ALLOW, ALLOWED);
            Errors.send(req, res, Status.METHOD_NOT_ALLOWED_405, "Only " + ALLOWED + " work here");
        } else {
            try {
                handler.handle(req, res);
            } catch (BadRequestException e) {
                Errors.send(req, res, Status.BAD_REQUEST_400, String.valueOf(e.getMessage()));
            } catch (BusyException e) {
                res.header(HeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS);
                Errors.send(req, res, Status.SERVICE_UNAVAILABLE_503, e.getMessage() + "; try again in a few seconds");
            } catch (StoreException e) {
                log(e);
                if (res.isSent()) {
                    throw e;
                }
                res.header(HeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS);
                Errors.send(req, res, Status.SERVICE_UNAVAILABLE_503, "The history cannot be read at the moment");
            }
        }
    }

    private void log(StoreException e) {
        if (unreadable != null && !Thread.currentThread().isInterrupted()) { // as when the server stops
            unreadable
                    .of("the history could not be read: " + e.getMessage())
                    .ifPresent(line -> LOG.log(Level.WARNING, line));
        }
    }
}

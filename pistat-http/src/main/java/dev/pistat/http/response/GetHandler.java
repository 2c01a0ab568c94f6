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
import java.util.Optional;

/**
 * A route that is only read: GET and HEAD reach the handler, OPTIONS is told so, any other method gets 405. A request that
 * the handler refuses gets 400, and 503 while the store cannot be read or too many ask at once.
 *
 * @param unreadable the line of the log for a store that cannot be read; routes of the same store share it, and one that
 *     reads none has none
 */
public record GetHandler(Handler handler, Optional<LogLimit> unreadable) implements Handler {

    private static final System.Logger LOG = System.getLogger("dev.pistat.http");
    private static final String ALLOWED = "GET, HEAD, OPTIONS";
    private static final String RETRY_AFTER_SECONDS = "5";

    /** A route that reads no store. */
    public GetHandler(Handler handler) {
        this(handler, Optional.empty());
    }

    public GetHandler(Handler handler, LogLimit unreadable) {
        this(handler, Optional.of(unreadable));
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
                if (!Thread.currentThread().isInterrupted()) { // as when the server stops
                    unreadable
                            .flatMap(line -> line.of("the history could not be read: " + e.getMessage()))
                            .ifPresent(line -> LOG.log(Level.WARNING, line));
                }
                if (res.isSent()) {
                    throw e;
                }
                res.header(HeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS);
                Errors.send(req, res, Status.SERVICE_UNAVAILABLE_503, "The history cannot be read at the moment");
            }
        }
    }

    /** A request that cannot be answered as it is. */
    public static final class BadRequestException extends RuntimeException {

        private static final long serialVersionUID = 1;

        /** @param message names the parameter, its value and what is allowed */
        public BadRequestException(String message) {
            super(message);
        }
    }

    /** Too many ask at once. */
    public static final class BusyException extends RuntimeException {

        private static final long serialVersionUID = 1;

        /** @param message what there is too much of */
        public BusyException(String message) {
            super(message);
        }
    }
}

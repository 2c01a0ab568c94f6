package dev.pistat.http.connection;

import dev.pistat.http.response.Errors;
import dev.pistat.http.response.SafeHeaders;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;

/**
 * The answers to requests that reach no route, because Helidon could not read them. As far as their path is known they get
 * JSON under {@code /api}, plain text elsewhere, as {@link Errors} does.
 */
public final class MalformedRequests implements DirectHandler {

    /** Longer request lines and headers are refused. */
    public static final int MOST_LINE_BYTES = 8 * 1024;

    public static final int MOST_HEADER_BYTES = 16 * 1024;
    /** Each becomes several objects, however short it is. */
    static final int MOST_HEADER_LINES = 100;
    /** What a service may read of a body. PiStat's own read none. */
    public static final int MOST_BODY_BYTES = 64 * 1024;

    static final Status HEADERS_TOO_LARGE = Status.create(431, "Request Header Fields Too Large");

    private MalformedRequests() {}

    public static DirectHandlers handlers() {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (EventType type : EventType.values()) {
            handlers.addHandler(type, new MalformedRequests());
        }
        return handlers.build();
    }

    @Override
    public TransportResponse handle(
            TransportRequest request, EventType type, Status status, ServerResponseHeaders headers, String message) {
        Status answered = status(request, status, message);
        TransportResponse.Builder response =
                TransportResponse.builder().status(answered).headers(headers).keepAlive(false);
        SafeHeaders.ALL.forEach(response::header);
        if (request.method().equals(Method.HEAD.text())) {
            return response.build();
        }
        String path = request.path();
        return response.header(HeaderNames.CONTENT_TYPE, Errors.contentType(path))
                .entity(Errors.body(path, text(answered, message)))
                .build();
    }

    private static Status status(TransportRequest request, Status status, String message) {
        if (message.equals("Header size exceeded")) {
            return HEADERS_TOO_LARGE;
        }
        // Helidon takes a method that is no token, such as "G@T", for an error of its own.
        boolean unread = request.method().isEmpty();
        return unread && status.equals(Status.INTERNAL_SERVER_ERROR_500) ? Status.BAD_REQUEST_400 : status;
    }

    private static String text(Status status, String message) {
        return switch (status.code()) {
            case 400 -> "Malformed request" + reason(message);
            case 413 -> "The body is too long (at most " + MOST_BODY_BYTES + " bytes)";
            case 414 -> "The address is too long (at most " + MOST_LINE_BYTES + " bytes with method and version)";
            case 431 ->
                "The headers are too long (at most " + MOST_HEADER_BYTES + " bytes in " + MOST_HEADER_LINES + " lines)";
            case 500 -> Errors.UNEXPECTED;
            default -> status.reasonPhrase() + reason(message);
        };
    }

    /** What Helidon does not want to tell is always about the first line. */
    private static String reason(String message) {
        boolean secret = message.startsWith("Bad request,") || message.equals("Internal error");
        return secret ? " (the first line must be a method, a path, and HTTP/1.1 or HTTP/1.0)" : ": " + message;
    }
}

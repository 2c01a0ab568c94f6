package dev.pistat.http.response;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.pistat.core.text.Decimal;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Small documents as JSON, of maps, lists, texts, numbers, truths and null. Jackson's mapper would do the same with 583
 * classes and 8 MB of memory more.
 */
public final class Json {

    public static final String CONTENT_TYPE = "application/json";

    private Json() {}

    public static void send(ServerRequest req, ServerResponse res, Object document) {
        ResponseWriter.send(req, res, CONTENT_TYPE, text(document).getBytes(StandardCharsets.UTF_8));
    }

    static String text(Object document) {
        StringBuilder text = new StringBuilder();
        append(text, document);
        return text.toString();
    }

    private static void append(StringBuilder out, @Nullable Object value) {
        if (value instanceof Map<?, ?> members) {
            String before = "";
            out.append('{');
            for (Map.Entry<?, ?> member : members.entrySet()) {
                appendText(out.append(before), String.valueOf(member.getKey()));
                append(out.append(':'), member.getValue());
                before = ",";
            }
            out.append('}');
        } else if (value instanceof List<?> elements) {
            String before = "";
            out.append('[');
            for (Object element : elements) {
                append(out.append(before), element);
                before = ",";
            }
            out.append(']');
        } else if (value instanceof String text) {
            appendText(out, text);
        } else if (value instanceof Double number) {
            Decimal.append(out, number);
        } else {
            out.append(value);
        }
    }

    private static void appendText(StringBuilder out, String text) {
        JsonStringEncoder.getInstance().quoteAsString(text, out.append('"'));
        out.append('"');
    }
}

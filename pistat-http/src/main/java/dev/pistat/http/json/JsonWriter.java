package dev.pistat.http.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.text.Decimal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A writer of JSON into a text: Jackson's generator, with numbers as {@link Decimal} writes them. For one thread. The text is
 * complete after {@link #flush}.
 */
public final class JsonWriter {

    public static final String CONTENT_TYPE = "application/json";

    /** Jackson's own pool would keep 8 KB for each connection. */
    private static final JsonFactory JACKSON = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .build();

    private final JsonGenerator json;
    private final StringBuilder number = new StringBuilder(32);
    private char[] digits = new char[32];

    public JsonWriter(StringBuilder text) {
        try {
            json = JACKSON.createGenerator(new TextWriter(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A whole document in UTF-8. */
    public static byte[] bytes(Consumer<JsonWriter> document) {
        StringBuilder text = new StringBuilder(1_024);
        JsonWriter json = new JsonWriter(text);
        document.accept(json);
        json.flush();
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    public JsonWriter object() {
        return write(JsonToken.START_OBJECT, "");
    }

    public JsonWriter array() {
        return write(JsonToken.START_ARRAY, "");
    }

    /** Ends the object or array that was begun last. */
    public JsonWriter end() {
        return write(json.getOutputContext().inObject() ? JsonToken.END_OBJECT : JsonToken.END_ARRAY, "");
    }

    /** Begins a member of an object. */
    public JsonWriter name(String name) {
        return write(JsonToken.FIELD_NAME, name);
    }

    public JsonWriter text(String text) {
        return write(JsonToken.VALUE_STRING, text);
    }

    public JsonWriter text(Optional<String> text) {
        return text.map(this::text).orElseGet(this::none);
    }

    public JsonWriter truth(boolean truth) {
        return write(truth ? JsonToken.VALUE_TRUE : JsonToken.VALUE_FALSE, "");
    }

    /** Writes null. */
    public JsonWriter none() {
        return write(JsonToken.VALUE_NULL, "");
    }

    public JsonWriter whole(long value) {
        number.append(value);
        return number();
    }

    public JsonWriter decimal(double value) {
        Decimal.append(number, value);
        return number();
    }

    /** Writes microseconds as seconds. */
    public JsonWriter seconds(long micros) {
        Decimal.appendSeconds(number, micros);
        return number();
    }

    /** Writes a value as its metric has it, whole or with a fraction. */
    public JsonWriter value(Metric metric, double value) {
        metric.append(number, value);
        return number();
    }

    /** How many characters are not in the text yet. */
    public int buffered() {
        return json.getOutputBuffered();
    }

    public void flush() {
        try {
            json.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonWriter number() {
        int length = number.length();
        if (length > digits.length) {
            digits = new char[length];
        }
        number.getChars(0, length, digits, 0);
        number.setLength(0);
        try {
            json.writeRawValue(digits, 0, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    private JsonWriter write(JsonToken token, String text) {
        try {
            switch (token) {
                case START_OBJECT -> json.writeStartObject();
                case END_OBJECT -> json.writeEndObject();
                case START_ARRAY -> json.writeStartArray();
                case END_ARRAY -> json.writeEndArray();
                case FIELD_NAME -> json.writeFieldName(text);
                case VALUE_STRING -> json.writeString(text);
                case VALUE_TRUE, VALUE_FALSE -> json.writeBoolean(token == JsonToken.VALUE_TRUE);
                default -> json.writeNull();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    private static final class TextWriter extends Writer {

        private final StringBuilder text;

        TextWriter(StringBuilder text) {
            this.text = text;
        }

        @Override
        public void write(char[] from, int at, int count) {
            text.append(from, at, count);
        }

        @Override
        public void flush() {
            // It is there already.
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    }
}
